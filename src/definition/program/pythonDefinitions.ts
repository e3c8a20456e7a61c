/** Python's functions and classes with their decorators. */
import type { ClassStatement, Expression, FunctionStatement, Statement } from './program.ts';
import { argumentsOf, expressionOf, partsOf } from './pythonExpressions.ts';
import { parametersOf } from './pythonTargets.ts';
import { other, placeOf, type Source, spanOf, textOf } from './source.ts';
import { childOf, type Syntax } from './syntaxTree.ts';

export function decorated(source: Source, node: Syntax): Statement[] {
  const decorators = node.children
    .filter(({ kind }) => kind === 'Decorator')
    .map((child) => decorator(source, child));
  const definition = node.children.at(-1)!;
  if (definition.kind === 'FunctionDefinition') return [functionOf(source, definition, decorators)];
  if (definition.kind === 'ClassDefinition') return [classOf(source, definition, decorators)];
  return decorators.map((value) => ({ ...placeOf(source, node), type: 'expression', value }));
}

/** `@a.b(c)`: the tree has its names and arguments one after another. */
function decorator(source: Source, node: Syntax): Expression {
  let value: Expression | undefined;
  for (const child of node.children) {
    if (child.kind === 'VariableName' && !value) {
      value = expressionOf(source, child);
    } else if (child.kind === 'VariableName' || child.kind === 'PropertyName') {
      value = {
        ...spanOf(source, value!, child),
        type: 'member',
        object: value!,
        name: textOf(source, child),
      };
    } else if (child.kind === 'ArgList' && value) {
      const closed = child.children.at(-1)?.kind === ')';
      const args = argumentsOf(source, child);
      value = { ...spanOf(source, value, child), type: 'call', callee: value, arguments: args, closed };
    }
  }
  return value ?? other(source, node, partsOf(source, node.children));
}

/** The head of a definition that was parsed apart, with its body. */
function definitionApart(source: Source, node: Syntax, body: Statement[], decorators: Expression[]) {
  const apart = source.apart.get(node.from);
  const [head] = apart?.statements ?? [];
  if (head?.type !== 'function' && head?.type !== 'class') return undefined;
  const to = Math.max(node.to, head.to);
  return { ...head, to, decorators, body: apart?.deeper ? body : head.body };
}

export function functionOf(source: Source, node: Syntax, decorators: Expression[]): FunctionStatement {
  const body = source.translate.body(source, childOf(node, 'Body'));
  const apart = definitionApart(source, node, body, decorators);
  if (apart?.type === 'function') return apart;
  const place = placeOf(source, node);
  const name = childOf(node, 'VariableName');
  const list = childOf(node, 'ParamList');
  return {
    ...place,
    type: 'function',
    ...named(source, name, node),
    parameters: list ? parametersOf(source, list) : [],
    decorators,
    body,
    modifiers: /\byield\b/.test(textOf(source, node)) ? ['generator'] : [],
  };
}

export function classOf(source: Source, node: Syntax, decorators: Expression[]): ClassStatement {
  const body = source.translate.body(source, childOf(node, 'Body'));
  const apart = definitionApart(source, node, body, decorators);
  if (apart?.type === 'class') return apart;
  const place = placeOf(source, node);
  const list = childOf(node, 'ArgList');
  const args = list ? argumentsOf(source, list) : [];
  return {
    ...place,
    type: 'class',
    ...named(source, childOf(node, 'VariableName'), node),
    bases: args.filter(({ name, spread }) => name === undefined && !spread).map(({ value }) => value),
    decorators,
    body,
  };
}

function named(source: Source, name: Syntax | undefined, node: Syntax) {
  const place = placeOf(source, name ?? { from: node.from, to: node.from });
  return { name: name ? textOf(source, name) : '', nameAt: place };
}
