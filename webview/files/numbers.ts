/** Writing numbers whose size is not known beforehand, and names that are long. */
import { formatShare } from '../../src/words.ts';
import { count } from '../words/numbers.ts';

const MINUS = '\u2212';

/** Three digits: `0.0213`, `136`, `2,310`, `1.5e-5`; also NaN and ∞. */
export function significant(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  const text = size === 0 ? '0' : writtenSize(size);
  return value < 0 ? MINUS + text : text;
}

function writtenSize(size: number): string {
  if (size === Number.POSITIVE_INFINITY) return '∞';
  if (size >= 1e7 || size < 1e-3) return size.toExponential(1).replace('e+', 'e').replace('.0e', 'e');
  if (size >= 1000) return count(size);
  return size.toPrecision(3);
}

/** A part as a share of a whole that may be empty. */
export const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** `12 (4 %)`. */
export const countAndShare = (part: number, whole: number): string =>
  part === 0 ? '0' : `${count(part)} (${formatShare(shareOf(part, whole))})`;

/** `3 × 64 × 128`; a single number has no axes. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? '1' : shape.map(count).join(' × ');

/** A name for a chart: of a long one its end, in which tensors of one model and runs of one folder differ most. */
export const shortName = (name: string, most = 18): string =>
  name.length <= most ? name : `…${name.slice(name.length - most + 1)}`;
