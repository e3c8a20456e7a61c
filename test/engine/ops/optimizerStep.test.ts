import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { upload } from '../../../src/engine/arrays.ts';
import { withComposedOperations } from '../../../src/engine/kernels/module.ts';
import type { Optimizer, ParameterPenalty, Training } from '../../../src/engine/network.ts';
import { optimizerStep } from '../../../src/engine/ops/optimizerStep.ts';
import { slotsOf, stepScalars } from '../../../src/engine/optimizer.ts';
import { uniforms } from '../../../src/engine/random.ts';
// Made by test/goldens/optimizers.py with PyTorch.
import golden from '../../goldens/optimizers.json' with { type: 'json' };
import { startTestBackend, trainingWith } from '../backend.ts';
import { penaltyOf, type Run, runSteps, WAYS } from './steps.ts';

beforeAll(async () => {
  await startTestBackend();
});

const pytorch = 'pytorch' as const;
const ADAM: Optimizer = { kind: 'adam', convention: pytorch, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const GOLDEN_OPTIMIZERS: Record<string, Optimizer> = {
  AdamW: ADAM,
  Adam: ADAM,
  SGD: { kind: 'sgd', convention: pytorch, momentum: 0, nesterov: false },
  'SGD with momentum': { kind: 'sgd', convention: pytorch, momentum: 0.9, nesterov: false },
  'SGD with Nesterov': { kind: 'sgd', convention: pytorch, momentum: 0.9, nesterov: true },
  RMSprop: { kind: 'rmsprop', convention: pytorch, decay: 0.99, momentum: 0, epsilon: 1e-8 },
  'RMSprop with momentum': { kind: 'rmsprop', convention: pytorch, decay: 0.9, momentum: 0.5, epsilon: 1e-8 },
  Adagrad: { kind: 'adagrad', convention: pytorch, initialAccumulator: 0.1, epsilon: 1e-10 },
};

describe.each(WAYS)('%s', (_way, way) => {
  test.each(golden.cases)(
    `100 steps of $name with weight_decay $weight_decay equal PyTorch ${golden.torch} within 1e-5`,
    ({ name, lr, weight_decay, path }) => {
      const training = trainingWith(GOLDEN_OPTIMIZERS[name]!, { learningRate: lr });
      // PyTorch adds weight_decay·w to the gradient: Keras' λ2 = weight_decay/2. AdamW's is decoupled.
      const penalty = name === 'AdamW' ? { decay: weight_decay } : { l2: weight_decay / 2 };
      path.forEach((expected, index) => {
        const steps = 10 * (index + 1);
        const [run] = way(() =>
          runSteps(
            training,
            [{ weights: golden.initial, penalty }],
            golden.shape,
            steps,
            (step) => golden.gradients[step - 1]!,
          ),
        );
        run!.weights.forEach((weight, at) => {
          expect(Math.abs(weight - expected[at]!)).toBeLessThan(1e-5);
        });
      });
    },
  );

  test('penalty gradients, and decay of the weight before the step, are those of the formula', () => {
    const [w, g, rate] = [0.5, 0.25, 0.1];
    const penalty = { l1: 0.03, l2: 0.04, decay: 0.2 };
    const [run] = way(() =>
      runSteps(
        trainingWith(GOLDEN_OPTIMIZERS.SGD!, { learningRate: rate }),
        [{ weights: [w, -w, 0], penalty }],
        [3, 1],
        1,
        () => [g, g, g],
      ),
    );
    const expected = [
      (1 - rate * 0.2) * w - rate * (g + 0.03 + 2 * 0.04 * w),
      (1 - rate * 0.2) * -w - rate * (g - 0.03 - 2 * 0.04 * w),
      -rate * g,
    ];
    run!.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(expected[at]!, 7);
    });
  });

  test('the group lasso’s sub-gradient is λ·w/‖w_u‖ by units, and 0 for a unit of zeros', () => {
    const [run] = way(() =>
      runSteps(
        trainingWith(GOLDEN_OPTIMIZERS.SGD!, { learningRate: 1 }),
        // Units are columns: (3, 4) with norm 5, and (0, 0).
        [{ weights: [3, 0, 4, 0], penalty: { groupLasso: 0.5 } }],
        [2, 2],
        1,
        () => [0, 0, 0, 0],
      ),
    );
    const expected = [3 - (0.5 * 3) / 5, 0, 4 - (0.5 * 4) / 5, 0];
    run!.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(expected[at]!, 6);
    });
  });

  test('a unit’s norm is cut to its limit, and one below it stays as it is', () => {
    const [run] = way(() =>
      runSteps(
        trainingWith(GOLDEN_OPTIMIZERS.SGD!, { learningRate: 1 }),
        [{ weights: [3, 0.5, 4, 0.25], penalty: { maxNorm: 2 } }],
        [2, 2],
        1,
        () => [0, 0, 0, 0],
      ),
    );
    const expected = [(2 * 3) / 5, 0.5, (2 * 4) / 5, 0.25];
    run!.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(expected[at]!, 6);
    });
  });

  test('moments that fade become 0 and never denormal', () => {
    const fading: Optimizer = { kind: 'adam', convention: 'keras', beta1: 0.5, beta2: 0.5, epsilon: 1e-7 };
    const momentsOf = (steps: number) =>
      way(() =>
        runSteps(trainingWith(fading), [{ weights: [1] }], [1, 1], steps, (step) => [step === 1 ? 1 : 0]),
      )[0]!.slots.map(([moment]) => moment);
    // ½ᵗ down to the smallest normal number, 2⁻¹²⁶.
    expect(momentsOf(126)).toEqual([2 ** -126, 2 ** -126]);
    expect(momentsOf(127)).toEqual([0, 0]);
  });

  test('a weight that only shrinks stays at ±1e-30; a proximal step makes exact zeros, none of them −0', () => {
    const training = trainingWith(GOLDEN_OPTIMIZERS.SGD!, { learningRate: 1 });
    const zeros = () => [0, 0, 0];
    const [shrunk, proximal] = way(() =>
      runSteps(
        training,
        [
          { weights: [1, -1, 0], penalty: { l2: 0.25 } },
          { weights: [1, -1, 0], penalty: { l2: 0.25, proximalL1: 0.01 } },
        ],
        [3, 1],
        200,
        zeros,
      ),
    );
    const smallest = Math.fround(1e-30);
    expect([...shrunk!.weights]).toEqual([smallest, -smallest, 0]);
    expect([...proximal!.weights]).toEqual([0, 0, 0]);
  });

  test('a step that happens to lead to exactly 0 is no sparsity: only a proximal step makes zeros', () => {
    // 1 − 0.5·2 = 0 in each of twelve weights: in pairs of vectors and after them.
    const ones = Array.from({ length: 12 }, () => 1);
    const training = trainingWith(GOLDEN_OPTIMIZERS.SGD!, { learningRate: 0.5 });
    const adam = trainingWith(
      { kind: 'adam', convention: 'keras', beta1: 0, beta2: 0, epsilon: 0 },
      { learningRate: 1 },
    );
    for (const settings of [training, adam]) {
      const [plain, proximal] = way(() =>
        runSteps(
          settings,
          [{ weights: ones }, { weights: ones, penalty: { proximalL1: 0.01 } }],
          [12, 1],
          1,
          () => ones.map(() => 2),
        ),
      );
      expect([...plain!.weights]).toEqual(ones.map(() => Math.fround(1e-30)));
      expect([...proximal!.weights]).toEqual(ones.map(() => 0));
    }
  });

  test('NaN and infinity stay, so that a run that diverges is seen', () => {
    const penalty = { l1: 0.1, proximalL1: 0.1, proximalGroupLasso: 0.1, maxNorm: 3 };
    for (const optimizer of Object.values(GOLDEN_OPTIMIZERS)) {
      const [run] = way(() =>
        runSteps(trainingWith(optimizer), [{ weights: [1, 1], penalty }], [2, 1], 1, () => [Number.NaN, 0]),
      );
      expect(run!.weights[0]).toBeNaN();
    }
  });
});

