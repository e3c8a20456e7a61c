import { describe, expect, test } from 'vitest';
import { insertLayerAfter } from '../../../src/advice/edit/layers.ts';
import type { Editable } from '../../../src/advice/edit/source.ts';
import { edited, layer, module } from './source.ts';

const inserted = (text: string, language: 'python' | 'javascript' = 'python', made = 'Dropout(0.5)') =>
  edited(language, text, (source: Editable, place) => insertLayerAfter(source, layer(place), made));

describe('a layer in a list', () => {
  test.each([
    [
      'one line',
      'm = Sequential([«Dense(8)», Dense(1)])',
      'm = Sequential([Dense(8), Dropout(0.5), Dense(1)])',
    ],
    [
      'the last',
      'm = Sequential([Dense(8), «Dense(1)»])',
      'm = Sequential([Dense(8), Dense(1), Dropout(0.5)])',
    ],
    [
      'one a line, comments, tabs, CRLF',
      'm = Sequential([\r\n\t«Dense(8)»,  # wide\r\n\tDense(1),\r\n])\r\n',
      'm = Sequential([\r\n\tDense(8),  # wide\r\n\tDropout(0.5),\r\n\tDense(1),\r\n])\r\n',
    ],
    [
      'no trailing comma',
      'm = Sequential([\n    Dense(8),\n    «Dense(\n        1,\n    )»\n])',
      'm = Sequential([\n    Dense(8),\n    Dense(\n        1,\n    ),\n    Dropout(0.5)\n])',
    ],
    [
      'behind activation and normalization',
      'm = nn.Sequential(\n  «nn.Linear(8, 4)»,\n  nn.BatchNorm1d(4),\n  # bent\n  nn.ReLU(inplace=True),\n  nn.Linear(4, 1),\n)',
      'm = nn.Sequential(\n  nn.Linear(8, 4),\n  nn.BatchNorm1d(4),\n  # bent\n  nn.ReLU(inplace=True),\n  Dropout(0.5),\n  nn.Linear(4, 1),\n)',
    ],
    [
      'an attribute',
      module(
        ['self.net = nn.Sequential(«nn.Linear(8, 4)», nn.GELU(), nn.Linear(4, 1))'],
        ['return self.net(x)'],
      ),
      module(
        ['self.net = nn.Sequential(nn.Linear(8, 4), nn.GELU(), Dropout(0.5), nn.Linear(4, 1))'],
        ['return self.net(x)'],
      ),
    ],
    [
      'a list of its own',
      'layers = [«Dense(8)», Dense(1)]\n',
      'layers = [Dense(8), Dropout(0.5), Dense(1)]\n',
    ],
    ['a list that is added', 'layers += [«Dense(8)»]\n', 'layers += [Dense(8), Dropout(0.5)]\n'],
    [
      'several elements on a line',
      'm = Sequential([\n  «A()», B(),\n])',
      'm = Sequential([\n  A(), Dropout(0.5), B(),\n])',
    ],
    [
      'through a variable',
      'd = «Dense(8)»\nm = Sequential([d, Dense(1)])',
      'd = Dense(8)\nm = Sequential([d, Dropout(0.5), Dense(1)])',
    ],
    ['a variable that is used twice', 'd = «Dense(8)»\nm = Sequential([d, d])', 'refused'],
    ['a list of modules', 'self.l = nn.ModuleList([«nn.Linear(8, 4)»])', 'refused'],
    ['a comprehension', 'm = Sequential([«Dense(8)» for _ in range(3)])', 'refused'],
    ['a dictionary', 'm = {"a": «Dense(8)»}', 'refused'],
    ['a wrapper', 'm = Sequential([TimeDistributed(«Dense(8)»)])', 'refused'],
    ['under a condition', 'm = Sequential([«Dense(8)» if wide else Dense(4)])', 'refused'],
  ])('%s', (_, before, expected) => expect(inserted(before)).toBe(expected));

  test.each([
    [
      'a key of its own, in the quotes of the others',
      "m = nn.Sequential(OrderedDict([\n  ('fc', «nn.Linear(8, 4)»),\n  ('relu', nn.ReLU()),\n  ('out', nn.Linear(4, 1)),\n]))",
      "m = nn.Sequential(OrderedDict([\n  ('fc', nn.Linear(8, 4)),\n  ('relu', nn.ReLU()),\n  ('dropout', Dropout(0.5)),\n  ('out', nn.Linear(4, 1)),\n]))",
    ],
    [
      'the key is taken',
      'm = OrderedDict([("fc", «nn.Linear(8, 4)»), ("dropout", nn.Identity())])',
      'm = OrderedDict([("fc", nn.Linear(8, 4)), ("dropout2", Dropout(0.5)), ("dropout", nn.Identity())])',
    ],
    ['other pairs', 'pairs = [("fc", «nn.Linear(8, 4)»)]', 'refused'],
  ])('OrderedDict: %s', (_, before, expected) => expect(inserted(before)).toBe(expected));

  test('tf.sequential', () => {
    const text =
      'const m = tf.sequential({\n  layers: [\n    «tf.layers.dense({units: 8})»,\n    tf.layers.dense({units: 1}),\n  ],\n});';
    expect(inserted(text, 'javascript', 'tf.layers.dropout({rate: 0.5})')).toBe(
      'const m = tf.sequential({\n  layers: [\n    tf.layers.dense({units: 8}),\n    tf.layers.dropout({rate: 0.5}),\n    tf.layers.dense({units: 1}),\n  ],\n});',
    );
  });
});

