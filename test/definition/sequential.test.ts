import { describe, expect, test } from 'vitest';
import { kinds, read, readOne } from './python.ts';

const HEAD = 'from tensorflow import keras\nfrom tensorflow.keras import layers\n';

describe('list form', () => {
  test.each([
    ['positional', 'keras.Sequential([layers.Dense(8), layers.Dropout(0.5)])'],
    ['keyword', 'keras.Sequential(layers=[layers.Dense(8), layers.Dropout(0.5)])'],
    ['with a name', 'keras.Sequential([layers.Dense(8), layers.Dropout(0.5)], name="net")'],
    ['tuple', 'keras.Sequential((layers.Dense(8), layers.Dropout(0.5)))'],
    ['a list assigned once', 'keras.Sequential(stack)'],
    ['a list assigned once, by keyword', 'keras.Sequential(layers=stack)'],
    ['a sum of lists', 'keras.Sequential([layers.Dense(8)] + [layers.Dropout(0.5)])'],
    [
      'trailing comma and comments',
      'keras.Sequential([\n  layers.Dense(8),  # wide\n  # half\n  layers.Dropout(0.5),\n])',
    ],
    ['layers in variables', 'keras.Sequential([wide, layers.Dropout(0.5)])'],
    ['parentheses', 'keras.Sequential([(layers.Dense(8)), layers.Dropout(0.5)])'],
  ])('%s', (_, expression) => {
    const before = 'wide = layers.Dense(8)\nstack = [layers.Dense(8), layers.Dropout(0.5)]\n';
    const model = readOne(`${HEAD}${before}model = ${expression}\n`);
    expect(model).toMatchObject({ name: 'model', framework: 'keras', style: 'sequential', form: 'list' });
    expect(kinds(model)).toBe('Dense Dropout');
    expect(model.unreadable).toBeUndefined();
  });

  test('a layer held by a variable keeps its name as target', () => {
    const model = readOne(`${HEAD}wide = layers.Dense(8)\nmodel = keras.Sequential([wide, layers.Dense(2)])`);
    expect(model.layers.map(({ target }) => target)).toEqual(['wide', undefined]);
    expect(model.layers[0]!.range.startLine).toBe(3);
    expect(model.layers[0]!.slot.startLine).toBe(4);
  });

  test.each([
    ['make_block()', 0, '“make_block()”'],
    ['*blocks', 0, '“*blocks”'],
    ['layers.add', 0, '“layers.add”'],
  ])('%s cannot be read; the rest is', (element, before, what) => {
    const models = read(`${HEAD}model = keras.Sequential([${element}, layers.Dense(2)])`);
    const model = models.find(({ name }) => name === 'model')!;
    expect(kinds(model)).toBe('Dense');
    expect(model.unreadable).toMatchObject([{ before, what }]);
    expect(model.parameters).toBeUndefined();
  });

  test('one of two layers, by a condition', () => {
    const element = 'layers.Dropout(0.5) if train else layers.Flatten()';
    const model = readOne(`${HEAD}model = keras.Sequential([${element}, layers.Dense(2)])`);
    expect(kinds(model)).toBe('Dropout Flatten Dense');
    expect(model.layers.map(({ context }) => context)).toEqual([['condition'], ['condition'], undefined]);
    expect(model.unreadable).toMatchObject([{ before: 0, what: 'layers added under a condition' }]);
    expect(model.parameters).toBeUndefined();
  });

  test('a model without a name inside another is a part of it', () => {
    const model = readOne(
      `${HEAD}model = keras.Sequential([keras.Input((3,)), keras.Sequential([layers.Dense(4)]), layers.Dense(2)])`,
    );
    expect(kinds(model)).toBe('Input Dense Dense');
    expect(model.unreadable).toBeUndefined();
    expect(model.parameters).toBe(3 * 4 + 4 + (4 * 2 + 2));
  });

  test.each([
    ['appended to', 'stack.append(layers.Dense(2))'],
    ['extended', 'stack += [layers.Dense(2)]'],
  ])('a list that is %s', (_, statement) => {
    const model = readOne(`${HEAD}stack = [layers.Dense(8)]\n${statement}\nmodel = keras.Sequential(stack)`);
    expect(kinds(model)).toBe('Dense Dense');
    expect(model.unreadable).toBeUndefined();
  });

  test.each([
    ['changed at an index', 'stack[0] = layers.Dense(2)'],
    ['shortened', 'del stack[0]'],
  ])('a list that is %s is not seen whole', (_, statement) => {
    const model = readOne(`${HEAD}stack = [layers.Dense(8)]\n${statement}\nmodel = keras.Sequential(stack)`);
    expect(model.unreadable).toHaveLength(1);
    expect(model.parameters).toBeUndefined();
  });

  test('a list comprehension: one call makes several layers', () => {
    const model = readOne(`${HEAD}model = keras.Sequential([layers.Dense(n, input_dim=3) for n in (8, 4)])`);
    const [dense, ...others] = model.layers;
    expect(others).toEqual([]);
    expect(dense).toMatchObject({ kind: 'Dense', count: 2, context: ['loop'] });
    expect(dense!.settings.units).toMatchObject({ value: undefined, origin: 'unknown' });
    expect(model.parameters).toBe(3 * 8 + 8 + (8 * 4 + 4));
  });

  test('places: the definition, its anchor and its layers', () => {
    const text = `${HEAD}\nmodel = keras.Sequential(\n    [\n        layers.Dense(8),\n    ]\n)\n`;
    const model = readOne(text);
    expect(model.range).toMatchObject({ startLine: 4, startColumn: 1, endLine: 8, endColumn: 2 });
    expect(text.slice(model.anchor.from, model.anchor.to)).toBe('keras.Sequential(');
    expect(model.layers[0]!.range).toMatchObject({ startLine: 6, startColumn: 9, endColumn: 24 });
  });
});

