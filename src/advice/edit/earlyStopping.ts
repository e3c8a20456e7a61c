/** Edits of `fit`: early stopping among the callbacks. */
import type { SyntaxNode } from '@lezer/common';
import type { TextEdit } from '../edits.ts';
import { setArgument } from './arguments.ts';
import { argumentsOf, callAt, elementsOf } from './calls.ts';
import { insertAfterItem } from './layout.ts';
import type { Span } from './source.ts';
import { type Editable, unwrap } from './source.ts';
import { spell } from './spell.ts';
import { quoted } from './strings.ts';

/** Epochs without improvement before training stops. */
const PATIENCE = 5;

/**
 * Adds Keras’ early stopping on the validation loss, which restores the weights of the best epoch, to the callbacks of
 * a call of `fit`.
 * @returns undefined where the callbacks are not written as a list
 */
export function addEarlyStopping(source: Editable, fit: Span): TextEdit[] | undefined {
  const call = callAt(source, fit);
  const callee = call && spell(source, 'keras', 'keras.callbacks.EarlyStopping', fit);
  if (!call || !callee) return undefined;
  const monitor = quoted(source, 'val_loss');
  const made = `${callee.text}(monitor=${monitor}, patience=${PATIENCE}, restore_best_weights=True)`;
  const callbacks = argumentsOf(source, call).find(({ name }) => name === 'callbacks')?.value;
  const edits = callbacks
    ? appendTo(source, unwrap(callbacks), made)
    : setArgument(source, fit, 'callbacks', `[${made}]`);
  return edits && [...edits, ...callee.edits];
}

function appendTo(source: Editable, list: SyntaxNode, item: string): TextEdit[] | undefined {
  if (list.name === 'None') return [{ from: list.from, to: list.to, text: `[${item}]` }];
  if (list.name !== 'ArrayExpression') return undefined;
  const last = elementsOf(list).at(-1);
  if (last) return insertAfterItem(source.text, last, item);
  return [{ from: list.from + 1, to: list.to - 1, text: item }];
}
