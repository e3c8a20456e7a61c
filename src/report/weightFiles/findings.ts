/** What stands out in a weight file, as sentences with the tensors that they rest on. */

import type { OptimizerFacts } from '../../weights/weightFile.ts';
import { formatCount, formatPercent, formatShare } from '../../words.ts';
import { named, namesOf } from './names.ts';
import { optimizerFindings } from './optimizerFindings.ts';
import { structureFindings } from './structureFindings.ts';
import type { TensorReport, WeightsFinding } from './weightsReport.ts';

/** Warnings first. */
export function findingsOf(
  tensors: readonly TensorReport[],
  optimizer: OptimizerFacts | null,
): WeightsFinding[] {
  const own = tensors.filter(({ sharedWith }) => sharedWith === undefined);
  const kernels = own.filter(({ kind }) => kind === 'kernel');
  const found = [
    ...notFinite(own),
    ...allZero(kernels),
    ...structureFindings(own),
    ...exactZeros(kernels),
    ...smallNotZero(kernels),
    ...outliers(kernels),
    ...optimizerFindings(optimizer, kernels),
  ];
  return [...found.filter(({ tone }) => tone === 'warning'), ...found.filter(({ tone }) => tone === 'info')];
}

const sumOf = (tensors: readonly TensorReport[], of: (tensor: TensorReport) => number): number =>
  tensors.reduce((sum, tensor) => sum + of(tensor), 0);

function notFinite(tensors: readonly TensorReport[]): WeightsFinding[] {
  const broken = tensors.filter(({ nan, inf }) => nan + inf > 0);
  if (broken.length === 0) return [];
  const nan = sumOf(broken, (tensor) => tensor.nan);
  const inf = sumOf(broken, (tensor) => tensor.inf);
  const parts = [
    nan > 0 && `${formatCount(nan, 'value')} NaN`,
    inf > 0 && `${formatCount(inf, 'value')} infinite`,
  ];
  return [
    {
      id: 'nan',
      tone: 'warning',
      title: `${parts.filter(Boolean).join(', ')} in ${formatCount(broken.length, 'tensor')}`,
      text: `${named(broken)}: the training diverged, or a number was too large for its format. All other measures leave these values out.`,
      tensors: namesOf(broken),
    },
  ];
}

function allZero(kernels: readonly TensorReport[]): WeightsFinding[] {
  const zero = kernels.filter(({ count, exactZeros }) => count > 0 && exactZeros === count);
  if (zero.length === 0) return [];
  return [
    {
      id: 'all-zero',
      tone: 'warning',
      title: `${formatCount(zero.length, 'kernel')} ${zero.length === 1 ? 'is' : 'are'} zero throughout`,
      text: `${named(zero)}: nothing passes through. Never trained (a low-rank adapter begins so), or a penalty or pruning has removed all of it.`,
      tensors: namesOf(zero),
    },
  ];
}

/** Share from which zeros are no accident. */
const ZEROS = 0.01;
const TWO_OF_FOUR = 0.99;
const LEAST_SIZE = 256;

function exactZeros(kernels: readonly TensorReport[]): WeightsFinding[] {
  const sparse = kernels.filter(
    ({ count, exactZeros }) => exactZeros < count && exactZeros >= Math.max(2, ZEROS * count),
  );
  const regular = sparse.filter(
    ({ count, structure }) => count >= LEAST_SIZE && (structure?.twoOfFour?.exact ?? 0) >= TWO_OF_FOUR,
  );
  const share = sumOf(sparse, (tensor) => tensor.exactZeros) / sumOf(sparse, ({ count }) => count);
  const found: WeightsFinding[] = [];
  if (sparse.length > 0)
    found.push({
      id: 'exact-zeros',
      tone: 'info',
      title: `${formatShare(share)} of the weights of ${formatCount(sparse.length, 'kernel')} are exactly 0`,
      text: `${named(sparse)}. Gradient descent alone leaves no exact zeros, with an L1 or L2 penalty neither: they come from pruning, from a proximal step, or from rows that were never trained.`,
      tensors: namesOf(sparse),
    });
  if (regular.length > 0)
    found.push({
      id: 'two-of-four',
      tone: 'info',
      title: `${formatCount(regular.length, 'kernel')} ${regular.length === 1 ? 'is' : 'are'} pruned 2:4`,
      text: `${named(regular)}: of every four weights along the inputs two are 0 or more, which sparse tensor cores compute at twice the speed.`,
      tensors: namesOf(regular),
    });
  return found;
}

const MANY_SMALL = 0.3;

function smallNotZero(kernels: readonly TensorReport[]): WeightsFinding[] {
  const small = kernels.filter(
    ({ count, exactZeros, relativeNearZeros }) =>
      count >= LEAST_SIZE && relativeNearZeros - exactZeros > MANY_SMALL * count,
  );
  if (small.length === 0) return [];
  const share =
    sumOf(small, (tensor) => tensor.relativeNearZeros - tensor.exactZeros) /
    sumOf(small, ({ count }) => count);
  return [
    {
      id: 'small-not-zero',
      tone: 'info',
      title: `${formatShare(share)} of the weights of ${formatCount(small.length, 'kernel')} are small, not 0`,
      text: `${named(small)}: at most a thousandth of the largest weight, as an L1 penalty leaves them where it is trained by its sub-gradient. A proximal step or a threshold would make them exactly 0.`,
      tensors: namesOf(small),
    },
  ];
}

/** Standard deviations from which the largest weight is worth a sentence. */
const FAR = 10;

function outliers(kernels: readonly TensorReport[]): WeightsFinding[] {
  const far = kernels.filter(
    ({ outliers, max, standardDeviation, count }) =>
      count >= LEAST_SIZE && outliers > 0 && max > FAR * standardDeviation,
  );
  if (far.length === 0) return [];
  const worst = far.reduce((a, b) => (a.max / a.standardDeviation >= b.max / b.standardDeviation ? a : b));
  const share = sumOf(far, (tensor) => tensor.outliers) / sumOf(far, ({ count }) => count);
  return [
    {
      id: 'outliers',
      tone: 'info',
      title: `${formatCount(far.length, 'kernel')} ${far.length === 1 ? 'has' : 'have'} weights beyond 10 standard deviations`,
      text: `The largest of “${worst.name}” is ${(worst.max / worst.standardDeviation).toFixed(0)} standard deviations. ${formatPercent(share, share < 1e-3 ? 3 : 1)} of the weights of ${named(far)} are beyond 6, of a Gauss distribution 2 in a billion. An L2 penalty or weight decay acts on these most; they cost precision when the model is quantized.`,
      tensors: namesOf(far),
    },
  ];
}
