import { beforeAll, describe, expect, test } from 'vitest';
import { encodeRowLosses } from '../../src/engine/checkpoint.ts';
import { isSnapshotEpoch, weightSnapshots } from '../../src/engine/snapshots.ts';
import { decodeTensors } from '../../src/weights/safetensors/runTensors.ts';
import { dense, runSpec, sequential, startTestBackend } from './backend.ts';
import { DIGITS_NETWORK, digits, finish, RELU } from './probes/networks.ts';

beforeAll(startTestBackend);

const chosen = (epochs: number) =>
  Array.from({ length: epochs }, (_, index) => index + 1).filter((epoch) => isSnapshotEpoch(epoch, epochs));

describe('epochs whose weights are recorded', () => {
  test.each([1, 2, 24])('all of %i', (epochs) => expect(chosen(epochs)).toHaveLength(epochs));

  test.each([25, 30, 47, 100, 200, 500, 1000])('24 of %i, evenly, with the first and the last', (epochs) => {
    const found = chosen(epochs);
    expect(found).toHaveLength(24);
    expect([found[0], found.at(-1)]).toEqual([1, epochs]);
    const steps = found.slice(1).map((epoch, index) => epoch - found[index]!);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
  });
});

test('one for each weight tensor, biases left out', () => {
  const network = sequential([2], 2, 'softmax', [dense('dense', 1), RELU, dense('dense_1', 2)]);
  const values = [Float32Array.of(3, -4), Float32Array.of(9), Float32Array.of(0, 2), Float32Array.of(8, 8)];
  expect(weightSnapshots(network, values)).toMatchObject([
    { exactZeros: 0, l1Norm: 7, l2Norm: 5 },
    { exactZeros: 1, l1Norm: 2, l2Norm: 2 },
  ]);
});

describe('a trained run', () => {
  const data = digits(60);

  test('the last snapshot is of the weights that are reported', async () => {
    const [run] = await finish(DIGITS_NETWORK, data, [runSpec(DIGITS_NETWORK, 1)], { epochs: 30 });
    const { result, records } = run!;
    expect(records.filter(({ weights }) => weights).map(({ epoch }) => epoch)).toEqual(chosen(30));
    expect(records.at(-1)!.weights).toEqual(
      result.kernels.map(({ histogram, exactZeros, l1Norm, l2Norm }) => ({
        histogram,
        exactZeros,
        l1Norm,
        l2Norm,
      })),
    );
  });

  test('on a bootstrap sample the outputs on test rows are kept, and nowhere else', async () => {
    const specs = [
      { ...runSpec(DIGITS_NETWORK, 1), id: 'all' },
      { ...runSpec(DIGITS_NETWORK, 1, { sample: { kind: 'bootstrap', seed: 1 } }), id: 'replica' },
      { ...runSpec(DIGITS_NETWORK, 1, { sample: { kind: 'subset', rows: 30, seed: 1 } }), id: 'subset' },
    ];
    const runs = await finish(DIGITS_NETWORK, data, specs, { epochs: 3 });
    const stored = runs.map(({ rows }) =>
      Object.fromEntries(
        decodeTensors(encodeRowLosses(rows)).tensors.map(({ name, values }) => [name, values]),
      ),
    );
    expect(stored.map(({ testOutputs }) => testOutputs?.length)).toEqual([undefined, 60 * 10, undefined]);
    const { test, testOutputs } = stored[1]!;
    data.test.targets.forEach((target, row) => {
      const logits = [...testOutputs!.subarray(10 * row, 10 * row + 10)];
      const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
      expect(Math.log(sum) - logits[target]!).toBeCloseTo(test![row]!, 4);
    });
  });
});
