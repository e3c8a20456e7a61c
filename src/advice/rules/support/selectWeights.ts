/** Edits of loops over all parameters of a model, so that biases and normalization are left out. */
import type { SyntaxNode } from '@lezer/common';
import { around, type Editable, type Span } from '../../edit/source.ts';
import { statementAt } from '../../edit/statements.ts';
import type { TextEdit } from '../../edits.ts';

/** The header of a loop: its variable, and the call or attribute that gives all parameters. */
const OVER_ALL =
  /\bfor\s+(?:\w+\s*,\s*)?(\w+)\s+in\s+([\w.]+\.(?:parameters\(\)|named_parameters\(\)|trainable_(?:variables|weights)))/g;

/**
 * Leaves out tensors with one axis: `for p in model.parameters()` of a comprehension gets `if p.ndim > 1`.
 * @param place what is penalized: it holds the loop or is a part of it
 * @returns undefined where it is not plain which loop it is, or where that chooses already
 */
export function selectWeights(source: Editable, place: Span): TextEdit[] | undefined {
  const statement = statementAt(source, place);
  if (!statement) return undefined;
  if (statement.name === 'ForStatement') return inLoop(source, statement);
  const loop = around(statement, ({ name }) => name === 'ForStatement');
  return inComprehension(source, statement, place) ?? (loop && inLoop(source, loop));
}

function inComprehension({ text }: Editable, statement: Span, place: Span): TextEdit[] | undefined {
  const found = [...text.slice(statement.from, statement.to).matchAll(OVER_ALL)].map((match) => ({
    match,
    end: statement.from + match.index + match[0].length,
  }));
  const loop = found.length === 1 ? found[0] : found.find(({ end }) => end === place.to);
  // What follows otherwise is a condition, or another loop.
  if (!loop || !/^\s*[)\]]/.test(text.slice(loop.end))) return undefined;
  return [{ from: loop.end, to: loop.end, text: ` if ${condition(loop.match)}` }];
}

/** `for p in model.parameters():` and nothing else in the header. */
function inLoop({ text }: Editable, loop: SyntaxNode): TextEdit[] | undefined {
  const body = loop.getChild('Body');
  const header = body ? text.slice(loop.from, body.from) : '';
  const [match] = [...header.matchAll(OVER_ALL)];
  if (!match || match[2]!.endsWith('named_parameters()') || header.trim() !== match[0]) return undefined;
  const [, variable, all] = match;
  const to = loop.from + match.index + match[0].length;
  const chosen = `(${variable} for ${variable} in ${all} if ${condition(match)})`;
  return [{ from: to - all!.length, to, text: chosen }];
}

/** Variables of TensorFlow have no `ndim` before Keras 3. */
const condition = ([, variable, all]: RegExpExecArray): string =>
  all!.includes('trainable_') ? `len(${variable}.shape) > 1` : `${variable}.ndim > 1`;