/** What Keras' formulas give, in float64. */
describe('Keras’ and TensorFlow.js’ forms', () => {
  const rate = 0.1;
  const gradients = [0.5, -0.25, 0.125, 1, -2];
  const keras = 'keras' as const;
  const FORMS: [string, Optimizer, (weight: number) => number][] = [
    [
      'Adam: m/(√v + ε), ε without correction',
      { kind: 'adam', convention: keras, beta1: 0.8, beta2: 0.9, epsilon: 0.1 },
      (weight) => {
        let [w, m, v] = [weight, 0, 0];
        gradients.forEach((g, index) => {
          m = 0.8 * m + 0.2 * g;
          v = 0.9 * v + 0.1 * g * g;
          const t = index + 1;
          w -= ((rate * Math.sqrt(1 - 0.9 ** t)) / (1 - 0.8 ** t)) * (m / (Math.sqrt(v) + 0.1));
        });
        return w;
      },
    ],
    [
      'momentum: v ← μv − ηg',
      { kind: 'sgd', convention: keras, momentum: 0.9, nesterov: false },
      (weight) => {
        let [w, v] = [weight, 0];
        for (const g of gradients) {
          v = 0.9 * v - rate * g;
          w += v;
        }
        return w;
      },
    ],
    [
      'Nesterov: w ← w + μv − ηg',
      { kind: 'sgd', convention: keras, momentum: 0.9, nesterov: true },
      (weight) => {
        let [w, v] = [weight, 0];
        for (const g of gradients) {
          v = 0.9 * v - rate * g;
          w += 0.9 * v - rate * g;
        }
        return w;
      },
    ],
    [
      'RMSprop with momentum: ε inside the root, η in the velocity',
      { kind: 'rmsprop', convention: keras, decay: 0.9, momentum: 0.5, epsilon: 0.1 },
      (weight) => {
        let [w, s, v] = [weight, 0, 0];
        for (const g of gradients) {
          s = 0.9 * s + 0.1 * g * g;
          v = 0.5 * v + (rate * g) / Math.sqrt(s + 0.1);
          w -= v;
        }
        return w;
      },
    ],
    [
      'RMSprop: ε inside the root',
      { kind: 'rmsprop', convention: 'tfjs', decay: 0.9, momentum: 0, epsilon: 0.1 },
      (weight) => {
        let [w, s] = [weight, 0];
        for (const g of gradients) {
          s = 0.9 * s + 0.1 * g * g;
          w -= (rate * g) / Math.sqrt(s + 0.1);
        }
        return w;
      },
    ],
    [
      'Adagrad: ε inside the root',
      { kind: 'adagrad', convention: keras, initialAccumulator: 0.1, epsilon: 0.05 },
      (weight) => {
        let [w, s] = [weight, 0.1];
        for (const g of gradients) {
          s += g * g;
          w -= (rate * g) / Math.sqrt(s + 0.05);
        }
        return w;
      },
    ],
  ];

  test.each(FORMS)('%s', (_name, optimizer, expected) => {
    const training = trainingWith(optimizer, { learningRate: rate });
    const weights = [0.5, -1, 0, 2, 0.25];
    const [run] = runSteps(training, [{ weights }], [5, 1], gradients.length, (step) =>
      weights.map(() => gradients[step - 1]!),
    );
    run!.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(expected(weights[at]!), 6);
    });
  });
});

