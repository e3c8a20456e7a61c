import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { LogRun, Series } from '../../src/history/history.ts';

export { problemFrom } from '../problemFrom.ts';

/** A folder for the logs of one test file, removed after its tests. */
export function logFolder() {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reglens-logs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    path: (name: string) => join(folder, name),
    async write(name: string, content: string | Uint8Array): Promise<string> {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
  };
}

const curveOf = ({ steps, values }: Series) => ({ steps: [...steps], values: [...values] });

export function curve(run: LogRun | undefined, name: string): { steps: number[]; values: number[] } {
  const series = run?.series.find((one) => one.name === name);
  if (!series) throw new Error(`no curve ${name} among ${run?.series.map((one) => one.name).join(', ')}`);
  return curveOf(series);
}
