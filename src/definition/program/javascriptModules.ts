/** JavaScript's declarations, imports and exports; `require` and `await import` are imports where they are plain. */
import { classOf, functionStatement } from './javascriptClasses.ts';
import { expressionOf } from './javascriptExpressions.ts';
import { javascriptString } from './javascriptLiterals.ts';
import { targetOf } from './javascriptTargets.ts';
import type { Imported, Statement, Target } from './program.ts';
import { placeOf, type Source, spanOf, textOf, without } from './source.ts';
import { childOf, type Syntax } from './syntaxTree.ts';

const moduleName = (source: Source, node: Syntax): string => javascriptString(textOf(source, node));

/** `import d, { n as l } from 'm'`, `import * as l from 'm'`; types alone bind nothing. */
export function importDeclaration(source: Source, node: Syntax): Statement[] {
  const from = node.children.findLast(({ kind }) => kind === 'String');
  if (!from || node.children[1]?.kind === 'type') return [];
  const module = moduleName(source, from);
  const names: Imported[] = [];
  node.children.forEach((child, index) => {
    if (child.kind === 'ImportGroup') names.push(...importedNames(source, child, module));
    if (child.kind !== 'VariableDefinition') return;
    const whole = node.children[index - 1]?.kind === 'as';
    names.push({ local: textOf(source, child), module, ...(!whole && { name: 'default' }) });
  });
  return [{ ...placeOf(source, node), type: 'import', names }];
}

/** `{ a, b as c, type T }`. */
function importedNames(source: Source, group: Syntax, module: string): Imported[] {
  const names: Imported[] = [];
  let name: string | undefined;
  let isType = false;
  for (const child of group.children) {
    if (child.kind === ',' || child.kind === '{') {
      name = undefined;
      isType = false;
    } else if (child.kind === 'type') {
      isType = true;
    } else if (child.kind === 'VariableDefinition' && !isType) {
      const local = textOf(source, child);
      names.push({ local, module, name: name ?? local });
    } else if (child.kind === 'String') {
      name = moduleName(source, child);
    } else if (child.kind !== 'as' && child.kind !== '}') {
      name = textOf(source, child);
    }
  }
  return names;
}

/** What is exported is read as if it stood alone; names that are passed on are nothing. */
export function exported(source: Source, node: Syntax): Statement[] {
  const [, first, second] = node.children;
  const value = first?.kind === 'default' ? second : first;
  if (!value || childOf(node, 'from')) return [];
  if (value.kind === 'FunctionDeclaration' || value.kind === 'FunctionExpression') {
    return [functionStatement(source, value)];
  }
  if (value.kind === 'ClassExpression') return [classOf(source, value)];
  if (value.kind.endsWith('Declaration')) return source.translate.body(source, value);
  if (first?.kind !== 'default') return [];
  return [{ ...placeOf(source, node), type: 'expression', value: expressionOf(source, value) }];
}

/** `const a = 1, { b } = c`: an assignment each. */
export function declarations(source: Source, node: Syntax): Statement[] {
  const groups: Syntax[][] = [[]];
  for (const child of without(node.children.slice(1), ';')) {
    if (child.kind === ',') groups.push([]);
    else if (child.kind !== 'TypeAnnotation') groups.at(-1)!.push(child);
  }
  const declared = groups.filter((group) => group.length > 0);
  return declared.map((group) => {
    const place = declared.length > 1 ? spanOf(source, group[0]!, group.at(-1)!) : placeOf(source, node);
    return declaration(source, group, place);
  });
}

function declaration(source: Source, group: Syntax[], place: ReturnType<typeof placeOf>): Statement {
  const equals = group.findIndex(({ kind }) => kind === 'Equals');
  const value = equals < 0 ? undefined : group[equals + 1];
  const target = targetOf(source, group[0]!);
  const names = value && importedBy(source, target, value);
  if (names) return { ...place, type: 'import', names };
  if (value?.kind === 'ClassExpression' && target.type === 'name') {
    return { ...classOf(source, value, target.name), ...place };
  }
  const written = value && { value: expressionOf(source, value) };
  return { ...place, type: 'assign', targets: [target], ...written };
}

/** `tf = require('m')`, `{ a, b: c } = await import('m')`, `a = require('m').a`. */
function importedBy(source: Source, target: Target, value: Syntax): Imported[] | undefined {
  const member = value.kind === 'MemberExpression' ? childOf(value, 'PropertyName') : undefined;
  const module = requiredModule(source, member ? value.children[0]! : value);
  if (module === undefined) return undefined;
  const name = member && textOf(source, member);
  if (target.type === 'name') return [{ local: target.name, module, ...(name !== undefined && { name }) }];
  if (target.type !== 'properties' || member) return undefined;
  const names = target.properties.map(({ key, target: bound, default: byDefault }) =>
    bound.type === 'name' && key !== '...' && !byDefault
      ? { local: bound.name, module, name: key }
      : undefined,
  );
  return names.every((imported) => imported !== undefined) ? names : undefined;
}

function requiredModule(source: Source, node: Syntax): string | undefined {
  const list = childOf(node, 'ArgList');
  const [callee] = node.children;
  if (node.kind === 'CallExpression' && callee && list && textOf(source, callee) === 'require') {
    const [argument, another] = without(list.children, '(', ')');
    return argument?.kind === 'String' && !another ? moduleName(source, argument) : undefined;
  }
  const dynamic = node.kind === 'AwaitExpression' ? childOf(node, 'DynamicImport') : undefined;
  const argument = dynamic && childOf(dynamic, 'String');
  return argument && moduleName(source, argument);
}
