import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { DataSettings } from '../../src/dataset/roles.ts';

export { problemFrom } from '../problemFrom.ts';

/** A folder for the tests of one file, removed after them. */
export function temporaryFolder() {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reglens-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    path: (name: string) => join(folder, name),
    async write(content: string | Uint8Array, name = 'data.csv'): Promise<string> {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    },
  };
}

/** Settings as an experiment has them by default. */
export function settings(file: string, target: string, changes: Partial<DataSettings> = {}): DataSettings {
  return {
    file,
    target,
    dropNonFinite: false,
    exclude: [],
    standardize: true,
    split: { validation: 0.2, test: 0.2, seed: 0 },
    ...changes,
  };
}
