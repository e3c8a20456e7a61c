/** Layers, sizes and penalties in the words of hints and hovers. */
import type { LayerDefinition, Shape } from '../definition/model.ts';
import { parameterTensors } from '../definition/parameterTensors.ts';
import { formatPercent, formatStrength } from '../words.ts';

/** `28×28×32`; `?` for a size that is not known or free. */
export const shapeText = (shape: Shape): string => shape.map((size) => size ?? '?').join('×');

/** A probability in percent, with a decimal where it has one: `25 %`, `12.5 %`. */
export function percent(probability: number): string {
  const tenths = Math.round(probability * 1000);
  return formatPercent(probability, tenths % 10 === 0 ? 0 : 1);
}

/** Three digits: `0.0134`, `137`, `2,310`, `1.5e-5`. */
export function amount(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (rounded >= 100) return Math.round(value).toLocaleString('en-US');
  return rounded !== 0 && rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** `L1 1e-3 + L2 1e-4`; a strength that is 0 or not known is left out. */
export function penaltyName({ l1, l2 }: { l1: number | undefined; l2: number | undefined }): string {
  const term = (name: string, strength: number | undefined) =>
    strength ? [`${name} ${formatStrength(strength)}`] : [];
  return [...term('L1', l1), ...term('L2', l2)].join(' + ');
}

/** With more tensors their sum says nothing at a glance. */
const MOST_TERMS = 6;

/** A layer's number of parameters as the sum of its tensors' sizes: `784·128 + 128`. */
export function countArithmetic(layer: LayerDefinition): string | undefined {
  const tensors = parameterTensors(layer) ?? [];
  if (tensors.length === 0 || tensors.length > MOST_TERMS) return undefined;
  return tensors.map(({ shape }) => shape.join('·')).join(' + ');
}
