import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { STUDY_NAMES } from '../../src/experiment/experiment.ts';
import {
  newExperiment,
  parseExperiment,
  readExperiment,
  setExperimentValue,
} from '../../src/experiment/file.ts';
import { readModelReference } from '../../src/experiment/locate.ts';
import { problemFrom, temporaryFolder } from '../dataset/temporary.ts';

const FILE = resolve('/work/study/first.reglens.json');
const MINIMAL = '{ "model": { "file": "model.py" }, "data": { "file": "d.csv", "target": "y" } }';

/** The minimal document with something in it replaced or added at the end. */
function minimal(rest: string, data = ''): string {
  return `{ "model": { "file": "m.py" },\n"data": { "file": "d.csv", "target": "y"${data} }${rest} }`;
}

describe('reading', () => {
  test('defaults are filled in, paths are relative to the file', () => {
    expect(parseExperiment(MINIMAL, FILE)).toEqual({
      name: 'first',
      file: FILE,
      model: { file: resolve('/work/study/model.py') },
      data: {
        file: resolve('/work/study/d.csv'),
        target: 'y',
        dropNonFinite: false,
        exclude: [],
        split: { validation: 0.2, test: 0.2, seed: 0 },
        standardize: true,
      },
      training: {
        optimizer: { kind: 'adam', convention: 'keras', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
        learningRate: 0.001,
        schedule: { kind: 'constant', warmupSteps: 0 },
        warmupEpochs: 0,
        batchSize: 32,
        epochs: 100,
        huberDelta: 1,
        dropoutForm: 'inverted',
      },
      seeds: [1, 2, 3],
    });
  });

  test('everything can be said', () => {
    const text = `{
      "$schema": "x", // comments and trailing commas are fine
      "model": { "file": "../models/net.py", "name": "build" },
      "data": {
        "file": "data/train.tsv", "target": "price", "task": "regression", "exclude": ["id"],
        "dropNonFinite": true, "standardize": false,
        "split": { "training": 0.5, "validation": 100, "test": 0.25, "seed": 7 },
      },
      "training": {
        "optimizer": "sgd", "convention": "pytorch", "learningRate": 0.1, "momentum": 0.9, "nesterov": true,
        "schedule": "cosine", "warmupEpochs": 1, "finalFactor": 0.1, "batchSize": 64, "epochs": 5,
        "loss": "huber", "huberDelta": 2, "dropoutForm": "standard", "earlyStopping": { "patience": 3 },
      },
      "variants": [{}, { "l2": 1e-3 }, { "name": "Both", "l1": 1e-4, "dropout": 0.5 }, {
        "l1": 1e-3, "l1Mode": "proximal", "l2": 0.01, "groupLasso": 0.1, "groupLassoMode": "proximal",
        "dropout": 0.1, "spatialDropout": 0.2, "recurrentDropout": 0.3, "maxNorm": 3, "weightDecay": 0.01,
        "decayAll": true, "biasL1": 0.1, "biasL2": 0.2, "recurrentL1": 0.3, "recurrentL2": 0.4,
        "embeddingL1": 0.5, "embeddingL2": 0.6, "activityL1": 0.7, "activityL2": 0.8, "labelSmoothing": 0.1,
        "earlyStopping": { "patience": 5, "minimumImprovement": 0.01 },
        "augmentation": { "noise": 0.1, "mixup": 0.2, "shift": 0.1, "rotate": 10, "scale": 0.2, "flip": true },
        "layers": { "dense": { "l2": 0, "dropout": 0.5 } },
      }],
      "seeds": [4, 0],
    }`;
    const experiment = parseExperiment(text, FILE);
    expect(experiment).toEqual({
      name: 'first',
      file: FILE,
      model: { file: resolve('/work/models/net.py'), name: 'build' },
      data: {
        file: resolve('/work/study/data/train.tsv'),
        target: 'price',
        task: 'regression',
        exclude: ['id'],
        dropNonFinite: true,
        standardize: false,
        split: { training: 0.5, validation: 100, test: 0.25, seed: 7 },
      },
      training: {
        optimizer: { kind: 'sgd', convention: 'pytorch', momentum: 0.9, nesterov: true },
        learningRate: 0.1,
        schedule: { kind: 'cosine', warmupSteps: 0, final: 0.1 },
        warmupEpochs: 1,
        batchSize: 64,
        epochs: 5,
        loss: 'huber',
        huberDelta: 2,
        dropoutForm: 'standard',
        earlyStopping: { patience: 3, minimumImprovement: 0 },
      },
      variants: [
        { id: 'none', name: 'No regularization', family: 'none', settings: { l1: 0, l2: 0, dropout: 0 } },
        { id: 'l2-1e-3', name: 'L2 1e-3', family: 'l2', settings: { l1: 0, l2: 0.001, dropout: 0 } },
        {
          id: 'dropout-0.5_l1-1e-4',
          name: 'Both',
          family: 'combination',
          settings: { l1: 0.0001, l2: 0, dropout: 0.5 },
        },
        {
          id: expect.stringMatching(/^dropout-0\.1_spatial-dropout-0\.2_.*-[0-9a-f]{8}$/),
          name: expect.stringMatching(
            /^Dropout 0\.1 \+ Spatial dropout 0\.2 .*L1 1e-3 proximal .* Dropout 0\.5 and L2 0 in dense$/,
          ),
          family: 'combination',
          settings: {
            ...{ l1: 1e-3, l1Mode: 'proximal', l2: 0.01, groupLasso: 0.1, groupLassoMode: 'proximal' },
            ...{ dropout: 0.1, spatialDropout: 0.2, recurrentDropout: 0.3, maxNorm: 3, weightDecay: 0.01 },
            ...{ decayAll: true, biasL1: 0.1, biasL2: 0.2, recurrentL1: 0.3, recurrentL2: 0.4 },
            ...{ embeddingL1: 0.5, embeddingL2: 0.6, activityL1: 0.7, activityL2: 0.8, labelSmoothing: 0.1 },
            earlyStopping: { patience: 5, minimumImprovement: 0.01 },
            augmentation: { noise: 0.1, mixup: 0.2, shift: 0.1, rotate: 10, scale: 0.2, flip: true },
            layers: { dense: { l2: 0, dropout: 0.5 } },
          },
        },
      ],
      seeds: [4, 0],
    });
  });

  test('what does nothing is left out of a variant, so that equal ones are equal', () => {
    const text = minimal(
      ', "variants": [{ "l2": 0.1, "dropout": 0, "l1Mode": "framework", "maxNorm": 3, "layers": { "a": {} } }]',
    );
    expect(parseExperiment(text, FILE).variants![0]!.settings).toEqual({
      l1: 0,
      l2: 0.1,
      dropout: 0,
      maxNorm: 3,
    });
  });

  test.each([
    ['a number of seeds', ', "seeds": 2', { seeds: [1, 2] }],
    ['a part of the split', '', { data: { split: { validation: 0.2, test: 50, seed: 0 } } }],
  ])('%s', (_, rest, expected) => {
    const data = rest === '' ? ', "split": { "test": 50 }' : '';
    expect(parseExperiment(minimal(rest, data), FILE)).toMatchObject(expected);
  });

  test('studies: none when the list is left out or empty', () => {
    expect(parseExperiment(minimal(', "studies": ["path", "learningCurve"]'), FILE).studies).toEqual([
      'path',
      'learningCurve',
    ]);
    expect(parseExperiment(minimal(', "studies": []'), FILE)).not.toHaveProperty('studies');
    expect(parseExperiment(MINIMAL, FILE)).not.toHaveProperty('studies');
  });

  test('a byte order mark', () => {
    expect(parseExperiment(`\uFEFF${MINIMAL}`, FILE).name).toBe('first');
  });

  test.each([
    ['digits', 'digits/digits.csv'],
    ['digits-images', 'digits/digits.csv'],
    ['diabetes', 'diabetes/diabetes.csv'],
  ])('the example %s', async (name, data) => {
    const file = resolve(`examples/${name}/${name}.reglens.json`);
    const experiment = await readExperiment(file);
    expect(experiment.name).toBe(name);
    expect(experiment.data.file).toBe(resolve(`examples/${data}`));
  });
});

describe('files that cannot be read', () => {
  const folder = temporaryFolder();

  test('missing', async () => {
    const file = folder.path('absent.reglens.json');
    expect(await problemFrom(readExperiment(file))).toMatchObject({
      code: 'EXPERIMENT_MISSING',
      title: 'There is no experiment file absent.reglens.json',
      explanation: `Nothing is at ${file}.`,
    });
  });

  test('a folder', async () => {
    expect(await problemFrom(readExperiment(folder.path('.')))).toMatchObject({
      code: 'EXPERIMENT_UNREADABLE',
      title: expect.stringMatching(/ is a folder$/),
    });
  });
});

describe('changing a value', () => {
  test.each([
    [
      'a value',
      '{\n  // why\n  "data": { "target": "label" }\n}',
      ['data', 'target'],
      'digit',
      '{\n  // why\n  "data": { "target": "digit" }\n}',
    ],
    [
      'a new value',
      '{\n  "data": {\n    "target": "y"\n  }\n}',
      ['data', 'dropNonFinite'],
      true,
      '{\n  "data": {\n    "target": "y",\n    "dropNonFinite": true\n  }\n}',
    ],
    [
      'with tabs',
      '{\n\t"data": {\n\t\t"target": "y"\n\t}\n}',
      ['data', 'exclude'],
      ['id'],
      '{\n\t"data": {\n\t\t"target": "y",\n\t\t"exclude": [\n\t\t\t"id"\n\t\t]\n\t}\n}',
    ],
    [
      'with Windows line ends',
      '{\r\n  "data": {\r\n    "target": "y"\r\n  }\r\n}',
      ['seeds'],
      5,
      '{\r\n  "data": {\r\n    "target": "y"\r\n  },\r\n  "seeds": 5\r\n}',
    ],
    [
      'in an object that is not there yet',
      '{\n  "seeds": 1\n}',
      ['training', 'epochs'],
      9,
      '{\n  "seeds": 1,\n  "training": {\n    "epochs": 9\n  }\n}',
    ],
  ])('%s', (_, text, path, value, expected) => {
    expect(setExperimentValue(text, path, value)).toBe(expected);
  });
});

describe('a new experiment', () => {
  const created = {
    file: resolve('/work/study/a.reglens.json'),
    model: { file: resolve('/work/study/src/model.py'), name: 'net' },
    data: { file: resolve('/work/data/d.csv'), target: 'y' },
  };

  test('its document', () => {
    expect(newExperiment(created)).toBe(`{
  "model": {
    "file": "src/model.py",
    "name": "net"
  },
  "data": {
    "file": "../data/d.csv",
    "target": "y",
    "split": {
      "validation": 0.2,
      "test": 0.2
    }
  }
}
`);
  });

  test('reads back as it was meant', () => {
    const { model, data } = parseExperiment(newExperiment(created), created.file);
    expect(model).toEqual(created.model);
    expect(data).toMatchObject(created.data);
    expect(readModelReference(newExperiment(created), created.file)).toEqual(created.model);
  });
});

describe('which model an experiment is about', () => {
  test.each([
    [MINIMAL, { file: resolve('/work/study/model.py') }],
    [
      '{ "model": { "file": "../m.py", "name": "net" }, "data": {',
      { file: resolve('/work/m.py'), name: 'net' },
    ],
    ['{ "model": { "file": "m.py", "name": ', { file: resolve('/work/study/m.py') }],
    ['{ "model": "m.py" }', undefined],
    ['{ "model": { "file": 1 } }', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(readModelReference(text, FILE)).toEqual(expected);
  });
});

describe('the schema', async () => {
  const schema = JSON.parse(await readFile(join('schemas', 'reglens.schema.json'), 'utf8'));

  /** Every schema inside a schema, with its place. */
  function* schemasIn(node: Record<string, unknown>, place: string): Generator<[string, typeof node]> {
    yield [place, node];
    for (const [name, child] of Object.entries(node.properties ?? {}))
      yield* schemasIn(child, `${place}.${name}`);
    for (const child of Object.values(node.patternProperties ?? {})) yield* schemasIn(child, `${place}.*`);
    if (node.items) yield* schemasIn(node.items as typeof node, `${place}[]`);
  }

  const documented = [...schemasIn(schema, 'experiment')].filter(([, node]) => node.$ref === undefined);

  test.each(documented)('%s is documented and closed', (_, node) => {
    expect(node.title).toMatch(/\S/);
    expect(node.description).toMatch(/\.$/);
    if (node.type === 'object') expect(node.additionalProperties).toBe(false);
  });
});

test('the schema knows every study', async () => {
  const schema = JSON.parse(await readFile(join('schemas', 'reglens.schema.json'), 'utf8'));
  expect(schema.properties.studies.items.enum).toEqual(STUDY_NAMES);
});

describe('the documentation', async () => {
  const text = await readFile(join('docs', 'experiment.md'), 'utf8');

  test('its example is one', () => {
    const [, json] = /```json\n([\s\S]*?)```/.exec(text)!;
    const experiment = parseExperiment(json!, FILE);
    expect(experiment.seeds).toEqual([1, 2, 3, 4, 5]);
    expect(experiment.variants?.map(({ name }) => name)).toEqual([
      'L2 1e-3',
      'L1 1e-3 proximal',
      'Dropout 0.5',
      'Both',
    ]);
  });

  test('has every field with its default', async () => {
    const schema = JSON.parse(await readFile(join('schemas', 'reglens.schema.json'), 'utf8'));
    const { model, data, training, variants } = schema.properties;
    const groups = {
      model,
      data,
      'data.split': data.properties.split,
      training,
      'training.earlyStopping': training.properties.earlyStopping,
      'variants[]': variants.items,
      'variants[].augmentation': variants.items.properties.augmentation,
      'variants[].earlyStopping': variants.items.properties.earlyStopping,
    };
    for (const [group, { properties }] of Object.entries(groups)) {
      for (const [name, field] of Object.entries<{ type: string; default?: unknown }>(properties)) {
        if (field.type === 'object') continue;
        const row = text.split('\n').find((line) => line.startsWith(`| \`${group}.${name}\` |`));
        expect(row, `${group}.${name}`).toBeDefined();
        const written = typeof field.default === 'string' ? field.default : JSON.stringify(field.default);
        if (field.default !== undefined) expect(row).toContain(`| \`${written}\` |`);
      }
    }
  });

  test('names every code of the errors', async () => {
    const inRoom = async (room: string) => {
      const names = await readdir(join('src', room), { recursive: true });
      return names
        .filter((name) => name.endsWith('.ts') && (room === 'dataset' || name.startsWith('file')))
        .map((name) => join('src', room, name));
    };
    const files = [...(await inRoom('dataset')), ...(await inRoom('experiment'))];
    const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    const codes = sources.flatMap((source) => source.match(/'(DATA|EXPERIMENT)_[A-Z0-9_]+'/g) ?? []);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.map((code) => `\`${code.slice(1, -1)}\``).filter((code) => !text.includes(code))).toEqual(
      [],
    );
  });
});
