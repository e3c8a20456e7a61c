/** Sums over tensors. */
import { bytesOf } from '../../weights/decode.ts';
import type { DType } from '../../weights/weightFile.ts';
import { lengthOf } from './sums.ts';
import type { KindTotal, TensorKind, TensorReport } from './weightsReport.ts';

/** What training changes: the totals are over these. */
export const WEIGHT_KINDS: readonly TensorKind[] = ['kernel', 'embedding', 'bias', 'normalization'];

/** Sums over tensors, each storage once. */
export function totalOf(tensors: readonly TensorReport[]): KindTotal {
  const own = tensors.filter(({ sharedWith }) => sharedWith === undefined);
  const sum = (of: (tensor: TensorReport) => number) => own.reduce((all, tensor) => all + of(tensor), 0);
  return {
    tensors: own.length,
    count: sum(({ count }) => count),
    exactZeros: sum(({ exactZeros }) => exactZeros),
    nearZeros: sum(({ nearZeros }) => nearZeros),
    nan: sum(({ nan }) => nan),
    inf: sum(({ inf }) => inf),
    l1: Math.min(
      sum(({ l1 }) => l1),
      Number.MAX_VALUE,
    ),
    l2: lengthOf(own.map(({ l2 }) => l2)),
    max: own.reduce((largest, { max }) => Math.max(largest, max), 0),
    bytes: sum(({ count, dtype }) => count * bytesOf(dtype as DType)),
  };
}

const KINDS: readonly TensorKind[] = [...WEIGHT_KINDS, 'buffer', 'optimizer', 'other'];

/** The kinds that there are, in a fixed order. */
export function totalsByKind(tensors: readonly TensorReport[]): Partial<Record<TensorKind, KindTotal>> {
  const present = KINDS.filter((kind) => tensors.some((tensor) => tensor.kind === kind));
  return Object.fromEntries(
    present.map((kind) => [kind, totalOf(tensors.filter((tensor) => tensor.kind === kind))]),
  );
}
