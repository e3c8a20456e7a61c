import { lengthOf } from './sums.ts';
import type { FileChange, TensorChange } from './weightsComparison.ts';

/** Lengths and distances are those of all weights as one vector. */
export function totalChange(tensors: readonly TensorChange[]): FileChange['total'] {
  const sum = (of: (tensor: TensorChange) => number) => tensors.reduce((all, tensor) => all + of(tensor), 0);
  const both = (of: (tensor: TensorChange) => { before: number; after: number }) => ({
    before: sum((tensor) => of(tensor).before),
    after: sum((tensor) => of(tensor).after),
  });
  const notFinite = both((tensor) => tensor.notFinite ?? { before: 0, after: 0 });
  const before = lengthOf(tensors.map(({ l2 }) => l2.before));
  const distance = lengthOf(tensors.map((tensor) => tensor.distance));
  return {
    count: sum(({ count }) => count),
    l2: { before, after: lengthOf(tensors.map(({ l2 }) => l2.after)) },
    exactZeros: both(({ exactZeros }) => exactZeros),
    nearZeros: both(({ nearZeros }) => nearZeros),
    distance,
    relativeDistance: before === 0 || notFinite.before + notFinite.after > 0 ? null : distance / before,
    died: sum(({ died }) => died),
    revived: sum(({ revived }) => revived),
    ...(notFinite.before + notFinite.after > 0 && { notFinite }),
  };
}
