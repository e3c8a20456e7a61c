/** Sizes after a window (a kernel or a pool) has moved over an axis, as PyTorch counts them. */
import type { LayerDraft } from '../interpret/values.ts';
import { argumentOf } from './layers.ts';

/** A window along one axis; `zeros` stand on each side of it, `'same'` as many as keep the size. */
export interface Window {
  size: number;
  stride: number;
  dilation: number;
  zeros: number | 'same';
  /** Transposed convolutions. */
  added: number;
  /** `ceil_mode`: a last window that is not filled counts. */
  ceil: boolean;
}

/** ⌊(n + 2·zeros − dilation·(size − 1) − 1) / stride⌋ + 1; `null` when the window does not fit. */
export function afterWindow(length: number, { size, stride, dilation, zeros, ceil }: Window): number | null {
  if (zeros === 'same') return length;
  const places = (length + 2 * zeros - dilation * (size - 1) - 1) / stride;
  let count = (ceil ? Math.ceil(places) : Math.floor(places)) + 1;
  // The last window must begin inside the input or the zeros before it.
  if (ceil && (count - 1) * stride >= length + zeros) count--;
  return count > 0 ? count : null;
}

/** (n − 1)·stride − 2·zeros + dilation·(size − 1) + added + 1. */
export function afterTransposed(
  length: number,
  { size, stride, dilation, zeros, added }: Window,
): number | null {
  if (zeros === 'same') return null;
  const count = (length - 1) * stride - 2 * zeros + dilation * (size - 1) + added + 1;
  return count > 0 ? count : null;
}

/** One number for each of `rank` axes. */
function perAxis(values: readonly number[] | null | undefined, rank: number): number[] | undefined {
  if (values?.length === 1) return Array.from({ length: rank }, () => values[0]!);
  return values?.length === rank ? [...values] : undefined;
}

/** The windows along the axes; undefined where the call does not show them. */
export function windowOf(layer: LayerDraft, rank: number): Window[] | undefined {
  const { size, strides, dilation, padding, outputPadding } = layer.settings;
  const sizes = perAxis(size?.value, rank);
  const steps = strides?.value === null ? sizes : perAxis(strides?.value, rank);
  const dilations = perAxis(dilation ? dilation.value : [1], rank);
  const added = perAxis(outputPadding ? outputPadding.value : [0], rank);
  const zeros = zerosOf(padding === undefined ? [[0, 0]] : padding.value, rank);
  const ceil = argumentOf(layer, 'ceil_mode') ?? false;
  if (!sizes || !steps || !dilations || !added || !zeros || typeof ceil !== 'boolean') return undefined;
  return sizes.map((each, axis) => ({
    size: each,
    stride: steps[axis]!,
    dilation: dilations[axis]!,
    zeros: zeros[axis]!,
    added: added[axis]!,
    ceil,
  }));
}

function zerosOf(
  padding: string | [number, number][] | undefined,
  rank: number,
): (number | 'same')[] | undefined {
  if (padding === 'same') return Array.from({ length: rank }, () => 'same');
  if (padding === 'valid') return Array.from({ length: rank }, () => 0);
  if (typeof padding !== 'object') return undefined;
  return perAxis(
    padding.map(([before]) => before),
    rank,
  );
}
