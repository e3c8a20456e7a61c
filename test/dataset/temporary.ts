import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { DataSettings } from '../../src/dataset/roles.ts';
import { type Problem, UserError } from '../../src/errors.ts';

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

/** The problem that something is rejected with; anything else fails the test. */
export async function problemFrom(action: Promise<unknown>): Promise<Problem> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('expected a UserError, nothing was thrown');
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
