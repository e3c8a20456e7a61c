import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { kernels, withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { RecurrentSpec, Shape } from '../../../src/engine/layerSpecs.ts';
import type { LayerContext } from '../../../src/engine/layers/layer.ts';
import { recurrent } from '../../../src/engine/layers/recurrent.ts';
import { uniforms } from '../../../src/engine/random.ts';
import {
  expectClose,
  expectStackEqualsAlone,
  type RunInputs,
  type RunOutputs,
  runInputs,
  runLayer,
  tensorsLeftBy,
} from './harness.ts';
import { expectGolden, golden, goldenInputs } from './recurrentGolden.ts';
import { lstmSpec, type Masks, onCpu, referenceForward } from './recurrentReference.ts';

beforeAll(() => startBackend(TEST_FOLDER));

const BATCH = 3;
const STEPS = 5;
const FEATURES = 6;
const UNITS = 7;
const SHAPE: Shape = [STEPS, FEATURES];

const SPEC = lstmSpec('layer', UNITS);

const CELLS: [string, Partial<RecurrentSpec>][] = [
  ['simple', { cell: 'simple' }],
  ['simple, relu', { cell: 'simple', activation: 'relu' }],
  ['lstm', { cell: 'lstm' }],
  ['gru, reset before', { cell: 'gru', resetAfter: false }],
  ['gru, reset after', { cell: 'gru' }],
];

const FORMS: [string, Partial<RecurrentSpec>][] = [
  ['sequences', {}],
  ['last output', { returnSequences: false }],
  ['backwards', { goBackwards: true }],
  ['backwards, last output', { goBackwards: true, returnSequences: false }],
  ['no bias', { useBias: false }],
];

const WAYS: [string, <T>(use: () => T) => T][] = [
  ['kernels', (use) => use()],
  ['composed', withComposedOperations],
];

const valueShapes = (spec: RecurrentSpec, shape = SHAPE) =>
  recurrent.parameters!(spec, [shape]).map((parameter) => parameter.shape);

async function expectReference(
  actual: RunOutputs,
  spec: RecurrentSpec,
  run: RunInputs,
  {
    batch = BATCH,
    shape = SHAPE,
    masks = () => ({}),
  }: { batch?: number; shape?: Shape; masks?: () => Masks } = {},
) {
  const forward = (x: tf.Tensor, values: tf.Tensor[]) => referenceForward(spec, x, values, masks());
  const expected = await onCpu(forward, run, batch, shape, valueShapes(spec, shape));
  expectClose(actual.output, expected.output);
  const gradients = [...actual.inputGradients, ...actual.valueGradients];
  expect(gradients.length).toBe(expected.gradients.length);
  gradients.forEach((gradient, index) => {
    expectClose(gradient, expected.gradients[index]!);
  });
}

test('the kernels are loaded and passed their self-test', () => {
  expect(kernels('recurrent')).toBeDefined();
});

/** As the harness draws them at a place: `[gates, batch, size]`, Keras' inverted dropout. */
function harnessMasks(seed: number, place: number, rate: number, gates: number, size: number): tf.Tensor[] {
  const count = gates * BATCH * size;
  const mask = Float32Array.from(uniforms({ seed, stream: 5000 + place, step: 0 }, count), (u) =>
    u < rate ? 0 : 1 / (1 - rate),
  );
  return Array.from({ length: gates }, (_, gate) =>
    tf.tensor(mask.subarray(gate * BATCH * size, (gate + 1) * BATCH * size), [BATCH, size]),
  );
}

const GATES = { simple: 1, lstm: 4, gru: 3 };

/** Keras 3: with dropout on the state each gate has masks of its own, otherwise all gates have the input's first. */
function kerasMasks(spec: RecurrentSpec, seed: number, inputRate: number, stateRate: number): Masks {
  const gates = GATES[spec.cell];
  const drawn = harnessMasks(seed, 0, inputRate, gates, FEATURES);
  return {
    input: stateRate > 0 ? drawn : drawn.map(() => drawn[0]!),
    state: harnessMasks(seed, 1, stateRate, gates, UNITS),
  };
}

/** Rates of three runs on the input and on the state. */
const STRENGTHS: [string, number[][]][] = [
  [
    'input',
    [
      [0.4, 0.2, 0],
      [0, 0, 0],
    ],
  ],
  [
    'state',
    [
      [0, 0, 0],
      [0.4, 0, 0.2],
    ],
  ],
  [
    'input or state or both',
    [
      [0.4, 0, 0.2],
      [0, 0.3, 0.3],
    ],
  ],
];

describe.each(WAYS)('%s', (_, way) => {
  const cases = CELLS.flatMap(([cell, a]) =>
    FORMS.map(([form, b]) => ({ name: `${cell}, ${form}`, ...a, ...b })),
  );

  test.each(cases)(
    '$name: output and gradients as Keras defines them',
    async ({ name: _name, ...changes }) => {
      const spec = { ...SPEC, ...changes };
      const runs = [1, 2].map((seed) => runInputs(recurrent, spec, [SHAPE], BATCH, seed));
      const actual = way(() => runLayer(recurrent, spec, [SHAPE], runs, { batch: BATCH, training: true }));
      for (const [index, run] of runs.entries()) await expectReference(actual[index]!, spec, run);
    },
  );

  const dropouts = CELLS.flatMap(([cell, changes]) =>
    STRENGTHS.map(([place, strengths]) => ({ name: `${cell}, dropout on ${place}`, changes, strengths })),
  );

  test.each(dropouts)('$name: masks as in Keras, alone as in a stack', async ({ changes, strengths }) => {
    const spec = { ...SPEC, ...changes };
    const seeds = [11, 12, 13];
    const runs = seeds.map((seed) => runInputs(recurrent, spec, [SHAPE], BATCH, seed));
    const settings = { batch: BATCH, training: true, strengths };
    const actual = way(() => expectStackEqualsAlone(recurrent, spec, [SHAPE], settings, runs));
    for (const [index, run] of runs.entries()) {
      const masks = () => kerasMasks(spec, run.seed, strengths[0]![index]!, strengths[1]![index]!);
      await expectReference(actual[index]!, spec, run, { masks });
    }
  });

  test.each(CELLS)('%s: one step, one unit, one feature, one row', async (_name, changes) => {
    const spec = { ...SPEC, ...changes, units: 1 };
    const run = runInputs(recurrent, spec, [[1, 1]], 1, 5);
    const [actual] = way(() => runLayer(recurrent, spec, [[1, 1]], [run], { batch: 1, training: true }));
    await expectReference(actual!, spec, run, { batch: 1, shape: [1, 1] });
  });

  test.each(CELLS)('%s: a long sequence in a wide layer and a large batch', async (_name, changes) => {
    const spec = { ...SPEC, ...changes, units: 34, goBackwards: true };
    const shape = [30, 9];
    const run = runInputs(recurrent, spec, [shape], 50, 6);
    // Kernels that keep the state in bounds, as trained ones do, and the gradient of a mean over the rows.
    run.values = run.values.map((values) => values.map((value) => value / 4));
    run.weights = run.weights.map((value) => value / 50);
    const [actual] = way(() => runLayer(recurrent, spec, [shape], [run], { batch: 50, training: true }));
    await expectReference(actual!, spec, run, { batch: 50, shape });
  });

  test.each(golden.cases.filter(({ name }) => !name.startsWith('bidirectional')))(
    '$name: as PyTorch',
    (numbers) => {
      const [cell, activation = 'tanh'] = numbers.name.split(', ') as [
        RecurrentSpec['cell'],
        'tanh' | 'relu',
      ];
      const spec = { ...SPEC, cell, activation, units: golden.units };
      const run = { ...goldenInputs(numbers), seed: 0 };
      const shapes = [[golden.steps, golden.features]];
      const [actual] = way(() =>
        runLayer(recurrent, spec, shapes, [run], { batch: golden.batch, training: true }),
      );
      expectGolden(actual!, numbers);
    },
  );
});

const OTHERS = ['linear', 'relu', 'softsign', 'hardSigmoid'] as const;

test.each(OTHERS.flatMap((activation) => CELLS.map(([cell, changes]) => ({ cell, activation, changes }))))(
  '$cell with $activation: as Keras defines it',
  async ({ activation, changes }) => {
    const spec = { ...SPEC, ...changes, activation, recurrentActivation: 'hardSigmoid' as const };
    const run = runInputs(recurrent, spec, [SHAPE], BATCH, 7);
    const [actual] = runLayer(recurrent, spec, [SHAPE], [run], { batch: BATCH, training: true });
    await expectReference(actual!, spec, run);
  },
);

describe('kernels', () => {
  test.each(CELLS)('%s: rows that all runs share give the bits of rows of their own', (_name, changes) => {
    const spec = { ...SPEC, ...changes };
    const shared = runInputs(recurrent, spec, [SHAPE], BATCH, 1).inputs;
    const runs = [2, 3, 4].map((seed) => ({
      ...runInputs(recurrent, spec, [SHAPE], BATCH, seed),
      inputs: shared,
    }));
    const own = runLayer(recurrent, spec, [SHAPE], runs, { batch: BATCH, training: true });
    const x = tf.tensor(shared[0]!, [1, BATCH, ...SHAPE]);
    const joined = (parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
    const values = valueShapes(spec).map((shape, index) =>
      tf.tensor(joined(runs.map((run) => run.values[index]!)), [3, ...shape]),
    );
    const context = { runs: 3, training: false } as LayerContext;
    const forward = (rows: tf.Tensor, ...weights: tf.Tensor[]) =>
      recurrent.forward(spec, [rows], weights, context);
    const [dx, ...gradients] = tf.grads((rows, ...weights) => {
      const y = forward(rows!, ...weights);
      return tf.sum(tf.mul(y, tf.tensor(joined(runs.map((run) => run.weights)), y.shape)));
    })([x, ...values]);
    expect(forward(x, ...values).dataSync()).toEqual(joined(own.map(({ output }) => output)));
    gradients.forEach((gradient, index) => {
      expect(gradient.dataSync()).toEqual(joined(own.map(({ valueGradients }) => valueGradients[index]!)));
    });
    const summed = own[0]!.inputGradients[0]!.map((_, index) =>
      own.reduce((sum, { inputGradients }) => sum + inputGradients[0]![index]!, 0),
    );
    expectClose(dx!.dataSync(), summed, 1e-6);
  });

  test.each(CELLS)('%s: without a tape the same output', (_name, changes) => {
    const spec = { ...SPEC, ...changes };
    const run = runInputs(recurrent, spec, [SHAPE], BATCH, 9);
    const [taped] = runLayer(recurrent, spec, [SHAPE], [run], { batch: BATCH, training: false });
    const values = valueShapes(spec).map((shape, index) => tf.tensor(run.values[index]!, [1, ...shape]));
    const x = tf.tensor(run.inputs[0]!, [1, BATCH, ...SHAPE]);
    const y = recurrent.forward(spec, [x], values, { runs: 1, training: false } as LayerContext);
    expect(y.dataSync()).toEqual(taped!.output);
  });

  test('NaN in a row stays in this row', () => {
    const run = runInputs(recurrent, SPEC, [SHAPE], BATCH, 4);
    run.inputs[0]![0] = Number.NaN;
    const [actual] = runLayer(recurrent, SPEC, [SHAPE], [run], { batch: BATCH, training: true });
    const row = STEPS * UNITS;
    expect(actual!.output.slice(0, row).every(Number.isNaN)).toBe(true);
    expect(actual!.output.slice(row).some(Number.isNaN)).toBe(false);
    expect(actual!.valueGradients.flatMap((gradient) => [...gradient]).some(Number.isNaN)).toBe(true);
  });

  test.each(CELLS)('%s: 1,000 steps leave no tensors', (_name, changes) => {
    const spec = { ...SPEC, ...changes, units: 2 };
    const strengths = [[0.5], [0.5]];
    expect(tensorsLeftBy(recurrent, spec, [[2, 2]], { batch: 1, training: true, strengths })).toBe(0);
  });

  test('a gradient that vanishes over many steps is 0, not denormal', () => {
    const spec: RecurrentSpec = { ...SPEC, cell: 'simple', units: 1, useBias: false, returnSequences: false };
    const shape = [60, 1];
    const run = {
      inputs: [new Float32Array(60)],
      // Each step multiplies the gradient by U = 0.1: 1e-38 is reached after 38 of them.
      values: [Float32Array.of(1), Float32Array.of(0.1)],
      weights: Float32Array.of(1),
      seed: 0,
    };
    const [actual] = runLayer(recurrent, spec, [shape], [run], { batch: 1, training: true });
    const gradient = [...actual!.inputGradients[0]!].reverse();
    expect(gradient[30]! / 1e-30).toBeCloseTo(1, 4);
    expect(gradient.slice(38).every((value) => value === 0)).toBe(true);
  });
});

describe('the layer', () => {
  test.each([
    [{ cell: 'simple' }, [6, 7], [7, 7], [7]],
    [{ cell: 'lstm' }, [6, 28], [7, 28], [28]],
    [{ cell: 'gru' }, [6, 21], [7, 21], [2, 21]],
    [{ cell: 'gru', resetAfter: false }, [6, 21], [7, 21], [21]],
  ] as const)(
    "%o: parameters in Keras' shapes, with their fans",
    (changes, kernel, recurrentKernel, bias) => {
      const parameters = recurrent.parameters!({ ...SPEC, ...changes }, [SHAPE]);
      const columns = kernel[1];
      expect(
        parameters.map(({ name, role, shape, fanIn, fanOut }) => [name, role, shape, fanIn, fanOut]),
      ).toEqual([
        ['kernel', 'kernel', kernel, 6, columns],
        ['recurrent_kernel', 'recurrentKernel', recurrentKernel, 7, columns],
        ['bias', 'bias', bias, 6, columns],
      ]);
    },
  );

  test('the forget gate starts with a bias of 1', () => {
    const zeros = SPEC.biasInitializer;
    const bias = (changes: Partial<RecurrentSpec>) =>
      recurrent.parameters!({ ...SPEC, ...changes }, [SHAPE]).at(-1)!.initializer;
    const blocks = [zeros, { kind: 'constant', value: 1 }, zeros, zeros];
    expect(bias({})).toEqual({ kind: 'blocks', blocks });
    expect(bias({ unitForgetBias: false })).toEqual(zeros);
    expect(bias({ cell: 'gru' })).toEqual(zeros);
  });

  test('shapes of the output', () => {
    expect(recurrent.outputShape(SPEC, [SHAPE])).toEqual([STEPS, UNITS]);
    expect(recurrent.outputShape({ ...SPEC, returnSequences: false }, [SHAPE])).toEqual([UNITS]);
    expect(() => recurrent.outputShape({ ...SPEC, name: 'lstm' }, [[8]])).toThrow(
      'lstm needs sequences [steps, features], but its input is [8].',
    );
  });

  test('floating-point operations: two for each weight and step, and those of the gates and the state', () => {
    const products = 2 * STEPS * 4 * UNITS * (FEATURES + UNITS);
    const flops = recurrent.flops!(SPEC, [SHAPE]);
    expect(flops).toBeGreaterThan(products);
    expect(flops).toBeLessThan(1.2 * products);
  });
});
