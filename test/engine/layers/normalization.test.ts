import { beforeAll, describe, expect, test } from 'vitest';
import type {
  BatchNormalizationSpec,
  GroupNormalizationSpec,
  LayerNormalizationSpec,
  PReluSpec,
} from '../../../src/engine/layerSpecs.ts';
import { batchNormalization } from '../../../src/engine/layers/batchNormalization.ts';
import { groupNormalization } from '../../../src/engine/layers/groupNormalization.ts';
import type { LayerKind } from '../../../src/engine/layers/layer.ts';
import { layerNormalization } from '../../../src/engine/layers/layerNormalization.ts';
import { prelu } from '../../../src/engine/layers/prelu.ts';
import golden from '../../goldens/layers.json' with { type: 'json' };
import { NORMALIZATION, startTestBackend } from '../backend.ts';
import { expectClose, expectStackEqualsAlone, runInputs, runLayer } from './harness.ts';

beforeAll(startTestBackend);

interface Answer {
  x: number[];
  dy: number[];
  parameters: number[][];
  y: number[];
  gradients: number[][];
}

const arrays = (lists: number[][]): Float32Array[] => lists.map((list) => Float32Array.from(list));

/** The case of PyTorch in a stack with another run. @returns the case's result, values and gradients compared */
function compare<S>(
  kind: LayerKind<S>,
  spec: S,
  [batch, ...shape]: number[],
  answer: Answer,
  training = true,
  averages: number[][] = [],
) {
  const run = {
    inputs: arrays([answer.x]),
    values: arrays([...answer.parameters, ...averages]),
    weights: Float32Array.from(answer.dy),
    seed: 0,
  };
  const other = runInputs(kind, spec, [shape], batch!, 4);
  const [result] = runLayer(kind, spec, [shape], [run, other], { batch: batch!, training });
  expectClose(result!.output, answer.y);
  [...result!.inputGradients, ...result!.valueGradients].forEach((gradient, index) => {
    expectClose(gradient, answer.gradients[index]!);
  });
  return result!;
}

const batchSpec = (settings: Partial<BatchNormalizationSpec> = {}): BatchNormalizationSpec => ({
  ...NORMALIZATION,
  unbiasedMovingVariance: true,
  ...settings,
});
const layerSpec = (axes: number): LayerNormalizationSpec => ({
  kind: 'layerNormalization',
  name: 'layer_normalization',
  axes,
  epsilon: 1e-5,
  scale: true,
  center: true,
});
const groupSpec = (groups: number): GroupNormalizationSpec => ({
  kind: 'groupNormalization',
  name: 'group_normalization',
  groups,
  epsilon: 1e-3,
  scale: true,
  center: true,
});
const preluSpec = (sharedAxes: number[]): PReluSpec => ({
  kind: 'prelu',
  name: 'p_re_lu',
  initializer: { kind: 'constant', value: 0.25 },
  sharedAxes,
});

describe('values and gradients are those of PyTorch', () => {
  test.each(golden.batchNormalization)('batch normalization of $shape', (item) => {
    const result = compare(batchNormalization, batchSpec(), item.shape, item.training, true, item.before);
    expectClose(result.updates.get(2)!, item.moved[0]!);
    expectClose(result.updates.get(3)!, item.moved[1]!);
  });
  test.each(golden.batchNormalization)('batch normalization of $shape in evaluation', (item) => {
    const result = compare(batchNormalization, batchSpec(), item.shape, item.evaluation, false, item.moved);
    expect(result.updates.size).toBe(0);
  });
  test.each(golden.layerNormalization)('layer normalization of the last $axes of $shape', (item) => {
    compare(layerNormalization, layerSpec(item.axes), item.shape, item);
  });
  test.each(golden.groupNormalization)('group normalization of $shape in $groups groups', (item) => {
    compare(groupNormalization, groupSpec(item.groups), item.shape, item);
  });
  test.each(golden.prelu)('prelu of $shape, one slope a channel', (item) => {
    const spatial = Array.from({ length: item.shape.length - 2 }, (_, axis) => axis);
    compare(prelu, preluSpec(spatial), item.shape, item);
  });
});

