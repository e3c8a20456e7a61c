import { expect, test } from 'vitest';
import { type CorpusFile, type Expectation, readCorpus } from './files.ts';
import { scoreCorpus } from './score.ts';

const TEXT = `import keras
from keras.layers import Dense

model = keras.Sequential([
    keras.Input((20,)),
    Dense(8, activation="relu"),
    Dense(1),
])
model.compile("sgd", "mse")
model.fit(x, y, epochs=5)
`;

/** 20·8 + 8 + 8·1 + 1 parameters; a fit without validation data. */
const RIGHT: Expectation = {
  models: [
    {
      name: 'model',
      framework: 'keras',
      style: 'sequential',
      line: 4,
      parameters: 177,
      layers: [
        { kind: 'Input', line: 5 },
        { kind: 'Dense', line: 6, settings: { units: { value: 8, origin: 'literal' } } },
        { kind: 'Dense', line: 7, settings: { units: { value: 1 } } },
      ],
    },
  ],
  findings: [{ code: 'REG015', line: 10 }],
};

/** What is found wrong when the expectation is changed. */
function defectsAfter(change: (expected: Expectation) => void): string[] {
  const expected = structuredClone(RIGHT);
  change(expected);
  const file: CorpusFile = { file: 'model.py', text: TEXT, expected };
  return scoreCorpus([file]).defects.map(({ what, place }) => `${what} ${place}`);
}

test.each<[string, (expected: Expectation) => void, string[]]>([
  ['nothing', () => {}, []],
  [
    'a model of another name',
    ({ models }) => {
      models[0]!.name = 'net';
      models[0]!.layers = [];
    },
    [
      'missed model model.py:4',
      'false model model.py:4',
      'false layer model.py:5',
      'false layer model.py:6',
      'false layer model.py:7',
    ],
  ],
  [
    'another style',
    ({ models }) => {
      models[0]!.style = 'functional';
    },
    ['style or line model.py:4'],
  ],
  [
    'a layer more',
    ({ models }) => {
      models[0]!.layers.push({ kind: 'Dropout', line: 8 });
    },
    ['missed layer model.py:8'],
  ],
  [
    'an optional layer more',
    ({ models }) => {
      models[0]!.layers.push({ kind: 'Dropout', line: 8, optional: true });
    },
    [],
  ],
  [
    'another value',
    ({ models }) => {
      models[0]!.layers[1]!.settings = { units: { value: 9 } };
    },
    ['wrong value model.py:6 Dense.units'],
  ],
  [
    'a value that cannot be known',
    ({ models }) => {
      models[0]!.layers[1]!.settings = { units: { value: null } };
    },
    ['wrong value model.py:6 Dense.units'],
  ],
  [
    'a value that the reader does not see',
    ({ models }) => {
      models[0]!.layers[1]!.settings = { filters: { value: 3 } };
    },
    ['value not seen model.py:6 Dense.filters'],
  ],
  [
    'a penalty',
    ({ models }) => {
      models[0]!.layers[1]!.settings = { l2: { value: 0.1 } };
    },
    ['wrong value model.py:6 Dense.l2'],
  ],
  [
    'another origin',
    ({ models }) => {
      models[0]!.layers[1]!.settings = { units: { value: 8, origin: 'constant' } };
    },
    ['origin model.py:6 Dense.units'],
  ],
  [
    'a loop',
    ({ models }) => {
      models[0]!.layers[2]!.context = ['loop'];
    },
    ['context model.py:7 Dense'],
  ],
  [
    'another count',
    ({ models }) => {
      models[0]!.parameters = 176;
    },
    ['wrong parameters model.py:4'],
  ],
  [
    'a submodule',
    ({ models }) => {
      models[0]!.submodules = [{ name: 'Block' }];
    },
    ['submodule model.py:4'],
  ],
  [
    'a finding more',
    ({ findings }) => {
      findings.push({ code: 'REG001', line: 6 });
    },
    ['missed finding model.py:6'],
  ],
  [
    'a finding elsewhere',
    ({ findings }) => {
      findings[0]!.line = 9;
    },
    ['missed finding model.py:9', 'false finding model.py:10'],
  ],
  [
    'a finding at one of two places',
    ({ findings }) => {
      findings[0] = { code: 'REG015', line: 9, or: [{ line: 10 }] };
    },
    [],
  ],
  [
    'no finding',
    (expected) => {
      expected.findings = [];
    },
    ['false finding model.py:10'],
  ],
  [
    'an optional finding',
    (expected) => {
      expected.findings = [];
      expected.optional = [{ code: 'REG015' }];
    },
    [],
  ],
])('the scorer sees when %s is expected', (_, change, defects) => {
  expect(defectsAfter(change)).toEqual(defects);
});

test('no two expectations of a file are the same', () => {
  for (const { file, expected } of readCorpus()) {
    const keys = expected.models.map(({ name, line, cell }) => `${name}:${cell}:${line}`);
    expect(new Set(keys).size, file).toBe(keys.length);
  }
});
