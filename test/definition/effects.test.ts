/** Uses of a model's name that may add layers hide its size; uses that cannot do not, and what is seen to be added counts. */
import { describe, expect, test } from 'vitest';
import { read } from './python.ts';

const HEAD = `
import keras
from tensorflow import keras as tk
from keras.layers import Dense
from utils import helper
`;
/** 4 · 8 + 8 parameters. */
const MODEL = 'model = keras.Sequential([keras.Input((4,)), Dense(8)])\n';

const modelOf = (text: string) => read(HEAD + text).find(({ name }) => name === 'model')!;

describe('code that may add layers', () => {
  test.each([
    ['block(model, 64)', '“block(model, 64)”'],
    ['helper(model)\nmodel.compile()', '“helper(model)”'],
    ['block(layers=3, net=model)', '“block(layers=3, net=model)”'],
    ['block([model])', '“block([model])”'],
    ['m = n = model\nn.pop()', '“n.pop()”'],
    ['m = model if big else other\nm.add(Dense(3))', '“model if big else other”'],
    ['f = model.add\nf(Dense(2))', '“f = model.add”'],
    ['list(map(model.add, parts))', '“list(map(model.add, parts))”'],
    ['model.layers.append(Dense(2))', '“model.layers.append(Dense(2))”'],
    ['model.layers.insert(0, Dense(2))', '“model.layers.insert(0, Dense(2))”'],
    ['model.layers.pop()', '“model.layers.pop()”'],
    ['model.layers[0] = Dense(2)', '“model.layers[0] = Dense(2)”'],
    ['model._layers.append(Dense(2))', '“model._layers.append(Dense(2))”'],
    ['models["b"] = model', '“models["b"] = model”'],
    ['other.model = model', '“other.model = model”'],
    ['getattr(model, "add")(Dense(2))', '“getattr(model, "add")(Dense(2))”'],
    ['def block(n, *, m):\n    helper(m)\nblock(3, m=model)', '“helper(m)”'],
    ['if ready:\n    model.compile()\nhelper(model)', '“helper(model)”'],
    ['def later():\n    helper(model)', '“helper(model)”'],
    ['len = helper\nlen(model)', '“len(model)”'],
  ])('%s', (statement, what) => {
    const model = modelOf(MODEL + statement);
    expect(model.unreadable).toMatchObject([{ before: 2, what }]);
    expect(model.parameters).toBeUndefined();
  });
});

describe('layers that are added by another road are read', () => {
  const added = (units: number) => 4 * 8 + 8 + (8 * units + units);

  test.each([
    ['m = model\nm.add(Dense(3))', 3],
    ['for m in [model, other]:\n    m.add(Dense(1))', 1],
    ['def block(m, n):\n    m.add(Dense(n))\nblock(model, 3)', 3],
    ['def block(**nets):\n    nets["m"].add(Dense(1))\nblock(m=model)', 1],
  ])('%s', (statement, units) => {
    const model = modelOf(MODEL + statement);
    expect(model.unreadable).toBeUndefined();
    expect(model.parameters).toBe(added(units));
  });

  test('an attribute, by another name and by a method of the class', () => {
    const models = read(`${HEAD}
class First:
    def __init__(self):
        self.net = keras.Sequential([keras.Input((4,)), Dense(8)])
        net = self.net
        net.add(Dense(2))

class Second:
    def __init__(self):
        self.net = keras.Sequential([keras.Input((4,)), Dense(8)])
        self.grow(self.net)

    def grow(self, net):
        net.add(Dense(2))
`);
    const nets = models.filter(({ name }) => name === 'net');
    expect(nets.map(({ parameters }) => parameters)).toEqual([added(2), added(2)]);
  });
});

