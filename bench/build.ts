import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { prepareWasm } from '../scripts/kernels.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A folder with the WASM modules, into which entries are bundled as the product's build does it. */
export class Build {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<Build> {
    const folder = await mkdtemp(join(tmpdir(), 'reglens-bench-'));
    await prepareWasm(folder);
    return new Build(folder);
  }

  /** @returns the path of the bundle of an entry, e.g. `src/engine/worker.ts`, as the sources are now */
  async bundle(entry: string, platform: 'node' | 'browser' = 'node'): Promise<string> {
    const page = platform === 'browser';
    const outfile = join(
      this.folder,
      `${entry.replaceAll('/', '-').replace('.ts', '')}.${page ? 'js' : 'cjs'}`,
    );
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform,
      ...(page
        ? { target: 'es2022', format: 'iife', minify: true }
        : { target: 'node20', format: 'cjs', mainFields: ['module', 'main'] }),
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'error',
    });
    return outfile;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
