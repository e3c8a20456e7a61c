import type { DenseKernels } from '../ops/dense.ts';
import { guarded, someNumbers } from './comparison.ts';
import type { Kernels } from './module.ts';

interface Case {
  runs: number;
  m: number;
  n: number;
  k: number;
  transposeA: boolean;
  transposeB: boolean;
  /** Which operands all runs share. */
  shared: '' | 'a' | 'b';
}

/** Ragged in every direction, in place and packed, of one depth block and of two. */
const SIZES = [
  { m: 1, n: 1, k: 1 },
  { m: 7, n: 13, k: 5 },
  { m: 9, n: 8, k: 226 },
  { m: 50, n: 19, k: 6 },
];
/**
 * Tiles of every height; beside whole ones of 8 and 16 columns those of half the width, ragged and whole; unrolled steps
 * of depth with and without a rest; and two blocks of depth, the second of which is added. An engine compiles each
 * anew, and may be wrong in one alone.
 */
const TILES = [1, 2, 3, 4, 5, 6].flatMap((m) =>
  [35, 36, 37, 40, 29].flatMap((n) => [
    { m, n, k: 9 },
    { m, n, k: 227 },
  ]),
);
const FLAGS = [false, true];
const SHARED = ['', 'a', 'b'] as const;
const CASES: Case[] = [
  ...SIZES.flatMap((sizes, index) =>
    FLAGS.flatMap((transposeA) =>
      FLAGS.map((transposeB) => ({ ...sizes, runs: 2, transposeA, transposeB, shared: SHARED[index % 3]! })),
    ),
  ),
  ...TILES.map((sizes) => ({ ...sizes, runs: 1, transposeA: false, transposeB: true, shared: '' as const })),
];

/** float32 sums of k products differ from exact ones by far less; a wrong element by far more. */
const TOLERANCE = 1e-5;

/** Σ a·b over the depth in float64, of one element. */
function element(
  { m, n, k, transposeA, transposeB }: Case,
  a: Float32Array,
  b: Float32Array,
  i: number,
  j: number,
) {
  let sum = 0;
  for (let p = 0; p < k; p++)
    sum += a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
  return sum;
}

function productOf(test: Case, a: Float32Array, b: Float32Array): Float64Array {
  const { runs, m, n, k, shared } = test;
  return Float64Array.from({ length: runs * m * n }, (_, index) => {
    const run = Math.floor(index / (m * n));
    const left = a.subarray(shared === 'a' ? 0 : run * m * k);
    const right = b.subarray(shared === 'b' ? 0 : run * k * n);
    return element(test, left, right, Math.floor(index / n) % m, index % n);
  });
}

/** @returns where the first difference is; undefined when there is none */
function difference(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  depth: number,
): string | undefined {
  for (let index = 0; index < expected.length; index++) {
    if (Math.abs(actual[index]! - expected[index]!) <= TOLERANCE * Math.sqrt(depth)) continue;
    return `element ${index} is ${actual[index]}, expected ${expected[index]}`;
  }
  return undefined;
}

function checkCase(kernels: Kernels<DenseKernels>, test: Case): string | undefined {
  const { runs, m, n, k, transposeA, transposeB, shared } = test;
  const left = someNumbers((shared === 'a' ? 1 : runs) * m * k, 1);
  const right = someNumbers((shared === 'b' ? 1 : runs) * k * n, 2);
  const a = guarded(kernels, left);
  const b = guarded(kernels, right);
  const c = guarded(kernels, new Float32Array(runs * m * n));
  kernels.exports.product(
    ...[runs, m, n, k],
    ...[a.address, shared === 'a' ? 0 : m * k, Number(transposeA)],
    ...[b.address, shared === 'b' ? 0 : k * n, Number(transposeB)],
    ...[c.address, kernels.workspace(kernels.exports.gemmWorkspace())],
  );
  const wrong = difference(c.values(), productOf(test, left, right), k);
  if (!wrong && c.intact()) return undefined;
  const name = `product ${m}×${k}×${n}${transposeA ? ', A transposed' : ''}${transposeB ? ', B transposed' : ''}`;
  return `${name}: ${wrong ?? 'memory beside the result was overwritten'}`;
}

/** mask ∘ relu(x·W + b) of one layer and the gradient before its product, in float64. */
function checkDense(kernels: Kernels<DenseKernels>): string | undefined {
  const [runs, rows, inputs, units] = [2, 5, 3, 7];
  const [x, kernel, bias, dy] = [rows * inputs, runs * inputs * units, runs * units, runs * rows * units].map(
    someNumbers,
  );
  const mask = Float32Array.from(someNumbers(runs * rows * units, 9), (u) => (u < 0 ? 0 : 2));
  const y = new Float64Array(mask.length);
  const dz = new Float64Array(mask.length);
  const sums = new Float64Array(runs * units);
  for (let index = 0; index < y.length; index++) {
    const unit = index % units;
    const row = Math.floor(index / units) % rows;
    const run = Math.floor(index / (rows * units));
    let z = bias![run * units + unit]!;
    for (let p = 0; p < inputs; p++) z += x![row * inputs + p]! * kernel![(run * inputs + p) * units + unit]!;
    y[index] = Math.max(0, z) * mask[index]!;
    dz[index] = z > 0 ? dy![index]! * mask[index]! : 0;
    sums[run * units + unit]! += dz[index]!;
  }
  const given = [x, kernel, bias, mask, dy].map((values) => guarded(kernels, values!).address);
  const [xAt, kernelAt, biasAt, maskAt, dyAt] = given as [number, number, number, number, number];
  const [out, gradient, total] = [y, dz, sums].map(({ length }) =>
    guarded(kernels, new Float32Array(length)),
  );
  const { exports, workspace } = kernels;
  const space = workspace(exports.gemmWorkspace());
  exports.dense(runs, rows, inputs, units, xAt, 0, kernelAt, biasAt, 1, maskAt, out!.address, space);
  exports.denseGradient(runs, rows, units, dyAt, out!.address, maskAt, gradient!.address, total!.address);
  const parts = [out!, gradient!, total!];
  if (!parts.every((part) => part.intact())) return 'dense: memory beside the result was overwritten';
  const wrong = [y, dz, sums].map((expected, part) => difference(parts[part]!.values(), expected, rows));
  const names = ['output', 'gradient', 'gradient of the bias'];
  const first = wrong.findIndex((words) => words !== undefined);
  return first < 0 ? undefined : `dense, ${names[first]}: ${wrong[first]}`;
}

/** Compares products and the dense layer with sums in float64. @returns what differs, undefined when all is well */
export function checkProduct(kernels: Kernels<DenseKernels>): string | undefined {
  for (const test of CASES) {
    const wrong = checkCase(kernels, test);
    if (wrong) return wrong;
  }
  return checkDense(kernels);
}
