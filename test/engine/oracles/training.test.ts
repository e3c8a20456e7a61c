import { beforeAll, describe, expect, test } from 'vitest';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { LayerSpec } from '../../../src/engine/layerSpecs.ts';
import { NO_PENALTY, type Optimizer, type ParameterPenalty } from '../../../src/engine/network.ts';
import { dense, GLOROT, runSpec, sequential, startTestBackend, trainingWith, ZEROS } from '../backend.ts';
import { expectTrained, golden, type PerceptronCase, trainAsGolden } from './golden.ts';

beforeAll(startTestBackend);

const PYTORCH_ADAM: Optimizer = {
  kind: 'adam',
  convention: 'pytorch',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

/** The optimizers of training.py with their learning rates; what it leaves out is PyTorch's default. */
function optimizerOf({ optimizer, momentum, nesterov }: PerceptronCase): {
  optimizer: Optimizer;
  learningRate: number;
} {
  const convention = 'pytorch';
  switch (optimizer) {
    case 'SGD':
      return { optimizer: { kind: 'sgd', convention, momentum, nesterov }, learningRate: 0.05 };
    case 'Adam':
    case 'AdamW':
      return { optimizer: PYTORCH_ADAM, learningRate: 0.01 };
    case 'RMSprop':
      return {
        optimizer: { kind: 'rmsprop', convention, decay: 0.9, momentum: 0, epsilon: 1e-8 },
        learningRate: 0.003,
      };
    case 'Adagrad':
      return {
        optimizer: { kind: 'adagrad', convention, initialAccumulator: 0, epsilon: 1e-10 },
        learningRate: 0.05,
      };
  }
}

/**
 * `weight_decay` of AdamW is decoupled; of every other PyTorch optimizer it adds λ·w to the gradient, which is the
 * penalty (λ/2)·Σw².
 */
function penaltiesOf({ optimizer, l1, l2, weightDecay, kernelsOnly }: PerceptronCase): ParameterPenalty[] {
  const decoupled = optimizer === 'AdamW';
  const decayed = (penalty: ParameterPenalty): ParameterPenalty =>
    decoupled ? { ...penalty, decay: weightDecay } : { ...penalty, l2: penalty.l2 + weightDecay / 2 };
  const kernel = decayed({ ...NO_PENALTY, l1, l2 });
  const bias = kernelsOnly ? NO_PENALTY : decayed(NO_PENALTY);
  return [kernel, bias, kernel, bias];
}

/** Our kernels, and what stands in for them on other backends. */
const WAYS = {
  kernels: <T>(use: () => T): T => use(),
  'composed operations': withComposedOperations,
};

describe.each(Object.entries(WAYS))(
  `%s: 100 steps of a perceptron equal PyTorch ${golden.torch} within 1e-5`,
  (_, inThisWay) => {
    test.each(golden.perceptron.cases)(
      '$optimizer momentum $momentum nesterov $nesterov, l1 $l1, l2 $l2, weight_decay $weightDecay, kernels only: $kernelsOnly',
      (expected) => {
        const { inputs, hidden, classes } = golden.perceptron;
        const network = sequential([inputs], classes, 'softmax', [
          dense('dense', hidden),
          { kind: 'activation', activation: 'tanh' },
          dense('dense_1', classes),
        ]);
        const { optimizer, learningRate } = optimizerOf(expected);
        const spec = { ...runSpec(network, 1), penalties: penaltiesOf(expected) };
        const training = trainingWith(optimizer, { learningRate, epochs: 100 });
        const trained = inThisWay(() => trainAsGolden(network, training, spec, golden.perceptron, 100));
        expectTrained(network, trained, expected, 1e-5);
        expect(expected.losses.length).toBe(100);
      },
    );
  },
);

const CLASSES = 3;
const parts = { useBias: true, kernelInitializer: GLOROT, biasInitializer: ZEROS };
const convolution = (name: string, filters: number, padding: 'valid' | 'same'): LayerSpec => ({
  ...parts,
  kind: 'convolution',
  name,
  filters,
  size: [3, 3],
  strides: [1, 1],
  dilation: [1, 1],
  padding,
});
const relu: LayerSpec = { kind: 'activation', activation: 'relu' };

const NETWORKS = {
  convolutional: sequential([9, 8, 1], CLASSES, 'softmax', [
    convolution('conv2d', 4, 'valid'),
    relu,
    { kind: 'pooling', operation: 'max', size: [2, 2], strides: [2, 2], padding: 'valid' },
    convolution('conv2d_1', 5, 'same'),
    relu,
    { kind: 'flatten' },
    dense('dense', CLASSES),
  ]),
  recurrent: sequential([7], CLASSES, 'softmax', [
    { kind: 'embedding', name: 'embedding', vocabulary: 11, size: 4, initializer: GLOROT },
    {
      ...parts,
      kind: 'recurrent',
      name: 'lstm',
      cell: 'lstm',
      units: 6,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      unitForgetBias: false,
      resetAfter: false,
      returnSequences: false,
      goBackwards: false,
      recurrentInitializer: GLOROT,
    },
    dense('dense', CLASSES),
  ]),
};

describe.each(Object.entries(WAYS))(
  `%s: 20 steps of Adam from the same weights equal PyTorch ${golden.torch} within 1e-4`,
  (_, inThisWay) => {
    test.each(['convolutional', 'recurrent'] as const)('%s', (kind) => {
      const network = NETWORKS[kind];
      const training = trainingWith(PYTORCH_ADAM, { learningRate: 0.01, epochs: 20 });
      const spec = runSpec(network, 1);
      const trained = inThisWay(() => trainAsGolden(network, training, spec, golden[kind], 20));
      expectTrained(network, trained, golden[kind], 1e-4);
      expect(golden[kind].losses.length).toBe(20);
    });
  },
);
