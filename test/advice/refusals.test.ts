import { describe, expect, test } from 'vitest';
import { isApplied, regularizationEdits } from '../../src/advice/apply.ts';
import { readDefinitions } from '../../src/definition/source.ts';
import { applied, DROPOUT_L2, edit, settings } from './edit.ts';

const HEAD = 'import keras\nfrom keras import layers\n';

describe('where a change is not safe, a sentence says why', () => {
  test.each([
    [
      'm = keras.Sequential()\nfor n in (8, 4):\n    m.add(layers.Dense(n))\nm.add(layers.Dense(1))',
      'The layer “dense” (line 5) stands in a loop or under a condition, so one edit would change several layers.',
    ],
    [
      'm = keras.Sequential([layers.Dense(n) for n in (8, 4)])',
      'The layer “dense” (line 3) stands in a loop or under a condition, so one edit would change several layers.',
    ],
    [
      'm = keras.Sequential([layers.Dense(8), make_block(), layers.Dense(1)])',
      'Not all layers of “m” are visible: line 3 has “make_block()”, which may hold Dense layers.',
    ],
    ['m = keras.Sequential([layers.Flatten()])', '“m” has no Dense layer.'],
    [
      'm = keras.Sequential([\n  layers.Conv2D(8, 3),\n  layers.Dense(1)])',
      '“m” has the layer Conv2D (line 4), which is not edited yet.',
    ],
    [
      'm = keras.Sequential([layers.AlphaDropout(0.1), layers.Dense(1)])',
      '“m” has the layer AlphaDropout (line 3), which is not edited yet.',
    ],
    [
      'm = keras.Sequential([layers.Dense(1, kernel_regularizer=own())])',
      'The kernel_regularizer of “dense” (line 3) cannot be read: it is given by “own()”.',
    ],
    [
      'm = keras.Sequential([layers.Dense(1, **common)])',
      'The kernel_regularizer of “dense” (line 3) cannot be read: it is given by “**common”.',
    ],
    [
      'm = keras.Sequential([layers.Dense(8), layers.Dense(1, bias_regularizer="l2")])',
      'The layer “dense_1” (line 3) has a bias_regularizer, which was left out of what was measured.',
    ],
    [
      'm = keras.Sequential([layers.Dense(1, None, True, "zeros", "zeros", None, None, "l2")])',
      'The layer “dense” (line 3) has an activity_regularizer, which was left out of what was measured.',
    ],
    [
      'wide = layers.Dense(8)\nm = keras.Sequential([wide])\nother = keras.Sequential([wide])',
      'The layer “dense” (line 3) is used elsewhere through the variable “wide”.',
    ],
    [
      'wide = layers.Dense(8)\nm = keras.Sequential([wide])\ny = wide(x)',
      'The layer “dense” (line 3) is used elsewhere through the variable “wide”.',
    ],
    [
      'wide = layers.Dense(8)\nm = keras.Sequential()\nm.add(wide)\ny = wide(x)',
      'The layer “dense” (line 3) is used elsewhere through the variable “wide”.',
    ],
    [
      'stack = [layers.Dense(8)]\nm = keras.Sequential(stack)\nother = keras.Sequential(stack)',
      'The layer “dense” (line 3) is used in “other” too, so changing it would change both.',
    ],
    [
      'if a:\n    m = keras.Sequential([layers.Dense(8)])\nelse:\n    m = keras.Sequential([layers.Dense(4)])\nm.add(layers.Dense(1))',
      'The layer “dense_1” (line 7) is used more than once, so changing it would change both.',
    ],
  ])('%s', (text, reason) => {
    expect(edit(HEAD + text, DROPOUT_L2)).toBe(`reason: ${reason}`);
    expect(applied(HEAD + text, DROPOUT_L2)).toBe(false);
  });

  test('Keras’ names are taken', () => {
    const text =
      'from keras.models import Sequential as S\nfrom keras.layers import Dense\n' +
      'Dropout = 1\nregularizers = 2\nm = S([Dense(8), Dense(1)])\n';
    expect(edit(text, { dropout: 0.5 })).toMatch(/^reason: The name “Dropout” is taken/);
    expect(edit(text, { l2: 0.5 })).toMatch(/^reason: The name “regularizers” is taken/);
  });

  test('a regularizer of another model that is not edited is no reason', () => {
    const other =
      'o = keras.Sequential([layers.Dense(8, bias_regularizer="l2", kernel_regularizer=own())])\n';
    const model = 'm = keras.Sequential([layers.Dense(8), layers.Dense(1)])\n';
    expect(edit(HEAD + model + other, { dropout: 0.5 })).toBe(
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dropout(0.5), layers.Dense(1)])\n${other}`,
    );
  });

  test('the file has changed meanwhile', () => {
    const text = `${HEAD}m = keras.Sequential([layers.Dense(8)])`;
    const [definition] = readDefinitions('m.py', text);
    expect(regularizationEdits(`# new line\n${text}`, definition!, DROPOUT_L2)).toEqual({
      reason: 'The file has changed since “m” was read.',
    });
  });

  test('models of other kinds', () => {
    const functional = `${HEAD}x = keras.Input((4,))\nm = keras.Model(x, layers.Dense(1)(x))\n`;
    const [definition] = readDefinitions('m.py', functional);
    expect(regularizationEdits(functional, definition!, DROPOUT_L2)).toEqual({
      reason: '“m” is no Sequential model of Keras: only those are edited. Set it in your own code.',
    });
    expect(isApplied(definition!, settings({}))).toBe(false);
  });

  test('a model inside the model', () => {
    const text = `${HEAD}a = keras.Sequential([layers.Dense(8)])\nm = keras.Sequential([a, layers.Dense(1)])\n`;
    expect(edit(text, DROPOUT_L2, 'm')).toBe(
      'reason: “m” holds layers of “a” (line 4): models inside models are not edited yet.',
    );
  });

  test('a cell of a notebook', () => {
    const source = `${HEAD}m = keras.Sequential([layers.Dense(8)])`;
    const cell = { cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source };
    const text = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const [definition] = readDefinitions('m.ipynb', text);
    expect(regularizationEdits(text, definition!, DROPOUT_L2)).toEqual({
      reason: '“m” stands in a notebook: only Python files are edited. Set it in its cell yourself.',
    });
  });

  test('removing the only statement of a block would break the file', () => {
    const text = `${HEAD}m = keras.Sequential([layers.Dense(8)])\nwith scope():\n    m.add(layers.Dropout(0.5))\nm.add(layers.Dense(1))\n`;
    expect(edit(text, {})).toBe(
      'reason: “m” cannot be changed safely: the result would not be valid Python.',
    );
  });
});