describe('.add form', () => {
  test('layers in the order of the statements', () => {
    const text = `${HEAD}
model = keras.Sequential()
model.add(keras.Input(shape=(4,)))
model.add(layers.Dense(8))
print(model)
model.add(layer=layers.Dropout(0.5)); model.add(layers.Dense(1))
model.compile()
`;
    const model = readOne(text);
    expect(model.form).toBe('add');
    expect(kinds(model)).toBe('Input Dense Dropout Dense');
    expect(model.parameters).toBe(4 * 8 + 8 + (8 * 1 + 1));
    expect(model.range).toMatchObject({ startLine: 4, endLine: 8 });
    expect(model.layers[1]!.slot).toMatchObject({ startLine: 6, startColumn: 1 });
    expect(model.layers[1]!.range).toMatchObject({ startLine: 6, startColumn: 11 });
  });

  test('a list, then .add', () => {
    const model = readOne(`${HEAD}m = keras.Sequential([layers.Dense(8)])\nm.add(layers.Dense(2))`);
    expect(model.form).toBe('list');
    expect(kinds(model)).toBe('Dense Dense');
  });

  test('a rebound variable begins a new definition', () => {
    const models = read(`${HEAD}
model = keras.Sequential()
model.add(layers.Dense(8))
model = keras.Sequential()
model.add(layers.Dropout(0.5))
model.add(layers.Dense(4))
model = load()
model.add(layers.Flatten())
`);
    expect(models.slice(0, 2).map(kinds)).toEqual(['Dense', 'Dropout Dense']);
  });

  test('in functions, each with its own model', () => {
    const models = read(`${HEAD}
def small():
    model = keras.Sequential()
    model.add(layers.Dense(8))
    return model

def large():
    net = keras.Sequential()
    net.add(layers.Dense(80))
    net.add(layers.Dense(40))
    return net
`);
    expect(models.map(({ name }) => name)).toEqual(['model', 'net']);
    expect(models.map(kinds)).toEqual(['Dense', 'Dense Dense']);
  });

  test('on an attribute, inside with, under the main guard', () => {
    const models = read(`${HEAD}
class Trainer:
    def __init__(self):
        self.net = keras.Sequential()
        self.net.add(layers.Dense(8))

with strategy.scope():
    model = keras.Sequential()
    model.add(layers.Dense(4))
model.add(layers.Dense(2))

if __name__ == "__main__":
    main = keras.Sequential()
    main.add(layers.Dense(1))
`);
    expect(models.map(({ name }) => name)).toEqual(['net', 'model', 'main']);
    expect(models.map(kinds)).toEqual(['Dense', 'Dense Dense', 'Dense']);
    expect(models.every(({ unreadable }) => unreadable === undefined)).toBe(true);
  });

  test.each([
    ['while deep:\n    model.add(layers.Dense(8))', 'layers added in a loop'],
    ['[model.add(layers.Dense(n)) for n in sizes]', 'layers added in a loop'],
    ['if deep:\n    model.add(layers.Dense(8))', 'layers added under a condition'],
    ['try:\n    f()\nexcept E:\n    model.add(layers.Dense(8))', 'layers added under a condition'],
  ])('%s', (statement, what) => {
    const model = readOne(`${HEAD}model = keras.Sequential()\n${statement}\nmodel.add(layers.Dense(2))\n`);
    expect(kinds(model)).toBe('Dense Dense');
    expect(model.unreadable).toMatchObject([{ before: 0, what }]);
    expect(model.parameters).toBeUndefined();
  });

  test('a loop whose rounds can be counted', () => {
    const model = readOne(
      `${HEAD}model = keras.Sequential([keras.Input((4,))])\nfor n in range(1, 4):\n    model.add(layers.Dense(2 * n))`,
    );
    expect(model.layers[1]).toMatchObject({ kind: 'Dense', count: 3, context: ['loop'] });
    expect(model.layers[1]!.settings.units!.origin).toBe('unknown');
    expect(model.unreadable).toBeUndefined();
    expect(model.parameters).toBe(4 * 2 + 2 + (2 * 4 + 4) + (4 * 6 + 6));
  });

  test('a function that is never called may add layers', () => {
    const [model] = read(
      `${HEAD}model = keras.Sequential()\ndef extend():\n    model.add(layers.Dense(8))\nmodel.add(layers.Dense(2))`,
    );
    expect(kinds(model!)).toBe('Dense');
    expect(model!.unreadable).toMatchObject([{ what: 'layers added in another function' }]);
  });

  test.each([
    ['model.pop()', '“model.pop()”'],
    ['model.add(block)', '“block”'],
    ['model.add(*blocks)', '“model.add(*blocks)”'],
  ])('%s', (statement, what) => {
    const model = readOne(`${HEAD}model = keras.Sequential()\n${statement}\nmodel.add(layers.Dense(2))\n`);
    expect(kinds(model)).toBe('Dense');
    expect(model.unreadable).toMatchObject([{ before: 0, what }]);
  });

  test('.add of another method of the class', () => {
    const models = read(`${HEAD}
class A:
    def __init__(self):
        self.net = keras.Sequential([layers.Dense(8)])
    def more(self):
        self.net.add(layers.Dense(4))
class B:
    def more(self):
        self.net.add(layers.Dense(4))
`);
    const model = models.find(({ name }) => name === 'net')!;
    expect(kinds(model)).toBe('Dense');
    expect(model.unreadable).toMatchObject([{ before: 1, what: 'layers added in another function' }]);
  });

  test('.add of something else of the same name', () => {
    const models = read(`${HEAD}
def a():
    items = keras.Sequential([layers.Dense(8)])
def b():
    items = set()
    items.add(layers.Dense(4))
def c(items):
    items.add(layers.Dense(4))
`);
    const model = models.find(({ name }) => name === 'items')!;
    expect(kinds(model)).toBe('Dense');
    expect(model.unreadable).toBeUndefined();
  });

  test('a layer added after two branches is listed once, in the first model', () => {
    const models = read(`${HEAD}
if small:
    model = keras.Sequential([layers.Dense(8)])
else:
    model = keras.Sequential([layers.Dense(80)])
model.add(layers.Dense(2))
`);
    expect(models.map(kinds)).toEqual(['Dense Dense', 'Dense']);
    expect(models[1]!.submodules).toHaveLength(1);
  });

  test('a model made and filled in the same loop', () => {
    const model = readOne(`${HEAD}
for n in (8, 16):
    model = keras.Sequential()
    model.add(layers.Dense(n))
    model.add(layers.Dense(2))
`);
    expect(kinds(model)).toBe('Dense Dense');
    expect(model.unreadable).toBeUndefined();
    expect(model.layers[0]!.settings.units!.origin).toBe('unknown');
  });
});