describe('a layer that is added', () => {
  test.each([
    [
      'a line',
      'm.add(«Dense(8)»)  # wide\nm.add(Dense(1))\n',
      'm.add(Dense(8))  # wide\nm.add(Dropout(0.5))\nm.add(Dense(1))\n',
    ],
    [
      'behind its activation',
      "def f():\n    self.m.add(«Dense(8)»)\n    self.m.add(Activation('relu'))\n    return m\n",
      "def f():\n    self.m.add(Dense(8))\n    self.m.add(Activation('relu'))\n    self.m.add(Dropout(0.5))\n    return m\n",
    ],
    ['joined', 'm.add(«Dense(8)»); m.add(Dense(1))', 'm.add(Dense(8)); m.add(Dropout(0.5)); m.add(Dense(1))'],
    [
      'another model follows',
      'm.add(«Dense(8)»)\nn.add(ReLU())\n',
      'm.add(Dense(8))\nm.add(Dropout(0.5))\nn.add(ReLU())\n',
    ],
    [
      'in a loop',
      'for n in s:\n\tlayers.append(«Dense(n)»)\n',
      'for n in s:\n\tlayers.append(Dense(n))\n\tlayers.append(Dropout(0.5))\n',
    ],
    ['through a variable', 'd = «Dense(8)»\nm.add(d)\n', 'd = Dense(8)\nm.add(d)\nm.add(Dropout(0.5))\n'],
    ['another function', 'm.build(«Dense(8)»)\n', 'refused'],
    ['with a name', "m.add_module('fc', «Dense(8)»)\n", 'refused'],
  ])('%s', (_, before, expected) => expect(inserted(before)).toBe(expected));

  test.each([
    [
      'semicolons',
      'model.add(«tf.layers.dense({units: 8})»);\nmodel.add(tf.layers.reLU());\n',
      'model.add(tf.layers.dense({units: 8}));\nmodel.add(tf.layers.reLU());\nmodel.add(tf.layers.dropout({rate: 0.5}));\n',
    ],
    [
      'a list of layers',
      'stack.push(«tf.layers.dense({units: 8})»);\n',
      'stack.push(tf.layers.dense({units: 8}));\nstack.push(tf.layers.dropout({rate: 0.5}));\n',
    ],
    [
      'several lines, no semicolons',
      'model.add(«tf.layers.dense({\n  units: 8,\n})»)\n',
      'model.add(tf.layers.dense({\n  units: 8,\n}))\nmodel.add(tf.layers.dropout({rate: 0.5}))\n',
    ],
  ])('JavaScript: %s', (_, before, expected) =>
    expect(inserted(before, 'javascript', 'tf.layers.dropout({rate: 0.5})')).toBe(expected),
  );
});

