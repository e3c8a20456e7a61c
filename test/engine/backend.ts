import { TEST_FOLDER } from '../../scripts/kernels.mjs';
import { startBackend } from '../../src/engine/backend.ts';
import type {
  BatchNormalizationSpec,
  DenseSpec,
  Initializer,
  LayerSpec,
} from '../../src/engine/layerSpecs.ts';
import { layoutOf } from '../../src/engine/layout.ts';
import {
  type Loss,
  type Network,
  NO_AUGMENTATION,
  NO_PENALTY,
  type Optimizer,
  type ParameterPenalty,
  type RunSpec,
  type Training,
} from '../../src/engine/network.ts';
import { uniforms } from '../../src/engine/random.ts';

/** Starts the wasm backend with our kernels. */
export const startTestBackend = () => startBackend(TEST_FOLDER);

export const GLOROT: Initializer = {
  kind: 'varianceScaling',
  scale: 1,
  fan: 'average',
  distribution: 'uniform',
};
export const ZEROS: Initializer = { kind: 'constant', value: 0 };

/** As Keras has it, but for a faster moving average. */
export const NORMALIZATION: BatchNormalizationSpec = {
  kind: 'batchNormalization',
  name: 'batch_normalization',
  momentum: 0.9,
  epsilon: 1e-3,
  scale: true,
  center: true,
  unbiasedMovingVariance: false,
};

export const dense = (name: string, units: number): DenseSpec => ({
  kind: 'dense',
  name,
  units,
  useBias: true,
  kernelInitializer: GLOROT,
  biasInitializer: ZEROS,
});

/** The layers one after the other. */
export const sequential = (
  inputShape: number[],
  outputs: number,
  loss: Loss['kind'],
  layers: LayerSpec[],
): Network => ({
  inputShape,
  outputs,
  loss: loss === 'huber' ? { kind: loss, delta: 1 } : { kind: loss },
  nodes: layers.map((layer, index) => ({ layer, inputs: [index - 1] })),
});

/** inputs → hidden (relu) → outputs, with `between` after the activation. */
export const smallNetwork = (
  inputs: number,
  hidden: number,
  outputs: number,
  loss: Loss['kind'] = 'softmax',
  between: LayerSpec[] = [],
): Network =>
  sequential([inputs], outputs, loss, [
    dense('dense', hidden),
    { kind: 'activation', activation: 'relu' },
    ...between,
    dense('dense_1', outputs),
  ]);

/** A run whose weights (no biases, no normalization) have these penalties, one a weight or the same for all. */
export function runSpec(
  network: Network,
  seed: number,
  settings: Partial<Omit<RunSpec, 'penalties'>> & {
    weights?: Partial<ParameterPenalty> | Partial<ParameterPenalty>[];
  } = {},
): RunSpec {
  const { weights = {}, ...others } = settings;
  const { trainable, places } = layoutOf(network);
  let next = 0;
  return {
    id: `test-seed${seed}`,
    variant: 'test',
    seed,
    penalties: trainable.map(({ role }) =>
      role === 'kernel' || role === 'recurrentKernel'
        ? { ...NO_PENALTY, ...(Array.isArray(weights) ? weights[next++] : weights) }
        : NO_PENALTY,
    ),
    rates: places.map(() => 0),
    activity: [],
    labelSmoothing: 0,
    augmentation: NO_AUGMENTATION,
    ...others,
  };
}

export const KERAS_ADAM: Optimizer = {
  kind: 'adam',
  convention: 'keras',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
};

export const sgd = (momentum = 0): Optimizer => ({
  kind: 'sgd',
  convention: 'keras',
  momentum,
  nesterov: false,
});

export const trainingWith = (optimizer: Optimizer, settings: Partial<Training> = {}): Training => ({
  optimizer,
  learningRate: 0.01,
  schedule: { kind: 'constant', warmupSteps: 0 },
  batchSize: 16,
  epochs: 3,
  ...settings,
});

/** Inputs uniform in (−1, 1); the class is the largest of the first `classes` inputs. */
export function someData(rows: number, width: number, classes: number, seed = 7) {
  const inputs = Float32Array.from(uniforms({ seed, stream: 1, step: 0 }, rows * width), (u) => 2 * u - 1);
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const first = Array.from(inputs.subarray(row * width, row * width + classes));
    return first.indexOf(Math.max(...first));
  });
  return { rows, inputs, targets };
}
