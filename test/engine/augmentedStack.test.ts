import { beforeAll, expect, test } from 'vitest';
import { type Augmentation, NO_AUGMENTATION, type RunSpec } from '../../src/engine/network.ts';
import { newRunState, Stack } from '../../src/engine/stack.ts';
import {
  dense,
  KERAS_ADAM,
  runSpec,
  sequential,
  someData,
  startTestBackend,
  trainingWith,
} from './backend.ts';

beforeAll(startTestBackend);

const network = sequential([4, 3, 1], 3, 'softmax', [
  { kind: 'flatten' },
  dense('dense', 6),
  { kind: 'activation', activation: 'relu' },
  dense('dense_1', 3),
]);
const data = someData(40, 12, 3);
const training = trainingWith(KERAS_ADAM, { batchSize: 16 });

const spec = (augmentation: Partial<Augmentation>, labelSmoothing = 0): RunSpec =>
  runSpec(network, 5, { labelSmoothing, augmentation: { ...NO_AUGMENTATION, ...augmentation } });

const SPECS: RunSpec[] = [
  spec({}),
  spec({ noise: 0.3 }),
  spec({ mixup: 0.4 }),
  spec({ shift: 0.2, rotate: 15, scale: 0.1, flip: true }),
  spec({ noise: 0.1, mixup: 1, flip: true }, 0.1),
  spec({}, 0.2),
];

function trained(specs: RunSpec[]) {
  const runs = specs.map((each) => newRunState(network, training, each));
  const stack = new Stack(network, training, data, runs);
  const losses = Array.from({ length: 2 }, () => stack.trainEpoch().map(({ dataLoss }) => dataLoss));
  const evaluations = stack.evaluate(data);
  stack.dispose();
  return runs.map(({ values }, run) => ({
    values,
    losses: losses.map((epoch) => epoch[run]),
    evaluation: evaluations[run],
  }));
}

test('augmentation and smoothing change their own run only: a stack equals each run alone, bit for bit', () => {
  const together = trained(SPECS);
  SPECS.forEach((each, index) => {
    expect(together[index]).toEqual(trained([each])[0]);
  });
  // All six differ in what they saw or aimed for, so they must end with other weights.
  expect(new Set(together.map(({ values }) => values[1]!.join())).size).toBe(SPECS.length);
});

test('variants of one seed see the same batches whether or not another one is augmented', () => {
  const plain = trained([SPECS[0]!, SPECS[5]!]);
  const beside = trained([SPECS[0]!, SPECS[5]!, SPECS[1]!]);
  expect(beside.slice(0, 2)).toEqual(plain);
});
