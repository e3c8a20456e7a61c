/** Which regularization the kernels of a file look like. */
import { formatCount, formatShare, formatSigned } from '../../words.ts';
import { sumOf } from './sums.ts';
import type { TensorReport, WeightsReport } from './weightsReport.ts';

/** Log-likelihood per weight within which both fits are equally good. */
const EQUAL_FIT = 0.01;

/** Between Gauss weights, −0.048, and uniform ones, ln(1/√3) + ½·ln(2π) − ½ = −0.130. */
const FLAT = -0.09;

/** Sums over the kernels, each under its own two fits; zeros are those of all kernels. Null without a kernel that is fitted. */
export function likenessOf(tensors: readonly TensorReport[]): WeightsReport['likeness'] {
  const all = tensors.filter(({ kind, sharedWith }) => kind === 'kernel' && sharedWith === undefined);
  const kernels = all.filter(({ distribution }) => distribution);
  if (kernels.length === 0) return null;
  const zeros = sumOf(all, ({ exactZeros }) => exactZeros);
  const count = sumOf(all, (tensor) => tensor.count);
  const fitted = sumOf(kernels, (tensor) => tensor.count - tensor.exactZeros);
  const laplaceOverGauss =
    sumOf(kernels, (tensor) => (tensor.count - tensor.exactZeros) * tensor.distribution!.laplaceOverGauss) /
    fitted;
  const like = kernels.filter(({ distribution }) => distribution!.laplaceOverGauss > EQUAL_FIT).length;
  return {
    laplaceOverGauss,
    kernelsLikeLaplace: like,
    kernels: kernels.length,
    text: `${verdict(laplaceOverGauss, like, kernels.length)}; ${zeroSentence(zeros, count)}`,
    caveat: CAVEAT,
  };
}

function verdict(difference: number, like: number, kernels: number): string {
  const number = `${formatSigned(difference)} nats per weight`;
  if (Math.abs(difference) <= EQUAL_FIT)
    return `Laplace, the prior of L1, and Gauss, that of L2, fit these weights equally well (${number})`;
  const isLaplace = difference > 0;
  const counted = `${like} of ${formatCount(kernels, 'kernel')} ${like === 1 ? 'fits' : 'fit'} Laplace better than Gauss`;
  const look = isLaplace ? 'Laplace, the prior of L1' : 'Gauss, the prior of L2';
  // Few large kernels may outweigh many small ones.
  if (isLaplace ? like < kernels / 2 : like > kernels / 2)
    return `Counted by weights these look ${look} (${number}), counted by kernels not: ${counted}`;
  const flat =
    difference < FLAT
      ? '. They are flatter than Gauss, as a uniform initialization is, or what pruning by size leaves'
      : '';
  return `These weights look ${look}: ${counted} (${number})${flat}`;
}

function zeroSentence(zeros: number, count: number): string {
  if (zeros === 0)
    return `L1 leaves exact zeros only with a proximal step: 0 of ${formatCount(count, 'weight')} are exactly 0.`;
  return `${formatShare(zeros / count)} of ${formatCount(count, 'weight')} are exactly 0, as a proximal L1 step, pruning or rounding leaves them.`;
}

const CAVEAT =
  'The shape alone proves nothing: uniform and truncated normal initialization look Gauss, training without any penalty makes heavy tails that look Laplace, layers of different scale look Laplace together, and before batch normalization a penalty changes the scale and not the function. Compare with a checkpoint before training.';
