import { describe, expect, test } from 'vitest';
import { moveLayerAfter, removeLayer } from '../../../src/advice/edit/layers.ts';
import type { Editable, Span } from '../../../src/advice/edit/source.ts';
import { edited, layer, module } from './source.ts';

describe('removeLayer', () => {
  test.each([
    [
      'an element',
      'm = Sequential([Dense(8), «Dropout(0.5)», Dense(1)])',
      'm = Sequential([Dense(8), Dense(1)])',
    ],
    [
      'its line',
      'm = Sequential([\n  Dense(8),\n  «Dropout(0.5)»,  # why\n  Dense(1)\n])',
      'm = Sequential([\n  Dense(8),\n  Dense(1)\n])',
    ],
    ['the only one', 'm = Sequential([«Dropout(0.5)»])', 'refused'],
    ['a pair', "OrderedDict([('a', A()), ('d', «Dropout(0.5)»)])", "OrderedDict([('a', A())])"],
    ['added', 'm.add(A())\nm.add(«Dropout(0.5)»)\nm.add(B())\n', 'm.add(A())\nm.add(B())\n'],
    ['applied', 'x = A()(x)\nx = «Dropout(0.5)»(x)\nx = B()(x)\n', 'x = A()(x)\nx = B()(x)\n'],
    ['applied to another variable', 'y = «Dropout(0.5)»(x)\n', 'y = x\n'],
    ['inside others', 'y = B()(«Dropout(0.5)»(A()(x), training=True))\n', 'y = B()(A()(x))\n'],
    ['through its variable', 'd = «Dropout(0.5)»\nx = d(x)\ny = x\n', 'y = x\n'],
    [
      'an attribute that is applied twice',
      module(
        ['self.fc = A()', 'self.drop = «nn.Dropout(0.5)»'],
        ['x = self.drop(x)', 'return self.drop(self.fc(x))'],
      ),
      module(['self.fc = A()'], ['return self.fc(x)']),
    ],
    [
      'an element through its variable',
      'd = «Dropout(0.5)»\nm = Sequential([A(), d])\n',
      'm = Sequential([A()])\n',
    ],
    ['added through its variable', 'm = M()\nd = «Dropout(0.5)»\nm.add(d)\n', 'm = M()\n'],
    ['the only statement', 'def f(m):\n    m.add(«Dropout(0.5)»)\n', 'refused'],
  ])('%s', (_, before, expected) => {
    expect(edited('python', before, (source, place) => removeLayer(source, layer(place)))).toBe(expected);
  });

  test.each([
    ['a chain', 'const y = «drop()».apply(dense().apply(x));', 'const y = dense().apply(x);'],
    ['added', 'm.add(a());\nm.add(«drop()»);\n', 'm.add(a());\n'],
    ['its variable', 'let x = a();\nx = «drop()».apply(x);\n', 'let x = a();\n'],
  ])('JavaScript: %s', (_, before, expected) => {
    expect(edited('javascript', before, (source, place) => removeLayer(source, layer(place)))).toBe(expected);
  });
});

describe('moveLayerAfter', () => {
  test.each([
    ['a list', 'm = Sequential([A(), «Drop()», «BN()», B()])', 'm = Sequential([A(), BN(), Drop(), B()])'],
    [
      'one a line',
      'm = Sequential([\n  A(),\n  «Drop()»,  # why\n  «BN()»,\n  B(),\n])',
      'm = Sequential([\n  A(),\n  BN(),\n  Drop(),\n  B(),\n])',
    ],
    [
      'added',
      'm.add(A())\nm.add(«Drop()»)\nm.add(«BN()»)\nm.add(B())\n',
      'm.add(A())\nm.add(BN())\nm.add(Drop())\nm.add(B())\n',
    ],
    ['applied', 'x = «Drop()»(x)\nx = «BN()»(x)\nx = B()(x)\n', 'x = BN()(x)\nx = Drop()(x)\nx = B()(x)\n'],
    [
      'something between',
      'x = «Drop()»(x)\nx = relu(x)\nx = «BN()»(x)\n',
      'x = relu(x)\nx = BN()(x)\nx = Drop()(x)\n',
    ],
    ['backwards', 'y = «BN()»(relu(«Drop()»(A()(x))))\n', 'refused'],
    ['another value between', 'x = «Drop()»(x)\ny = A()(x)\nx = «BN()»(x)\n', 'refused'],
    ['another list', 'a = Sequential([A(), «Drop()»])\nb = Sequential([«BN()»])\n', 'refused'],
  ])('%s', (_, before, expected) => {
    const move = (source: Editable, _: Span, [moved, goal]: Span[]) =>
      moveLayerAfter(source, layer(moved!), layer(goal!));
    expect(edited('python', before, move)).toBe(expected);
  });

  test.each([
    [
      'lines',
      module(
        ['self.drop = «nn.Dropout()»', 'self.bn = «nn.BatchNorm1d(4)»'],
        ['x = self.drop(x)', 'x = F.relu(self.bn(x))', 'return x'],
      ),
      module(
        ['self.drop = nn.Dropout()', 'self.bn = nn.BatchNorm1d(4)'],
        ['x = F.relu(self.drop(self.bn(x)))', 'return x'],
      ),
    ],
    [
      'nested',
      module(
        ['self.drop = «nn.Dropout()»', 'self.bn = «nn.BatchNorm1d(4)»'],
        ['return self.bn(self.drop(x))'],
      ),
      module(['self.drop = nn.Dropout()', 'self.bn = nn.BatchNorm1d(4)'], ['return self.drop(self.bn(x))']),
    ],
    [
      'applied twice',
      module(
        ['self.drop = «nn.Dropout()»', 'self.bn = «nn.BatchNorm1d(4)»'],
        ['x = self.drop(x)', 'x = self.bn(x)', 'return self.drop(x)'],
      ),
      'refused',
    ],
  ])('attributes: %s', (_, before, expected) => {
    const move = (source: Editable, _: Span, [moved, goal]: Span[]) =>
      moveLayerAfter(source, layer(moved!), layer(goal!));
    expect(edited('python', before, move)).toBe(expected);
  });
});
