import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyEdits, describeChange, regularizationEdits } from '../../src/advice/apply.ts';
import { readDefinitions } from '../../src/definition/source.ts';
import type { Settings } from '../../src/experiment/experiment.ts';
import { DROPOUT_L2, settings } from './edit.ts';

function changeOf(text: string, wanted: Settings) {
  const result = regularizationEdits(text, readDefinitions('m.py', text)[0]!, wanted);
  if ('reason' in result) throw new Error(result.reason);
  return describeChange(text, result.edits, '/work/models/model.py');
}

const lines = (change: ReturnType<typeof changeOf>) => change.diff.map(({ sign, text }) => sign + text);

test('examples/digits/model.py', () => {
  const text = readFileSync(new URL('../../examples/digits/model.py', import.meta.url), 'utf8');
  const change = changeOf(text, DROPOUT_L2);
  expect(change).toMatchObject({ file: 'model.py', line: 9, more: 1 });
  expect(lines(change)).toEqual([
    '-layers.Dense(128, activation="relu"),',
    '+layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-3)),',
    '-layers.Dense(64, activation="relu"),',
    '+layers.Dropout(0.3),',
    '+layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-3)),',
  ]);
});

describe('the diff', () => {
  const HEAD = 'from keras.models import Sequential\nfrom keras.layers import Dense\n\n\n';

  test('imports are counted, not shown; an unchanged line between two changes is', () => {
    const text = `${HEAD}def build():\n    m = Sequential()\n    m.add(Dense(8))\n    print(m)\n    m.add(Dense(1))\n    return m\n`;
    const change = changeOf(text, settings({ l2: 1e-3 }));
    expect(change).toMatchObject({ line: 7, more: 1 });
    expect(lines(change)).toEqual([
      '-m.add(Dense(8))',
      '+m.add(Dense(8, kernel_regularizer=regularizers.L2(1e-3)))',
      ' print(m)',
      '-m.add(Dense(1))',
      '+m.add(Dense(1, kernel_regularizer=regularizers.L2(1e-3)))',
    ]);
  });

  test('changes that are far apart are counted', () => {
    const text = `${HEAD}m = Sequential()\nm.add(Dense(8))\n\n\nm.add(Dense(4))\n\n\nm.add(Dense(1))\n`;
    const change = changeOf(text, settings({ l2: 1e-3 }));
    expect(change.line).toBe(6);
    expect(lines(change)).toHaveLength(2);
    expect(change.more).toBe(3);
  });

  test('removed lines', () => {
    const text =
      'import keras\nm = keras.Sequential([\n    keras.layers.Dense(8),\n    keras.layers.Dropout(0.5),\n    keras.layers.Dense(1),\n])\n';
    const change = changeOf(text, settings({}));
    expect(change).toEqual({
      file: 'model.py',
      line: 4,
      diff: [{ sign: '-', text: 'keras.layers.Dropout(0.5),' }],
      more: 0,
    });
  });

  test('added lines stand at the line that they push down', () => {
    const text =
      'import keras\r\nm = keras.Sequential([\r\n    keras.layers.Dense(8),\r\n    keras.layers.Dense(1),\r\n])\r\n';
    const change = changeOf(text, settings({ dropout: 0.5 }));
    expect(change).toMatchObject({ line: 4, more: 0 });
    expect(lines(change)).toEqual(['+keras.layers.Dropout(0.5),']);
  });

  test('only imports, when nothing else is in the edits', () => {
    const text = 'from a import b\nx = 1\n';
    const change = describeChange(text, [{ from: 15, to: 15, text: ', c' }], 'm.py');
    expect(lines(change)).toEqual(['-from a import b', '+from a import b, c']);
    expect(change.line).toBe(1);
  });

  test('no edits, no lines', () => {
    expect(describeChange('x = 1\n', [], 'm.py')).toEqual({ file: 'm.py', line: 1, diff: [], more: 0 });
  });
});

test('applyEdits takes edits in any order; insertions at one place keep theirs', () => {
  const edits = [
    { from: 4, to: 5, text: 'E' },
    { from: 0, to: 0, text: '1' },
    { from: 0, to: 0, text: '2' },
    { from: 1, to: 3, text: '' },
  ];
  expect(applyEdits('abcdef', edits)).toBe('12adEf');
});