describe('the name of a definition', () => {
  test.each([
    ['model = keras.Sequential([])', 'model'],
    ['self.net = keras.Sequential([])', 'net'],
    ['a.b.net = keras.Sequential([])', 'net'],
    ['model: keras.Model = keras.Sequential([])', 'model'],
    ['first, second = pair(keras.Sequential([]))', 'sequential'],
    ['first, second = load(), keras.Sequential([])', 'second'],
    ['a = b = keras.Sequential([])', 'a'],
    ['def build():\n    return keras.Sequential([])', 'build'],
    ['def build():\n    return (keras.Sequential([]))', 'build'],
    ['async def build():\n    return keras.Sequential([])', 'build'],
    ['build = lambda: keras.Sequential([])', 'build'],
    ['use(net := keras.Sequential([]))', 'net'],
    ['models = {"small": keras.Sequential([])}', 'small'],
    ['models["small"] = keras.Sequential([])', 'small'],
    ['models = [keras.Sequential([]) for _ in range(3)]', 'models'],
    ['model = keras.Sequential([]) if a else None', 'model'],
    ['fit(keras.Sequential([]))', 'sequential'],
    ['keras.Sequential([])', 'sequential'],
  ])('%s', (statement, name) => {
    expect(readOne(`${HEAD}${statement}\n`).name).toBe(name);
  });
});

