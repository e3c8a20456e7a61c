import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { loadKernels } from '../../../src/engine/kernels/load.ts';
import { type Kernels, kernels } from '../../../src/engine/kernels/module.ts';
import { checkProduct } from '../../../src/engine/kernels/productCheck.ts';
import type { ProductKernels } from '../../../src/engine/kernels/registeredProduct.ts';
import type { DenseKernels } from '../../../src/engine/ops/dense.ts';
import { someNumbers } from '../layers/harness.ts';
import { BUILDS, folderWithBuilds } from './builds.ts';

interface GemmKernels extends ProductKernels {
  gemm(...[m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, add, workspace]: number[]): void;
}

beforeAll(() => startBackend(TEST_FOLDER));

const GUARD = 12345;
const flag = (bit: number, value: number) => (value & bit) !== 0;

interface Problem {
  m: number;
  n: number;
  k: number;
  /** Bit 1: A transposed, bit 2: B transposed. */
  transposes: number;
  add: boolean;
  /** Floats between the end of a row of C and the next row. */
  gap: number;
}

/** Where element (row, column) of a `[rows, columns]` matrix is, in floats, when it lies there transposed or not. */
const strides = (rows: number, columns: number, transposed: boolean) =>
  transposed ? { row: 1, column: rows } : { row: columns, column: 1 };

/** Largest error of one product against float64 sums, in units of √k; throws where anything else was written. */
function errorOf(
  { exports, output, address, workspace, heap }: Kernels<GemmKernels>,
  problem: Problem,
): number {
  const { m, n, k, transposes, add, gap } = problem;
  const left = strides(m, k, flag(1, transposes));
  const right = strides(k, n, flag(2, transposes));
  const cRow = n + gap;
  return tf.tidy(() => {
    const space = workspace(exports.gemmWorkspace());
    // The addresses are multiples of 4 only, each operand's another one modulo 16.
    const a = address(output([m * k + 1])) / 4 + 1;
    const b = address(output([k * n + 2])) / 4 + 2;
    const c = address(output([m * cRow + 16])) / 4 + 7;
    const memory = heap();
    memory.set(someNumbers(m * k, 1, transposes), a);
    memory.set(someNumbers(k * n, 2, transposes), b);
    memory.fill(GUARD, c - 7, c + m * cRow + 9);
    const before = someNumbers(m * n, 3, 0);
    for (let i = 0; i < m; i++) memory.set(before.subarray(i * n, (i + 1) * n), c + i * cRow);
    exports.gemm(
      m,
      n,
      k,
      4 * a,
      left.row,
      left.column,
      4 * b,
      right.row,
      right.column,
      4 * c,
      cRow,
      Number(add),
      space,
    );
    let worst = 0;
    for (let at = -7; at < m * cRow + 9; at++) {
      const i = Math.floor(at / cRow);
      const j = at - i * cRow;
      const found = memory[c + at]!;
      if (at < 0 || i >= m || j >= n) {
        if (found !== GUARD) throw new Error(`overwritten beside row ${i} of C`);
        continue;
      }
      let sum = add ? before[i * n + j]! : 0;
      for (let p = 0; p < k; p++) {
        sum += memory[a + i * left.row + p * left.column]! * memory[b + p * right.row + j * right.column]!;
      }
      const error = Math.abs(found - sum) / Math.sqrt(k);
      worst = error <= worst ? worst : error;
    }
    return worst;
  });
}

describe.each(BUILDS)('gemm of the build “%s” against sums in float64', (build) => {
  beforeAll(async () => {
    const folder = await folderWithBuilds([build]);
    expect((await loadKernels(folder)).build).toBe(build);
    await rm(folder, { recursive: true });
  });

  const gemm = () => kernels<GemmKernels>('product')!;
  const all = [0, 1, 2, 3];

  test('1,728 ragged shapes: every transpose, accumulating and not, with gaps in C, unaligned', () => {
    for (const transposes of all) {
      for (const m of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]) {
        for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 25, 31]) {
          for (const k of [1, 4, 7]) {
            const problem = { m, n, k, transposes, add: (m + n) % 2 === 1, gap: (m * n) % 3 };
            const error = errorOf(gemm(), problem);
            expect(error, JSON.stringify(problem)).toBeLessThan(2e-6);
          }
        }
      }
    }
  });

  test.each([
    ['just below and above where rows of B are read in place', 48, 20, 9],
    ['one row more', 49, 20, 9],
    ['a whole block of depth', 13, 9, 224],
    ['two blocks of depth', 13, 9, 225],
    ['three blocks of depth', 7, 5, 500],
    ['two blocks of columns, ragged', 50, 1030, 5],
    ['two blocks of columns in place', 5, 1031, 6],
    ['few columns of more rows than are computed at a time', 300, 10, 230],
    ['one column', 259, 1, 31],
    ['the most columns that count as few', 40, 12, 30],
    ['the fewest columns that count as many', 40, 13, 30],
  ])('%s: %i × %i, depth %i', (_, m, n, k) => {
    for (const transposes of all) {
      for (const add of [false, true]) {
        expect(errorOf(gemm(), { m, n, k, transposes, add, gap: 1 })).toBeLessThan(2e-6);
      }
    }
  });
});

describe('the self-test', () => {
  beforeAll(() => loadKernels(TEST_FOLDER));

  const module = () => kernels<DenseKernels>('product')!;
  const withExports = (exports: Partial<DenseKernels>): Kernels<DenseKernels> => ({
    ...module(),
    exports: { ...module().exports, ...exports },
  });
  const check = (broken: Partial<DenseKernels>) =>
    tf.tidy(() => checkProduct(withExports(broken)) ?? 'no difference');

  test('passes the kernels', () => {
    expect(check({})).toBe('no difference');
  });

  test('names the product that is wrong in one element', () => {
    const { product } = module().exports;
    const wrong = check({
      product(...values) {
        product(...values);
        if (values[1] === 9) module().heap()[values[10]! / 4 + 70]! += 0.01;
      },
    });
    expect(wrong).toMatch(/^product 9×226×8: element 70 is -?\d+\.\d+, expected -?\d+\.\d+$/);
  });

  test('notices memory overwritten beside the result', () => {
    const { product } = module().exports;
    const wrong = check({
      product(...values) {
        product(...values);
        module().heap()[values[10]! / 4 - 1] = 0;
      },
    });
    expect(wrong).toBe('product 1×1×1: memory beside the result was overwritten');
  });

  test('notices relu left out of the dense layer', () => {
    const { dense } = module().exports;
    expect(check({ dense: (...values) => dense(...values.with(8, 0)) })).toMatch(
      /^dense, output: element \d+ is /,
    );
  });

  test('notices relu left out of its gradient', () => {
    const { denseGradient } = module().exports;
    const wrong = check({ denseGradient: (...values) => denseGradient(...values.with(4, 0)) });
    expect(wrong).toMatch(/^dense, gradient: element \d+ is /);
  });
});
