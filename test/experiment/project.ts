import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExperiment } from '../../src/experiment/file.ts';
import { type PreparedExperiment, prepareExperiment } from '../../src/experiment/session.ts';

const MODEL = `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    keras.Input(shape=(64,)),
    layers.Dense(16, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
`;

export interface ProjectOptions {
  model?: string;
  training?: object;
  data?: object;
  variants?: object[];
  seeds?: number;
  csv?: string;
}

/** A folder with a small digits experiment, removed by `dispose`. */
export async function makeProject(options: ProjectOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'reglens-project-'));
  await writeFile(join(folder, 'model.py'), options.model ?? MODEL);
  if (options.csv !== undefined) await writeFile(join(folder, 'digits.csv'), options.csv);
  else await cp('examples/digits/digits.csv', join(folder, 'digits.csv'));
  const experiment = {
    model: { file: 'model.py' },
    data: {
      file: 'digits.csv',
      target: 'digit',
      split: { training: 100, validation: 100, test: 100 },
      ...options.data,
    },
    training: { epochs: 6, ...options.training },
    variants: options.variants ?? [{}, { l2: 1e-3 }, { dropout: 0.5 }],
    seeds: options.seeds ?? 2,
  };
  const file = join(folder, 'digits.reglens.json');
  await writeFile(file, JSON.stringify(experiment, null, 2));
  const prepare = async (out?: string): Promise<PreparedExperiment> =>
    prepareExperiment(await readExperiment(file), out);
  return { folder, file, prepare, dispose: () => rm(folder, { recursive: true, force: true }) };
}
