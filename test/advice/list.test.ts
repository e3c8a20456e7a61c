import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applied, DROPOUT_L2, edit } from './edit.ts';

const HEAD = `from tensorflow import keras
from tensorflow.keras import layers

`;

/** Cases without their imports: the elements of a list, one a line. */
const model = (...lines: string[]) =>
  `${HEAD}model = keras.Sequential(\n    [\n${lines.map((line) => `        ${line}\n`).join('')}    ]\n)\n`;

test('examples/digits/model.py: Dropout 0.3 + L2 1e-3', () => {
  const text = readFileSync(new URL('../../examples/digits/model.py', import.meta.url), 'utf8');
  const after = edit(text, DROPOUT_L2);
  expect(after).toBe(
    text.replace(
      / {8}layers\.Dense\(128[\s\S]*softmax"\),\n/,
      `        layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-3)),
        layers.Dropout(0.3),
        layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-3)),
        layers.Dropout(0.3),
        layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2(1e-3)),
`,
    ),
  );
  expect(applied(text, DROPOUT_L2)).toBe(false);
  expect(applied(after, DROPOUT_L2)).toBe(true);
  expect(edit(after, {})).toBe(text);
});

describe('dropout', () => {
  test.each([
    [
      'one line',
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dense(4), layers.Dense(1)])\n`,
      0.5,
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dropout(0.5), layers.Dense(4), layers.Dropout(0.5), layers.Dense(1)])\n`,
    ],
    [
      'after normalization, activation and Flatten that follow the Dense layer',
      model(
        'layers.Dense(8),',
        'layers.BatchNormalization(),',
        'layers.ReLU(),',
        'layers.Flatten(),',
        'layers.Dense(1),',
      ),
      0.2,
      model(
        'layers.Dense(8),',
        'layers.BatchNormalization(),',
        'layers.ReLU(),',
        'layers.Flatten(),',
        'layers.Dropout(0.2),',
        'layers.Dense(1),',
      ),
    ],
    [
      'existing rates are changed in place',
      model(
        'layers.Dense(8),',
        'layers.Dropout(0.5, seed=1),',
        'layers.ReLU(),',
        'layers.Dense(8),',
        'layers.Dropout(rate=0.1),',
        'layers.Dense(1),',
      ),
      0.3,
      model(
        'layers.Dense(8),',
        'layers.Dropout(0.3, seed=1),',
        'layers.ReLU(),',
        'layers.Dense(8),',
        'layers.Dropout(rate=0.3),',
        'layers.Dense(1),',
      ),
    ],
    [
      'a gap without dropout gets one',
      model('layers.Dense(8),', 'layers.Dropout(0.5),', 'layers.Dense(8),', 'layers.Dense(1),'),
      0.5,
      model(
        'layers.Dense(8),',
        'layers.Dropout(0.5),',
        'layers.Dense(8),',
        'layers.Dropout(0.5),',
        'layers.Dense(1),',
      ),
    ],
    [
      'dropout on the input, on the output and twice in a gap goes',
      model(
        'keras.Input((4,)),',
        'layers.Dropout(0.1),',
        'layers.Dense(8),',
        'layers.Dropout(0.2),',
        'layers.Dropout(0.4),',
        'layers.Dense(1),',
        'layers.Dropout(0.6),',
      ),
      0.3,
      model('keras.Input((4,)),', 'layers.Dense(8),', 'layers.Dropout(0.3),', 'layers.Dense(1),'),
    ],
    [
      'a comment stays with its layer',
      model('layers.Dense(8),  # hidden', '# the output', '# of the model', 'layers.Dense(1),'),
      0.5,
      model(
        'layers.Dense(8),  # hidden',
        'layers.Dropout(0.5),',
        '# the output',
        '# of the model',
        'layers.Dense(1),',
      ),
    ],
    [
      'removed with its comment',
      model('layers.Dense(8),', 'layers.Dropout(0.5),  # half', 'layers.Dense(1)'),
      0,
      model('layers.Dense(8),', 'layers.Dense(1)'),
    ],
    [
      'removed on one line',
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dropout(0.5), layers.Dense(1)])`,
      0,
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dense(1)])`,
    ],
    [
      'removed at the end of a line',
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dropout(0.5), layers.Dropout(0.5)])`,
      0,
      `${HEAD}m = keras.Sequential([layers.Dense(8)])`,
    ],
    [
      'removed at the start of a line',
      `${HEAD}m = keras.Sequential([layers.Dropout(0.5), layers.Dense(8)])`,
      0,
      `${HEAD}m = keras.Sequential([layers.Dense(8)])`,
    ],
    [
      'aligned behind the bracket',
      `${HEAD}m = keras.Sequential([layers.Dense(8),\n                      layers.Dense(4),\n                      layers.Dense(1)])\n`,
      0.5,
      `${HEAD}m = keras.Sequential([layers.Dense(8),\n                      layers.Dropout(0.5),\n                      layers.Dense(4),\n                      layers.Dropout(0.5),\n                      layers.Dense(1)])\n`,
    ],
    [
      'several on a line',
      model('layers.Dense(8), layers.Dense(4),', 'layers.Dense(1),'),
      0.5,
      model(
        'layers.Dense(8), layers.Dropout(0.5), layers.Dense(4),',
        'layers.Dropout(0.5),',
        'layers.Dense(1),',
      ),
    ],
    [
      'a constant as rate is replaced where it is used',
      `${HEAD}P = 0.5\nm = keras.Sequential([layers.Dense(8), layers.Dropout(P), layers.Dense(1)])`,
      0.2,
      `${HEAD}P = 0.5\nm = keras.Sequential([layers.Dense(8), layers.Dropout(0.2), layers.Dense(1)])`,
    ],
    [
      'an unknown rate is replaced',
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dropout(args.p), layers.Dense(1)])`,
      0.2,
      `${HEAD}m = keras.Sequential([layers.Dense(8), layers.Dropout(0.2), layers.Dense(1)])`,
    ],
    [
      'layers in a list of its own',
      `${HEAD}stack = [\n  layers.Dense(8),\n  layers.Dense(1),\n]\nm = keras.Sequential(stack)`,
      0.2,
      `${HEAD}stack = [\n  layers.Dense(8),\n  layers.Dropout(0.2),\n  layers.Dense(1),\n]\nm = keras.Sequential(stack)`,
    ],
    [
      'layers in variables',
      `${HEAD}a = layers.Dense(8)\nb = layers.Dense(1)\nm = keras.Sequential([a, b])`,
      0.2,
      `${HEAD}a = layers.Dense(8)\nb = layers.Dense(1)\nm = keras.Sequential([a, layers.Dropout(0.2), b])`,
    ],
    [
      'tabs and Windows line ends',
      `${HEAD}m = keras.Sequential([\n\tlayers.Dense(8),\n\tlayers.Dense(1),\n])\n`.replaceAll('\n', '\r\n'),
      0.2,
      `${HEAD}m = keras.Sequential([\n\tlayers.Dense(8),\n\tlayers.Dropout(0.2),\n\tlayers.Dense(1),\n])\n`.replaceAll(
        '\n',
        '\r\n',
      ),
    ],
    [
      'a comment above, with Windows line ends',
      `${HEAD}m = keras.Sequential([\n\tlayers.Dense(8),\n\t# out\n\tlayers.Dense(1),\n])\n`.replaceAll(
        '\n',
        '\r\n',
      ),
      0.2,
      `${HEAD}m = keras.Sequential([\n\tlayers.Dense(8),\n\tlayers.Dropout(0.2),\n\t# out\n\tlayers.Dense(1),\n])\n`.replaceAll(
        '\n',
        '\r\n',
      ),
    ],
    [
      'one Dense layer has no gap',
      `${HEAD}m = keras.Sequential([layers.Dense(1)])`,
      0.5,
      `${HEAD}m = keras.Sequential([layers.Dense(1)])`,
    ],
  ])('%s', (_, before, dropout, after) => {
    expect(edit(before, { dropout })).toBe(after);
    expect(applied(after, { dropout })).toBe(true);
    expect(edit(after, { dropout })).toBe(after);
  });
});

