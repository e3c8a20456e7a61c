import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/engine/layout.ts';
import type { Network, Optimizer, Training } from '../../src/engine/network.ts';
import { bytesOf, estimate, runsWithin } from '../../src/experiment/estimate.ts';
import { dense, sequential } from '../engine/backend.ts';

const RELU = { kind: 'activation', activation: 'relu' } as const;
const DIGITS: Network = sequential([64], 10, 'softmax', [
  dense('a', 128),
  RELU,
  dense('b', 64),
  RELU,
  dense('c', 10),
]);
const ADAM: Optimizer = { kind: 'adam', convention: 'keras', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const SGD: Optimizer = { kind: 'sgd', convention: 'keras', momentum: 0, nesterov: false };
const TRAINING: Training = {
  optimizer: ADAM,
  learningRate: 0.001,
  schedule: { kind: 'constant', warmupSteps: 0 },
  batchSize: 32,
  epochs: 30,
};
const ROWS = { training: 1000, validation: 200, test: 200 };

const of = (network = DIGITS, training: Partial<Training> = {}, rows = ROWS) =>
  estimate(network, layoutOf(network), { ...TRAINING, ...training }, rows);

const PARAMETERS = 64 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10;
/** A multiply-add is two; biases and activations are less than a twentieth of them. */
const PRODUCTS = 2 * (64 * 128 + 128 * 64 + 64 * 10);

describe('an estimate', () => {
  test('counts the parameters', () => {
    expect(of().parameters).toBe(PARAMETERS);
  });

  test('counts the steps: the last batch of an epoch may be smaller', () => {
    expect(of().steps).toBe(30 * Math.ceil(1000 / 32));
  });

  test('counts the arithmetic: forward and twice backward, and the evaluations', () => {
    const { flopsPerStep, flopsPerRun } = of();
    expect(flopsPerStep / (3 * 32 * PRODUCTS)).toBeCloseTo(1, 1);
    expect(flopsPerRun / (30 * PRODUCTS * (3 * 1000 + 1000 + 200))).toBeCloseTo(1, 1);
  });

  test('a batch is not larger than the data', () => {
    const few = { training: 10, validation: 5, test: 5 };
    expect(of(DIGITS, { batchSize: 1000 }, few)).toEqual(of(DIGITS, { batchSize: 10 }, few));
  });

  test('memory grows with each run by the same', () => {
    const found = of();
    expect(bytesOf(found, 9) - bytesOf(found, 8)).toBeCloseTo(found.memory.perRun);
    expect(runsWithin(found, bytesOf(found, 7) + 1)).toBe(7);
    expect(runsWithin(found, bytesOf(found, 7) - 1)).toBe(6);
    expect(runsWithin(found, 0)).toBe(0);
  });

  test('Adam keeps two slots for each parameter, in several copies; SGD none', () => {
    const slots = of().memory.perRun - of(DIGITS, { optimizer: SGD }).memory.perRun;
    const copies = slots / (2 * PARAMETERS * 4);
    expect(copies).toBeGreaterThan(2);
    expect(copies).toBeLessThan(5);
  });

  test('the data is there once for all runs', () => {
    const more = { training: 101_000, validation: 200, test: 200 };
    const [small, large] = [of().memory, of(DIGITS, {}, more).memory];
    // 100,000 rows of 64 inputs and a target, in float32, while they are handed over twice
    expect(large.fixed - small.fixed).toBe(2 * 100_000 * 65 * 4);
  });

  test('larger batches need more memory, once they are larger than what is evaluated at a time', () => {
    const wide = { training: 100_000, validation: 200, test: 200 };
    const perRun = (batchSize: number) => of(DIGITS, { batchSize }, wide).memory.perRun;
    expect(perRun(64)).toBe(perRun(32));
    expect(perRun(20_000)).toBeGreaterThan(3 * perRun(32));
  });

  test('what a recurrent layer keeps for each time step counts', () => {
    const lstm = {
      kind: 'recurrent',
      name: 'l',
      cell: 'lstm',
      units: 64,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      useBias: true,
      unitForgetBias: true,
      resetAfter: false,
      returnSequences: false,
      goBackwards: false,
      kernelInitializer: { kind: 'constant', value: 0 },
      recurrentInitializer: { kind: 'constant', value: 0 },
      biasInitializer: { kind: 'constant', value: 0 },
    } as const;
    const long = (steps: number) =>
      of(sequential([steps, 8], 10, 'softmax', [lstm, dense('d', 10)]), { batchSize: 512 });
    expect(long(400).memory.perRun).toBeGreaterThan(3 * long(100).memory.perRun);
  });

  test('time: the arithmetic for each run, the fixed cost of the steps for each stack', () => {
    const { seconds } = of();
    const twice = of(DIGITS, { epochs: 60 }).seconds;
    expect(twice.perRun).toBeCloseTo(2 * seconds.perRun);
    expect(twice.perStack).toBeCloseTo(2 * seconds.perStack);
  });
});
