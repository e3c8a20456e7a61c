import { describe, expect, test } from 'vitest';
import { keptModels, type PlacedDefinition, shiftPlaced } from '../../extension/placed.ts';
import { isWorthReading, readableName } from '../../extension/readable.ts';
import { readSource } from '../../src/definition/source.ts';

const TWO_MODELS = [
  'from keras import Sequential, layers',
  'first = Sequential([layers.Input((4,)),',
  '                    layers.Dense(8)])',
  'second = Sequential([layers.Input((8,)), layers.Dense(2)])',
  '',
];

function read(lines: string[]) {
  const { models, broken } = readSource('net.py', lines.join('\n'));
  const placed = models.map((definition) => ({ definition, line: definition.anchor.startLine - 1 }));
  return { placed, broken };
}

const summary = (placed: PlacedDefinition[]) =>
  placed.map(({ definition: { name, parameters }, line }) => [name, parameters, line]);

describe('while the text is broken', () => {
  const before = read(TWO_MODELS).placed;
  // 4·8 + 8 and 8·2 + 2.
  const whole = [
    ['first', 40, 1],
    ['second', 18, 3],
  ];

  test('both models are read before', () => {
    expect(summary(before)).toEqual(whole);
  });

  test('a model that an open bracket hides stays as it was', () => {
    const { placed, broken } = read(TWO_MODELS.with(2, '                    layers.Dense(8, '));
    expect(broken.length).toBeGreaterThan(0);
    expect(summary(keptModels(before, placed, broken))).toEqual(whole);
  });

  test('a model that was deleted elsewhere does not', () => {
    const { placed, broken } = read([...TWO_MODELS.slice(0, 3), '', '', '', '', 'print(']);
    expect(broken.length).toBeGreaterThan(0);
    expect(summary(keptModels(before, placed, broken))).toEqual([['first', 40, 1]]);
  });

  test('nothing is kept once it is whole again', () => {
    const { placed, broken } = read(TWO_MODELS.slice(0, 3));
    expect(broken).toEqual([]);
    expect(summary(keptModels(before, placed, broken))).toEqual([['first', 40, 1]]);
  });

  test('models of one name are told apart by their order', () => {
    const lines = TWO_MODELS.map((line) => line.replace('second', 'first'));
    const { placed, broken } = read(lines.with(3, 'first = Sequential([layers.Input((8,)), layers.Dense('));
    const kept = keptModels(read(lines).placed, placed, broken);
    expect(summary(kept)).toEqual([
      ['first', 40, 1],
      ['first', 18, 3],
    ]);
  });

  test('what is kept moves with the lines above it', () => {
    const moved = shiftPlaced(before, { startLine: 2, endLine: 2, text: '\n\n' });
    expect(moved.map(({ line }) => line)).toEqual([1, 5]);
  });
});

test.each([
  ['/w/net.py', 'python', '/w/net.py'],
  ['Untitled-1', 'python', 'Untitled-1.py'],
  ['Untitled-1', 'typescriptreact', 'Untitled-1.tsx'],
  ['/w/net.mjs', 'javascript', '/w/net.mjs'],
  ['/w/net.json', 'json', undefined],
])('%s in the language %s is read as %s', (path, language, expected) => {
  expect(readableName(path, language)).toBe(expected);
});

test.each([
  ['import torch', true],
  ['import pytorch_lightning as pl', true],
  ['from tensorflow import keras', true],
  ["import * as tf from '@tensorflow/tfjs';", true],
  ['const model = tf.sequential();', true],
  ['import numpy as np', false],
  ['const shtf = require("shelf");', false],
])('%j can hold a model: %s', (text, expected) => {
  expect(isWorthReading(text)).toBe(expected);
});
