import { beforeAll, describe, expect, test } from 'vitest';
import { evaluateRun } from '../../../src/engine/evaluate.ts';
import type { Network } from '../../../src/engine/network.ts';
import { passOperations, trainingOperations } from '../../../src/engine/probes/budget.ts';
import { probeDropout } from '../../../src/engine/probes/dropout.ts';
import type { DropoutProbe } from '../../../src/experiment/records.ts';
import { dense, runSpec, sequential, startTestBackend } from '../backend.ts';
import {
  DIGITS_NETWORK,
  DROPOUT,
  digits,
  type Finished,
  finish,
  RELU,
  someRows,
  someTrained,
} from './networks.ts';

beforeAll(startTestBackend);

const data = digits();
const EVERYTHING = Number.POSITIVE_INFINITY;
let trained: Finished;
let probe: DropoutProbe;

beforeAll(async () => {
  const spec = runSpec(DIGITS_NETWORK, 1, { rates: [0.5, 0.5] });
  [trained] = (await finish(DIGITS_NETWORK, data, [spec])) as [Finished];
  probe = probeDropout(
    { network: DIGITS_NETWORK, values: trained.values, rates: spec.rates },
    1,
    data,
    EVERYTHING,
  )!;
});

describe('a network for digits that was trained with dropout 0.5', () => {
  test('off is the evaluation that is reported elsewhere', () => {
    const evaluated = { network: DIGITS_NETWORK, values: trained.values, rates: [0.5, 0.5] };
    expect(probe.off.testLoss).toBeCloseTo(trained.result.testLoss, 6);
    expect(probe.off.testAccuracy).toBe(trained.result.testAccuracy);
    expect(probe.off.trainLoss).toBeCloseTo(evaluateRun(DIGITS_NETWORK, evaluated, data.training).loss, 6);
    expect(probe.off.trainLoss).toBeCloseTo(trained.records.at(-1)!.trainLoss, 6);
  });

  test('single thinned networks do worse, on the rows of training and of test', () => {
    expect(probe.on.trainLoss).toBeGreaterThan(1.2 * probe.off.trainLoss);
    expect(probe.on.testLoss).toBeGreaterThan(1.2 * probe.off.testLoss);
    expect(probe.on.testAccuracy).toBeLessThan(probe.off.testAccuracy!);
    // What training reported in its last epoch, while the weights moved, is of the same size.
    const { trainLossDropoutOn } = trained.records.at(-1)!;
    expect(probe.on.trainLoss / trainLossDropoutOn).toBeGreaterThan(0.8);
    expect(probe.on.trainLoss / trainLossDropoutOn).toBeLessThan(1.2);
  });

  test('ensembles get better with each network that joins, from single ones to about weight scaling', () => {
    expect(probe).toMatchObject({ passes: 100, rows: 300, rate: 0.5 });
    expect(probe.ensemble.map(({ k }) => k)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(probe.ensemble[0]!.testLoss).toBe(probe.on.testLoss);
    const losses = new Map(probe.ensemble.map(({ k, testLoss }) => [k, testLoss]));
    // By Jensen's inequality, where the groups of a size are made of groups of the one before.
    for (const chain of [
      [1, 2, 10, 20, 100],
      [1, 5, 10, 50, 100],
    ]) {
      const along = chain.map((k) => losses.get(k)!);
      expect(along).toEqual([...along].sort((a, b) => b - a));
    }
    const fromScaling = (k: number) => Math.abs(losses.get(k)! - probe.off.testLoss);
    expect(fromScaling(100)).toBeLessThan(fromScaling(1) / 2);
  });

  test('rows that are answered wrong are the uncertain ones', () => {
    const { right, wrong } = probe.uncertainty;
    expect(wrong).toBeGreaterThan(1.1 * right!);
    expect(wrong).toBeLessThan(Math.log(10));
  });

  test('both forms keep what enters the next layer, at their own scale', () => {
    const { layer, rate, inverted, standard } = probe.forms!;
    expect({ layer, rate }).toEqual({ layer: 'dense_1', rate: 0.5 });
    expect(inverted.training / inverted.evaluation).toBeCloseTo(1, 1);
    expect(standard.training / standard.evaluation).toBeCloseTo(1, 1);
    // But for the bias it is half as large: a trained network's weights fit one form only.
    expect(standard.evaluation / inverted.evaluation).toBeCloseTo(0.5, 1);
  });
});

test('a probe does not depend on what was trained beside the run', async () => {
  const specs = [0.2, 0.5, 0].map((rate, index) => ({
    ...runSpec(DIGITS_NETWORK, 3, { rates: [0, rate] }),
    id: `run${index}`,
  }));
  const together = await finish(DIGITS_NETWORK, data, specs, { epochs: 2 });
  const [alone] = await finish(DIGITS_NETWORK, data, specs.slice(1, 2), { epochs: 2 });
  expect(together[1]!.result).toEqual({ ...alone!.result, seconds: expect.any(Number) });
  expect(together.map(({ result }) => result.dropout !== undefined)).toEqual([true, true, false]);
  expect(together[2]!.result.calibration).toBeDefined();
});

describe('how much is computed', () => {
  const model = someTrained(DIGITS_NETWORK, [0, 0.5]);
  const perPass = passOperations(model);

  test.each([
    ['a plenty of it', 600 * 100, 300, 100],
    ['half of that', 600 * 50, 300, 50],
    ['not quite', 600 * 50 - 1, 300, 20],
    ['the least that all rows can do with', 600 * 20, 300, 20],
    ['half of the rows', 600 * 10, 150, 20],
    ['nothing', 0, 100, 20],
  ])('%s', (_, rowPasses, rows, passes) => {
    expect(probeDropout(model, 1, data, rowPasses * perPass)).toMatchObject({ rows, passes });
  });

  test('what comes before the first place that drops is not counted: it is computed once', () => {
    // Only the last layer, the mask of 32 units and 10 outputs are done anew.
    const flops = 32 * 10 * 2 + 10;
    expect(perPass).toBeGreaterThanOrEqual(flops);
    expect(perPass).toBeLessThan(passOperations(someTrained(DIGITS_NETWORK, [0.5, 0.5])));
  });

  test('operations of a training: forward and twice that backward, and two evaluations, each epoch', () => {
    const network = sequential([4], 3, 'softmax', [{ ...dense('dense', 3), useBias: false }]);
    const flops = 2 * 4 * 3;
    const rows = { training: 10, validation: 5 };
    expect(trainingOperations(someTrained(network), { epochs: 7 }, rows)).toBe(7 * flops * (3 * 10 + 10 + 5));
  });
});

describe('regression', () => {
  const network: Network = sequential([4], 1, 'squared', [
    dense('dense', 8),
    RELU,
    DROPOUT,
    dense('dense_1', 1),
  ]);
  const part = someRows(network, 30, (row) => Math.sin(row));
  const parts = { ...data, training: part, validation: part, test: part };
  let found: DropoutProbe;
  beforeAll(() => {
    found = probeDropout(someTrained(network, [0.5]), 1, parts, EVERYTHING)!;
  });

  test('has losses, no accuracy; the spread is that of the value', () => {
    expect(found.on).not.toHaveProperty('testAccuracy');
    expect(found.off).not.toHaveProperty('testAccuracy');
    expect(found.uncertainty.right).toBeGreaterThan(0);
    expect(found.uncertainty.wrong).toBeGreaterThan(0);
  });

  test('the last layer is linear in what is dropped: the mean prediction is weight scaling, single ones are worse', () => {
    const all = found.ensemble.at(-1)!;
    expect(all.testLoss / found.off.testLoss).toBeCloseTo(1, 1);
    expect(found.on.testLoss).toBeGreaterThan(1.1 * all.testLoss);
  });
});

test('a network that overflows with dropout on has no probe', () => {
  const network = sequential([4], 1, 'squared', [DROPOUT, dense('dense', 1)]);
  const values = [Float32Array.of(1e38, 1e38, -1e38, -1e38), Float32Array.of(0)];
  const ones = { rows: 8, inputs: new Float32Array(32).fill(3), targets: new Float32Array(8) };
  const parts = { ...data, training: ones, validation: ones, test: ones };
  expect(probeDropout({ network, values, rates: [0.5] }, 1, parts, EVERYTHING)).toBeUndefined();
});

test('no dropout: no probe', () => {
  expect(probeDropout(someTrained(DIGITS_NETWORK), 1, data, EVERYTHING)).toBeUndefined();
});
