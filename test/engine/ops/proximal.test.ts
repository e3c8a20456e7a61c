import { beforeAll, describe, expect, test } from 'vitest';
import type { Optimizer } from '../../../src/engine/network.ts';
import { stepScalars } from '../../../src/engine/optimizer.ts';
import { normals } from '../../../src/engine/random.ts';
import { startTestBackend, trainingWith } from '../backend.ts';
import { runSteps, WAYS } from './steps.ts';

beforeAll(async () => {
  await startTestBackend();
});

const STEP = 5;
const RATE = 0.1;
const pytorch = 'pytorch' as const;
const SGD: Optimizer = { kind: 'sgd', convention: pytorch, momentum: 0, nesterov: false };
const MOMENTUM: Optimizer = { ...SGD, momentum: 0.9 };
const NESTEROV: Optimizer = { ...MOMENTUM, nesterov: true };
const ADAM: Optimizer = { kind: 'adam', convention: 'keras', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const RMSPROP: Optimizer = { kind: 'rmsprop', convention: 'keras', decay: 0.9, momentum: 0, epsilon: 1e-7 };
const ADAGRAD: Optimizer = { kind: 'adagrad', convention: pytorch, initialAccumulator: 0, epsilon: 1e-10 };

const someNumbers = (count: number, stream: number): number[] =>
  Array.from(normals({ seed: 4, stream, step: 0 }, count), Math.fround);

/** ½Σ D_i(w_i − u_i)² + λ1·Σ|w| + λg·‖w‖₂. */
const objective =
  (metric: number[], u: number[], l1: number, group: number) =>
  (w: number[]): number =>
    w.reduce((sum, value, i) => sum + (metric[i]! / 2) * (value - u[i]!) ** 2 + l1 * Math.abs(value), 0) +
    group * Math.hypot(...w);

/** The function is convex: where nothing close by is lower, nothing is. 400 points around w at each of four distances. */
function expectMinimum(f: (w: number[]) => number, w: number[]): void {
  const scale = Math.max(1e-3, Math.hypot(...w));
  const around = [1e-3, 1e-2, 0.1, 1].flatMap((distance, stream) =>
    Array.from({ length: 400 }, (_, step) => {
      const direction = normals({ seed: 8, stream, step }, w.length);
      const length = Math.hypot(...direction);
      return f(w.map((value, i) => value + (distance * scale * direction[i]!) / length));
    }),
  );
  expect(Math.min(...around)).toBeGreaterThanOrEqual(f(w) * (1 - 1e-9));
}

const WEIGHTS = someNumbers(12, 1);
const GRADIENTS = someNumbers(12, 2);
/** Mean squares between 1e-8 and 1e2: the metric of a unit's weights differs ten-thousand-fold. */
const SQUARES = someNumbers(12, 3).map((value) =>
  Math.fround(10 ** Math.max(-8, Math.min(2, 2 * value - 2))),
);
const UNITS = 3;
const SHAPE = [4, UNITS];

/** Where the step alone would go, in float64, and the metric in which it is the shortest way there. */
function stepAlone(optimizer: Optimizer): { u: number[]; metric: number[] } {
  const training = trainingWith(optimizer, { learningRate: RATE });
  const { rate, proximalRate, epsilon } = stepScalars(training, [STEP], 1);
  const [eta, scale, e] = [rate[0]!, proximalRate[0]!, epsilon[0]!];
  const divisors = WEIGHTS.map((_, i) => {
    const [g, s] = [GRADIENTS[i]!, SQUARES[i]!];
    if (optimizer.kind === 'adam') return Math.sqrt(0.999 * s + 0.001 * g * g) + e;
    if (optimizer.kind === 'rmsprop') return Math.sqrt(0.9 * s + 0.1 * g * g + e);
    return optimizer.kind === 'adagrad' ? Math.sqrt(s + g * g) + e : 1;
  });
  // Adam's first moment begins with 0: one gradient makes it 0.1·g.
  const direction = optimizer.kind === 'adam' ? 0.1 : 1;
  return {
    u: WEIGHTS.map((w, i) => w - (eta * direction * GRADIENTS[i]!) / divisors[i]!),
    metric: divisors.map((divisor) => divisor / scale),
  };
}

const slotsFor = ({ kind }: Optimizer): number[][] =>
  kind === 'sgd' ? [] : kind === 'adam' ? [WEIGHTS.map(() => 0), SQUARES] : [SQUARES];

const ofUnit = (values: ArrayLike<number>, unit: number): number[] =>
  Array.from(values).filter((_, i) => i % UNITS === unit);

/** [λ of L1, λ of the group lasso]: alone, together, and so strong that every unit goes. */
const STRENGTHS = [
  [0.3, 0],
  [0, 0.5],
  [0, 3],
  [0.2, 1],
  [5, 0],
  [0, 1e4],
];

describe.each(WAYS)('with %s the step ends at the minimum of its distance and the penalties', (_way, way) => {
  describe.each([SGD, ADAM, RMSPROP, ADAGRAD].map((optimizer) => [optimizer.kind, optimizer] as const))(
    '%s',
    (_kind, optimizer) => {
      test.each(STRENGTHS)('L1 %d, group lasso %d', (l1, group) => {
        const [run] = way(() =>
          runSteps(
            trainingWith(optimizer, { learningRate: RATE }),
            [
              {
                weights: WEIGHTS,
                slots: slotsFor(optimizer),
                penalty: { proximalL1: l1!, proximalGroupLasso: group! },
              },
            ],
            SHAPE,
            1,
            () => GRADIENTS,
            STEP,
          ),
        );
        const { u, metric } = stepAlone(optimizer);
        for (let unit = 0; unit < UNITS; unit++) {
          const w = ofUnit(run!.weights, unit);
          expectMinimum(objective(ofUnit(metric, unit), ofUnit(u, unit), l1!, group!), w);
        }
      });
    },
  );
});

test('a group lasso removes a unit exactly when ‖D∘u‖₂ ≤ λ', () => {
  const { u, metric } = stepAlone(ADAM);
  const strength = (unit: number, factor: number) => {
    const inMetric = ofUnit(u, unit).map((value, i) => value * ofUnit(metric, unit)[i]!);
    return factor * Math.hypot(...inMetric);
  };
  for (const [factor, removed] of [
    [0.9999, false],
    [1.0001, true],
  ] as const) {
    const penalty = { proximalGroupLasso: strength(1, factor) };
    const runs = [{ weights: WEIGHTS, slots: slotsFor(ADAM), penalty }];
    const [run] = runSteps(trainingWith(ADAM, { learningRate: RATE }), runs, SHAPE, 1, () => GRADIENTS, STEP);
    expect(ofUnit(run!.weights, 1).every((value) => Object.is(value, 0))).toBe(removed);
  }
});

/** ½Σ(w − a)² + λ·Σ|w| has its minimum at a, shrunk by λ towards 0, whatever the optimizer and its momentum. */
test.each([
  ['SGD', SGD, 0.05],
  ['SGD with momentum', MOMENTUM, 0.05],
  ['SGD with momentum, Keras’ form', { ...MOMENTUM, convention: 'keras' }, 0.05],
  ['SGD with Nesterov’s momentum', NESTEROV, 0.05],
  ['SGD with Nesterov’s momentum, Keras’ form', { ...NESTEROV, convention: 'keras' }, 0.05],
  ['Adam', ADAM, 0.05],
  ['RMSprop', RMSPROP, 0.05],
  ['RMSprop with momentum', { ...RMSPROP, momentum: 0.5 }, 0.05],
  ['Adagrad', ADAGRAD, 0.5],
] satisfies [string, Optimizer, number][])(
  '%s comes to the soft threshold of the optimum, with exact zeros',
  (_name, optimizer, learningRate) => {
    const optimum = [2, -1, 0.3, -0.2, 0.6];
    const lambda = 0.5;
    const training = trainingWith(optimizer, {
      learningRate,
      epochs: 3000,
      schedule: { kind: 'cosine', final: 0, warmupSteps: 0 },
    });
    const runs = [{ weights: [1, 1, 1, 1, 1], penalty: { proximalL1: lambda } }];
    const [run] = runSteps(training, runs, [5, 1], 3000, (_, weights) =>
      optimum.map((a, i) => weights[i]! - a),
    );
    const expected = [2 - lambda, -1 + lambda, 0, 0, 0.6 - lambda];
    run!.weights.forEach((weight, i) => {
      if (expected[i] === 0) expect(weight).toBe(0);
      else expect(Math.abs(weight - expected[i]!)).toBeLessThan(1e-3);
    });
  },
);
