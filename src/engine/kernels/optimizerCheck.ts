import type { OptimizerKernels } from '../ops/optimizerStep.ts';
import { firstDifference, type GuardedArray, guarded, someNumbers } from './comparison.ts';
import type { Kernels } from './module.ts';

/** Two whole vectors and a ragged end. */
const COUNT = 15;
const KEEP = 0.99;
const L1 = 0.01;
const L2 = 0.02;
/** float32 against float64: a few roundings, and one more difference of numbers of one size. */
const TOLERANCE = 1e-4;

/** One element of each array, as numbers. */
interface Element {
  w: number;
  slots: number[];
  g: number;
}

/** A kernel with its numbers, and the same step in float64. */
interface Case {
  name: string;
  slots: number;
  run(exports: OptimizerKernels, arrays: number[], common: number[]): void;
  /** Changes the slots. @returns what is added to keep·w, and the denominator of the threshold */
  step(element: Element): { change: number; denominator: number };
}

const CASES: Case[] = [
  {
    name: 'SGD',
    slots: 0,
    run: (exports, [w, g], common) => exports.sgdStep(w!, g!, COUNT, 0.1, ...common),
    step: ({ g }) => ({ change: -0.1 * g, denominator: 1 }),
  },
  {
    name: 'SGD with momentum',
    slots: 1,
    run: (exports, [w, v, g], common) => exports.momentumStep(w!, v!, g!, COUNT, 0.9, -0.1, 1, 0, ...common),
    step({ slots, g }) {
      slots[0] = 0.9 * slots[0]! - 0.1 * g;
      return { change: slots[0], denominator: 1 };
    },
  },
  {
    name: 'SGD with Nesterov’s momentum',
    slots: 1,
    run: (exports, [w, v, g], common) => exports.momentumStep(w!, v!, g!, COUNT, 0.9, 1, -0.1, 1, ...common),
    step({ slots, g }) {
      slots[0] = 0.9 * slots[0]! + g;
      return { change: -0.1 * (0.9 * slots[0] + g), denominator: 1 };
    },
  },
  {
    name: 'RMSprop',
    slots: 1,
    run: (exports, [w, s, g], common) =>
      exports.adaptiveStep(w!, s!, g!, COUNT, 0.9, 0.1, 0.01, 0.25, 0, ...common),
    step({ slots, g }) {
      slots[0] = 0.9 * slots[0]! + 0.1 * g * g;
      const denominator = Math.sqrt(slots[0] + 0.25);
      return { change: (-0.01 * g) / denominator, denominator };
    },
  },
  {
    name: 'RMSprop with momentum',
    slots: 2,
    run: (exports, [w, s, v, g], common) =>
      exports.adaptiveMomentumStep(w!, s!, v!, g!, COUNT, 0.9, 0.1, 0.5, 1, -0.01, 0, 0.25, ...common),
    step({ slots, g }) {
      slots[0] = 0.9 * slots[0]! + 0.1 * g * g;
      const denominator = Math.sqrt(slots[0]) + 0.25;
      slots[1] = 0.5 * slots[1]! + g / denominator;
      return { change: -0.01 * slots[1], denominator };
    },
  },
  {
    name: 'Adam',
    slots: 2,
    run: (exports, [w, m, v, g], common) =>
      exports.adamStep(w!, m!, v!, g!, COUNT, 0.9, 0.1, 0.99, 0.01, 0.01, 0.25, ...common),
    step({ slots, g }) {
      slots[0] = 0.9 * slots[0]! + 0.1 * g;
      slots[1] = 0.99 * slots[1]! + 0.01 * g * g;
      const denominator = Math.sqrt(slots[1]) + 0.25;
      return { change: (-0.01 * slots[0]) / denominator, denominator };
    },
  },
];

function checkStep(kernels: Kernels<OptimizerKernels>, test: Case, threshold: number): string | undefined {
  const weights = someNumbers(COUNT, 1);
  weights[2] = 0;
  // Mean squares must not be negative, and velocities may be anything.
  const slots = Array.from({ length: test.slots }, (_, slot) => someNumbers(COUNT, 2 + slot).map(Math.abs));
  const gradients = someNumbers(COUNT, 9);
  const arrays = [weights, ...slots, gradients].map((values) => guarded(kernels, values));
  const scratch = kernels.workspace(64);
  test.run(
    kernels.exports,
    arrays.map(({ address }) => address),
    [KEEP, L1, L2, threshold, scratch],
  );
  const expected = [weights, ...slots].map((values) => Float64Array.from(values));
  for (let index = 0; index < COUNT; index++) {
    const w = weights[index]!;
    const element: Element = {
      w,
      slots: slots.map((values) => values[index]!),
      g: gradients[index]! + L1 * Math.sign(w) + L2 * w,
    };
    const { change, denominator } = test.step(element);
    const next = KEEP * w + change;
    const shrunk = Math.max(0, Math.abs(next) - threshold / denominator);
    [Math.sign(next) * shrunk, ...element.slots].forEach((value, array) => {
      expected[array]![index] = value;
    });
  }
  return firstOf(
    expected.map((values, array) => firstDifference(test.name, arrays[array]!, values, TOLERANCE)),
  );
}

const firstOf = (differences: (string | undefined)[]): string | undefined =>
  differences.find((difference) => difference !== undefined);

