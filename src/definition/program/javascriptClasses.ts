/** JavaScript's functions and classes with their members. */
import { expressionOf } from './javascriptExpressions.ts';
import { parameterAttributes, parametersOf } from './javascriptTargets.ts';
import type { ClassStatement, Expression, FunctionStatement, Statement } from './program.ts';
import { placeOf, type Source, textOf } from './source.ts';
import { childOf, type Syntax } from './syntaxTree.ts';

/** A function declaration; one without a name, `export default function`, is called `default`. */
export function functionStatement(source: Source, node: Syntax, name = 'default'): FunctionStatement {
  return {
    ...placeOf(source, node),
    type: 'function',
    ...namedBy(source, childOf(node, 'VariableDefinition'), node, name),
    parameters: parametersOf(source, childOf(node, 'ParamList')),
    decorators: [],
    body: source.translate.body(source, childOf(node, 'Block')),
    modifiers: [],
  };
}

/** A class declaration or expression; `name` is that of the variable it is assigned to. */
export function classOf(source: Source, node: Syntax, name = 'default'): ClassStatement {
  const extended = node.children.findIndex(({ kind }) => kind === 'extends');
  const base = extended < 0 ? undefined : node.children[extended + 1];
  const hasBase = base !== undefined && base.kind !== 'ClassBody';
  const members = childOf(node, 'ClassBody')?.children ?? [];
  return {
    ...placeOf(source, node),
    type: 'class',
    ...namedBy(source, childOf(node, 'VariableDefinition'), node, name),
    bases: hasBase ? [expressionOf(source, base)] : [],
    decorators: decoratorsOf(source, node),
    body: members.flatMap((member) => memberOf(source, member)),
  };
}

function namedBy(source: Source, name: Syntax | undefined, node: Syntax, byDefault: string) {
  const nameAt = placeOf(source, name ?? { from: node.from, to: node.from });
  return { name: name ? textOf(source, name) : byDefault, nameAt };
}

function decoratorsOf(source: Source, node: Syntax): Expression[] {
  return node.children.flatMap(({ kind, children }) =>
    kind === 'Decorator' && children[1] ? [expressionOf(source, children[1])] : [],
  );
}

const MEMBER_NAMES = new Set(['PropertyDefinition', 'PrivatePropertyDefinition']);
const MODIFIERS = new Set(['static', 'get', 'set', 'async']);

/** A method as a function, a field as an assignment to its name. */
function memberOf(source: Source, node: Syntax): Statement[] {
  if (node.kind === 'StaticBlock') return source.translate.body(source, childOf(node, 'Block'));
  const name = node.children.find(({ kind }) => MEMBER_NAMES.has(kind));
  if (!name) return [];
  if (node.kind === 'MethodDeclaration') return methodOf(source, node, name);
  const equals = node.children.findIndex(({ kind }) => kind === 'Equals');
  const value = equals < 0 ? undefined : node.children[equals + 1];
  if (node.kind !== 'PropertyDeclaration' || !value || value.kind === ';') return [];
  const target = { ...placeOf(source, name), type: 'name' as const, name: textOf(source, name) };
  return [
    { ...placeOf(source, node), type: 'assign', targets: [target], value: expressionOf(source, value) },
  ];
}

/** A method without a body is only declared. */
function methodOf(source: Source, node: Syntax, name: Syntax): Statement[] {
  const block = childOf(node, 'Block');
  if (!block) return [];
  const list = childOf(node, 'ParamList');
  const attributes = parameterAttributes(list).map((parameter) => attributeOf(source, parameter));
  return [
    {
      ...placeOf(source, node),
      type: 'function',
      name: textOf(source, name),
      nameAt: placeOf(source, name),
      parameters: parametersOf(source, list),
      decorators: decoratorsOf(source, node),
      body: [...attributes, ...source.translate.body(source, block)],
      modifiers: node.children.filter(({ kind }) => MODIFIERS.has(kind)).map(({ kind }) => kind),
    },
  ];
}

/** `constructor(private units)` as `this.units = units`. */
function attributeOf(source: Source, parameter: Syntax): Statement {
  const place = placeOf(source, parameter);
  const name = textOf(source, parameter);
  return {
    ...place,
    type: 'assign',
    targets: [{ ...place, type: 'member', object: { ...place, type: 'name', name: 'this' }, name }],
    value: { ...place, type: 'name', name },
  };
}
