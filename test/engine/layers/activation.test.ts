import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIVATIONS, type ActivationSpec } from '../../../src/engine/layerSpecs.ts';
import { activation } from '../../../src/engine/layers/activation.ts';
import golden from '../../goldens/layers.json' with { type: 'json' };
import { startTestBackend } from '../backend.ts';
import { expectClose, expectStackEqualsAlone, runInputs, runLayer } from './harness.ts';

beforeAll(startTestBackend);

const specOf = (name: string, settings = {}): ActivationSpec => ({
  kind: 'activation',
  activation: name as ActivationSpec['activation'],
  ...settings,
});

/** y and ∂y/∂x of each number. */
function curve(spec: ActivationSpec, x: number[]): { y: number[]; slope: number[] } {
  const ones = new Float32Array(x.length).fill(1);
  const run = { inputs: [Float32Array.from(x)], values: [], weights: ones, seed: 0 };
  const [result] = runLayer(activation, spec, [[x.length]], [run], { batch: 1, training: true });
  return { y: [...result!.output], slope: [...result!.inputGradients[0]!] };
}

test('PyTorch has an answer for every activation', () => {
  expect(new Set(golden.activations.map((item) => item.activation))).toEqual(new Set(ACTIVATIONS));
});

describe('values and gradients are those of PyTorch, kinks and ±100 included', () => {
  test.each(golden.activations)(
    '$activation $settings',
    ({ activation: name, settings, x, dy, y, gradients }) => {
      const run = { inputs: [Float32Array.from(x)], values: [], weights: Float32Array.from(dy), seed: 0 };
      const other = runInputs(activation, specOf(name, settings), [[17]], 2, 9);
      const [result] = runLayer(activation, specOf(name, settings), [[17]], [run, other], {
        batch: 2,
        training: true,
      });
      expectClose(result!.output, y);
      expectClose(result!.inputGradients[0]!, gradients[0]!);
    },
  );
});

test.each(ACTIVATIONS)('%s: a stack gives each run what it gets alone, bit for bit', (name) => {
  expectStackEqualsAlone(activation, specOf(name), [[3, 5]], { batch: 3, training: true });
});

describe('tiny results keep their relative precision', () => {
  test.each([
    ['softplus', -20, Math.log1p(Math.exp(-20))],
    ['logSigmoid', 20, -Math.log1p(Math.exp(-20))],
    ['elu', -1e-6, Math.expm1(-1e-6)],
    ['tanh', 1e-6, Math.tanh(1e-6)],
    ['tanh', -9, Math.tanh(-9)],
    ['sigmoid', -20, 1 / (1 + Math.exp(20))],
  ])('%s(%d)', (name, x, expected) => {
    expect(curve(specOf(name), [x]).y[0]! / expected).toBeCloseTo(1, 6);
  });
});

describe('relu with the arguments of Keras: slope·(x − threshold) at or below the threshold, cut at the maximum', () => {
  test.each([
    [{ threshold: 1 }, [0.5, 1, 1.5], [0, 0, 1.5], [0, 0, 1]],
    [{ threshold: -1 }, [-2, -0.5, 0.5], [0, -0.5, 0.5], [0, 1, 1]],
    [{ maximum: 6 }, [-1, 0, 3, 6, 7], [0, 0, 3, 6, 6], [0, 0, 1, 0, 0]],
    [{ alpha: 0.1 }, [-2, 2], [-0.2, 2], [0.1, 1]],
    [{ alpha: 0.1, threshold: 1, maximum: 4 }, [-1, 0.5, 2, 5], [-0.2, -0.05, 2, 4], [0.1, 0.1, 1, 0]],
  ])('%j', (settings, x, y, slope) => {
    const result = curve(specOf('relu', settings), x);
    expectClose(result.y, y, 1e-7);
    expectClose(result.slope, slope, 1e-7);
  });
});

test.each(ACTIVATIONS)('%s keeps NaN, so that a run that diverged is seen', (name) => {
  const x = [1, ...Array<number>(20).fill(Number.NaN)];
  expect(curve(specOf(name), x).y.slice(1).every(Number.isNaN)).toBe(true);
});

test.each(ACTIVATIONS)('%s gives the same on the plain JavaScript backend', async (name) => {
  const run = runInputs(activation, specOf(name), [[7]], 4, 5);
  const settings = { batch: 4, training: true };
  const [wasm] = runLayer(activation, specOf(name), [[7]], [run], settings);
  await tf.setBackend('cpu');
  const [cpu] = runLayer(activation, specOf(name), [[7]], [run], settings);
  await tf.setBackend('wasm');
  expectClose(wasm!.output, cpu!.output);
  expectClose(wasm!.inputGradients[0]!, cpu!.inputGradients[0]!);
});

test('a shared input stays shared', () => {
  const x = tf.tensor([-1, 2], [1, 1, 2]);
  const context = { runs: 3, training: false } as Parameters<typeof activation.forward>[3];
  expect(activation.acceptsShared).toBe(true);
  expect(activation.forward(specOf('relu'), [x], [], context).shape).toEqual([1, 1, 2]);
});
