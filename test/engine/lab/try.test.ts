import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/dataset/dataset.ts';
import { answerLab, Cancelled } from '../../../src/engine/lab/answer.ts';
import type { Network, RunSpec, Training } from '../../../src/engine/network.ts';
import { trainRuns } from '../../../src/engine/train.ts';
import type { EpochRecord, FinishedRun } from '../../../src/experiment/records.ts';
import type { LabTask, TriedRun } from '../../../src/protocol/lab.ts';
import type { WorkerSetup } from '../../../src/protocol/worker.ts';
import {
  KERAS_ADAM,
  runSpec,
  sgd,
  smallNetwork,
  someData,
  startTestBackend,
  trainingWith,
} from '../backend.ts';

beforeAll(async () => {
  await startTestBackend();
});

const network = smallNetwork(10, 8, 3, 'softmax', [{ kind: 'dropout', form: 'inverted', unit: 'element' }]);
const dataset = {
  task: 'classification',
  training: someData(70, 10, 3),
  validation: someData(30, 10, 3, 8),
  test: someData(30, 10, 3, 9),
} as Dataset;
const never = () => false;

async function tried(
  run: RunSpec,
  training: Training,
  own?: Network,
  data: Dataset = dataset,
): Promise<TriedRun> {
  const setup = { network, training: { ...training, epochs: 1000 }, dataset: data } as WorkerSetup;
  const task: LabTask = { kind: 'try', run, epochs: training.epochs, ...(own && { network: own }) };
  const answer = await answerLab(task, setup, never);
  if (answer.kind !== 'try') throw new Error(answer.kind);
  return answer.run;
}

/** The same run as an experiment trains it. */
async function stored(run: RunSpec, training: Training, of: Network = network) {
  const records: EpochRecord[] = [];
  let result: FinishedRun | undefined;
  await trainRuns(of, training, dataset, [run], new Map(), {
    onEpoch: (_, { record }) => records.push(record),
    onFinished: (_, finished) => {
      result = finished;
    },
    onDiverged() {},
    async nextEpoch() {},
  });
  return { records, result: result! };
}

describe('a tried run', () => {
  test.each([
    ['without regularization', {}],
    ['with dropout and L2', { rates: [0.5], weights: { l2: 1e-3 } }],
    ['with proximal L1', { weights: { proximalL1: 2e-2 } }],
    ['that stops early', { earlyStopping: { patience: 2, minimumImprovement: 0 } }],
  ])('%s has the numbers of the stored one, bit for bit', async (_name, settings) => {
    const training = trainingWith(KERAS_ADAM, { epochs: 25, learningRate: 0.02 });
    const spec = runSpec(network, 4, { rates: [0], ...settings });
    const found = await tried(spec, training);
    const { records, result } = await stored(spec, training);
    expect(found.trainLoss).toEqual(records.map(({ trainLoss }) => trainLoss));
    expect(found.trainLossDropoutOn).toEqual(records.map((record) => record.trainLossDropoutOn));
    expect(found.validationLoss).toEqual(records.map(({ validationLoss }) => validationLoss));
    expect(found.validationAccuracy).toEqual(records.map((record) => record.validationAccuracy));
    expect(found.exactZeros).toBe(result.exactZeros);
    expect(found.nearZeros).toBe(result.nearZeros);
    expect(found.layers).toEqual(
      result.kernels.map(({ layer, histogram, exactZeros, count }) => ({
        layer,
        histogram,
        exactZeros,
        count,
      })),
    );
    expect(found.diverged).toBeUndefined();
    expect(found.seconds).toBeGreaterThan(0);
  });

  test('trains the question’s own network where it has one', async () => {
    const training = trainingWith(KERAS_ADAM, { epochs: 3 });
    const other = smallNetwork(10, 4, 3);
    const spec = runSpec(other, 1);
    const found = await tried(spec, training, other);
    expect(found.layers.map(({ count }) => count)).toEqual([40, 12]);
    expect(found.validationLoss).toEqual(
      (await stored(spec, training, other)).records.map(({ validationLoss }) => validationLoss),
    );
  });

  test('of a regression has no accuracy', async () => {
    const regression = smallNetwork(10, 4, 1, 'squared');
    const found = await tried(runSpec(regression, 1), trainingWith(sgd(), { epochs: 2 }), regression);
    expect(found).not.toHaveProperty('validationAccuracy');
    expect(found.validationLoss).toHaveLength(2);
  });

  test('that diverges says so, and holds only the epochs before', async () => {
    const regression = smallNetwork(10, 4, 1, 'squared');
    const training = trainingWith(sgd(), { epochs: 50, learningRate: 1e3 });
    const found = await tried(runSpec(regression, 1), training, regression);
    expect(found.diverged).toMatch(/became (NaN|infinite|NaN or infinite) in epoch \d+$/);
    expect(found.trainLoss.length).toBeLessThan(50);
    expect([...found.trainLoss, ...found.validationLoss].every(Number.isFinite)).toBe(true);
  });
});

test('a withdrawn question ends before the next epoch', async () => {
  let asked = 0;
  const task: LabTask = { kind: 'try', run: runSpec(network, 1), epochs: 100 };
  const setup = { network, training: trainingWith(sgd()), dataset } as WorkerSetup;
  const answer = answerLab(task, setup, () => ++asked > 5);
  await expect(answer).rejects.toBeInstanceOf(Cancelled);
  expect(asked).toBe(6);
});
