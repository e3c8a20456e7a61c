import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { previewColumns } from '../../src/dataset/preview.ts';
import { DataThread } from '../../src/dataset/thread.ts';

let folder: string;
let thread: DataThread;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reglens-data-'));
  const outfile = join(folder, 'data.cjs');
  await esbuild.build({
    entryPoints: ['src/dataset/threadEntry.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  thread = new DataThread(outfile);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const digits = {
  file: resolve('examples/digits/digits.csv'),
  target: 'digit',
  dropNonFinite: false,
  exclude: [],
  split: { validation: 0.2, test: 0.2, seed: 0 },
  standardize: true,
};

test('a thread gives the same dataset and the same columns', async () => {
  expect(await thread.load(digits)).toEqual(await loadDataset(digits));
  expect(await thread.preview(digits.file)).toEqual(await previewColumns(digits.file));
});

test('an error for the user stays one, with its suggestion', async () => {
  await expect(thread.load({ ...digits, target: 'digits' })).rejects.toMatchObject({
    name: 'UserError',
    problem: { code: 'DATA_TARGET_MISSING', suggestions: [{ value: 'digit' }] },
  });
});

test('while a thread reads, this one goes on', async () => {
  let ticks = 0;
  const counter = setInterval(() => ticks++, 1);
  await thread.load(digits);
  clearInterval(counter);
  expect(ticks).toBeGreaterThan(5);
});
