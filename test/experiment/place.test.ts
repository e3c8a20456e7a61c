import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/errors.ts';
import { settingError } from '../../src/experiment/place.ts';
import { problemFrom } from '../dataset/temporary.ts';
import { makeProject, type ProjectOptions } from './project.ts';

const projects: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  for (const project of projects.splice(0)) await project.dispose();
});

async function project(options?: ProjectOptions) {
  const made = await makeProject(options);
  projects.push(made);
  return made;
}

const PROBLEM: Problem = { code: 'X', title: 'x', explanation: 'x' };

describe('the place of a setting', () => {
  const TEXT = `\uFEFF{
  // a comment
  "training": { "epochs": 3, },
  "variants": [{}, { "l2": 0.1 }],
}
`;
  test.each([
    ['a value', ['training', 'epochs'], 3, 27],
    ['a part', ['training'], 3, 15],
    ['an entry of a list', ['variants', 1, 'l2'], 4, 28],
    ['what is not written has the place of its part', ['variants', 0, 'layers', 'dense'], 4, 16],
  ])('%s', async (_, path, line, column) => {
    const { file } = await project();
    writeFileSync(file, TEXT);
    expect(settingError(file, path, PROBLEM).problem).toEqual({
      ...PROBLEM,
      location: { file, line, column },
    });
  });

  test('is left out when not even its part is written, or the file is gone', async () => {
    const { file } = await project();
    writeFileSync(file, TEXT);
    expect(settingError(file, ['data', 'file'], PROBLEM).problem).toEqual(PROBLEM);
    expect(settingError(`${file}x`, ['training'], PROBLEM).problem).toEqual(PROBLEM);
  });
});

const REGRESSION: ProjectOptions = {
  model: `from tensorflow import keras

model = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1)])
`,
  csv: `a,digit\n${Array.from({ length: 300 }, (_, row) => `${row},${row / 8}`).join('\n')}`,
};

describe('what does not fit stands in the experiment file where the error says', () => {
  test.each<[string, string, ProjectOptions, string]>([
    ['a loss for numbers', 'TRAINING_LOSS', { training: { loss: 'mse' } }, '"mse"'],
    [
      'a loss for classes',
      'TRAINING_LOSS',
      { ...REGRESSION, training: { loss: 'crossEntropy' } },
      '"crossEntropy"',
    ],
    ['a large batch', 'TRAINING_BATCH_SIZE', { training: { batchSize: 101 } }, '101'],
    ['an unknown target', 'DATA_TARGET_MISSING', { data: { target: 'digits' } }, '"digits"'],
    ['an unknown column', 'DATA_EXCLUDE_UNKNOWN', { data: { exclude: ['p999'] } }, '[\n      "p999"'],
    ['no such file', 'DATA_FILE_MISSING', { data: { file: 'nowhere.csv' } }, '"nowhere.csv"'],
    [
      'a large split',
      'DATA_TOO_FEW_ROWS',
      { data: { split: { training: 5000 } } },
      '{\n      "training": 5000',
    ],
    [
      'an unknown layer',
      'EXPERIMENT_VARIANT',
      { variants: [{}, { layers: { dens: { l2: 0.25 } } }] },
      '{\n          "l2": 0.25',
    ],
    [
      'shifted rows that are no images',
      'EXPERIMENT_VARIANT',
      { variants: [{ augmentation: { shift: 0.25 } }] },
      '0.25',
    ],
    [
      'smoothed numbers',
      'EXPERIMENT_VARIANT',
      { ...REGRESSION, variants: [{ labelSmoothing: 0.25 }] },
      '0.25',
    ],
  ])('%s (%s)', async (_, code, options, found) => {
    const { file, prepare } = await project(options);
    const text = readFileSync(file, 'utf8');
    const before = text.slice(0, text.indexOf(found)).split('\n');
    expect(await problemFrom(prepare())).toMatchObject({
      code,
      location: { file, line: before.length, column: before.at(-1)!.length + 1 },
    });
  });

  test('an error in the source keeps its place there, one in the data has none', async () => {
    const lambda = '[keras.Input(shape=(1,)), keras.layers.Lambda(abs), keras.layers.Dense(1)]';
    const source = await project({
      ...REGRESSION,
      model: `from tensorflow import keras\nmodel = keras.Sequential(${lambda})\n`,
    });
    expect(await problemFrom(source.prepare())).toMatchObject({
      code: 'MODEL_LAYER_UNSUPPORTED',
      location: { file: join(source.folder, 'model.py'), line: 2 },
    });
    const data = await project({ csv: 'a,digit\n1,2,3\n' });
    expect(await problemFrom(data.prepare())).not.toHaveProperty('location');
  });
});
