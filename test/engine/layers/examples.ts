/** One small layer of each kind and form, for what must hold for all of them. */
import type {
  Initializer,
  LayerSpec,
  Padding,
  RecurrentSpec,
  Shape,
  Window,
} from '../../../src/engine/layerSpecs.ts';

export interface Example {
  spec: LayerSpec;
  shapes: Shape[];
  output: Shape;
  /** The same for all runs at each random place. */
  strengths?: number[];
  /** Inputs are whole numbers below this. */
  wholeNumbersBelow?: number;
  /** Of one row, the arithmetic spelled out. */
  flops: number;
}

const kernelInitializer: Initializer = {
  kind: 'varianceScaling',
  scale: 1,
  fan: 'average',
  distribution: 'uniform',
};
const biasInitializer: Initializer = { kind: 'constant', value: 0 };
const weights = { useBias: true, kernelInitializer, biasInitializer };

const window = (size: number[], padding: Padding = 'valid'): Window => ({
  size,
  strides: size.map(() => 1),
  dilation: size.map(() => 1),
  padding,
});

const recurrent = (cell: RecurrentSpec['cell'], settings: Partial<RecurrentSpec> = {}): RecurrentSpec => ({
  kind: 'recurrent',
  name: cell,
  cell,
  units: 3,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  unitForgetBias: true,
  resetAfter: true,
  returnSequences: false,
  goBackwards: false,
  recurrentInitializer: { kind: 'orthogonal', gain: 1 },
  ...weights,
  ...settings,
});

const normalization = { name: 'normalization', epsilon: 1e-3, scale: true, center: true };
const image: Shape = [4, 4, 2];
const sequence: Shape = [4, 2];

/** Products (two operations each) of a recurrent layer's inputs and states for `gates` gates, and the rest of each step. */
const recurrentFlops = (gates: number, elementwise: number) =>
  4 * (2 * gates * 3 * (2 + 3) + 3 * elementwise);

const WEIGHTED: Example[] = [
  {
    spec: { kind: 'dense', name: 'dense', units: 5, ...weights },
    shapes: [[3]],
    output: [5],
    flops: 5 * (2 * 3 + 1),
  },
  {
    spec: { kind: 'dense', name: 'dense', units: 5, ...weights, useBias: false },
    shapes: [sequence],
    output: [4, 5],
    flops: 4 * 5 * 2 * 2,
  },
  {
    spec: { kind: 'convolution', name: 'conv2d', filters: 3, ...weights, ...window([3, 3], 'same') },
    shapes: [image],
    output: [4, 4, 3],
    flops: 4 * 4 * 3 * (2 * 3 * 3 * 2 + 1),
  },
  {
    spec: { kind: 'convolution', name: 'conv1d', filters: 3, ...weights, ...window([2], 'causal') },
    shapes: [sequence],
    output: [4, 3],
    flops: 4 * 3 * (2 * 2 * 2 + 1),
  },
  {
    spec: { kind: 'depthwiseConvolution', name: 'depthwise', multiplier: 2, ...weights, ...window([3, 3]) },
    shapes: [image],
    output: [2, 2, 4],
    flops: 2 * 2 * 4 * (2 * 3 * 3 + 1),
  },
  {
    spec: { kind: 'transposedConvolution', name: 'transposed', filters: 3, ...weights, ...window([2, 2]) },
    shapes: [image],
    output: [5, 5, 3],
    flops: 4 * 4 * 2 * (2 * 2 * 2 * 3) + 5 * 5 * 3,
  },
  {
    spec: { kind: 'embedding', name: 'embedding', vocabulary: 6, size: 3, initializer: kernelInitializer },
    shapes: [[4]],
    output: [4, 3],
    wholeNumbersBelow: 6,
    flops: 4 * 3,
  },
  {
    spec: {
      kind: 'multiHeadAttention',
      name: 'attention',
      heads: 2,
      keySize: 3,
      valueSize: 2,
      outputs: 5,
      causal: true,
      ...weights,
    },
    shapes: [sequence, sequence],
    output: [4, 5],
    strengths: [0.2],
    flops:
      2 * 4 * 6 * (2 * 2 + 1) + 4 * 4 * (2 * 2 + 1) + 2 * 4 * 4 * (2 * 3 + 5 + 2 * 2) + 4 * 5 * (2 * 4 + 1),
  },
  {
    spec: { kind: 'prelu', name: 'p_re_lu', initializer: biasInitializer, sharedAxes: [0] },
    shapes: [sequence],
    output: sequence,
    flops: 3 * 8,
  },
];

