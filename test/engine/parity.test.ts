import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LayerSpec } from '../../src/engine/layerSpecs.ts';
import type { Network, Training } from '../../src/engine/network.ts';
import { newRunState, Stack } from '../../src/engine/stack.ts';
import {
  KERAS_ADAM,
  runSpec,
  sgd,
  smallNetwork,
  someData,
  startTestBackend,
  trainingWith,
} from './backend.ts';

// The independent answer: the same model built and trained by TensorFlow.js' own layers, fit and optimizers.
const STEPS = 50;
const BATCH = 32;
const [INPUTS, HIDDEN] = [20, 16];

/**
 * Adam as Keras has it: ε beside √v, not beside the bias-corrected √v̂ as in TensorFlow.js. In the first steps, with
 * small gradients, the two differ by more than 1e-5.
 */
class KerasAdam extends tf.Optimizer {
  static className = 'KerasAdam';
  #steps = 0;
  #moments = new Map<string, { m: tf.Variable; v: tf.Variable }>();

  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    this.#steps++;
    const list = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    const rate = (0.001 * Math.sqrt(1 - 0.999 ** this.#steps)) / (1 - 0.9 ** this.#steps);
    for (const [name, gradient] of list) {
      const weight = tf.engine().registeredVariables[name]!;
      const zeros = () => tf.variable(tf.zerosLike(weight), false);
      const { m, v } = this.#moments.get(name) ?? { m: zeros(), v: zeros() };
      this.#moments.set(name, { m, v });
      m.assign(tf.add(tf.mul(m, 0.9), tf.mul(gradient, 0.1)));
      v.assign(tf.add(tf.mul(v, 0.999), tf.mul(tf.square(gradient), 0.001)));
      weight.assign(tf.sub(weight, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), 1e-7))));
    }
  }

  override getConfig() {
    return {};
  }
}

const OPTIMIZERS = {
  adam: () => tf.train.adam(0.001),
  kerasAdam: () => new KerasAdam(),
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
};
const settings = { batchSize: BATCH, epochs: 1 };
const SETTINGS: Record<keyof typeof OPTIMIZERS, Training> = {
  adam: trainingWith({ ...KERAS_ADAM, convention: 'tfjs' }, { ...settings, learningRate: 0.001 }),
  kerasAdam: trainingWith(KERAS_ADAM, { ...settings, learningRate: 0.001 }),
  sgd: trainingWith(sgd(), { ...settings, learningRate: 0.05 }),
  momentum: trainingWith(sgd(0.9), { ...settings, learningRate: 0.05 }),
};
const LOSSES = {
  softmax: { outputs: 4, activation: 'softmax', name: 'categoricalCrossentropy' },
  sigmoid: { outputs: 1, activation: 'sigmoid', name: 'binaryCrossentropy' },
  squared: { outputs: 1, activation: 'linear', name: 'meanSquaredError' },
} as const;

beforeAll(async () => {
  await startTestBackend();
});

interface Case {
  loss: keyof typeof LOSSES;
  optimizer: keyof typeof OPTIMIZERS;
  l1: number;
  l2: number;
  normalized?: boolean;
}

function networkOf({ loss, normalized }: Case): Network {
  const between: LayerSpec[] = normalized
    ? [
        {
          kind: 'batchNormalization',
          name: 'batch_normalization',
          momentum: 0.99,
          epsilon: 1e-3,
          scale: true,
          center: true,
          unbiasedMovingVariance: false,
        },
      ]
    : [];
  return smallNetwork(INPUTS, HIDDEN, LOSSES[loss].outputs, loss, between);
}

