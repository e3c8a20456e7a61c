/** Loads `@tensorflow/tfjs-node`, which brings TensorFlow's own library, where it is installed. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

const PACKAGE = '@tensorflow/tfjs-node';
/** The name under which tfjs-node registers itself. */
const REGISTERED_AS = 'tensorflow';

/**
 * What tfjs-node 4.22.0 calls of `node:util`. Node 23 removed `isNullOrUndefined`, with which every operation fails;
 * `isArray` is deprecated and next.
 */
const REMOVED: Record<string, (value: unknown) => boolean> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: Array.isArray,
};

/** Puts back what newer versions of Node have removed; what is there stays. */
export function restoreRemovedUtilities(target: Record<string, unknown> = util as never): void {
  for (const [name, implementation] of Object.entries(REMOVED)) target[name] ??= implementation;
}

/** The folders that may hold the package: those given, and the ones this program itself is installed with. */
function foldersToSearch(workerFolder: string, nativeFolders: readonly string[]): string[] {
  const own = dirname(workerFolder);
  const beside = basename(dirname(own)) === 'node_modules' ? [dirname(own)] : [];
  return [...nativeFolders, join(own, 'node_modules'), ...beside];
}

/** Native TensorFlow runs now (no reason), or why it does not, in one sentence. */
export async function startNative(
  workerFolder: string,
  nativeFolders: readonly string[],
): Promise<{ started: true } | { started: false; installed: boolean; reason: string }> {
  const folders = foldersToSearch(workerFolder, nativeFolders);
  const folder = folders.find((each) => existsSync(join(each, PACKAGE, 'package.json')));
  if (!folder) return { started: false, installed: false, reason: `${PACKAGE} is not installed.` };
  restoreRemovedUtilities();
  try {
    createRequire(join(folder, PACKAGE, 'package.json'))(join(folder, PACKAGE));
    if (!(await tf.setBackend(REGISTERED_AS))) throw new Error('its backend does not start');
    await tf.ready();
    // Loading finds a library that is missing; only an operation finds one that does not fit.
    const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])).dataSync()[0]);
    if (sum !== 6) throw new Error(`1 + 2 + 3 gave ${sum}`);
    return { started: true };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const first = text.split('\n')[0]!.trim();
    return {
      started: false,
      installed: true,
      reason: `${PACKAGE} in ${folder} does not load: ${first}${/[.!?]$/.test(first) ? '' : '.'}`,
    };
  }
}
