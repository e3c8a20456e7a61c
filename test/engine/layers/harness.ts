/** Runs one layer in a stack: its output and gradients as arrays of each run, to be compared with another answer. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { Shape } from '../../../src/engine/layerSpecs.ts';
import type { LayerContext, LayerKind } from '../../../src/engine/layers/layer.ts';
import { normals, uniforms } from '../../../src/engine/random.ts';

export interface Settings {
  batch: number;
  training: boolean;
  /** Strength at each place, one number a run; 0 when left out. */
  strengths?: number[][];
}

/** Everything that one run puts in: arrays of one row-major tensor each. */
export interface RunInputs {
  inputs: Float32Array[];
  values: Float32Array[];
  /** ∂loss/∂output: the loss is Σ weights·output. */
  weights: Float32Array;
  /** Addresses the run's masks and normals. */
  seed: number;
}

export interface RunOutputs {
  output: Float32Array;
  inputGradients: Float32Array[];
  /** Of trainable parameters only. */
  valueGradients: Float32Array[];
  updates: Map<number, Float32Array>;
}

const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Normal numbers, different for each `stream`. */
export const someNumbers = (count: number, seed: number, stream: number): Float32Array =>
  Float32Array.from(normals({ seed, stream, step: 0 }, count));

/** Inputs, parameter values (not the initial ones: all of them differ from 0) and output weights of one run. */
export function runInputs<S>(
  kind: LayerKind<S>,
  spec: S,
  shapes: Shape[],
  batch: number,
  seed: number,
): RunInputs {
  const parameters = kind.parameters?.(spec, shapes) ?? [];
  return {
    inputs: shapes.map((shape, index) => someNumbers(batch * sizeOf(shape), seed, index)),
    values: parameters.map(({ shape, role }, index) =>
      someNumbers(sizeOf(shape), seed, 100 + index).map((value) =>
        role === 'movingVariance' ? Math.abs(value) + 0.5 : value / 2,
      ),
    ),
    weights: someNumbers(batch * sizeOf(kind.outputShape(spec, shapes)), seed, 1000),
    seed,
  };
}

const stackOf = (parts: Float32Array[], shape: number[]): tf.Tensor => {
  const joined = new Float32Array(parts[0]!.length * parts.length);
  parts.forEach((part, index) => {
    joined.set(part, index * part.length);
  });
  return tf.tensor(joined, [parts.length, ...shape], 'float32');
};

const perRun = (tensor: tf.Tensor): Float32Array[] => {
  const values = Float32Array.from(tensor.dataSync());
  const size = values.length / tensor.shape[0]!;
  return Array.from({ length: tensor.shape[0]! }, (_, run) => values.slice(run * size, (run + 1) * size));
};

/** The masks and normals of a run depend on its seed and the place only. */
function contextOf(runs: RunInputs[], settings: Settings, updates: Map<number, tf.Tensor>): LayerContext {
  const strengths = (place: number) => settings.strengths?.[place] ?? runs.map(() => 0);
  return {
    runs: runs.length,
    training: settings.training,
    movingAverages: !settings.training,
    strengths,
    mask(place, shape, kept) {
      const rates = strengths(place);
      if (rates.every((rate) => rate === 0)) return undefined;
      const parts = runs.map(({ seed }, run) =>
        Float32Array.from(uniforms({ seed, stream: 5000 + place, step: 0 }, sizeOf(shape)), (u) =>
          u < rates[run]! ? 0 : kept(rates[run]!),
        ),
      );
      return stackOf(parts, [...shape]);
    },
    normals: (place, shape) =>
      stackOf(
        runs.map(({ seed }) => someNumbers(sizeOf(shape), seed, 6000 + place)),
        [...shape],
      ),
    update(parameter, value) {
      updates.set(parameter, tf.keep(value.clone()));
    },
  };
}

/** Forward and backward pass of all `runs` in one stack. */
export function runLayer<S>(
  kind: LayerKind<S>,
  spec: S,
  shapes: Shape[],
  runs: RunInputs[],
  settings: Settings,
): RunOutputs[] {
  const parameters = kind.parameters?.(spec, shapes) ?? [];
  const updates = new Map<number, tf.Tensor>();
  const results = tf.tidy(() => {
    const inputs = shapes.map((shape, index) =>
      stackOf(
        runs.map((run) => run.inputs[index]!),
        [settings.batch, ...shape],
      ),
    );
    const values = parameters.map(({ shape }, index) =>
      stackOf(
        runs.map((run) => run.values[index]!),
        [...shape],
      ),
    );
    const trainable = values.filter((_, index) => parameters[index]!.trainable);
    let output: Float32Array[] = [];
    const gradients = tf.grads((...tensors: tf.Tensor[]) => {
      const given = tensors.slice(inputs.length);
      let next = 0;
      const all = values.map((value, index) => (parameters[index]!.trainable ? given[next++]! : value));
      const y = kind.forward(spec, tensors.slice(0, inputs.length), all, contextOf(runs, settings, updates));
      expect(y.shape).toEqual([runs.length, settings.batch, ...kind.outputShape(spec, shapes)]);
      output = perRun(y);
      const weights = stackOf(
        runs.map((run) => run.weights),
        y.shape.slice(1),
      );
      return tf.sum(tf.mul(y, weights)) as tf.Scalar;
    })([...inputs, ...trainable]);
    return { output, gradients: gradients.map(perRun) };
  });
  const moved = new Map([...updates].map(([index, tensor]) => [index, perRun(tensor)]));
  for (const tensor of updates.values()) tensor.dispose();
  return runs.map((_, run) => ({
    output: results.output[run]!,
    inputGradients: results.gradients.slice(0, shapes.length).map((gradient) => gradient[run]!),
    valueGradients: results.gradients.slice(shapes.length).map((gradient) => gradient[run]!),
    updates: new Map([...moved].map(([index, parts]) => [index, parts[run]!])),
  }));
}

/** A stack of several runs must give each exactly what it gets alone, bit for bit. @returns the runs' outputs */
export function expectStackEqualsAlone<S>(
  kind: LayerKind<S>,
  spec: S,
  shapes: Shape[],
  settings: Settings,
  runs = [11, 12, 13].map((seed) => runInputs(kind, spec, shapes, settings.batch, seed)),
): RunOutputs[] {
  const together = runLayer(kind, spec, shapes, runs, settings);
  runs.forEach((run, index) => {
    const strengths = settings.strengths?.map((values) => [values[index]!]);
    const [alone] = runLayer(kind, spec, shapes, [run], { ...settings, ...(strengths && { strengths }) });
    expect(together[index]).toEqual(alone);
  });
  return together;
}

/** Largest |a − b| / (1 + |b|) is at most `tolerance`. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs(actual[index]! - expected[index]!) / (1 + Math.abs(expected[index]!));
    worst = error <= worst ? worst : error;
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** Tensors left behind by `steps` forward and backward passes. */
export function tensorsLeftBy<S>(
  kind: LayerKind<S>,
  spec: S,
  shapes: Shape[],
  settings: Settings,
  steps = 1000,
): number {
  const runs = [runInputs(kind, spec, shapes, settings.batch, 3)];
  runLayer(kind, spec, shapes, runs, settings);
  const before = tf.memory().numTensors;
  for (let step = 0; step < steps; step++) runLayer(kind, spec, shapes, runs, settings);
  return tf.memory().numTensors - before;
}