/** Denormal moments become 0, small weights stay, zeros stay zeros and NaN stays NaN. */
function checkLimits(kernels: Kernels<OptimizerKernels>): string | undefined {
  const smallest = Math.fround(1e-30);
  const weights = guarded(kernels, [1e-35, -1e-35, 0, 1, 1]);
  const [first, second] = [1, 2].map(() => guarded(kernels, [1e-40, 1, 0, 1e-40, 0]));
  const gradients = guarded(kernels, [0, 0, 0, 0, Number.NaN]);
  const arrays = [weights, first!, second!, gradients].map(({ address }) => address);
  const scratch = kernels.workspace(64);
  kernels.exports.adamStep(...arrays, 5, 0.5, 0.5, 0.5, 0.5, 0, 1, 1, 0, 0, 0, scratch);
  const expected: [GuardedArray, number[]][] = [
    [weights, [smallest, -smallest, 0, 1, Number.NaN]],
    [first!, [0, 0.5, 0, 0, Number.NaN]],
    [second!, [0, 0.5, 0, 0, Number.NaN]],
  ];
  const wrong = expected.find(([array, values]) =>
    array.values().some((value, index) => !Object.is(value, values[index])),
  );
  return wrong && `denormals and NaN: ${wrong[0].values()}, expected ${wrong[1]}`;
}

const ROWS = 5;
const UNITS = 3;
const STRENGTH = 0.6;

const column = (matrix: ArrayLike<number>, unit: number): number[] =>
  Array.from({ length: ROWS }, (_, row) => matrix[row * UNITS + unit]!);

/** A matrix whose last unit is small, so that a penalty removes it. */
const someMatrix = (): Float32Array =>
  someNumbers(ROWS * UNITS, 21).map((value, index) => (index % UNITS === UNITS - 1 ? value / 50 : value));

/** Every element as `change` makes it of its value and its unit's norm. */
const byNorm = (matrix: Float32Array, change: (w: number, norm: number) => number): number[] =>
  Array.from(matrix, (w, index) => change(w, Math.hypot(...column(matrix, index % UNITS))));

function checkNorms(kernels: Kernels<OptimizerKernels>): string | undefined {
  const { exports } = kernels;
  const matrix = someMatrix();
  const scratch = kernels.workspace(8 * UNITS);
  const [shrunk, limited, weights] = [0, 0, 0].map(() => guarded(kernels, matrix));
  const gradients = guarded(kernels, new Float32Array(ROWS * UNITS).fill(1));
  const out = guarded(kernels, new Float32Array(ROWS * UNITS));
  exports.shrinkUnits(shrunk!.address, ROWS, UNITS, STRENGTH, scratch);
  exports.limitUnitNorms(limited!.address, ROWS, UNITS, STRENGTH, scratch);
  const places = [out.address, gradients.address, weights!.address];
  exports.addGroupLassoGradient(...places, ROWS, UNITS, STRENGTH, scratch);
  const factor = (norm: number) => Math.max(0, 1 - STRENGTH / norm);
  return firstOf([
    firstDifference(
      'group lasso',
      shrunk!,
      byNorm(matrix, (w, norm) => w * factor(norm)),
      TOLERANCE,
    ),
    firstDifference(
      'limit on norms',
      limited!,
      byNorm(matrix, (w, norm) => w * Math.min(1, STRENGTH / norm)),
      TOLERANCE,
    ),
    firstDifference(
      'gradient of the group lasso',
      out,
      byNorm(matrix, (w, norm) => 1 + (STRENGTH * w) / norm),
      TOLERANCE,
    ),
  ]);
}

/** The minimum of ½Σ D(w − u)² + λ‖w‖ is where D(w − u) + λ·w/‖w‖ = 0, or 0 when ‖D∘u‖ ≤ λ. */
function checkMetric(kernels: Kernels<OptimizerKernels>): string | undefined {
  const matrix = someMatrix();
  const squares = someNumbers(ROWS * UNITS, 22).map(Math.abs);
  const weights: GuardedArray = guarded(kernels, matrix);
  const places = [weights.address, guarded(kernels, squares).address, ROWS, UNITS];
  const scratch = kernels.workspace(32 * ROWS);
  kernels.exports.shrinkUnitsInMetric(...places, 0.5, 0.01, 0, STRENGTH, scratch);
  if (!weights.intact()) return 'group lasso in a metric: written beyond its end';
  const after = weights.values();
  for (let unit = 0; unit < UNITS; unit++) {
    const metric = column(squares, unit).map((square) => Math.sqrt(square + 0.01) / 0.5);
    const [u, w] = [column(matrix, unit), column(after, unit)];
    const norm = Math.hypot(...w);
    const removed = Math.hypot(...u.map((value, row) => value * metric[row]!)) <= STRENGTH;
    const residual = w.map((value, row) => metric[row]! * (value - u[row]!) + (STRENGTH * value) / norm);
    const right = removed ? norm === 0 : residual.every((value) => Math.abs(value) < TOLERANCE);
    if (!right) return `group lasso in a metric: unit ${unit} is ${w}, from ${u}`;
  }
  return undefined;
}

/** Compares every optimizer step and operator with its formula in float64. @returns what differs */
export function checkOptimizer(kernels: Kernels<OptimizerKernels>): string | undefined {
  for (const test of CASES) {
    const wrong = checkStep(kernels, test, 0) ?? checkStep(kernels, test, 0.05);
    if (wrong) return wrong;
  }
  return checkLimits(kernels) ?? checkNorms(kernels) ?? checkMetric(kernels);
}
