import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');

/** Registers a backend as tfjs-node does, which computes with the operations of the plain JavaScript one. */
export const WORKS = `
const tf = require(${JSON.stringify(core)});
// Node 23 removed these; tfjs-node 4.22.0 calls them.
const util = require('util');
if (!util.isNullOrUndefined(undefined) || util.isNullOrUndefined(0) || !util.isArray([])) throw new Error('util');
if (tf.getKernelsForBackend('tensorflow').length === 0) {
  for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
}
tf.registerBackend('tensorflow', () => tf.findBackend('cpu'), 3);
`;

/** As tfjs-node does when its installer could not download TensorFlow's library. */
export const WITHOUT_LIBRARY = `
throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: /x.\\nPlease run …');
`;

/** A `node_modules` folder with a module in place of tfjs-node; removed by `dispose`. */
export async function nativeStandIn(source: string) {
  const folder = await mkdtemp(join(tmpdir(), 'native-'));
  const place = join(folder, '@tensorflow', 'tfjs-node');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }');
  await writeFile(join(place, 'index.js'), source);
  return { folder, dispose: () => rm(folder, { recursive: true }) };
}