async function trainedByLayers(options: Case, initial: Float32Array[], data: ReturnType<typeof someData>) {
  const { outputs, activation, name } = LOSSES[options.loss];
  const kernelRegularizer = tfl.regularizers.l1l2({ l1: options.l1, l2: options.l2 });
  const model = tfl.sequential();
  model.add(tfl.layers.dense({ units: HIDDEN, activation: 'relu', inputShape: [INPUTS], kernelRegularizer }));
  if (options.normalized) model.add(tfl.layers.batchNormalization());
  model.add(tfl.layers.dense({ units: outputs, activation, kernelRegularizer }));
  const shapes = model.getWeights().map((weight) => weight.shape);
  model.setWeights(byLayersOrder(initial, options).map((values, index) => tf.tensor(values, shapes[index]!)));
  model.compile({ optimizer: OPTIMIZERS[options.optimizer](), loss: name });
  const x = tf.tensor2d(data.inputs, [data.rows, INPUTS]);
  const y =
    options.loss === 'softmax'
      ? tf.oneHot(tf.tensor1d(data.targets, 'int32'), outputs)
      : tf.tensor2d(data.targets, [data.rows, 1]);
  await model.fit(x, y, { batchSize: BATCH, epochs: 1, shuffle: false, verbose: 0 });
  return byLayersOrder(
    model.getWeights().map((weight) => weight.dataSync() as Float32Array),
    options,
  );
}

/** Layers models list the moving averages last; ours stand in their layer. */
function byLayersOrder(arrays: Float32Array[], { normalized }: Case): Float32Array[] {
  return normalized ? [0, 1, 2, 3, 6, 7, 4, 5].map((index) => arrays[index]!) : arrays;
}

describe(`after ${STEPS} steps a stack of one equals tf.sequential().fit within 1e-5`, () => {
  const cases: Case[] = [
    { loss: 'squared', optimizer: 'adam', l1: 0, l2: 0 },
    { loss: 'squared', optimizer: 'adam', l1: 0, l2: 1e-3 },
    { loss: 'softmax', optimizer: 'adam', l1: 1e-3, l2: 0 },
    { loss: 'softmax', optimizer: 'kerasAdam', l1: 0, l2: 0 },
    { loss: 'softmax', optimizer: 'kerasAdam', l1: 1e-3, l2: 1e-3 },
    { loss: 'softmax', optimizer: 'sgd', l1: 0, l2: 1e-2 },
    { loss: 'sigmoid', optimizer: 'sgd', l1: 0, l2: 0 },
    { loss: 'sigmoid', optimizer: 'kerasAdam', l1: 0, l2: 1e-3 },
    { loss: 'squared', optimizer: 'sgd', l1: 0, l2: 0 },
    { loss: 'squared', optimizer: 'momentum', l1: 0, l2: 1e-3 },
    { loss: 'softmax', optimizer: 'sgd', l1: 0, l2: 0, normalized: true },
  ];
  test.each(cases)('$loss $optimizer l1=$l1 l2=$l2 normalized=$normalized', async (options) => {
    const network = networkOf(options);
    const classes = options.loss === 'softmax' ? 4 : 2;
    const data = someData(STEPS * BATCH, INPUTS, classes);
    const spec = runSpec(network, 5, { weights: { l1: options.l1, l2: options.l2 } });
    const training = SETTINGS[options.optimizer];
    const run = newRunState(network, training, spec);
    const initial = run.values.map((values) => values.slice());
    const expected = await trainedByLayers(options, initial, data);

    const stack = new Stack(network, training, data, [run]);
    for (let step = 0; step < STEPS; step++) {
      const rows = Uint32Array.from({ length: BATCH }, (_, row) => step * BATCH + row);
      stack.trainBatch([rows], [step + 1]);
    }
    stack.readBack();
    stack.dispose();

    const moved = run.values.some((values, index) =>
      values.some((w, at) => Math.abs(w - initial[index]![at]!) > 1e-2),
    );
    expect(moved).toBe(true);
    run.values.forEach((values, index) => {
      const largest = values.reduce((max, w, at) => Math.max(max, Math.abs(w - expected[index]![at]!)), 0);
      expect(largest).toBeLessThan(1e-5);
    });
  });
});
