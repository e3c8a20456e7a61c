import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { prepareWasm } from '../../scripts/kernels.mjs';

let bundle: Promise<string> | undefined;

/** Path of a freshly bundled worker with the WASM modules beside it, so that unit tests need no build before them. */
export function workerBundle(): Promise<string> {
  bundle ??= build();
  return bundle;
}

async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reglens-worker-'));
  await prepareWasm(folder);
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
