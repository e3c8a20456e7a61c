import { beforeAll, describe, expect, test } from 'vitest';
import type { DropoutSpec, NoiseSpec } from '../../../src/engine/layerSpecs.ts';
import { dropout } from '../../../src/engine/layers/dropout.ts';
import type { LayerKind } from '../../../src/engine/layers/layer.ts';
import { noise } from '../../../src/engine/layers/noise.ts';
import { startTestBackend } from '../backend.ts';
import { expectClose, expectStackEqualsAlone, type RunInputs, runLayer, someNumbers } from './harness.ts';

beforeAll(startTestBackend);

const dropoutSpec = (form: DropoutSpec['form'], unit: DropoutSpec['unit'] = 'element'): DropoutSpec => ({
  kind: 'dropout',
  form,
  unit,
});
const noiseSpec = (name: NoiseSpec['noise']): NoiseSpec => ({ kind: 'noise', noise: name });

/** One run whose inputs all are `value`; the gradients are those of the plain sum of outputs. */
const constantRun = (count: number, value: number, seed = 1): RunInputs => ({
  inputs: [new Float32Array(count).fill(value)],
  values: [],
  weights: new Float32Array(count).fill(1),
  seed,
});

function meanAndVariance(numbers: Float32Array) {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return { mean, variance: numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length };
}

/** Outputs of `masks` draws for each of 50 units. */
function outputs<S>(
  kind: LayerKind<S>,
  spec: S,
  strength: number,
  training: boolean,
  value: number,
  masks = 4000,
) {
  const settings = { batch: masks, training, strengths: [[strength]] };
  return runLayer(kind, spec, [[50]], [constantRun(50 * masks, value)], settings)[0]!.output;
}

describe.each([0.2, 0.5, 0.8])('rate %d', (rate) => {
  test('standard and inverted dropout have the same expectation in training as in evaluation', () => {
    const count = 50 * 4000;
    const deviation = 3 * Math.sqrt(rate * (1 - rate));
    for (const [form, expected, scale] of [
      ['standard', 3 * (1 - rate), 1],
      ['inverted', 3, 1 / (1 - rate)],
    ] as const) {
      const trained = meanAndVariance(outputs(dropout, dropoutSpec(form), rate, true, 3));
      expect(Math.abs(trained.mean - expected)).toBeLessThan((4 * deviation * scale) / Math.sqrt(count));
      expect(trained.variance / (deviation * scale) ** 2).toBeCloseTo(1, 1);
      const evaluated = outputs(dropout, dropoutSpec(form), rate, false, 3, 1);
      expectClose(evaluated, new Float32Array(50).fill(expected), 1e-6);
    }
  });

  test('gaussian dropout has the mean and variance of inverted dropout', () => {
    const { mean, variance } = meanAndVariance(outputs(noise, noiseSpec('gaussianDropout'), rate, true, 3));
    expect(Math.abs(mean - 3)).toBeLessThan((4 * 3 * Math.sqrt(rate / (1 - rate))) / Math.sqrt(50 * 4000));
    expect(variance / (9 * (rate / (1 - rate)))).toBeCloseTo(1, 1);
  });

  test('alpha dropout keeps mean 0 and variance 1 of normal inputs', () => {
    const x = someNumbers(50 * 4000, 1, 1);
    const run = { inputs: [x], values: [], weights: x, seed: 1 };
    const settings = { batch: 4000, training: true, strengths: [[rate]] };
    const { mean, variance } = meanAndVariance(
      runLayer(noise, noiseSpec('alphaDropout'), [[50]], [run], settings)[0]!.output,
    );
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(50 * 4000));
    expect(variance).toBeCloseTo(1, 1);
  });
});

