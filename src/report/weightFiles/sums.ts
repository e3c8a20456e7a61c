import type { TensorReport } from './weightsReport.ts';

export const sumOf = (tensors: readonly TensorReport[], of: (tensor: TensorReport) => number): number =>
  tensors.reduce((sum, tensor) => sum + of(tensor), 0);

/** √Σl²; float64’s largest number where it is beyond it. */
export function lengthOf(lengths: readonly number[]): number {
  const largest = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (largest === 0) return 0;
  return Math.min(
    largest * Math.sqrt(lengths.reduce((sum, length) => sum + (length / largest) ** 2, 0)),
    Number.MAX_VALUE,
  );
}