const someNumbers = (count: number, stream: number): number[] =>
  Array.from(uniforms({ seed: 3, stream, step: 0 }, count), (u) => Math.fround(2 * u - 1));

/** Everything that a run can have, and none of it. */
const PENALTIES: Partial<ParameterPenalty>[] = [
  {},
  { l1: 0.02, l2: 0.03, decay: 0.1 },
  { proximalL1: 0.3 },
  { groupLasso: 0.1, maxNorm: 0.8 },
  { proximalL1: 0.1, proximalGroupLasso: 0.4 },
];
const SHAPE = [7, 3];
const COUNT = 21;
const RUNS: Run[] = PENALTIES.map((penalty, run) => ({ weights: someNumbers(COUNT, run), penalty }));
const gradientOf = (step: number, _: unknown, run: number) => someNumbers(COUNT, 100 * step + run);
const OPTIMIZERS = Object.entries(GOLDEN_OPTIMIZERS);

/** Without norms of units, which sums over a unit's weights decide. */
const ELEMENTWISE = RUNS.filter(
  ({ penalty }) => !penalty!.groupLasso && !penalty!.proximalGroupLasso && !penalty!.maxNorm,
);

describe.each(OPTIMIZERS)('%s', (_name, optimizer) => {
  const training: Training = trainingWith(optimizer, { learningRate: 0.05, epochs: 20 });

  test.each(WAYS)('with %s a stack gives each run what it gets alone, bit for bit', (_way, way) => {
    const together = way(() => runSteps(training, RUNS, SHAPE, 10, gradientOf));
    RUNS.forEach((run, index) => {
      const [alone] = way(() =>
        runSteps(training, [run], SHAPE, 10, (step, weights) => gradientOf(step, weights, index)),
      );
      expect(together[index]).toEqual(alone);
    });
  });

  test('elementwise steps have the same bits with kernels and without', () => {
    const steps = () => runSteps(training, ELEMENTWISE, SHAPE, 10, gradientOf);
    expect(steps()).toEqual(withComposedOperations(steps));
  });

  test('steps on norms agree to 1e-5, with the same zeros', () => {
    const steps = () => runSteps(training, RUNS, SHAPE, 10, gradientOf);
    const expected = withComposedOperations(steps);
    steps().forEach(({ weights }, run) => {
      weights.forEach((weight, at) => {
        const other = expected[run]!.weights[at]!;
        expect(weight === 0).toBe(other === 0);
        expect(Math.abs(weight - other)).toBeLessThan(1e-5);
      });
    });
  });

  test('another backend takes the same steps, to 1e-5', () => {
    const steps = () => runSteps(training, RUNS, SHAPE, 10, gradientOf);
    const expected = steps();
    tf.setBackend('cpu');
    const found = steps();
    tf.setBackend('wasm');
    found.forEach(({ weights }, run) => {
      weights.forEach((weight, at) => {
        expect(Math.abs(weight - expected[run]!.weights[at]!)).toBeLessThan(1e-5);
      });
    });
  });

  test('a break between two steps changes nothing', () => {
    const [whole] = runSteps(training, [RUNS[1]!], SHAPE, 10, gradientOf);
    const [half] = runSteps(training, [RUNS[1]!], SHAPE, 5, gradientOf);
    const state = { weights: [...half!.weights], slots: half!.slots.map((slot) => [...slot]) };
    const [rest] = runSteps(training, [{ ...RUNS[1]!, ...state }], SHAPE, 5, gradientOf, 6);
    expect(rest).toEqual(whole);
  });

  test.each(WAYS)('with %s no tensor is left, and with kernels the same ones are returned', (way, use) => {
    const before = tf.memory().numTensors;
    const value = upload([Float32Array.from(RUNS[0]!.weights)], SHAPE);
    const slots = slotsOf(optimizer).map(() => upload([new Float32Array(COUNT)], SHAPE));
    const gradient = upload([Float32Array.from(gradientOf(1, 0, 0))], SHAPE);
    const penalty = penaltyOf({ groupLasso: 0.1, proximalL1: 0.1, proximalGroupLasso: 0.1, maxNorm: 1 });
    const scalars = stepScalars(training, [1], 1);
    const after = use(() => optimizerStep(optimizer, { value, slots }, gradient, scalars, [penalty], 3));
    expect(after.value === value).toBe(way === 'kernels');
    expect([...gradient.dataSync()]).toEqual(gradientOf(1, 0, 0));
    expect(tf.memory().numTensors).toBe(before + 2 + slots.length);
    tf.dispose([after.value, ...after.slots, gradient]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
