/** What stands out in a weight file, as sentences with the tensors that they rest on. */

import type { OptimizerFacts, StoredArchitecture } from '../../weights/weightFile.ts';
import { formatCount, formatPercent } from '../../words.ts';
import { layerFindings, storedRegularization } from './layerFindings.ts';
import { named, namesOf } from './names.ts';
import { optimizerFindings } from './optimizerFindings.ts';
import { structureFindings } from './structureFindings.ts';
import { sumOf } from './sums.ts';
import type { TensorReport, WeightsFinding } from './weightsReport.ts';
import { zeroFindings } from './zeroFindings.ts';

/** Warnings first. */
export function findingsOf(
  tensors: readonly TensorReport[],
  optimizer: OptimizerFacts | null,
  architecture: StoredArchitecture | undefined,
): WeightsFinding[] {
  const layers = storedRegularization(architecture);
  const own = tensors.filter(({ sharedWith }) => sharedWith === undefined);
  const kernels = own.filter(({ kind }) => kind === 'kernel');
  const found = [
    ...notFinite(own),
    ...allZero(kernels),
    ...structureFindings(own),
    ...zeroFindings(kernels),
    ...outliers(kernels),
    ...layerFindings(layers),
    ...optimizerFindings(optimizer, kernels, layers?.length),
  ];
  return [...found.filter(({ tone }) => tone === 'warning'), ...found.filter(({ tone }) => tone === 'info')];
}

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

const LEAST_SIZE = 256;
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
