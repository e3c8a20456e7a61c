/** What is known only at one point of the program, or only for one caller, is not reported as a setting. */
import { describe, expect, test } from 'vitest';
import { definitionsReport } from '../../../src/cli/definitions.ts';
import { modelNamed, modelsOf, program } from './support.ts';

const netOf = (layer: string, before: string) => modelNamed(`${before}\nnet = Sequential([${layer}])`, 'net');
const unitsOf = (units: string, before: string) =>
  netOf(`Dense(${units})`, before).layers[0]!.settings.units!;

describe('units', () => {
  test.each([
    ['what a function returns', 'width()', 'def width():\n    return 64'],
    ['an entry of what a function returns', 'make()["units"]', 'def make():\n    return {"units": 64}'],
    [
      'one of two by the default of a parameter',
      'pick()',
      'def pick(big=True):\n    return 64 if big else 32',
    ],
    ['a function that ends with an error', 'fail()', 'def fail():\n    raise ValueError()'],
    [
      'a field that is given to the constructor made for it',
      'cfg.units',
      'from dataclasses import dataclass\n@dataclass\nclass Config:\n    depth: int = 2\n    units: int = 21\ncfg = Config(3, units=8)',
    ],
    [
      'a field without default',
      'cfg.units',
      'from dataclasses import dataclass\n@dataclass\nclass Config:\n    units: int\ncfg = Config(**given)',
    ],
  ])('unknown: %s', (_, units, before) => {
    expect(unitsOf(units, before)).toMatchObject({ value: undefined, origin: 'unknown' });
  });

  test.each([
    [
      'the default of a field',
      'cfg.units',
      'from dataclasses import dataclass\n@dataclass\nclass Config:\n    units: int = 21\ncfg = Config()',
      { value: 21, origin: 'parameter' },
    ],
    ['an entry of a constant', 'SIZES[1]', 'SIZES = [64, 32]', { value: 32, origin: 'constant' }],
    [
      'one of two by a constant',
      'WIDTH',
      'BIG = True\nWIDTH = 64 if BIG else 32',
      { value: 64, origin: 'constant' },
    ],
  ])('known: %s', (_, units, before, expected) => {
    expect(unitsOf(units, before)).toMatchObject(expected);
  });

  test('they serve counts all the same', () => {
    // 4·64 + 64 = 320.
    expect(netOf('Input((4,)), Dense(width())', 'def width():\n    return 64').parameters).toBe(320);
  });
});

test('a rate that the default of a parameter chooses', () => {
  const [net] = modelsOf(
    'def build(drop=None):\n    return Sequential([Dense(4), Dropout(0 if drop is None else drop)])',
  );
  expect(net!.layers[1]!.settings.rate).toMatchObject({ value: undefined, origin: 'unknown' });
});

test('fields of a class that builds are the defaults of its parameters', () => {
  const [net] = modelsOf(
    'from dataclasses import dataclass\n@dataclass\nclass Builder:\n    width: int = 77\n    def build(self):\n        return Sequential([Dense(self.width)])',
  );
  expect(net!.layers[0]!.settings.units).toMatchObject({ value: 77, origin: 'parameter' });
});

test('a list that is written elsewhere is a constant in the arguments as well', () => {
  const { layers } = netOf('Input(SHAPE)', 'SHAPE = (28, 28)');
  expect(layers[0]!.arguments).toMatchObject([{ name: 'shape', value: [28, 28], origin: 'constant' }]);
});

test('two models of the same layers: the second is made of the first, which has them', () => {
  const models = modelsOf(
    'a = Input((4,))\nfirst = Model(a, Dense(2)(a))\nkey = Input((1,))\nsecond = Model([first.input, key], [first.output, key])',
  );
  expect(models.map(({ name, submodules }) => [name, submodules?.map((each) => each.name)])).toEqual([
    ['first', undefined],
    ['second', ['first']],
  ]);
  expect(models[0]!.layers.map(({ kind }) => kind)).toEqual(['Input', 'Dense']);
});

test('a merge of Keras 1 by a function is no sum', () => {
  const [net] = modelsOf(
    'from keras.layers import merge\na = Input((4,))\nnet = Model(a, merge([a, a], mode=lambda pair: pair[0] - pair[1]))',
  );
  expect(net!.layers.map(({ kind }) => kind)).toEqual(['Input', 'Merge']);
});

test('layers that arguments of others hold are listed once, with the layer that holds them', () => {
  const report = definitionsReport(
    'm.py',
    program(
      'act = LeakyReLU(0.2)\nnet = Sequential([\n  Dense(8, activation=act),\n  Dense(8, activation=act),\n  RNN([LSTMCell(4),\n    LSTMCell(5)]),\n])',
    ),
  );
  const listed = report.models[0]!.layers.map(({ kind, line, wrappedBy }) => [kind, line, wrappedBy]);
  expect(listed).toEqual([
    ['Dense', 8, undefined],
    ['LeakyReLU', 6, 'Dense'],
    ['Dense', 9, undefined],
    ['RNN', 10, undefined],
    ['LSTMCell', 10, 'RNN'],
    ['LSTMCell', 11, 'RNN'],
  ]);
});

test('parameters of a model whose features come from elsewhere', () => {
  const models = modelsOf(
    'def own():\n    x = Input((4,))\n    return Model(x, Activation("relu")(x))\ndef foreign(x, features):\n    return Model(x, Activation("relu")(features))',
  );
  expect(models.map(({ name, parameters }) => [name, parameters])).toEqual([
    ['own', 0],
    ['foreign', undefined],
  ]);
});
