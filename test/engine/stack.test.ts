import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/dataset/dataset.ts';
import { evaluateRun } from '../../src/engine/evaluate.ts';
import { layoutOf } from '../../src/engine/layout.ts';
import type { Network, Optimizer, RunSpec, Training } from '../../src/engine/network.ts';
import { newRunState, type RunState, Stack } from '../../src/engine/stack.ts';
import { trainRuns } from '../../src/engine/train.ts';
import { weightPenalty } from '../../src/engine/weightPenalty.ts';
import type { FinishedRun } from '../../src/experiment/records.ts';
import {
  KERAS_ADAM,
  NORMALIZATION,
  runSpec,
  sgd,
  smallNetwork,
  someData,
  startTestBackend,
  trainingWith,
} from './backend.ts';

beforeAll(async () => {
  await startTestBackend();
});

const data = someData(70, 10, 3);
const network: Network = smallNetwork(10, 8, 3, 'softmax', [
  NORMALIZATION,
  { kind: 'dropout', form: 'inverted', unit: 'element' },
]);

const SPECS: RunSpec[] = [
  runSpec(network, 1),
  runSpec(network, 1, { weights: { l1: 1e-3 } }),
  runSpec(network, 1, { weights: { l2: 1e-2 } }),
  runSpec(network, 1, { rates: [0.5] }),
  runSpec(network, 2, { rates: [0.2], weights: [{ l2: 1e-3 }, {}] }),
  runSpec(network, 2, { weights: { proximalL1: 1e-3, decay: 0.1, maxNorm: 1 } }),
  runSpec(network, 3, { weights: [{}, { groupLasso: 1e-2 }], labelSmoothing: 0.1 }),
  runSpec(network, 4, { rates: [0.9], activity: [{ node: 1, l1: 1e-3, l2: 0 }] }),
];

const evaluated = ({ values, spec }: RunState) => evaluateRun(network, { values, rates: spec.rates }, data);

function train(specs: RunSpec[], settings: Training, epochs: number) {
  const runs = specs.map((spec) => newRunState(network, settings, spec));
  const stack = new Stack(network, settings, data, runs);
  const losses = Array.from({ length: epochs }, () => stack.trainEpoch());
  stack.dispose();
  return { runs, losses };
}

const OPTIMIZERS: [string, Optimizer][] = [
  ['adam', KERAS_ADAM],
  ['sgd', sgd(0.9)],
  ['rmsprop', { kind: 'rmsprop', convention: 'keras', decay: 0.9, momentum: 0, epsilon: 1e-7 }],
  ['adagrad', { kind: 'adagrad', convention: 'pytorch', initialAccumulator: 0, epsilon: 1e-10 }],
];

describe.each(OPTIMIZERS)('%s', (_name, optimizer) => {
  test('a stack of 8 gives each run exactly what it gets alone, bit for bit', () => {
    const together = train(SPECS, trainingWith(optimizer), 3);
    SPECS.forEach((spec, index) => {
      const alone = train([spec], trainingWith(optimizer), 3);
      expect(together.losses.map((losses) => losses[index])).toEqual(alone.losses.map((losses) => losses[0]));
      expect(together.runs[index]!.values).toEqual(alone.runs[0]!.values);
      expect(together.runs[index]!.slots).toEqual(alone.runs[0]!.slots);
    });
  });

  test('a run continued from its arrays gives what it gives without the break', () => {
    const settings = trainingWith(optimizer);
    const whole = train(SPECS, settings, 3);
    const { runs } = train(SPECS, settings, 1);
    const stack = new Stack(network, settings, data, runs);
    stack.trainEpoch();
    stack.trainEpoch();
    stack.dispose();
    expect(runs.map(({ values }) => values)).toEqual(whole.runs.map(({ values }) => values));
  });
});

test('variants of one seed start from the same weights, another seed does not', () => {
  const [first, second, other] = [SPECS[0]!, SPECS[1]!, SPECS[4]!].map((spec) =>
    newRunState(network, trainingWith(KERAS_ADAM), spec),
  );
  expect(first!.values).toEqual(second!.values);
  expect(first!.values).not.toEqual(other!.values);
});

test('training leaves no tensors behind', () => {
  const before = tf.memory().numTensors;
  train(SPECS, trainingWith(KERAS_ADAM), 2);
  expect(tf.memory().numTensors).toBe(before);
});

test('evaluation equals the formulas written out: dropout off, moving averages, softmax cross-entropy', () => {
  const { runs } = train([SPECS[3]!], trainingWith(KERAS_ADAM), 2);
  const [kernel, bias, gamma, beta, mean, variance, kernel1, bias1] = runs[0]!.values as Float32Array[];
  let loss = 0;
  let right = 0;
  for (let row = 0; row < data.rows; row++) {
    const x = data.inputs.subarray(row * 10, row * 10 + 10);
    const hidden = Array.from({ length: 8 }, (_, unit) => {
      const sum = x.reduce((total, value, input) => total + value * kernel![input * 8 + unit]!, bias![unit]!);
      const normalized = (Math.max(0, sum) - mean![unit]!) / Math.sqrt(variance![unit]! + 1e-3);
      return normalized * gamma![unit]! + beta![unit]!;
    });
    const logits = Array.from({ length: 3 }, (_, unit) =>
      hidden.reduce((total, value, input) => total + value * kernel1![input * 3 + unit]!, bias1![unit]!),
    );
    const target = data.targets[row]!;
    loss += Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[target]!;
    if (logits.indexOf(Math.max(...logits)) === target) right++;
  }
  const evaluation = evaluated(runs[0]!);
  expect(evaluation.loss).toBeCloseTo(loss / data.rows, 5);
  expect(evaluation.accuracy).toBe(right / data.rows);
});

