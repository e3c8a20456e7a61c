/** What is told of a weight file: plain data for the panel, the command line and JSON. */
import type { Spectrum } from '../../statistics/spectrum/result.ts';
import type { OptimizerFacts, Quantization } from '../../weights/weightFile.ts';

/** Raised when readers of the JSON must change. */
export const WEIGHTS_REPORT_VERSION = 1;

/** Kernels of dense, convolution, recurrent and attention layers apart from what is never sparse by a penalty. */
export type TensorKind = 'kernel' | 'embedding' | 'bias' | 'normalization' | 'buffer' | 'optimizer' | 'other';

/** One row of the table. Sizes and sums are over the finite values; NaN and infinities are counted apart. */
export interface TensorReport {
  name: string;
  kind: TensorKind;
  shape: number[];
  /** As stored: `bfloat16`, `int8`. */
  dtype: string;
  quantization?: Quantization;
  count: number;
  exactZeros: number;
  /** |w| ≤ 1e-3, the exact zeros among them. */
  nearZeros: number;
  /** |w| ≤ 1e-3·max|w|, the exact zeros among them; sizes are told apart to 0.8 %. */
  relativeNearZeros: number;
  nan: number;
  inf: number;
  l1: number;
  l2: number;
  max: number;
  mean: number;
  standardDeviation: number;
  excessKurtosis: number;
  hoyer: number;
  gini: number;
  /** Counts per 0.1 decade of |w|, from 1e-8 on; see `sizeHistogram`. */
  histogram: number[];
  /** Fits to the non-zero weights; null with fewer than 30 of them or when they are all equal in size. */
  distribution: Distribution | null;
  /** |w − mean| > 6 standard deviations; a Gauss distribution has 2 in a billion. */
  outliers: number;
  /** Of kernels and embeddings with two axes or more. */
  structure: Structure | null;
  /** Made on request for large matrices; absent until then, null for what is no matrix. */
  spectrum?: Spectrum | null;
  /** Earlier tensor with the same storage: not counted again in the totals. */
  sharedWith?: string;
}

export interface Distribution {
  /** Mean |w|: the maximum-likelihood scale of a Laplace distribution about 0. */
  laplaceScale: number;
  /** √mean(w²): that of a Gauss distribution about 0. */
  gaussSigma: number;
  /** Log-likelihood per weight under the Laplace fit minus under the Gauss fit: > 0 looks like Laplace. */
  laplaceOverGauss: number;
}

/** A kernel as a matrix of `outputs` × `inputs` (the other axes belong to the inputs). */
export interface Structure {
  outputs: number;
  inputs: number;
  /**
   * Units whose incoming weights are all 0, and all small: |w| ≤ 1e-3 and at most 1 % of the tensor's largest; inputs
   * likewise by their outgoing weights.
   */
  deadOutputs: { exact: number; near: number };
  deadInputs: { exact: number; near: number };
  /** Convolution: input channels whose weights are all 0 and all small. Null without spatial axes. */
  deadChannels: { exact: number; near: number } | null;
  /** Attention heads whose rows are all 0 and all small, where their number is known. */
  deadHeads: { exact: number; near: number; heads: number } | null;
  /** Largest |w| of each output and of each input, 1,024 of each at most (then the maximum of neighbours). */
  outputMaxima: number[];
  inputMaxima: number[];
  /** Share of groups of four along the inputs with two zeros at least; null with fewer than four inputs. */
  twoOfFour: { exact: number; near: number } | null;
}

export type { Spectrum } from '../../statistics/spectrum/result.ts';

/** Sums over the tensors of one kind. */
export interface KindTotal {
  tensors: number;
  count: number;
  exactZeros: number;
  nearZeros: number;
  nan: number;
  inf: number;
  l1: number;
  l2: number;
  max: number;
  bytes: number;
}

/** A sentence with what it rests on. */
export interface WeightsFinding {
  /** Stable: `nan`, `dead-units`, `looks-like-l1`, `not-regularized`, … */
  id: string;
  tone: 'warning' | 'info';
  title: string;
  text: string;
  /** Tensors it is about. */
  tensors: string[];
}

export interface WeightsReport {
  version: typeof WEIGHTS_REPORT_VERSION;
  file: string;
  format: string;
  /** For the heading: `PyTorch checkpoint (zip)`. */
  title: string;
  bytes: number;
  tensors: TensorReport[];
  /** Of the weights: kernels, embeddings, biases, normalization. */
  total: KindTotal;
  kinds: Partial<Record<TensorKind, KindTotal>>;
  /** Which regularization these weights look like, with the caveat. Null without kernels. */
  likeness: {
    /** Per weight of all kernels, each kernel under its own fit. */
    laplaceOverGauss: number;
    kernelsLikeLaplace: number;
    kernels: number;
    text: string;
    caveat: string;
  } | null;
  findings: WeightsFinding[];
  optimizer: OptimizerFacts | null;
  /** The file says which layers there are, so that it can be evaluated on a dataset. */
  architecture: 'keras' | 'onnx' | null;
  metadata: Record<string, string>;
  notes: string[];
  /** Tensors that could not be read, with why; the others are in the report. */
  unread: { name: string; reason: string }[];
}
