/** The cases as this engine trains them. */
import type { Dataset } from '../src/dataset/dataset.ts';
import type { Initializer, LayerSpec, Shape } from '../src/engine/layerSpecs.ts';
import { layoutOf } from '../src/engine/layout.ts';
import {
  type Network,
  NO_AUGMENTATION,
  NO_PENALTY,
  type RunSpec,
  type Training,
} from '../src/engine/network.ts';
import { normals, uniforms } from '../src/engine/random.ts';
import { LEARNING_RATE, type SweepCase, settingsOf } from './cases.ts';

/** PyTorch's default for its layers: uniform on ±1/√fan_in. */
const UNIFORM: Initializer = { kind: 'varianceScaling', scale: 1 / 3, fan: 'in', distribution: 'uniform' };
const parts = {
  useBias: true,
  kernelInitializer: UNIFORM,
  biasInitializer: { kind: 'constant', value: 0 },
} as const;

const RELU: LayerSpec = { kind: 'activation', activation: 'relu' };
const DROPOUT: LayerSpec = { kind: 'dropout', form: 'inverted', unit: 'element' };

const dense = (name: string, units: number): LayerSpec => ({ ...parts, kind: 'dense', name, units });

const convolution = (name: string, filters: number): LayerSpec[] => [
  {
    ...parts,
    kind: 'convolution',
    name,
    filters,
    size: [3, 3],
    strides: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
  },
  RELU,
  { kind: 'pooling', operation: 'max', size: [2, 2], strides: [2, 2], padding: 'valid' },
];

const lstm = (units: number): LayerSpec => ({
  ...parts,
  kind: 'recurrent',
  name: 'lstm',
  cell: 'lstm',
  units,
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  unitForgetBias: false,
  resetAfter: false,
  returnSequences: false,
  goBackwards: false,
  recurrentInitializer: UNIFORM,
});

function layersOf(sweep: SweepCase): LayerSpec[] {
  const output = dense('output', sweep.classes);
  switch (sweep.kind) {
    case 'perceptron': {
      const [first, second] = sweep.hidden;
      return [dense('dense', first), RELU, DROPOUT, dense('dense_1', second), RELU, output];
    }
    case 'convolutional': {
      const [first, second] = sweep.filters;
      const blocks = [...convolution('conv2d', first), ...convolution('conv2d_1', second)];
      return [...blocks, { kind: 'flatten' }, dense('dense', sweep.hidden), RELU, DROPOUT, output];
    }
    case 'recurrent': {
      const { vocabulary, embedding: size, units } = sweep;
      const initializer: Initializer = { kind: 'normal', mean: 0, deviation: 1 };
      const embedding: LayerSpec = { kind: 'embedding', name: 'embedding', vocabulary, size, initializer };
      return [embedding, lstm(units), DROPOUT, output];
    }
  }
}

function inputShapeOf(sweep: SweepCase): Shape {
  if (sweep.kind === 'perceptron') return [sweep.inputs];
  return sweep.kind === 'convolutional' ? [sweep.side, sweep.side, 1] : [sweep.length];
}

export const networkOf = (sweep: SweepCase): Network => ({
  inputShape: inputShapeOf(sweep),
  outputs: sweep.classes,
  loss: { kind: 'softmax' },
  nodes: layersOf(sweep).map((layer, index) => ({ layer, inputs: [index - 1] })),
});

export const trainingOf = ({ batch }: SweepCase): Training => ({
  optimizer: { kind: 'adam', convention: 'pytorch', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  learningRate: LEARNING_RATE,
  schedule: { kind: 'constant', warmupSteps: 0 },
  batchSize: batch,
  epochs: 1000,
});

/** Variant k: penalties on every kernel but the output's. All variants have one seed, so they see the same batches. */
export function specOf(network: Network, k: number): RunSpec {
  const { l1, l2, dropout } = settingsOf(k);
  const { trainable, places } = layoutOf(network);
  return {
    id: `variant-${k}`,
    variant: `variant-${k}`,
    seed: 1,
    penalties: trainable.map(({ name, role }) =>
      (role === 'kernel' || role === 'recurrentKernel') && name !== 'output/kernel'
        ? { ...NO_PENALTY, l1, l2 }
        : NO_PENALTY,
    ),
    rates: places.map(({ node }) => (network.nodes[node]!.layer.kind === 'dropout' ? dropout : 0)),
    activity: [],
    labelSmoothing: 0,
    augmentation: NO_AUGMENTATION,
  };
}

/** Random rows: normal numbers, or tokens; the time does not depend on them. */
export function dataOf(sweep: SweepCase): Dataset['training'] {
  const { rows, classes } = sweep;
  const width = inputShapeOf(sweep).reduce((product, size) => product * size, 1);
  const at = { seed: 1, stream: 1, step: 0 };
  const inputs =
    sweep.kind === 'recurrent'
      ? Float32Array.from(uniforms(at, rows * width), (u) => Math.floor(u * sweep.vocabulary))
      : Float32Array.from(normals(at, rows * width));
  const targets = Float32Array.from(uniforms({ ...at, stream: 2 }, rows), (u) => Math.floor(u * classes));
  return { rows, inputs, targets };
}