test('a unit is dropped with the rate, and only its gradient is 0', () => {
  const settings = { batch: 400, training: true, strengths: [[0.3]] };
  const [result] = runLayer(dropout, dropoutSpec('inverted'), [[50]], [constantRun(20_000, 1)], settings);
  const dropped = result!.output.filter((value) => value === 0).length;
  expect(Math.abs(dropped - 6000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.3 * 0.7));
  expect(new Set(result!.output)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  expect(result!.inputGradients[0]).toEqual(result!.output);
});

test('channels are dropped as a whole, each row for itself', () => {
  const settings = { batch: 10, training: true, strengths: [[0.5]] };
  const [result] = runLayer(
    dropout,
    dropoutSpec('inverted', 'channel'),
    [[3, 4, 8]],
    [constantRun(960, 1)],
    settings,
  );
  const first: number[] = [];
  for (let row = 0; row < 10; row++) {
    for (let channel = 0; channel < 8; channel++) {
      const places = Array.from(
        { length: 12 },
        (_, place) => result!.output[row * 96 + place * 8 + channel]!,
      );
      expect(new Set(places).size).toBe(1);
      first.push(places[0]!);
    }
  }
  expect(new Set(first)).toEqual(new Set([0, 2]));
});

test('gaussian noise has the run’s standard deviation and passes gradients on', () => {
  const settings = { batch: 4000, training: true, strengths: [[0.4]] };
  const [result] = runLayer(noise, noiseSpec('gaussianNoise'), [[50]], [constantRun(200_000, 3)], settings);
  const { mean, variance } = meanAndVariance(result!.output);
  expect(Math.abs(mean - 3)).toBeLessThan((4 * 0.4) / Math.sqrt(200_000));
  expect(variance).toBeCloseTo(0.16, 2);
  expect(new Set(result!.inputGradients[0])).toEqual(new Set([1]));
});

test('dropped numbers of alpha dropout are a·α′ + b, kept ones a·x + b', () => {
  const settings = { batch: 1, training: true, strengths: [[0.5]] };
  const [result] = runLayer(noise, noiseSpec('alphaDropout'), [[50]], [constantRun(50, 2)], settings);
  const lowest = -1.6732632423543772 * 1.0507009873554805;
  const a = (0.5 * (1 + 0.5 * lowest ** 2)) ** -0.5;
  const b = -a * lowest * 0.5;
  const [low, high] = [...new Set(result!.output)].sort((left, right) => left - right);
  expect(low).toBeCloseTo(a * lowest + b, 6);
  expect(high).toBeCloseTo(a * 2 + b, 6);
});

const ALL: [string, LayerKind<never>, DropoutSpec | NoiseSpec][] = [
  ['inverted dropout', dropout as LayerKind<never>, dropoutSpec('inverted')],
  ['standard dropout', dropout as LayerKind<never>, dropoutSpec('standard')],
  ['channel dropout', dropout as LayerKind<never>, dropoutSpec('inverted', 'channel')],
  ['gaussian noise', noise as LayerKind<never>, noiseSpec('gaussianNoise')],
  ['gaussian dropout', noise as LayerKind<never>, noiseSpec('gaussianDropout')],
  ['alpha dropout', noise as LayerKind<never>, noiseSpec('alphaDropout')],
];

describe.each(ALL)('%s', (_, kind, spec) => {
  test('a run of strength 0 keeps its inputs exactly, beside others that do not', () => {
    const x = someNumbers(3 * 2 * 5, 1, 1);
    const run = { inputs: [x], values: [], weights: x, seed: 1 };
    const settings = { batch: 3, training: true, strengths: [[0, 0.5]] };
    const [untouched, changed] = runLayer(kind, spec as never, [[2, 5]], [run, run], settings);
    expect(untouched!.output).toEqual(x);
    expect(changed!.output).not.toEqual(x);
  });

  test.each([true, false])('a stack equals each run alone, bit for bit (training: %s)', (training) => {
    const settings = { batch: 3, training, strengths: [[0.5, 0, 0.2]] };
    expectStackEqualsAlone(kind, spec as never, [[2, 5]], settings);
  });
});

test('a deviation is not a rate', () => {
  expect(noise.places!(noiseSpec('gaussianNoise'))).toEqual([{ strength: 'deviation' }]);
  expect(noise.places!(noiseSpec('gaussianDropout'))).toEqual([{ strength: 'rate' }]);
  expect(dropout.places!(dropoutSpec('inverted'))).toEqual([{ strength: 'rate' }]);
});