describe('code that leaves the layers alone', () => {
  test.each([
    ['model.compile()\nmodel.fit(x, y)\nmodel.summary()\nhelper(model)'],
    ['model.compile()\nmodels["a"] = model\nbest = [model]'],
    ['print(model.name, model.trainable_weights, len(model.layers), model)'],
    [
      'model.save("x")\nw = model.get_weights()\nmodel.set_weights(w)\nmodel.get_layer("a").trainable = False',
    ],
    ['y = model(x)'],
    ['tk.utils.plot_model(model)\ncopy = keras.models.clone_model(model)\ntk.models.save_model(model, "a")'],
    ['keras.Model(inputs=model.input, outputs=model.layers[0].output)'],
    ['outer = keras.Sequential([model, Dense(2)])\nouter.add(model)'],
    [
      'for layer in model.layers:\n    layer.trainable = False\nfor i, l in enumerate(model.layers):\n    print(l)',
    ],
    ['def train(model, data):\n    model.compile()\n    helper(model)\ntrain(model, 3)'],
    ['def train(data, *, net=None):\n    return net.fit(data)\ntrain(3, net=model)'],
    ['def a(m):\n    b(m)\ndef b(m):\n    a(m)\n    return m.evaluate()\na(model)'],
    ['best = model\nbest.fit(x)'],
    ['for m in [model, other]:\n    m.fit(x)'],
    ['def get():\n    return model, 3'],
    ['if __name__ == "__main__":\n    model.compile()\n    helper(model)'],
    ['if model is not None and ready:\n    helper(model=3)'],
    ['def other(model):\n    model.add(Dense(3))'],
  ])('%s', (statement) => {
    const model = modelOf(MODEL + statement);
    expect(model.unreadable).toBeUndefined();
    expect(model.parameters).toBe(4 * 8 + 8);
  });

  test('in a class: compiled in one method, handed on in another', () => {
    const [model] = read(`${HEAD}
class Trainer:
    def __init__(self):
        self.model = keras.Sequential([keras.Input((4,)), Dense(8)])
        self.model.compile()
        self.show(self.model)

    def show(self, model):
        model.summary()

    def train(self):
        helper(self.model)
`);
    expect(model!.parameters).toBe(4 * 8 + 8);
  });
});

describe('a list that a model is built from', () => {
  const readStack = (statement: string) =>
    modelOf(`stack = [keras.Input((4,)), Dense(8)]\n${statement}\nmodel = keras.Sequential(stack)`);

  test.each([['grow(stack)'], ['push = stack.append\npush(Dense(2))'], ['lists["a"] = stack']])(
    'may hold more after %s',
    (statement) => {
      expect(readStack(statement).unreadable).toMatchObject([{ what: '“stack”' }]);
    },
  );

  test.each([
    ['blocks = stack\nblocks.append(Dense(2))'],
    ['def grow(parts):\n    parts += [Dense(2)]\ngrow(stack)'],
    ['stack += [Dense(2)]'],
  ])('holds what is added by %s', (statement) => {
    expect(readStack(statement).parameters).toBe(4 * 8 + 8 + (8 * 2 + 2));
  });

  test.each([
    ['print(len(stack), stack[0])'],
    ['for layer in stack:\n    print(layer)'],
    ['blocks = stack\nprint(blocks)'],
    ['longer = stack + [Dense(2)]\nlonger.append(Dense(3))'],
    ['copy = [*stack]\nother = []\nother.extend(stack)\nf(*stack)'],
    ['def show(parts):\n    print(parts)\nshow(stack)'],
  ])('is read after %s', (statement) => {
    expect(readStack(statement).parameters).toBe(4 * 8 + 8);
  });
});

test('a long file that binds one name over and over is read whole', () => {
  const block = (index: number) => `model = keras.Sequential()\nmodel.add(Dense(${index}))\nmodel.fit(x)\n`;
  const text = HEAD + Array.from({ length: 1600 }, (_, index) => block(index + 1)).join('');
  const units = read(text).map(({ layers }) => layers[0]?.settings.units?.value);
  expect(units).toEqual(Array.from({ length: 1600 }, (_, index) => index + 1));
});
