import { expect, test } from 'vitest';
import type { Dataset, Part } from '../../../src/dataset/dataset.ts';
import { answerLab, Cancelled } from '../../../src/engine/lab/answer.ts';
import type { Network } from '../../../src/engine/network.ts';
import type { WorkerSetup } from '../../../src/protocol/worker.ts';
import { problemFrom } from '../../dataset/temporary.ts';
import { smallNetwork, someData } from '../backend.ts';

/** `classes` undefined: a regression on the sum of the first two columns. */
function setupOf(
  rows: number,
  width: number,
  classes?: number,
  network: Network = smallNetwork(width, 2, 2),
) {
  const part = (count: number, seed: number): Part => {
    const data = someData(count, width, classes ?? 2, seed);
    const sums = data.targets.map((_, row) => data.inputs[row * width]! + data.inputs[row * width + 1]!);
    return { ...data, targets: classes === undefined ? sums : data.targets };
  };
  const dataset = {
    task: classes === undefined ? 'regression' : 'classification',
    ...(classes !== undefined && { classes: Array.from({ length: classes }, (_, index) => `c${index}`) }),
    columns: Array.from({ length: width }, (_, index) => ({
      name: `x${index}`,
      mean: 0,
      standardDeviation: 1,
    })),
    training: part(rows, 1),
    validation: part(50, 2),
  } as Dataset;
  return { network, dataset } as WorkerSetup;
}

async function pathOf(setup: WorkerSetup) {
  const answer = await answerLab({ kind: 'linearPath' }, setup, () => false);
  if (answer.kind !== 'linearPath') throw new Error(answer.kind);
  return answer.path;
}

test('the columns that the target is made of enter first, by their names', async () => {
  const path = await pathOf(setupOf(100, 6));
  expect(path).toMatchObject({ loss: 'squared', rows: 100, columns: ['x0', 'x1', 'x2', 'x3', 'x4', 'x5'] });
  const two = path.l1.filter(({ zeroColumns }) => zeroColumns === 4);
  expect(two.length).toBeGreaterThan(10);
  for (const { coefficients } of two) expect(coefficients.slice(2)).toEqual([0, 0, 0, 0]);
});

test.each([
  [undefined, 'squared'],
  [2, 'sigmoid'],
  [4, 'softmax'],
])('%d classes: %s', async (classes, loss) => {
  expect((await pathOf(setupOf(60, 5, classes))).loss).toBe(loss);
});

test('rows are limited where coefficients are many', async () => {
  expect((await pathOf(setupOf(2300, 4))).rows).toBe(2000);
});

test('columns of word numbers have no linear path', async () => {
  const words: Network = {
    ...smallNetwork(4, 2, 2),
    nodes: [{ layer: { kind: 'embedding' } as never, inputs: [-1] }, ...smallNetwork(4, 2, 2).nodes],
  };
  const problem = await problemFrom(pathOf(setupOf(30, 4, 2, words)));
  expect(problem).toMatchObject({
    code: 'NO_LINEAR_PATH',
    explanation: expect.stringContaining('numbers of words'),
  });
});

test('too many coefficients are refused with their number', async () => {
  const problem = await problemFrom(pathOf(setupOf(10, 3000, 7)));
  expect(problem.explanation).toBe('It would have 21,000 coefficients; up to 20,000 are computed.');
});

test('a target that is constant has none', async () => {
  const setup = setupOf(30, 3);
  setup.dataset.training.targets.fill(1);
  expect(await problemFrom(pathOf(setup))).toMatchObject({ title: 'There is no linear path here' });
});

test('a withdrawn question ends before the next λ', async () => {
  let asked = 0;
  const answer = answerLab({ kind: 'linearPath' }, setupOf(30, 3), () => ++asked > 7);
  await expect(answer).rejects.toBeInstanceOf(Cancelled);
  expect(asked).toBe(8);
});