describe('half-typed files', () => {
  test.each([
    ['model = keras.Sequential([layers.Dense(8), layers.Dense(', 'Dense Dense'],
    ['model = keras.Sequential([layers.Dense(8), layers.', 'Dense'],
    ['model = keras.Sequential([layers.Dense(8, activation=', 'Dense'],
    ['model = keras.Sequential([\n    layers.Dense(8),\n\nprint("x")\n', 'Dense'],
    ['model = keras.Sequential(', ''],
    ['def f(:\n    model = keras.Sequential([layers.Dense(8)])', 'Dense'],
    ['x = = 3\nmodel = keras.Sequential([layers.Dense(8)])', 'Dense'],
  ])('%s', (text, expected) => {
    expect(read(`${HEAD}${text}`).map(kinds)).toEqual([expected]);
  });
});

describe('half-typed: what follows may have been swallowed', () => {
  test.each([
    ['an unclosed .add', 'model.add(layers.Dense(4\nmodel.add(layers.Dense(2))\n'],
    ['a missing parenthesis', 'model.add(layers.Dense(4)\nmodel.add(layers.Dense(2))\n'],
    ['an unclosed list', 'model = keras.Sequential([keras.Input((3,)), layers.Dense(4)\nprint(1)\n'],
    ['a layer without a name', 'model.add(layers.)\nmodel.add(layers.Dense(2))\n'],
  ])('%s', (_, text) => {
    const models = read(`${HEAD}model = keras.Sequential([keras.Input((3,))])\n${text}`);
    expect(models.at(-1)!.parameters).toBeUndefined();
    expect(models.at(-1)!.unreadable!.map(({ what }) => what)).toContain('code that is not complete');
  });

  test('an error elsewhere, and the number `1.` that the grammar stumbles over, hide nothing', () => {
    const text =
      'x = = 3\nmodel = keras.Sequential([keras.Input((3,)), layers.Dropout(1. / 4), layers.Dense(2)])';
    expect(readOne(HEAD + text).parameters).toBe(3 * 2 + 2);
  });
});

describe('statements after a return are not run', () => {
  test.each([
    ['return model', 3 * 4 + 4],
    ['raise ValueError()', 3 * 4 + 4],
    ['print(1); return model', 3 * 4 + 4],
    ['if small:\n        return model', undefined],
  ])('%s', (statement, parameters) => {
    const model = readOne(`${HEAD}
def build():
    model = keras.Sequential([keras.Input((3,))])
    model.add(layers.Dense(4))
    ${statement}
    model.add(layers.Dense(5))
    grow(model)
`);
    expect(model.parameters).toBe(parameters);
  });
});

test('a byte order mark does not hide the first import and shifts nothing', () => {
  const text = 'import keras\nmodel = keras.Sequential([keras.layers.Dense(4)])\n';
  const [model] = read(`\ufeff${text}`);
  expect(kinds(model!)).toBe('Dense');
  expect(model!.anchor.from).toBe(1 + text.indexOf('keras.Sequential'));
  expect(model!.anchor).toMatchObject({ startLine: 2, startColumn: 9 });
});

test('lines are counted alike with every line ending', () => {
  const lines = [...HEAD.trimEnd().split('\n'), 'model = keras.Sequential([', '  layers.Dense(8),', '])', ''];
  for (const ending of ['\n', '\r\n']) {
    const model = readOne(lines.join(ending));
    expect(model.range).toMatchObject({ startLine: 3, endLine: 5 });
    expect(model.layers[0]!.range).toMatchObject({ startLine: 4, startColumn: 3 });
  }
});
