import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';
import { startBackend } from '../../../src/engine/backend.ts';
import { backendName, backendWarning } from '../../../src/experiment/backend.ts';
import { nativeStandIn, WITHOUT_LIBRARY, WORKS } from './standIn.ts';

/** What the kernels' self-test says; undefined: what it really says. */
let kernels:
  | { build: 'wide' | 'relaxed' | 'simd' | 'none'; failed: { group: string; reason: string }[] }
  | undefined;
vi.mock('../../../src/engine/kernels/load.ts', async (original) => {
  const real = await original<typeof import('../../../src/engine/kernels/load.ts')>();
  return { ...real, loadKernels: async (folder: string) => kernels ?? real.loadKernels(folder) };
});

const folders: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  kernels = undefined;
  for (const folder of folders.splice(0)) await folder.dispose();
});

async function standIn(source: string): Promise<string[]> {
  const made = await nativeStandIn(source);
  folders.push(made);
  return [made.folder];
}

const FAILED = { build: 'simd' as const, failed: [{ group: 'product', reason: '3 of 64 numbers differ' }] };

describe('auto', () => {
  test('takes wasm with the kernels, whether native TensorFlow is there or not', async () => {
    const report = await startBackend(TEST_FOLDER, { choice: 'auto', nativeFolders: await standIn(WORKS) });
    expect(report).toMatchObject({ backend: 'wasm', failed: [] });
    expect(['wide', 'relaxed', 'simd']).toContain(report.kernels);
    expect(backendWarning(report)).toBeUndefined();
    expect(tf.getBackend()).toBe('wasm');
  });

  test('takes native TensorFlow where kernels fail', async () => {
    kernels = FAILED;
    const report = await startBackend(TEST_FOLDER, { choice: 'auto', nativeFolders: await standIn(WORKS) });
    expect(report.backend).toBe('node');
    expect(report.reason).toContain('Kernels failed their self-test (product).');
    expect(backendName(report)).toBe('native TensorFlow');
    expect(tf.getBackend()).toBe('tensorflow');
  });

  test.each([
    [
      'failed',
      FAILED,
      '1 group of kernels failed the self-test and slower operations took their place: product (3 of 64 numbers differ).',
    ],
    ['do not run', { build: 'none' as const, failed: [] }, undefined],
  ])('stays with wasm where kernels %s and native TensorFlow does not load', async (_, state, warning) => {
    kernels = state;
    const nativeFolders = await standIn(WITHOUT_LIBRARY);
    const report = await startBackend(TEST_FOLDER, { choice: 'auto', nativeFolders });
    expect(report.backend).toBe('wasm');
    expect(report.reason).toContain('does not load');
    expect(backendWarning(report)).toBe(warning);
    expect(tf.getBackend()).toBe('wasm');
  });

  test('computes in plain JavaScript where nothing else runs, and says so', async () => {
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', () => Promise.reject(new Error('no WebAssembly here')), 2);
    const report = await startBackend(TEST_FOLDER, { choice: 'auto', nativeFolders: [] });
    expect(report).toMatchObject({ backend: 'cpu', reason: expect.stringContaining('is not installed') });
    expect(backendWarning(report)).toContain(
      'Training runs in plain JavaScript, which is many times slower.',
    );
    expect(tf.getBackend()).toBe('cpu');
  });
});

describe('node', () => {
  test('takes native TensorFlow', async () => {
    const report = await startBackend(TEST_FOLDER, { choice: 'node', nativeFolders: await standIn(WORKS) });
    expect(report).toMatchObject({ backend: 'node', reason: 'The setting asks for it.' });
  });

  test.each([
    ['is not installed', undefined, 'The native backend is not installed', 'Install it with'],
    ['does not load', WITHOUT_LIBRARY, 'The native backend does not load', 'Install it again with'],
  ])('is an error where it %s', async (_, source, title, remedy) => {
    const nativeFolders = source === undefined ? [] : await standIn(source);
    await expect(startBackend(TEST_FOLDER, { choice: 'node', nativeFolders })).rejects.toMatchObject({
      problem: { code: 'BACKEND_UNAVAILABLE', title, remedy: expect.stringContaining(remedy) },
    });
  });
});
