/** Which regularization the kernels of a file look like. */
import { formatCount, formatShare, formatSigned } from '../../words.ts';
import type { TensorReport, WeightsReport } from './weightsReport.ts';

/** Log-likelihood per weight within which both fits are equally good. */
const EQUAL_FIT = 0.01;

/** Between Gauss weights, −0.048, and uniform ones, ln(1/√3) + ½·ln(2π) − ½ = −0.130. */
const FLAT = -0.09;

/** Sums over the kernels, each under its own two fits. Null without a kernel that is fitted. */
export function likenessOf(tensors: readonly TensorReport[]): WeightsReport['likeness'] {
  const kernels = tensors.filter(
    ({ kind, sharedWith, distribution }) => kind === 'kernel' && sharedWith === undefined && distribution,
  );
  if (kernels.length === 0) return null;
  const zeros = sumOf(kernels, ({ exactZeros }) => exactZeros);
  const count = sumOf(kernels, (tensor) => tensor.count);
  const fitted = count - zeros;
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

const sumOf = (tensors: TensorReport[], of: (tensor: TensorReport) => number): number =>
  tensors.reduce((sum, tensor) => sum + of(tensor), 0);

function verdict(difference: number, like: number, kernels: number): string {
  const number = `${formatSigned(difference)} nats per weight`;
  if (Math.abs(difference) <= EQUAL_FIT)
    return `Laplace, the prior of L1, and Gauss, that of L2, fit these weights equally well (${number})`;
  const counted = `${like} of ${formatCount(kernels, 'kernel')} ${like === 1 ? 'fits' : 'fit'} Laplace better`;
  if (difference > 0) return `These weights look Laplace, the prior of L1: ${counted} than Gauss (${number})`;
  const flat = difference < FLAT ? '. They are flatter than Gauss, as a uniform initialization is' : '';
  return `These weights look Gauss, the prior of L2: ${counted} than Gauss (${number})${flat}`;
}

function zeroSentence(zeros: number, count: number): string {
  if (zeros === 0)
    return `L1 leaves exact zeros only with a proximal step: 0 of ${formatCount(count, 'weight')} are exactly 0.`;
  return `${formatShare(zeros / count)} of ${formatCount(count, 'weight')} are exactly 0, as a proximal L1 step or pruning leaves them.`;
}

const CAVEAT =
  'The shape alone proves nothing: uniform and truncated normal initialization look Gauss, training without any penalty makes heavy tails that look Laplace, layers of different scale look Laplace together, and before batch normalization a penalty changes the scale and not the function. Compare with a checkpoint before training.';
