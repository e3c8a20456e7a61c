/** Sizes after a window (a kernel or a pool) has moved over an axis, as TensorFlow counts them. */

/** A window along one axis. */
export interface AxisWindow {
  size: number;
  stride: number;
  dilation: number;
}

/** What the window covers: (size − 1)·dilation + 1. */
const extentOf = ({ size, dilation }: AxisWindow): number => (size - 1) * dilation + 1;

/** `same` and `causal`: ⌈n / stride⌉; `valid`: ⌊(n − extent) / stride⌋ + 1; `null` when the window does not fit. */
export function sizeAfter(size: number, window: AxisWindow, padding: string): number | null {
  if (padding === 'same' || padding === 'causal') return Math.ceil(size / window.stride);
  const count = Math.floor((size - extentOf(window)) / window.stride) + 1;
  return padding === 'valid' && count > 0 ? count : null;
}

/**
 * After a transposed convolution without `outputPadding`: n·stride for `same`, (n − 1)·stride + max(extent, stride) for
 * `valid`; with it: (n − 1)·stride + (extent mod 2 or extent) + outputPadding (Keras 3).
 */
export function sizeAfterTransposed(
  size: number,
  window: AxisWindow,
  padding: string,
  outputPadding: number | undefined,
): number | null {
  const extent = extentOf(window);
  const start = (size - 1) * window.stride;
  if (padding === 'valid') {
    return start + (outputPadding === undefined ? Math.max(extent, window.stride) : extent + outputPadding);
  }
  if (padding !== 'same') return null;
  return outputPadding === undefined ? size * window.stride : start + (extent % 2) + outputPadding;
}
