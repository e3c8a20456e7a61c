import { expect, test } from 'vitest';
import { advise } from '../../src/advice/runner.ts';
import { type AdviceSettings, DEFAULT_SETTINGS } from '../../src/advice/settings.ts';
import { readSource } from '../../src/definition/source.ts';

function run(text: string, settings: Partial<AdviceSettings> = {}, file = 'model.py') {
  const found = advise(readSource(file, text), () => text, { ...DEFAULT_SETTINGS, ...settings });
  return found.map(({ code, severity, range }) => `${range.startLine} ${code} ${severity}`);
}

/** REG005 in line 6 and REG002 in line 8. */
const model = (comments: Record<number, string> = {}) =>
  [
    'import keras',
    'from keras import layers',
    'model = keras.Sequential([',
    "    layers.Input((64,)), layers.Dense(16, activation='relu'),",
    '',
    '    layers.Dropout(0.5),',
    '    layers.BatchNormalization(),',
    '    layers.Dropout(0.9),',
    '    layers.Dense(1),',
    '])',
    '',
  ]
    .map((line, index) => line + (comments[index + 1] ?? ''))
    .join('\n');

test('findings in the order of the file', () => {
  expect(run(model())).toEqual(['6 REG005 warning', '8 REG002 warning']);
});

test('severities are set, or off', () => {
  expect(run(model(), { severity: { REG005: 'off', REG002: 'hint' } })).toEqual(['8 REG002 hint']);
});

test.each([
  ['at the end of the line', { 6: '  # reglens: ignore' }, ['8 REG002 warning']],
  ['this code', { 6: '  # reglens: ignore[REG005]' }, ['8 REG002 warning']],
  ['one of several codes', { 6: '  # reglens: ignore[REG001, reg005]' }, ['8 REG002 warning']],
  ['another code', { 6: '  # reglens: ignore[REG002]' }, ['6 REG005 warning', '8 REG002 warning']],
  ['alone above', { 5: '    # reglens: ignore' }, ['8 REG002 warning']],
  ['after other words', { 6: '  # as in the paper. reglens: ignore[REG005]' }, ['8 REG002 warning']],
  ['the whole file', { 1: '  # reglens: ignore-file' }, []],
  ['a code in the whole file', { 1: '  # reglens: ignore-file[REG002]' }, ['6 REG005 warning']],
  ['behind another line', { 7: '  # reglens: ignore' }, ['6 REG005 warning', '8 REG002 warning']],
  ['no comment', { 2: '; text = "# reglens: ignore-file"' }, ['6 REG005 warning', '8 REG002 warning']],
  ['another mark', { 6: '  # reglens ignore' }, ['6 REG005 warning', '8 REG002 warning']],
])('comments: %s', (_, comments: Record<number, string>, expected) => {
  expect(run(model(comments))).toEqual(expected);
});

test('`ignore-file` counts in the first lines only', () => {
  expect(run(`${'\n'.repeat(20)}${model({ 1: '  # reglens: ignore-file' })}`)).toHaveLength(2);
});

test('comments of JavaScript', () => {
  const source = (comment: string) =>
    [
      "import * as tf from '@tensorflow/tfjs';",
      'const model = tf.sequential();',
      'model.add(tf.layers.dense({ inputShape: [8], units: 4 }));',
      `model.add(tf.layers.dropout({ rate: 0.9 }));${comment}`,
      'model.add(tf.layers.dense({ units: 1 }));',
      '',
    ].join('\n');
  expect(run(source(''), {}, 'm.ts')).toEqual(['4 REG002 warning']);
  expect(run(source(' // reglens: ignore[REG002]'), {}, 'm.ts')).toEqual([]);
  expect(run(source(' /* reglens: ignore */'), {}, 'm.ts')).toEqual([]);
  const before = source('').replace(
    'model.add(tf.layers.dropout',
    '/* reglens: ignore */ model.add(tf.layers.dropout',
  );
  expect(run(before, {}, 'm.ts')).toEqual([]);
});

test('notebooks: findings and comments of each cell', () => {
  const cells = [
    ['# Title'],
    ['import keras\n', 'from keras import layers\n'],
    [
      'a = keras.Sequential([\n',
      '    layers.Dense(8), layers.Dropout(0.9),  # reglens: ignore[REG002]\n',
      '])',
    ],
    ['b = keras.Sequential([\n', '    layers.Dense(8),\n', '    layers.Dropout(0.95),\n', '])'],
  ];
  const text = JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((source, index) =>
      index === 0
        ? { cell_type: 'markdown', metadata: {}, source }
        : { cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source },
    ),
  });
  const textOf = (cell?: number) => cells[cell!]!.join('');
  const found = advise(readSource('lab.ipynb', text), textOf, DEFAULT_SETTINGS);
  expect(found.map(({ code, range }) => [code, range.cell, range.startLine])).toEqual([['REG002', 3, 3]]);
  expect(textOf(3).slice(found[0]!.range.from, found[0]!.range.to)).toBe('0.95');
});

test('what stands in a part that cannot be parsed is left out', () => {
  const broken = model().replace('layers.Dense(1),', 'layers.Dense(1, activation=(');
  expect(readSource('model.py', broken).broken).not.toEqual([]);
  expect(run(broken)).toEqual([]);
});

test('findings work their fixes out when they are asked for, once', () => {
  const [found] = advise(readSource('model.py', model()), () => model(), DEFAULT_SETTINGS);
  expect(found!.fixes).toHaveLength(1);
  expect(found!.fixes).toBe(found!.fixes);
  expect(Object.keys(found!)).toContain('fixes');
});