describe('a layer that is applied', () => {
  test.each([
    [
      'a line',
      'x = «Dense(8)»(x)\nx = Dense(1)(x)\n',
      'x = Dense(8)(x)\nx = Dropout(0.5)(x)\nx = Dense(1)(x)\n',
    ],
    [
      'another variable',
      'h = «Dense(8)»(x)\ny = Dense(1)(h)\n',
      'h = Dense(8)(x)\nh = Dropout(0.5)(h)\ny = Dense(1)(h)\n',
    ],
    [
      'behind its companions',
      "x = «Dense(8)»(x)\nx = BatchNormalization()(x)\nx = layers.Activation('relu')(x)\nx = Dense(1)(x)\n",
      "x = Dense(8)(x)\nx = BatchNormalization()(x)\nx = layers.Activation('relu')(x)\nx = Dropout(0.5)(x)\nx = Dense(1)(x)\n",
    ],
    [
      'companions around',
      'y = ReLU()(BatchNormalization()(«Dense(8)»(x)))\n',
      'y = ReLU()(BatchNormalization()(Dense(8)(x)))\ny = Dropout(0.5)(y)\n',
    ],
    ['inside others', 'y = Dense(1)(«Dense(8)»(x))\n', 'y = Dense(1)(Dropout(0.5)(Dense(8)(x)))\n'],
    [
      'returned',
      'def f(x):\n    return tf.nn.relu(«Dense(8)»(x))\n',
      'def f(x):\n    return Dropout(0.5)(tf.nn.relu(Dense(8)(x)))\n',
    ],
    ['through its variable', 'd = «Dense(8)»\ny = d(x)\n', 'd = Dense(8)\ny = d(x)\ny = Dropout(0.5)(y)\n'],
    ['an annotation', 'x: Tensor = «Dense(8)»(x)\n', 'x: Tensor = Dense(8)(x)\nx = Dropout(0.5)(x)\n'],
    ['never applied', 'd = «Dense(8)»\n', 'refused'],
    ['applied twice', 'd = «Dense(8)»\ny = d(a) + d(b)\n', 'refused'],
  ])('%s', (_, before, expected) => expect(inserted(before)).toBe(expected));

  test.each([
    [
      'let',
      'let x = «tf.layers.dense({units: 8})».apply(input);\nf(x);',
      'let x = tf.layers.dense({units: 8}).apply(input);\nx = drop().apply(x);\nf(x);',
    ],
    ['an assignment', 'x = «dense()».apply(x);', 'x = dense().apply(x);\nx = drop().apply(x);'],
    ['const', 'const x = «dense()».apply(input);', 'const x = drop().apply(dense().apply(input));'],
    [
      'a cast',
      'const x = «dense()».apply(input) as tf.SymbolicTensor;',
      'const x = drop().apply(dense().apply(input) as tf.SymbolicTensor) as tf.SymbolicTensor;',
    ],
    [
      'through its variable',
      'const d = «dense()»;\nconst y = d.apply(x);',
      'const d = dense();\nconst y = drop().apply(d.apply(x));',
    ],
    [
      'chained',
      'const y = out.apply(«dense()».apply(x));',
      'const y = out.apply(drop().apply(dense().apply(x)));',
    ],
  ])('JavaScript: %s', (_, before, expected) =>
    expect(inserted(before, 'javascript', 'drop()')).toBe(expected),
  );
});

