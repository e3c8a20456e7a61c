/** What test/goldens/training.py wrote, and how a run of ours takes the same steps. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { layoutOf } from '../../../src/engine/layout.ts';
import type { Network, RunSpec, Training } from '../../../src/engine/network.ts';
import { newRunState, Stack } from '../../../src/engine/stack.ts';

export interface GoldenTraining {
  x: number[];
  y: number[];
  initial: number[][];
  /** Data loss of each step's batch, before the step. */
  losses: number[];
  weights: number[][];
}

export interface PerceptronCase {
  optimizer: 'SGD' | 'Adam' | 'AdamW' | 'RMSprop' | 'Adagrad';
  l1: number;
  l2: number;
  weightDecay: number;
  kernelsOnly: boolean;
  momentum: number;
  nesterov: boolean;
  losses: number[];
  weights: number[][];
}

export const golden = JSON.parse(readFileSync('test/goldens/training.json', 'utf8')) as {
  torch: string;
  batch: number;
  perceptron: Omit<GoldenTraining, 'losses' | 'weights'> & {
    inputs: number;
    hidden: number;
    classes: number;
    cases: PerceptronCase[];
  };
  convolutional: GoldenTraining;
  recurrent: GoldenTraining;
};

/**
 * Trains on the golden's batches, in its order, from its initial weights. Each step is an epoch over a part of the
 * data that is one batch, so that the order within an epoch does not matter.
 */
export function trainAsGolden(
  network: Network,
  training: Omit<Training, 'batchSize'>,
  spec: RunSpec,
  { x, y, initial }: Pick<GoldenTraining, 'x' | 'y' | 'initial'>,
  steps: number,
): { losses: number[]; values: Float32Array[] } {
  const settings = { ...training, batchSize: golden.batch };
  const width = x.length / y.length;
  const run = newRunState(network, settings, spec);
  expect(run.values.map(({ length }) => length)).toEqual(initial.map(({ length }) => length));
  run.values = initial.map((values) => Float32Array.from(values));
  const losses = Array.from({ length: steps }, (_, step) => {
    const from = (step * golden.batch) % y.length;
    const part = {
      rows: golden.batch,
      inputs: Float32Array.from(x.slice(from * width, (from + golden.batch) * width)),
      targets: Float32Array.from(y.slice(from, from + golden.batch)),
    };
    const stack = new Stack(network, settings, part, [run]);
    const [epoch] = stack.trainEpoch();
    stack.dispose();
    return epoch!.dataLoss;
  });
  return { losses, values: run.values };
}

/** Every loss and weight is within `tolerance` of the golden's. */
export function expectTrained(
  network: Network,
  { losses, values }: { losses: number[]; values: Float32Array[] },
  expected: Pick<GoldenTraining, 'losses' | 'weights'>,
  tolerance: number,
): void {
  losses.forEach((loss, step) => {
    expect(Math.abs(loss - expected.losses[step]!), `loss of step ${step + 1}`).toBeLessThan(tolerance);
  });
  layoutOf(network).parameters.forEach(({ name }, index) => {
    const error = values[index]!.reduce(
      (worst, weight, at) => Math.max(worst, Math.abs(weight - expected.weights[index]![at]!)),
      0,
    );
    expect(error, name).toBeLessThan(tolerance);
  });
}