test('moving averages in Keras’ convention: the variance is divided by n', () => {
  const spec = batchSpec({ unbiasedMovingVariance: false, scale: false, center: false });
  const run = {
    inputs: arrays([[1, 2, 6]]),
    values: arrays([[10], [2]]),
    weights: new Float32Array(3),
    seed: 0,
  };
  const [result] = runLayer(batchNormalization, spec, [[1]], [run], { batch: 3, training: true });
  // mean 3, variance (4 + 1 + 9)/3
  expect(result!.updates.get(0)![0]).toBeCloseTo(0.9 * 10 + 0.1 * 3, 5);
  expect(result!.updates.get(1)![0]).toBeCloseTo(0.9 * 2 + 0.1 * (14 / 3), 5);
  expectClose(
    result!.output,
    [-2, -1, 3].map((d) => d / Math.sqrt(14 / 3 + 1e-3)),
  );
});

test('the moving variance of a batch of one row stays finite', () => {
  const run = runInputs(batchNormalization, batchSpec(), [[4]], 1, 3);
  const [result] = runLayer(batchNormalization, batchSpec(), [[4]], [run], { batch: 1, training: true });
  expectClose(
    result!.updates.get(3)!,
    run.values[3]!.map((value) => 0.9 * value),
  );
});

test('numbers far from 0 keep their variance', () => {
  const spec = batchSpec({ scale: false, center: false });
  const x = [10_000, 10_001, 10_002, 10_003];
  const run = { inputs: arrays([x]), values: arrays([[0], [1]]), weights: new Float32Array(4), seed: 0 };
  const [result] = runLayer(batchNormalization, spec, [[1]], [run], { batch: 4, training: true });
  expectClose(
    result!.output,
    [-1.5, -0.5, 0.5, 1.5].map((d) => d / Math.sqrt(1.25 + 1e-3)),
  );
});

describe.each([true, false])('a stack equals each run alone, bit for bit (training: %s)', (training) => {
  test.each([1, 2, 7])('batch of %d', (batch) => {
    const settings = { batch, training };
    expectStackEqualsAlone(batchNormalization, batchSpec(), [[3, 5]], settings);
    expectStackEqualsAlone(layerNormalization, layerSpec(1), [[3, 5]], settings);
    expectStackEqualsAlone(groupNormalization, groupSpec(2), [[3, 2, 6]], settings);
    expectStackEqualsAlone(prelu, preluSpec([0]), [[3, 5]], settings);
  });
});

describe('without γ or β', () => {
  test.each([
    [true, false],
    [false, true],
    [false, false],
  ])('scale %s, center %s equals γ = 1, β = 0', (scale, center) => {
    const settings = { batch: 6, training: true };
    for (const kind of [layerNormalization, groupNormalization] as LayerKind<unknown>[]) {
      const spec = kind === groupNormalization ? groupSpec(2) : layerSpec(1);
      const run = runInputs(kind, { ...spec, scale: false, center: false }, [[4]], 6, 2);
      const given = [...(scale ? [1] : []), ...(center ? [0] : [])];
      const neutral = { ...run, values: given.map((value) => new Float32Array(4).fill(value)) };
      const whole = { ...run, values: [1, 0].map((value) => new Float32Array(4).fill(value)) };
      const [part] = runLayer(kind, { ...spec, scale, center }, [[4]], [neutral], settings);
      const [expected] = runLayer(kind, spec, [[4]], [whole], settings);
      expectClose(part!.output, expected!.output, 1e-6);
      expectClose(part!.inputGradients[0]!, expected!.inputGradients[0]!, 1e-6);
    }
  });
});

test('what does not fit is said with its sizes', () => {
  expect(() => groupNormalization.outputShape(groupSpec(4), [[8, 8, 6]])).toThrow(
    'group_normalization divides 6 channels into 4 groups, which leaves a remainder.',
  );
  expect(() => layerNormalization.outputShape(layerSpec(3), [[4, 5]])).toThrow(
    'layer_normalization normalizes the last 3 axes, but its input [4, 5] has 2.',
  );
});
