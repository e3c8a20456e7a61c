import { copyFile, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as esbuild from 'esbuild';

let bundle: Promise<string> | undefined;

/** Path of a freshly bundled worker, so that unit tests need no build before them. */
export function workerBundle(): Promise<string> {
  bundle ??= build();
  return bundle;
}

async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reglens-worker-'));
  const require = createRequire(import.meta.url);
  const wasm = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    await copyFile(join(wasm, name), join(folder, name));
  }
  const outfile = join(folder, 'worker.cjs');
  await esbuild.build({
    entryPoints: ['src/engine/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
}