describe('a layer in an attribute', () => {
  const made = 'nn.Dropout(0.5)';
  test.each([
    [
      'a line',
      module(
        ['self.fc1 = «nn.Linear(8, 4)»', 'self.fc2 = nn.Linear(4, 1)'],
        ['x = self.fc1(x)', 'return self.fc2(x)'],
      ),
      module(
        ['self.fc1 = nn.Linear(8, 4)', 'self.dropout = nn.Dropout(0.5)', 'self.fc2 = nn.Linear(4, 1)'],
        ['x = self.fc1(x)', 'x = self.dropout(x)', 'return self.fc2(x)'],
      ),
    ],
    [
      'a function around',
      module(['self.fc1 = «nn.Linear(8, 4)»  # wide'], ['x = F.relu(self.fc1(x))', 'return x']),
      module(
        ['self.fc1 = nn.Linear(8, 4)  # wide', 'self.dropout = nn.Dropout(0.5)'],
        ['x = F.relu(self.fc1(x))', 'x = self.dropout(x)', 'return x'],
      ),
    ],
    [
      'normalization and activation in attributes',
      module(
        [
          'self.fc1 = «nn.Linear(8, 4)»',
          'self.n1 = nn.BatchNorm1d(4)',
          'self.act = nn.ReLU()',
          'self.dropout = nn.Identity()',
        ],
        ['x = self.n1(self.fc1(x))', 'x = self.act(x)', 'return x'],
      ),
      module(
        [
          'self.fc1 = nn.Linear(8, 4)',
          'self.dropout2 = nn.Dropout(0.5)',
          'self.n1 = nn.BatchNorm1d(4)',
          'self.act = nn.ReLU()',
          'self.dropout = nn.Identity()',
        ],
        ['x = self.n1(self.fc1(x))', 'x = self.act(x)', 'x = self.dropout2(x)', 'return x'],
      ),
    ],
    [
      'inside others',
      module(
        ['self.fc1 = «nn.Linear(8, 4)»', 'self.fc2 = nn.Linear(4, 1)'],
        ['return self.fc2(torch.relu(self.fc1(x)))'],
      ),
      module(
        ['self.fc1 = nn.Linear(8, 4)', 'self.dropout = nn.Dropout(0.5)', 'self.fc2 = nn.Linear(4, 1)'],
        ['return self.fc2(self.dropout(torch.relu(self.fc1(x))))'],
      ),
    ],
    [
      'a method of the value',
      module(['self.fc1 = «nn.Linear(8, 4)»'], ['h = self.fc1(x).relu()', 'return h']),
      module(
        ['self.fc1 = nn.Linear(8, 4)', 'self.dropout = nn.Dropout(0.5)'],
        ['h = self.fc1(x).relu()', 'h = self.dropout(h)', 'return h'],
      ),
    ],
    [
      'a wider expression',
      module(['self.fc1 = «nn.Linear(8, 4)»'], ['return x + self.fc1(x)']),
      module(
        ['self.fc1 = nn.Linear(8, 4)', 'self.dropout = nn.Dropout(0.5)'],
        ['return x + self.dropout(self.fc1(x))'],
      ),
    ],
    ['applied twice', module(['self.fc1 = «nn.Linear(8, 4)»'], ['return self.fc1(self.fc1(x))']), 'refused'],
    ['never applied', module(['self.fc1 = «nn.Linear(8, 4)»'], ['return x']), 'refused'],
    [
      'used otherwise',
      module(['self.fc1 = «nn.Linear(8, 4)»'], ['return self.fc1(x) @ self.fc1.weight']),
      'refused',
    ],
    ['two targets', module(['self.a = self.fc1 = «nn.Linear(8, 4)»'], ['return self.a(x)']), 'refused'],
  ])('%s', (_, before, expected) => expect(inserted(before, 'python', made)).toBe(expected));
});
