import { describe, expect, test } from 'vitest';
import { read, readLayerOf } from './python.ts';

describe('a value is read from', () => {
  test.each<[string, number, string]>([
    ['64', 64, 'literal'],
    ['1_024', 1024, 'literal'],
    ['0x40', 64, 'literal'],
    ['(64)', 64, 'literal'],
    ['2 * 32', 64, 'literal'],
    ['2 ** 3 * 8', 64, 'literal'],
    ['129 // 2', 64, 'literal'],
    ['-7 // 2', -4, 'literal'],
    ['-7 % 3', 2, 'literal'],
    ['-2 ** 2', -4, 'literal'],
    ['2 ** 3 ** 2', 512, 'literal'],
    ['100 - 30 - 6', 64, 'literal'],
    ['(100 - 36) / 1', 64, 'literal'],
    ['UNITS', 64, 'constant'],
    ['UNITS // 2 + 1', 33, 'constant'],
    ['HALF', 32, 'constant'],
    ['TYPED', 7, 'constant'],
    ['FIRST', 1, 'constant'],
    ['SECOND', 2, 'constant'],
    ['CHAINED', 9, 'constant'],
  ])('Dense(%s)', (expression, value, origin) => {
    const before = [
      'UNITS = 64',
      'HALF = UNITS // 2',
      'TYPED: int = 7',
      'FIRST, SECOND = 1, 2',
      'OTHER = CHAINED = 9',
    ].join('\n');
    expect(readLayerOf(`layers.Dense(${expression})`, before).settings.units).toMatchObject({
      value,
      origin,
    });
  });

  test.each([
    ['1e-3', 0.001],
    ['.5', 0.5],
    ['5.', 5],
    ['1.e-3', 0.001],
    ['5. * 2', 10],
    ['1E2', 100],
    ['-1e-4', -0.0001],
    ['+0.25', 0.25],
    ['1 / 4', 0.25],
  ])('Dropout(%s)', (expression, value) => {
    expect(readLayerOf(`layers.Dropout(${expression})`).settings.rate).toMatchObject({
      value,
      origin: 'literal',
    });
  });
});

describe('a value is unknown, never guessed', () => {
  test.each([
    ['assigned twice', 'N = 1\nN = 2', 'N'],
    ['changed by +=', 'N = 1\nN += 1', 'N'],
    ['assigned after its use', '', 'LATE'],
    ['assigned under a condition', 'if debug:\n    N = 8\nelse:\n    N = 4', 'N'],
    ['assigned in a loop from itself', 'N = 1\nfor i in range(3):\n    N = N * 2', 'N'],
    ['a loop variable', 'for N in [1, 2]:\n    pass', 'N'],
    ['opened by with', 'with a() as N:\n    pass', 'N'],
    ['imported', 'from config import N', 'N'],
    ['assigned again by :=', 'N = 1\nf(N := 2)', 'N'],
    ['deleted', 'N = 1\ndel N', 'N'],
    ['a function', 'def N():\n    pass', 'N'],
    ['set through global', 'N = 1\ndef f():\n    global N\n    N = 2', 'N'],
    ['never bound', '', 'N'],
    ['from a call', '', 'count(64)'],
    ['from a configuration', '', 'config["units"]'],
    ['an attribute', '', 'args.units'],
    ['a conditional', '', '64 if big else 32'],
    ['a string', '', '"64"'],
    ['a boolean', '', 'True'],
    ['complex', '', '3j'],
    ['divided by zero', '', '1 / 0'],
    ['circular', 'A = B\nB = A', 'A'],
    ['unpacked', 'N, M = sizes', 'N'],
    ['half-typed', '', '64 +'],
  ])('%s', (_, before, expression) => {
    const layer = readLayerOf(`layers.Dense(${expression})`, before);
    expect(layer.settings.units?.value).toBeUndefined();
    expect(layer.settings.units?.origin).toBe('unknown');
    expect(layer.outputShape).toBeUndefined();
    expect(layer.parameters).toBeUndefined();
  });

  test('parameters without a default are unknown; defaults and local constants are known', () => {
    const [model] = read(`
import keras
WIDTH = 32

def build(units, hidden=16):
    classes = 10
    return keras.Sequential([
        keras.layers.Dense(units), keras.layers.Dense(hidden),
        keras.layers.Dense(classes), keras.layers.Dense(WIDTH), keras.layers.Dense(LATER),
    ])

LATER = 5
`);
    // A function runs after the module: a constant below it counts.
    expect(model!.layers.map(({ settings: { units } }) => [units?.value, units?.origin])).toEqual([
      [undefined, 'unknown'],
      [16, 'parameter'],
      [10, 'constant'],
      [32, 'constant'],
      [5, 'constant'],
    ]);
  });

  test('a name of the function hides the constant of the module', () => {
    const [model] = read(`
import keras
N = 32
def build():
    N = get()
    return keras.Sequential([keras.layers.Dense(N)])
`);
    expect(model!.layers[0]!.settings.units).toMatchObject({ value: undefined, origin: 'unknown' });
  });

  test('the range is the expression in the source', () => {
    const text = 'import keras\nN = 8\nmodel = keras.Sequential([keras.layers.Dense(units=N * 2)])\n';
    const { units } = read(text)[0]!.layers[0]!.settings;
    expect(text.slice(units!.range!.from, units!.range!.to)).toBe('N * 2');
    expect(units!.range).toMatchObject({ startLine: 3, startColumn: 52, endLine: 3, endColumn: 57 });
  });
});
