import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resultsFolders } from '../../src/experiment/stored/folders.ts';
import {
  filesOfRun,
  labelRun,
  runKey,
  runPlace,
  storedCurves,
  storedRuns,
} from '../../src/experiment/stored/runs.ts';

let folder: string;
let file: string;

const record = (epoch: number, validationLoss: number) =>
  `${JSON.stringify({ epoch, trainLoss: 0.1, trainLossDropoutOn: 0.2, validationLoss, penalty: 0 })}\n`;

/** A version of the experiment with its runs as files. */
function version(name: string, runs: Record<string, { records?: string; result?: object }>): string {
  const path = join(folder, '.reglens', 'net', name);
  mkdirSync(join(path, 'runs'), { recursive: true });
  const plan = {
    experiment: {
      name: 'net',
      file,
      model: { file: join(folder, 'm.py') },
      data: { file: 'd.csv' },
      training: {},
    },
    variants: [
      { id: 'none', name: 'No regularization', family: 'none', settings: {} },
      { id: 'l2-1e-3', name: 'L2 1e-3', family: 'l2', settings: {} },
    ],
    runs: Object.keys(runs).map((id) => ({
      id,
      variant: id.replace(/-seed\d+$/, ''),
      seed: Number(id.at(-1)),
    })),
  };
  writeFileSync(join(path, 'plan.json'), JSON.stringify(plan));
  for (const [id, { records, result }] of Object.entries(runs)) {
    if (records) writeFileSync(join(path, 'runs', `${id}.jsonl`), records);
    if (result) {
      writeFileSync(join(path, 'runs', `${id}.result.json`), JSON.stringify(result));
      writeFileSync(join(path, 'runs', `${id}.losses.safetensors`), '');
    }
  }
  return path;
}

const FINISHED = {
  variant: 'none',
  seed: 1,
  outcome: 'finished',
  epochs: 2,
  testLoss: 0.4,
  bestEpoch: 2,
  bestValidationLoss: 0.3,
  exactZeros: 0,
  nearZeros: 0.1,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reglens-stored-'));
  file = join(folder, 'net.reglens.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('stored runs', () => {
  test('are listed with what is known of each', async () => {
    version('0a1b', {
      'none-seed1': { records: record(1, 0.5) + record(2, 0.3), result: FINISHED },
      'none-seed2': { records: record(1, 0.2) + record(2, 0.6) },
      'l2-1e-3-seed1': {
        records: record(1, 0.7),
        result: { variant: 'l2-1e-3', seed: 1, outcome: 'diverged', epochs: 1, reason: 'NaN', seconds: 1 },
      },
      'l2-1e-3-seed2': {},
    });
    const runs = await storedRuns(file, 'latest');
    expect(
      runs.map(({ variantName, seed, state, best }) => [variantName, seed, state, best?.validationLoss]),
    ).toEqual([
      ['No regularization', 1, 'finished', 0.3],
      ['No regularization', 2, 'unfinished', 0.2],
      ['L2 1e-3', 1, 'diverged', 0.7],
    ]);
    expect(runs[0]).toMatchObject({ epochs: 2, testLoss: 0.4, best: { epoch: 2 } });
  });

  test('of earlier versions are listed apart, the latest first', async () => {
    version('0a1b', { 'none-seed1': { records: record(1, 0.5) } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    version('ffff', { 'none-seed2': { records: record(1, 0.5) } });
    expect(resultsFolders(file).map(({ version: name }) => name)).toEqual(['ffff', '0a1b']);
    expect((await storedRuns(file, 'latest')).map(({ seed }) => seed)).toEqual([2]);
    expect((await storedRuns(file, 'all')).map(({ seed }) => seed)).toEqual([2, 1]);
  });

  test('have names that users gave them', async () => {
    const path = version('0a1b', { 'none-seed1': { records: record(1, 0.5) } });
    labelRun(path, 'none-seed1', 'The first try');
    expect((await storedRuns(file, 'latest'))[0]?.variantName).toBe('The first try');
    labelRun(path, 'none-seed1', '');
    expect((await storedRuns(file, 'latest'))[0]?.variantName).toBe('No regularization');
  });

  test('have curves by their keys', () => {
    version('0a1b', { 'none-seed1': { records: record(1, 0.5) + record(2, 0.3) } });
    const key = runKey({ experimentFile: file, version: '0a1b', id: 'none-seed1' });
    expect(storedCurves(key)?.validationLoss).toEqual([0.5, 0.3]);
    expect(storedCurves(key.replace('seed1', 'seed9'))).toBeUndefined();
    expect(storedCurves('nothing of this kind')).toBeUndefined();
  });

  test('name their files', () => {
    version('0a1b', { 'none-seed1': { records: record(1, 0.5), result: FINISHED } });
    const names = filesOfRun({ experimentFile: file, version: '0a1b', id: 'none-seed1' });
    expect(names.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort()).toEqual([
      'none-seed1.jsonl',
      'none-seed1.losses.safetensors',
      'none-seed1.result.json',
    ]);
  });
});

test('a key leads out of the results folder in no way', () => {
  expect(runPlace(`${file}#0a1b/none-seed1`)).toEqual({
    experimentFile: file,
    version: '0a1b',
    id: 'none-seed1',
  });
  expect(runPlace(`${file}#../x/none`)).toBeUndefined();
  expect(runPlace(`${file}#0a1b/../../etc`)).toBeUndefined();
});

test('nothing is stored of an experiment that never ran', async () => {
  expect(await storedRuns(file, 'all')).toEqual([]);
});
