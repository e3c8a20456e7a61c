import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_FOLDER } from '../../../scripts/kernels.mjs';

export const BUILDS = ['wide', 'relaxed', 'simd'] as const;

/** A new folder in which these builds are there; the others' bytes are refused, as an engine without the feature does. */
export async function folderWithBuilds(builds: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  for (const build of BUILDS) {
    const name = `kernels-${build}.wasm`;
    if (builds.includes(build)) await copyFile(join(TEST_FOLDER, name), join(folder, name));
    else await writeFile(join(folder, name), 'not supported');
  }
  return folder;
}
