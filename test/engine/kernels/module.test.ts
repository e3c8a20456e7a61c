import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { flagsBeside } from '../../../src/engine/kernels/compile.ts';
import { loadKernels } from '../../../src/engine/kernels/load.ts';
import { kernels, withComposedOperations } from '../../../src/engine/kernels/module.ts';
import { selfTest } from '../../../src/engine/kernels/selfTest.ts';
import type { DenseKernels } from '../../../src/engine/ops/dense.ts';
import { stackedMatMul } from '../../../src/engine/ops/matMul.ts';
import { someNumbers } from '../layers/harness.ts';
import { folderWithBuilds } from './builds.ts';

beforeAll(() => startBackend(TEST_FOLDER));

const SIZES = [
  [1, 1, 1],
  [5, 10, 3],
  [32, 64, 20],
  [50, 37, 450],
  [128, 10, 64],
  [7, 100, 225],
] as const;

describe('which build is loaded', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
    await loadKernels(TEST_FOLDER);
  });

  async function folderWith(builds: string[]) {
    const folder = await folderWithBuilds(builds);
    folders.push(folder);
    return folder;
  }

  test('with fused multiply-add where the engine has it', async () => {
    expect((await loadKernels(await folderWith(['relaxed', 'simd']))).build).toBe('relaxed');
  });

  test('256 bits at a time where the engine joins them to something faster, the next build otherwise', async () => {
    expect(['wide', 'relaxed']).toContain((await loadKernels(TEST_FOLDER)).build);
    expect((await loadKernels(await folderWith(['wide']))).build).toBe('wide');
  });

  test('the wide build gives the same bits as the one with 128: a clock may choose between them', async () => {
    const products = async (build: string) => {
      expect((await loadKernels(await folderWith([build]))).build).toBe(build);
      return SIZES.map(([m, n, k]) => {
        const a = tf.tensor3d(someNumbers(2 * m * k, 1, 0), [2, m, k]);
        const b = tf.tensor3d(someNumbers(2 * k * n, 2, 0), [2, k, n]);
        return stackedMatMul(a, b).dataSync();
      });
    };
    expect(await products('wide')).toEqual(await products('relaxed'));
  });

  test('plain SIMD otherwise; its products pass the self-test, too', async () => {
    const report = await loadKernels(await folderWith(['simd']));
    expect(report.build).toBe('simd');
    expect(report.failed.map(({ group }) => group)).not.toContain('product');
    expect(kernels('product')).toBeDefined();
  });

  test('none without SIMD: the composed operations compute', async () => {
    expect(await loadKernels(await folderWith([]))).toEqual({ build: 'none', failed: [] });
    expect(kernels('product')).toBeUndefined();
    const product = tf.matMul(tf.tensor2d([1, 2], [1, 2]), tf.tensor2d([3, 4], [2, 1]));
    expect(product.dataSync()[0]).toBe(1 * 3 + 2 * 4);
  });
});

test.each([
  ['12.4.254.21-node.57', undefined],
  ['13.5.212.10', undefined],
  ['13.6.233.17-node.37', {}],
  ['14.2.231.22-electron.0', { 'wasm-inlining': false }],
  ['14.6.202.34-node.34', { 'wasm-inlining': false }],
  ['14.7.1', undefined],
  ['14.10.3', undefined],
  ['15.0.1', undefined],
])('V8 %s: flags only where they were tried', (version, flags) => {
  expect(flagsBeside(version)).toEqual(flags);
});

describe('kernels are not given', () => {
  test('while they are switched off, not even after an error', () => {
    expect(withComposedOperations(() => kernels('product'))).toBeUndefined();
    expect(() =>
      withComposedOperations(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(kernels('product')).toBeDefined();
  });

  test('on another backend', async () => {
    await tf.setBackend('cpu');
    expect(kernels('product')).toBeUndefined();
    await tf.setBackend('wasm');
    expect(kernels('product')).toBeDefined();
  });
});

describe('the self-test at load', () => {
  const withProduct = (product: DenseKernels['product']) => {
    const module = kernels<DenseKernels>('product')!;
    return selfTest({ ...module, exports: { ...module.exports, product } });
  };

  test('a group that computes nothing fails with the first difference', () => {
    const [first] = withProduct(() => undefined);
    expect(first!.group).toBe('product');
    expect(first!.reason).toMatch(/^product 1×1×1: element 0 is 0, expected -?\d/);
  });

  test('a group that traps fails with the message', () => {
    const [first] = withProduct(() => {
      throw new Error('unreachable');
    });
    expect(first).toEqual({ group: 'product', reason: 'unreachable' });
  });
});

describe('memory', () => {
  test('an output is a tensor of the backend, disposed by tidy', () => {
    const { address, heap, output } = kernels('product')!;
    const before = tf.memory().numTensors;
    const values = tf.tidy(() => {
      const tensor = output([2, 3]);
      heap().set([1, 2, 3, 4, 5, 6], address(tensor) / 4);
      expect(tensor.shape).toEqual([2, 3]);
      return [...tf.add(tensor, 1).dataSync()] as unknown as tf.TensorContainer;
    });
    expect(values).toEqual([2, 3, 4, 5, 6, 7]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the workspace is aligned, grows, and is the same block again when it is large enough', () => {
    const { heap, workspace } = kernels('product')!;
    const small = workspace(100);
    expect(small % 16).toBe(0);
    const bytes = heap().byteLength;
    const large = workspace(bytes);
    expect(large % 16).toBe(0);
    expect(heap().byteLength).toBeGreaterThan(bytes);
    expect(workspace(100)).toBe(large);
  });

  test('the view of the memory follows its growth', () => {
    const { address, heap } = kernels('product')!;
    const bytes = heap().byteLength;
    const tensor = tf.fill([bytes / 4], 3);
    expect(heap()[address(tensor) / 4 + bytes / 4 - 1]).toBe(3);
    tensor.dispose();
  });
});
