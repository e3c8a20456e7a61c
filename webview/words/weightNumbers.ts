/** Writing weights, and losses near 0. */
import { formatLoss } from '../../src/words.ts';

/** A weight with enough digits to be told from 0. */
export function weightText(value: number): string {
  if (value === 0) return '0';
  const text = Math.abs(value) < 1e-3 ? value.toExponential(0) : value.toFixed(3);
  return text.replace(/^-/, '\u2212');
}

/** A loss with three digits: a network that fits its rows has one far below 0.001. */
export function planeLossText(loss: number): string {
  return loss < 0.01 && loss > 0 ? loss.toExponential(2) : formatLoss(loss);
}
