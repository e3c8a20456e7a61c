import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { restoreRemovedUtilities, startNative } from '../../../src/engine/backends/native.ts';
import { nativeStandIn, WITHOUT_LIBRARY, WORKS } from './standIn.ts';

const folders: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.dispose();
  await tf.setBackend('cpu');
});

async function standIn(source: string): Promise<string> {
  const made = await nativeStandIn(source);
  folders.push(made);
  return made.folder;
}

/** A program that is installed with nothing beside it. */
async function alone(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'program-'));
  folders.push({ dispose: () => rm(folder, { recursive: true }) });
  return join(folder, 'dist');
}

describe('what newer versions of Node have removed', () => {
  test('is put back', () => {
    const util: Record<string, unknown> = {};
    restoreRemovedUtilities(util);
    const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>;
    expect([null, undefined, 0, '', [], Number.NaN].map(isNullOrUndefined!)).toEqual([
      true,
      true,
      ...Array(4).fill(false),
    ]);
    expect([[], {}, 'a'].map(isArray!)).toEqual([true, false, false]);
  });

  test('stays where it is there', () => {
    const isArray = () => true;
    const util: Record<string, unknown> = { isArray };
    restoreRemovedUtilities(util);
    expect(util.isArray).toBe(isArray);
  });
});

describe('native TensorFlow', () => {
  test('is found in the folder given, loaded and tried', async () => {
    expect(await startNative(await alone(), [await standIn(WORKS)])).toEqual({ started: true });
    expect(tf.getBackend()).toBe('tensorflow');
    // 1·3 + 2·4
    expect(tf.dot(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])).dataSync()[0]).toBe(11);
  });

  test('is not installed', async () => {
    expect(await startNative(await alone(), ['/nowhere'])).toEqual({
      started: false,
      installed: false,
      reason: '@tensorflow/tfjs-node is not installed.',
    });
  });

  test('is installed without its library: the first line says so', async () => {
    const folder = await standIn(WITHOUT_LIBRARY);
    expect(await startNative(await alone(), [folder])).toEqual({
      started: false,
      installed: true,
      reason: `@tensorflow/tfjs-node in ${folder} does not load: The Node.js native addon module (tfjs_binding.node) can not be found at path: /x.`,
    });
  });

  test('loads and does not compute', async () => {
    tf.removeBackend('tensorflow');
    const broken = WORKS.replace(
      "tf.findBackend('cpu')",
      "({ ...tf.findBackend('cpu'), write: () => { throw new Error('no AVX'); } })",
    );
    const folder = await standIn(broken);
    expect(await startNative(await alone(), [folder])).toEqual({
      started: false,
      installed: true,
      reason: `@tensorflow/tfjs-node in ${folder} does not load: no AVX.`,
    });
  });
});