describe('penalties', () => {
  const one = (args: string) => `${HEAD}m = keras.Sequential([layers.Dense(${args})])\n`;
  test.each([
    ['L1', one('8'), { l1: 1e-4 }, one('8, kernel_regularizer=keras.regularizers.L1(1e-4)')],
    ['L2', one('8'), { l2: 2.5e-4 }, one('8, kernel_regularizer=keras.regularizers.L2(2.5e-4)')],
    [
      'both',
      one('8'),
      { l1: 1e-5, l2: 1e-4 },
      one('8, kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=1e-4)'),
    ],
    [
      'trailing comma',
      one('8, activation="relu",'),
      { l2: 1e-3 },
      one('8, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-3),'),
    ],
    [
      'None is replaced',
      one('8, kernel_regularizer=None'),
      { l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.L2(1e-3)'),
    ],
    [
      'a string is replaced',
      one("8, kernel_regularizer='l2', name='d'"),
      { l1: 1e-3 },
      one("8, kernel_regularizer=keras.regularizers.L1(1e-3), name='d'"),
    ],
    [
      'the spelling stays',
      one('8, kernel_regularizer=keras.regularizers.l2(0.01)'),
      { l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.l2(1e-3)'),
    ],
    [
      'the keyword stays',
      one('8, kernel_regularizer=keras.regularizers.l2(l2=0.01)'),
      { l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.l2(l2=1e-3)'),
    ],
    [
      'a default gets its number',
      one('8, kernel_regularizer=keras.regularizers.L2()'),
      { l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.L2(1e-3)'),
    ],
    [
      'another class beside it',
      one('8, kernel_regularizer=keras.regularizers.l2(0.01)'),
      { l1: 1e-5, l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.l1_l2(l1=1e-5, l2=1e-3)'),
    ],
    [
      'the class L1L2',
      one('8, kernel_regularizer=keras.regularizers.L1L2(l1=0.1)'),
      { l1: 1e-5, l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=1e-3)'),
    ],
    [
      'by position',
      one('8, None, True, "he_normal", "zeros", "l2", None'),
      { l2: 1e-3 },
      one('8, None, True, "he_normal", "zeros", keras.regularizers.L2(1e-3), None'),
    ],
    [
      'removed by position',
      one('8, None, True, "he_normal", "zeros", "l2", None'),
      {},
      one('8, None, True, "he_normal", "zeros", None, None'),
    ],
    ['removed at the end', one('8, kernel_regularizer="l2"'), {}, one('8')],
    ['removed at the end before a comma', one('8, kernel_regularizer="l2",'), {}, one('8,')],
    ['removed in the middle', one('8, kernel_regularizer="l2", name="d"'), {}, one('8, name="d"')],
    ['removed at the start', one('kernel_regularizer="l2", units=8'), {}, one('units=8')],
    [
      'arguments on lines',
      model('layers.Dense(', '    8,', '    activation="relu",', '),'),
      { l2: 1e-3 },
      model(
        'layers.Dense(',
        '    8,',
        '    activation="relu",',
        '    kernel_regularizer=keras.regularizers.L2(1e-3),',
        '),',
      ),
    ],
    [
      'arguments on lines, with comments',
      model('layers.Dense(', '    8,  # wide', '    activation="relu"  # ReLU', '),'),
      { l2: 1e-3 },
      model(
        'layers.Dense(',
        '    8,  # wide',
        '    activation="relu",  # ReLU',
        '    kernel_regularizer=keras.regularizers.L2(1e-3)',
        '),',
      ),
    ],
    [
      'arguments aligned behind the parenthesis',
      model('layers.Dense(8,', '             activation="relu"),'),
      { l2: 1e-3 },
      model(
        'layers.Dense(8,',
        '             activation="relu",',
        '             kernel_regularizer=keras.regularizers.L2(1e-3)),',
      ),
    ],
    [
      'removed from arguments on lines',
      model(
        'layers.Dense(',
        '    8,',
        '    kernel_regularizer=keras.regularizers.L1L2(',
        '        l1=0.1, l2=0.1',
        '    ),',
        '    activation="relu",',
        '),',
      ),
      {},
      model('layers.Dense(', '    8,', '    activation="relu",', '),'),
    ],
    [
      'every kernel, the last one included; other layers are left alone',
      model('layers.Dense(8, kernel_regularizer="l1"),', 'layers.BatchNormalization(),', 'layers.Dense(1),'),
      { l2: 1e-2 },
      model(
        'layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-2)),',
        'layers.BatchNormalization(),',
        'layers.Dense(1, kernel_regularizer=keras.regularizers.L2(1e-2)),',
      ),
    ],
    [
      'a variable of these layers alone is changed itself',
      `${HEAD}reg = keras.regularizers.l2(0.1)\nm = keras.Sequential([layers.Dense(8, kernel_regularizer=reg), layers.Dense(1, kernel_regularizer=reg)])`,
      { l2: 1e-3 },
      `${HEAD}reg = keras.regularizers.l2(1e-3)\nm = keras.Sequential([layers.Dense(8, kernel_regularizer=reg), layers.Dense(1, kernel_regularizer=reg)])`,
    ],
    [
      'a variable that is used elsewhere is left alone',
      `${HEAD}reg = keras.regularizers.l2(0.1)\nm = keras.Sequential([layers.Dense(8, kernel_regularizer=reg)])\nother = keras.Sequential([layers.Dense(8, kernel_regularizer=reg)])`,
      { l2: 1e-3 },
      `${HEAD}reg = keras.regularizers.l2(0.1)\nm = keras.Sequential([layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3))])\nother = keras.Sequential([layers.Dense(8, kernel_regularizer=reg)])`,
    ],
    [
      'a constant is left alone',
      `${HEAD}LAMBDA = 0.1\nm = keras.Sequential([layers.Dense(8, kernel_regularizer=keras.regularizers.l2(LAMBDA))])`,
      { l2: 1e-3 },
      `${HEAD}LAMBDA = 0.1\nm = keras.Sequential([layers.Dense(8, kernel_regularizer=keras.regularizers.l2(1e-3))])`,
    ],
    [
      'a layer in a variable',
      `${HEAD}wide = layers.Dense(8)\nm = keras.Sequential([wide])\nwide.trainable = False\n`,
      { l2: 1e-3 },
      `${HEAD}wide = layers.Dense(8, kernel_regularizer=keras.regularizers.L2(1e-3))\nm = keras.Sequential([wide])\nwide.trainable = False\n`,
    ],
    ['nothing to do', one('8'), {}, one('8')],
    [
      'already there',
      one('8, kernel_regularizer=keras.regularizers.l2(0.001)'),
      { l2: 1e-3 },
      one('8, kernel_regularizer=keras.regularizers.l2(0.001)'),
    ],
  ])('%s', (_, before, part, after) => {
    expect(edit(before, part)).toBe(after);
    expect(applied(after, part)).toBe(true);
    expect(edit(after, part)).toBe(after);
  });
});
