/** Edits of the arguments of one call: keywords of Python, properties of JavaScript's object of settings. */
import type { SyntaxNode } from '@lezer/common';
import type { TextEdit } from '../edits.ts';
import { argumentsOf, callAt, optionsOf, propertiesOf, type WrittenArgument } from './calls.ts';
import { insertAfterItem, removeFrom } from './layout.ts';
import { childrenOf, type Editable, type Span } from './source.ts';
import { braced } from './strings.ts';

/** Positional arguments by name, as a reading of the call has them: `LayerDefinition.arguments`. */
export type Positional = readonly { name: string; range: Span }[];

/**
 * Gives a call's argument a value: replaces the value that stands there, or adds `name=value` (JavaScript:
 * `name: value` to the object of settings) in the layout of the other arguments.
 * @param call the whole call expression
 * @param positional where arguments without a keyword stand
 * @returns undefined where arguments cannot be seen: `*args`, `**options`, no object of settings
 */
export function setArgument(
  source: Editable,
  call: Span,
  name: string,
  value: string,
  positional: Positional = [],
): TextEdit[] | undefined {
  const node = callAt(source, call);
  if (!node) return undefined;
  const place = positionalPlace(source, node, name, positional);
  if (place) return [{ from: place.from, to: place.to, text: value }];
  return source.language === 'python'
    ? setKeyword(source, node, name, value)
    : setProperty(source, node, name, value);
}

/**
 * Removes an argument with its comma.
 * @returns undefined where it is not written, or where arguments without a keyword after it would move up
 */
export function removeArgument(
  source: Editable,
  call: Span,
  name: string,
  positional: Positional = [],
): TextEdit[] | undefined {
  const node = callAt(source, call);
  if (!node) return undefined;
  const list = source.language === 'python' ? node : optionsOf(source, node);
  const written = list && listOf(source, list);
  const place = positionalPlace(source, node, name, positional);
  const argument = written?.find((entry) => (place ? entry.from === place.from : entry.name === name));
  if (!written || !argument) return undefined;
  const after = written.slice(written.indexOf(argument) + 1);
  if (place && after.some((entry) => entry.name === undefined)) return undefined;
  return [removeFrom(source.text, written, argument)];
}

const listOf = (source: Editable, node: SyntaxNode): WrittenArgument[] =>
  node.name === 'ObjectExpression' ? propertiesOf(source, node) : argumentsOf(source, node);

/** Where an argument stands that has no keyword. */
function positionalPlace(
  source: Editable,
  call: SyntaxNode,
  name: string,
  positional: Positional,
): WrittenArgument | undefined {
  const read = positional.find((entry) => entry.name === name)?.range;
  return argumentsOf(source, call).find(
    (entry) => entry.name === undefined && !entry.spread && entry.from === read?.from && entry.to === read.to,
  );
}

function setKeyword(source: Editable, call: SyntaxNode, name: string, value: string): TextEdit[] | undefined {
  const written = argumentsOf(source, call);
  const existing = written.find((entry) => entry.name === name);
  if (existing) return replaceValue(existing, value);
  if (written.some(({ spread }) => spread)) return undefined;
  return addItem(source, call.getChild('ArgList'), written, `${name}=${value}`);
}

function setProperty(
  source: Editable,
  call: SyntaxNode,
  name: string,
  value: string,
): TextEdit[] | undefined {
  const list = call.getChild('ArgList');
  const item = `${name}: ${value}`;
  if (list && argumentsOf(source, call).length === 0) return addItem(source, list, [], braced(source, item));
  const object = optionsOf(source, call);
  if (!object) return undefined;
  const written = propertiesOf(source, object);
  const existing = written.find((entry) => entry.name === name);
  // What is spread behind a property hides it.
  const hidden = written.slice(existing ? written.indexOf(existing) + 1 : 0).some(({ spread }) => spread);
  if (existing) return hidden ? undefined : replaceValue(existing, value);
  return hidden ? undefined : addItem(source, object, written, item);
}

function replaceValue({ name, value, from, to }: WrittenArgument, text: string): TextEdit[] {
  return value ? [{ from: value.from, to: value.to, text }] : [{ from, to, text: `${name}: ${text}` }];
}

/** Adds an item behind the last one, or between brackets that hold nothing. */
function addItem(
  source: Editable,
  list: SyntaxNode | null,
  written: readonly Span[],
  item: string,
): TextEdit[] | undefined {
  if (!list || !/^[\])}]$/.test(list.lastChild?.name ?? '')) return undefined;
  const last = written.at(-1);
  if (last) return insertAfterItem(source.text, last, item);
  if (childrenOf(list).length !== 2) return undefined;
  return [{ from: list.from + 1, to: list.from + 1, text: item }];
}
