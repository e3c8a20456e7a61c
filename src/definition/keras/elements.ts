/** From the elements of a layer list, or the argument of `.add`, to layers and to what cannot be read. */
import type { SyntaxNode } from '@lezer/common';
import { valueBindingOf } from '../python/names.ts';
import { bodyScopeAt } from '../python/scopes.ts';
import { childrenOf, commaGroups, type PythonSource, shorten, textOf, unwrap } from '../python/syntax.ts';
import { usesOfPath } from '../python/uses.ts';
import { mayChange } from './effects.ts';
import { type LayerDraft, readLayer } from './layers.ts';
import { isSequential, kerasSymbol } from './symbols.ts';

/** One part of a model in the order in which the model has them. */
export type Item =
  | { kind: 'layer'; draft: LayerDraft; slot: SyntaxNode; target?: string }
  | { kind: 'unreadable'; node: SyntaxNode; what: string };

/** The layers of a list expression: a literal, a sum of lists, or the name of a list that is assigned once. */
export function readList(source: PythonSource, node: SyntaxNode, depth = 0): Item[] {
  const list = unwrap(node);
  const parts = sumOf(source, list);
  if (parts && depth < 10) return parts.flatMap((part) => readList(source, part, depth + 1));
  if (isList(list)) return commaGroups(list).map((group) => readGroup(source, group));
  if (list.name === 'VariableName') {
    const binding = depth < 10 ? valueBindingOf(source, list) : undefined;
    if (binding && !mayChange({ source, kind: 'list' }, usesOfPath(source, list)))
      return readList(source, binding.value, depth + 1);
  }
  return [{ kind: 'unreadable', node: list, what: describe(source, list) }];
}

/** The statement of a once-assigned list, so that it counts as part of the definition. */
export function listStatement(source: PythonSource, node: SyntaxNode): SyntaxNode | undefined {
  const list = unwrap(node);
  return list.name === 'VariableName' ? valueBindingOf(source, list)?.node : undefined;
}

/** One layer; `slot` is the element or the statement that holds it. */
export function readElement(source: PythonSource, node: SyntaxNode, slot: SyntaxNode): Item {
  const expression = unwrap(node);
  const binding = expression.name === 'VariableName' ? valueBindingOf(source, expression) : undefined;
  const call = unwrap(binding?.value ?? expression);
  const draft = call.name === 'CallExpression' ? readLayer(source, call) : undefined;
  if (!draft) return { kind: 'unreadable', node: slot, what: describe(source, expression) };
  return { kind: 'layer', draft, slot, ...(binding && { target: textOf(source, expression) }) };
}

/** `[…]`, `(…, …)`; a list that is still being typed is parsed as a comprehension without `for`. */
function isList(node: SyntaxNode): boolean {
  if (node.name === 'ArrayExpression' || node.name === 'TupleExpression') return true;
  return node.name === 'ArrayComprehensionExpression' && !node.getChild('for');
}

function sumOf(source: PythonSource, node: SyntaxNode): SyntaxNode[] | undefined {
  if (node.name !== 'BinaryExpression') return undefined;
  const [left, operator, right] = childrenOf(node);
  return left && right && operator && textOf(source, operator) === '+' ? [left, right] : undefined;
}

function readGroup(source: PythonSource, group: SyntaxNode[]): Item {
  const first = group[0]!;
  const isSpread = first.name === '*';
  if (!isSpread) return readElement(source, first, first);
  const value = group[1] ?? first;
  return { kind: 'unreadable', node: value, what: `“*${shorten(textOf(source, value))}”` };
}

function describe(source: PythonSource, node: SyntaxNode): string {
  if (node.name.endsWith('ComprehensionExpression')) return 'a list comprehension';
  if (node.name === 'ConditionalExpression') return 'a conditional layer';
  const callee = node.name === 'CallExpression' ? node.firstChild : null;
  if (callee && isSequential(kerasSymbol(source, callee))) return 'a nested model';
  return `“${shorten(textOf(source, node))}”`;
}

/** Whether two nodes stand in the body of the same function, class or module. */
export function sameBody(source: PythonSource, a: SyntaxNode, b: SyntaxNode): boolean {
  return bodyScopeAt(source, a) === bodyScopeAt(source, b);
}
