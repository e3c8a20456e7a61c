/** Calls and what is in their parentheses, in both grammars. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type Editable, nodeAt, type Span, textOf, unwrap } from './source.ts';

export interface WrittenArgument extends Span {
  /** The keyword of Python, the key of an object of JavaScript. */
  name?: string;
  /** Absent for JavaScript's `{ rate }`. */
  value?: SyntaxNode;
  /** `*args`, `**options`, `...rest`. */
  spread?: true;
}

export const isCall = ({ name }: SyntaxNode): boolean =>
  name === 'CallExpression' || name === 'NewExpression';

/** The call that stands exactly at a place. */
export function callAt(source: Editable, place: Span): SyntaxNode | undefined {
  return nodeAt(source, place, isCall);
}

/** What is called: `layers.Dense` of `layers.Dense(8)`. */
export function calleeOf(call: SyntaxNode): SyntaxNode {
  const first = call.firstChild!;
  return first.name === 'new' ? first.nextSibling! : first;
}

/** The last name of an expression joined by dots: `Dense` of `tf.keras.layers.Dense`. */
function lastNameOf(source: Editable, expression: SyntaxNode): string | undefined {
  if (expression.name === 'VariableName') return textOf(source, expression);
  const property = expression.name === 'MemberExpression' ? expression.lastChild : undefined;
  return property?.name === 'PropertyName' ? textOf(source, property) : undefined;
}

export const calledName = (source: Editable, call: SyntaxNode): string | undefined =>
  lastNameOf(source, calleeOf(call));

/** The children between commas, brackets left out: one group for each element or argument. */
function commaGroups(node: SyntaxNode): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const child of childrenOf(node)) {
    if (child.name === ',') groups.push([]);
    else if (!/^[[\](){}]$/.test(child.name)) groups.at(-1)!.push(child);
  }
  return groups.filter((group) => group.some((child) => !child.type.isError));
}

/** The elements of a list, of a tuple, of an object, or of the parentheses of a call. */
export function elementsOf(list: SyntaxNode): Span[] {
  return commaGroups(list).map((group) => ({ from: group[0]!.from, to: group.at(-1)!.to }));
}

/** The arguments of a call as they are written. */
export function argumentsOf(source: Editable, call: SyntaxNode): WrittenArgument[] {
  const list = call.getChild('ArgList');
  return list ? commaGroups(list).map((group) => readArgument(source, group)) : [];
}

/** The properties of an object of JavaScript as they are written. */
export function propertiesOf(source: Editable, object: SyntaxNode): WrittenArgument[] {
  return commaGroups(object).map((group) => readProperty(source, group[0]!));
}

function readArgument(source: Editable, group: SyntaxNode[]): WrittenArgument {
  const first = group[0]!;
  const place = { from: first.from, to: group.at(-1)!.to };
  if (group[1]?.name === 'AssignOp' && textOf(source, group[1]) === '=') {
    return { name: textOf(source, first), value: group[2], ...place };
  }
  // `f(x for x in y)` and `f(x := y)` are no plain values.
  return group.length > 1 ? { ...place, spread: true } : { value: first, ...place };
}

function readProperty(source: Editable, property: SyntaxNode): WrittenArgument {
  const place = { from: property.from, to: property.to };
  const [key, colon, value] = childrenOf(property);
  if (key && colon?.name === ':') return { name: textOf(source, key).replace(/['"]/g, ''), value, ...place };
  if (key?.name === 'PropertyDefinition' && !colon) return { name: textOf(source, key), ...place };
  return { ...place, spread: true };
}

/** The only argument of a call when it is plain: no keyword, nothing spread. */
export function onlyArgument(source: Editable, call: SyntaxNode): SyntaxNode | undefined {
  const [first, ...others] = argumentsOf(source, call);
  return first && others.length === 0 && first.name === undefined ? first.value : undefined;
}

/** The object of settings that a call of JavaScript ends with. */
export function optionsOf(source: Editable, call: SyntaxNode): SyntaxNode | undefined {
  const last = argumentsOf(source, call).at(-1)?.value;
  return last && unwrap(last).name === 'ObjectExpression' ? unwrap(last) : undefined;
}