describe('isApplied compares what is read with the settings', () => {
  const read = (elements: string) =>
    readDefinitions('m.py', `${HEAD}m = keras.Sequential([${elements}])`)[0]!;
  const dense = 'layers.Dense(8, kernel_regularizer=keras.regularizers.l2(1e-3))';
  test.each([
    [`${dense}, layers.Dropout(0.3), ${dense}`, true],
    [`${dense}, layers.Dropout(0.3), layers.ReLU(), ${dense}`, true],
    [`${dense}, layers.Dropout(0.3), ${dense}, layers.Dropout(0.0)`, true],
    [`${dense}, ${dense}`, false],
    [`${dense}, layers.Dropout(0.2), ${dense}`, false],
    [`${dense}, layers.Dropout(p), ${dense}`, false],
    [`${dense}, layers.Dropout(0.3), layers.Dropout(0.3), ${dense}`, false],
    [`layers.Dropout(0.3), ${dense}, layers.Dropout(0.3), ${dense}`, false],
    [`${dense}, layers.Dropout(0.3), ${dense}, layers.Dropout(0.3)`, false],
    [`${dense}, layers.Dropout(0.3), layers.Dense(1)`, false],
    [`${dense}, layers.Dropout(0.3), layers.Dense(1, kernel_regularizer=own())`, false],
    [`${dense}, layers.Dropout(0.3), block(), ${dense}`, false],
    [`${dense}, layers.Dropout(0.3), layers.GaussianDropout(0.3), ${dense}`, false],
    ['layers.Flatten()', false],
  ])('%s: %s', (elements, expected) => {
    expect(isApplied(read(elements), DROPOUT_L2)).toBe(expected);
  });
});
