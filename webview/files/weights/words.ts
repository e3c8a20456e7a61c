/** Sentences of the view of a weight file. */
import type {
  KindTotal,
  TensorKind,
  TensorReport,
  WeightsFinding,
  WeightsReport,
} from '../../../src/report/weightFiles/weightsReport.ts';
import { formatBytes, formatCount, formatShare } from '../../../src/words.ts';
import { listed } from '../../words/numbers.ts';
import { significant } from '../numbers.ts';

export const KIND_NAMES: Record<TensorKind, string> = {
  kernel: 'Kernels',
  embedding: 'Embeddings',
  bias: 'Biases',
  normalization: 'Normalization',
  buffer: 'Buffers',
  optimizer: 'Optimizer state',
  other: 'Other data',
};

/** Of one tensor. */
export const KIND_NAME: Record<TensorKind, string> = {
  kernel: 'kernel',
  embedding: 'embedding',
  bias: 'bias',
  normalization: 'normalization',
  buffer: 'buffer',
  optimizer: 'optimizer state',
  other: 'other data',
};

/** What is wrong with the file, otherwise how sparse its kernels are. */
export const weightsHeadline = (report: WeightsReport): string =>
  worstFinding(report)?.title ?? sparsitySentence(report);

/** What the heading tells; undefined when nothing is wrong. */
export const worstFinding = ({ findings }: WeightsReport): WeightsFinding | undefined =>
  findings.find(({ tone }) => tone === 'warning');

/** `6 kernels with 17,152 weights: 12 % exactly 0, 31 % near zero (|w| ≤ 1e-3)`, `…: none is near zero (|w| ≤ 1e-3)`. */
export function sparsitySentence({ kinds, total, tensors }: WeightsReport): string {
  if (kinds.kernel) return `${formatCount(kinds.kernel.tensors, 'kernel')} with ${sparsity(kinds.kernel)}`;
  if (kinds.embedding) {
    return `${formatCount(kinds.embedding.tensors, 'embedding')} with ${sparsity(kinds.embedding)}`;
  }
  if (total.count > 0) return `${formatCount(total.tensors, 'tensor')} with ${sparsity(total)}`;
  return tensors.length === 0
    ? 'There are no tensors in this file'
    : `${formatCount(tensors.length, 'tensor')}, and none of them is a weight`;
}

function sparsity({ count, exactZeros, nearZeros }: KindTotal): string {
  const weights = formatCount(count, 'weight');
  if (count === 0) return weights;
  const near = 'near zero (|w|\u00a0≤\u00a01e-3)';
  if (nearZeros === 0) return `${weights}: none is ${near}`;
  if (nearZeros === exactZeros) return `${weights}: ${formatShare(exactZeros / count)} exactly 0`;
  const zeros = exactZeros === 0 ? 'none exactly 0' : `${formatShare(exactZeros / count)} exactly 0`;
  return `${weights}: ${zeros}, ${formatShare(nearZeros / count)} ${near}`;
}

/** Format, size, parameters, number formats. */
export function fileLine({ title, bytes, total, tensors }: WeightsReport): string {
  const types = [...new Set(tensors.map(({ dtype }) => dtype))];
  const shown = types.length > MOST_TYPES ? [...types.slice(0, MOST_TYPES), 'others'] : types;
  return [
    title,
    formatBytes(bytes),
    formatCount(total.count, 'parameter'),
    ...(shown.length > 0 ? [listed(shown)] : []),
  ].join(', ');
}

const MOST_TYPES = 4;

/** Which of the two distributions fits better, and by how much. */
export function distributionSentence({ distribution, excessKurtosis }: TensorReport): string {
  if (!distribution)
    return 'Too few weights differ from 0 and from one another for a distribution to be fitted.';
  const { laplaceOverGauss } = distribution;
  const [better, other] = laplaceOverGauss > 0 ? ['Laplace', 'Gauss'] : ['Gauss', 'Laplace'];
  const by = significant(Math.abs(laplaceOverGauss));
  return `${better} fits better than ${other} by ${by} nats a weight. Excess kurtosis ${significant(excessKurtosis)} (0 for Gauss, 3 for Laplace).`;
}

/** `float16`, `int8 (scale 0.02, zero point 3)`. */
export function typeText({ dtype, quantization }: Pick<TensorReport, 'dtype' | 'quantization'>): string {
  if (!quantization) return dtype;
  const { scale, zeroPoint, channels } = quantization;
  if (channels !== undefined)
    return `${dtype} (${channels} scales up to ${significant(scale)}, one a channel)`;
  return `${dtype} (scale ${significant(scale)}, zero point ${zeroPoint})`;
}
