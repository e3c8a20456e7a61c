// Trains the small models whose fit is known, and writes test/fixtures/fit-cases/trained.json: see
// test/diagnosis/cases/train.ts. Takes some minutes; run it after a change of the populations or of the engine.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

await setUp(import.meta.url);
const { buildSync } = await import('esbuild');
const { prepareWasm, TEST_FOLDER } = await import('./kernels.mjs');
await prepareWasm(TEST_FOLDER);
const folder = join(root, 'node_modules/.cache/regularization-lens/fit-cases');
mkdirSync(folder, { recursive: true });
const script = join(folder, 'train.mjs');
buildSync({
  entryPoints: [join(root, 'test/diagnosis/cases/train.ts')],
  outfile: script,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // As in the worker's bundle: TensorFlow.js as modules, which have the gradients.
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire as require_ } from 'node:module'; const require = require_(import.meta.url); const __dirname = import.meta.dirname;",
  },
});
const out = join(root, 'test/fixtures/fit-cases/trained.json');
// Imported, not started: a bundled script that is one of ours would take itself for the one that was called.
const start = [
  '--input-type=module',
  '--eval',
  `await import(${JSON.stringify(pathToFileURL(script).href)})`,
];
const { status } = spawnSync(process.execPath, [...start, TEST_FOLDER, out], { stdio: 'inherit' });
process.exitCode = status ?? 1;
rmSync(folder, { recursive: true });