const RECURRENT: Example[] = [
  {
    spec: recurrent('simple'),
    shapes: [sequence],
    output: [3],
    strengths: [0.2, 0.3],
    flops: recurrentFlops(1, 2),
  },
  {
    spec: recurrent('lstm', { returnSequences: true }),
    shapes: [sequence],
    output: [4, 3],
    strengths: [0.2, 0.3],
    flops: recurrentFlops(4, 13),
  },
  {
    spec: recurrent('gru'),
    shapes: [sequence],
    output: [3],
    strengths: [0, 0.3],
    flops: recurrentFlops(3, 12),
  },
  {
    spec: recurrent('gru', { resetAfter: false, goBackwards: true }),
    shapes: [sequence],
    output: [3],
    flops: recurrentFlops(3, 12),
  },
  {
    spec: { kind: 'bidirectional', name: 'bidirectional', layer: recurrent('lstm'), merge: 'concatenate' },
    shapes: [sequence],
    output: [6],
    strengths: [0.2, 0.3, 0.2, 0.3],
    flops: 2 * recurrentFlops(4, 13),
  },
];

const NORMALIZATIONS: Example[] = [
  {
    spec: {
      kind: 'batchNormalization',
      ...normalization,
      momentum: 0.9,
      unbiasedMovingVariance: false,
    },
    shapes: [image],
    output: image,
    flops: 32 * 7,
  },
  {
    spec: { kind: 'layerNormalization', ...normalization, axes: 1 },
    shapes: [sequence],
    output: sequence,
    flops: 8 * 7,
  },
  {
    spec: { kind: 'groupNormalization', ...normalization, groups: 2, center: false },
    shapes: [image],
    output: image,
    flops: 32 * 6,
  },
];

const WEIGHTLESS: Example[] = [
  { spec: { kind: 'activation', activation: 'relu' }, shapes: [[5]], output: [5], flops: 5 },
  { spec: { kind: 'activation', activation: 'softmax' }, shapes: [[5]], output: [5], flops: 5 },
  {
    spec: { kind: 'pooling', operation: 'max', size: [2, 2], strides: [2, 2], padding: 'valid' },
    shapes: [image],
    output: [2, 2, 2],
    flops: 2 * 2 * 2 * 4,
  },
  {
    spec: { kind: 'pooling', operation: 'average', size: [2], strides: [1], padding: 'same' },
    shapes: [sequence],
    output: sequence,
    flops: 4 * 2 * 2,
  },
  {
    spec: { kind: 'globalPooling', operation: 'max', keepAxes: false },
    shapes: [image],
    output: [2],
    flops: 32,
  },
  {
    spec: { kind: 'globalPooling', operation: 'average', keepAxes: true },
    shapes: [sequence],
    output: [1, 2],
    flops: 8,
  },
  { spec: { kind: 'flatten' }, shapes: [image], output: [32], flops: 0 },
  { spec: { kind: 'reshape', shape: [-1, 8] }, shapes: [image], output: [4, 8], flops: 0 },
  { spec: { kind: 'permute', order: [1, 0] }, shapes: [sequence], output: [2, 4], flops: 0 },
  {
    spec: {
      kind: 'zeroPadding',
      padding: [
        [1, 0],
        [2, 1],
      ],
    },
    shapes: [image],
    output: [5, 7, 2],
    flops: 0,
  },
  { spec: { kind: 'merge', operation: 'add' }, shapes: [[5], [5], [5]], output: [5], flops: 2 * 5 },
  { spec: { kind: 'merge', operation: 'average' }, shapes: [[5], [5]], output: [5], flops: 2 * 5 },
  { spec: { kind: 'merge', operation: 'concatenate' }, shapes: [[5], [2]], output: [7], flops: 0 },
];

const RANDOM: Example[] = [
  {
    spec: { kind: 'dropout', form: 'inverted', unit: 'element' },
    shapes: [[5]],
    output: [5],
    strengths: [0.5],
    flops: 5,
  },
  {
    spec: { kind: 'dropout', form: 'standard', unit: 'channel' },
    shapes: [image],
    output: image,
    strengths: [0.5],
    flops: 32,
  },
  ...(['gaussianNoise', 'gaussianDropout', 'alphaDropout'] as const).map((noise) => ({
    spec: { kind: 'noise', noise } as const,
    shapes: [[5]],
    output: [5],
    strengths: [0.5],
    flops: 2 * 5,
  })),
];

export const EXAMPLES: Example[] = [...WEIGHTED, ...RECURRENT, ...NORMALIZATIONS, ...WEIGHTLESS, ...RANDOM];