test('the penalty is λ1·Σ|w| + λ2·Σw² over the kernels of each layer, biases left out', () => {
  const spec = runSpec(network, 1, { weights: [{ l1: 0.5 }, { l2: 0.25 }] });
  const run = newRunState(network, trainingWith(KERAS_ADAM), spec);
  const first = run.values[0]!.reduce((sum, w) => sum + Math.abs(w), 0);
  const second = run.values[6]!.reduce((sum, w) => sum + w * w, 0);
  expect(weightPenalty(layoutOf(network), spec.penalties, run.values)).toBeCloseTo(
    0.5 * first + 0.25 * second,
    6,
  );
});

test('dropout 0.9 raises the reported training loss above that in evaluation mode', () => {
  const { runs, losses } = train([runSpec(network, 4, { rates: [0.9] })], trainingWith(KERAS_ADAM), 3);
  expect(losses[2]![0]!.dataLoss).toBeGreaterThan(evaluated(runs[0]!).loss);
});

test('weights that L2 shrinks without limit stay normal numbers: no exact zeros, and a break changes nothing', () => {
  // The first input never varies: nothing but L2 acts on its weights, and under Adam they fall by decades.
  const constant = someData(64, 10, 3);
  for (let row = 0; row < constant.rows; row++) constant.inputs[row * 10] = 0;
  const plain = smallNetwork(10, 8, 3);
  const settings = trainingWith(KERAS_ADAM, { learningRate: 0.02, epochs: 600 });
  const run = newRunState(plain, settings, runSpec(plain, 1, { weights: [{ l2: 1e-2 }, {}] }));
  let stack = new Stack(plain, settings, constant, [run]);
  for (let epoch = 0; epoch < 500; epoch++) stack.trainEpoch();
  const shrunk = run.values[0]!.subarray(0, 8);
  expect(Math.min(...shrunk.map(Math.abs))).toBe(Math.fround(1e-30));

  const copy = {
    ...run,
    values: run.values.map((v) => v.slice()),
    slots: run.slots.map((s) => s.map((v) => v.slice())),
  };
  stack.trainEpoch();
  stack.dispose();
  stack = new Stack(plain, settings, constant, [copy]);
  stack.trainEpoch();
  stack.dispose();
  expect(copy.values).toEqual(run.values);
  expect(copy.slots).toEqual(run.slots);
});

test('a run whose weights are no longer finite is seen, though relu and normalization hide it from its losses', async () => {
  const hiding = smallNetwork(10, 8, 3, 'softmax', []);
  hiding.nodes.splice(1, 1, {
    layer: {
      kind: 'batchNormalization',
      name: 'batch_normalization',
      momentum: 0.9,
      epsilon: 1e-3,
      scale: true,
      center: true,
      unbiasedMovingVariance: false,
    },
    inputs: [0],
  });
  hiding.nodes.splice(2, 0, { layer: { kind: 'activation', activation: 'relu' }, inputs: [1] });
  hiding.nodes[3]!.inputs = [2];
  // Decay of 100 at a rate of 0.1 multiplies the weights by −9 in each step.
  const specs = [runSpec(hiding, 1, { weights: [{ decay: 100 }, {}] }), runSpec(hiding, 2)].map(
    (spec, index) => ({ ...spec, id: `run${index}` }),
  );
  const ends: string[] = [];
  const settings = trainingWith(sgd(), { learningRate: 0.1, epochs: 30 });
  const dataset = { training: data, validation: data, test: data } as Dataset;
  await trainRuns(hiding, settings, dataset, specs, new Map(), {
    onEpoch() {},
    onFinished: ({ id }) => ends.push(`${id} finished`),
    onDiverged: ({ id }, _epoch, reason) => ends.push(`${id}: ${reason}`),
    async nextEpoch() {},
  });
  expect(ends).toEqual([
    expect.stringMatching(/^run0: .* became (NaN|infinite|NaN or infinite) in epoch \d+$/),
    'run1 finished',
  ]);
});

test('early stopping keeps the weights of the best epoch, whether it ends the run or not', async () => {
  const kept = async (patience: number) => {
    const spec = runSpec(network, 1, { earlyStopping: { patience, minimumImprovement: 0 } });
    const settings = trainingWith(KERAS_ADAM, { learningRate: 0.1, epochs: 40 });
    // Few rows of other data: validation loss turns up soon.
    const dataset = { training: data, validation: someData(20, 10, 3, 8), test: data } as Dataset;
    let result: FinishedRun | undefined;
    await trainRuns(network, settings, dataset, [spec], new Map(), {
      onEpoch() {},
      onFinished: (_, finished) => {
        result = finished;
      },
      onDiverged() {},
      async nextEpoch() {},
    });
    return result!;
  };
  const [stopped, whole] = [await kept(3), await kept(1000)];
  expect(stopped.epochs).toBe(stopped.bestEpoch + 3);
  expect(whole.epochs).toBe(40);
  expect(whole.bestEpoch).toBeLessThan(40);
  for (const { testLoss, bestTestLoss, restoredBest } of [stopped, whole]) {
    expect(testLoss).toBe(bestTestLoss);
    expect(restoredBest).toBe(true);
  }
});
