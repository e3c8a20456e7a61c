/** Builder functions, helpers that return blocks, subclasses, custom layers, wrappers and models from elsewhere. */
import { describe, expect, test } from 'vitest';
import { layerOf, listing, modelNamed, modelsOf, program } from './support.ts';

describe('functions', () => {
  test('a builder: its parameters have their defaults', () => {
    const model = modelNamed(
      `
def build(classes=10, width=32, rate=None):
    inputs = Input((784,))
    x = Dense(width, activation="relu")(inputs)
    outputs = Dense(classes)(x)
    return Model(inputs, outputs)

net = build(width=64)
`,
      'build',
    );
    expect(model.style).toBe('functional');
    expect(model.layers[1]!.settings.units).toMatchObject({ value: 32, origin: 'parameter' });
    expect(model.layers[2]!.settings.units).toMatchObject({ value: 10, origin: 'parameter' });
    expect(model.parameters).toBe(784 * 32 + 32 + (32 * 10 + 10));
  });

  test('a helper that is called in a loop is a submodule of the builder', () => {
    const text = `
WD = 1e-4

def residual(x, filters, stride=1):
    shortcut = x
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", kernel_regularizer=regularizers.l2(WD))(x)
    x = layers.BatchNormalization()(x)
    if stride != 1 or shortcut.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride)(shortcut)
    return layers.Add()([x, shortcut])

def build():
    inputs = Input((32, 32, 3))
    x = layers.Conv2D(16, 3, padding="same")(inputs)
    for filters in (16, 32):
        x = residual(x, filters, stride=1 if filters == 16 else 2)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(inputs, Dense(10)(x))
`;
    // Without and with the convolution that fits the shortcut.
    const first = 3 * 3 * 16 * 16 + 16 + 4 * 16;
    const second = 3 * 3 * 16 * 32 + 32 + 4 * 32 + (16 * 32 + 32);
    const model = modelNamed(text, 'build');
    expect(listing(model)).toBe('Input@17 Conv2D@18 GlobalAveragePooling2D@21 Dense@22');
    expect(model.submodules).toMatchObject([{ name: 'residual', count: 2, parameters: first + second }]);
    expect(model.parameters).toBe(3 * 3 * 3 * 16 + 16 + first + second + (32 * 10 + 10));
    const helper = modelNamed(text, 'residual');
    expect(helper.style).toBe('function');
    expect(listing(helper)).toBe('Conv2D@10 BatchNormalization@11 Conv2D@13 Add@14');
    expect(helper.layers[0]).toMatchObject({
      settings: {
        filters: { value: undefined, origin: 'unknown' },
        strides: { value: [1], origin: 'parameter' },
      },
      kernelPenalty: { l1: 0, l2: 1e-4 },
    });
    expect(helper.layers[2]!.context).toEqual(['condition']);
  });

  test('a helper that returns a Sequential', () => {
    const text = `
def head(units, classes):
    return Sequential([Dense(units, activation="relu"), Dense(classes)])

x = Input((20,))
net = Model(x, head(8, 3)(x))
`;
    const head = 20 * 8 + 8 + (8 * 3 + 3);
    expect(modelNamed(text, 'net')).toMatchObject({
      parameters: head,
      submodules: [{ name: 'head', count: 1, parameters: head }],
    });
  });

  test('layers in a loop over a list of sizes', () => {
    const model = modelNamed(
      `
def mlp(sizes=(64, 32)):
    net = Sequential()
    net.add(Input((10,)))
    for size in sizes:
        net.add(Dense(size, activation="relu"))
        net.add(Dropout(0.3))
    net.add(Dense(1))
    return net
`,
      'net',
    );
    const dense = model.layers.filter(({ kind }) => kind === 'Dense');
    expect(dense.map(({ count, context }) => [count, context])).toEqual([
      [2, ['loop']],
      [undefined, undefined],
    ]);
    expect(dense[0]!.settings.units!.origin).toBe('unknown');
    expect(layerOf(model, 'Dropout').settings.rate).toMatchObject({ value: 0.3, origin: 'literal' });
    expect(model.parameters).toBe(10 * 64 + 64 + (64 * 32 + 32) + (32 * 1 + 1));
  });
});

describe('subclasses', () => {
  test('layers of __init__ in the order of call', () => {
    const model = modelNamed(
      `
class Net(keras.Model):
    def __init__(self, classes=3, rate=0.4):
        super().__init__()
        self.out = Dense(classes)
        self.drop = Dropout(rate)
        self.hidden = Dense(16, activation="relu")

    def call(self, x, training=False):
        x = self.hidden(x)
        x = self.drop(x, training=training)
        return self.out(x)
`,
      'Net',
    );
    expect(model).toMatchObject({ style: 'subclass', framework: 'keras' });
    expect(listing(model)).toBe('Dense@11 Dropout@10 Dense@9');
    expect(model.layers[1]!.settings.rate).toMatchObject({ value: 0.4, origin: 'parameter' });
    expect(model.layers[2]!.settings.units).toMatchObject({ value: 3, origin: 'parameter' });
    expect(model.layers[2]!.parameters).toBe(16 * 3 + 3);
    expect(model.layers.map(({ target }) => target)).toEqual(['hidden', 'drop', 'out']);
    expect(model.flow![2]!.settings!.training).toMatchObject({ value: 'mode' });
  });

  test('a layer of the file in a model', () => {
    const text = `
class Block(layers.Layer):
    def __init__(self, units=32):
        super().__init__()
        self.attention = MultiHeadAttention(num_heads=4, key_dim=8)
        self.feed = Sequential([Dense(units, activation="relu"), Dense(16)])
        self.norm = LayerNormalization()

    def call(self, x):
        x = self.norm(x + self.attention(x, x))
        return x + self.feed(x)

inputs = Input((20,))
x = Embedding(100, 16)(inputs)
x = Block(64)(x)
x = Block(64)(x)
net = Model(inputs, Dense(2)(x))
`;
    // Three projections to 4 · 8, one back to 16; γ and β; two Dense layers.
    const block = 3 * (16 * 32 + 32) + (32 * 16 + 16) + 2 * 16 + (16 * 64 + 64 + (64 * 16 + 16));
    expect(modelNamed(text, 'net')).toMatchObject({
      parameters: 100 * 16 + 2 * block + (16 * 2 + 2),
      submodules: [{ name: 'Block', count: 2, parameters: 2 * block }],
    });
    expect(
      modelNamed(text, 'Block')
        .layers.map(({ kind }) => kind)
        .sort(),
    ).toEqual(['Dense', 'Dense', 'LayerNormalization', 'MultiHeadAttention']);
  });

  test('layers in a list, made by a comprehension and applied in a loop', () => {
    const model = modelNamed(
      `
class Net(Model):
    def __init__(self):
        super().__init__()
        self.blocks = [Dense(8, activation="relu") for _ in range(3)]

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return x

x = Input((4,))
outer = Model(x, Net()(x))
`,
      'Net',
    );
    expect(model.layers).toMatchObject([{ kind: 'Dense', count: 3, context: ['loop'] }]);
  });

  test('own weights make the number of parameters that of the shape, or unknown', () => {
    const text = (shape: string) => `
class Scale(layers.Layer):
    def build(self, input_shape):
        self.scale = self.add_weight(shape=${shape}, initializer="ones")
        self.inner = Dense(4)

    def call(self, x):
        return self.inner(x * self.scale)

x = Input((6,))
net = Model(x, Scale()(x))
`;
    expect(modelNamed(text('(6,)'), 'net').parameters).toBe(6 + (6 * 4 + 4));
    expect(modelNamed(text('(input_shape[-1],)'), 'net').parameters).toBeUndefined();
  });

  test('a subclass of Sequential', () => {
    const model = modelNamed(
      `
class Net(keras.Sequential):
    def __init__(self):
        super().__init__()
        self.add(Dense(8))
        self.add(Dense(2))
`,
      'Net',
    );
    expect(model.style).toBe('subclass');
    expect(listing(model)).toBe('Dense@9 Dense@10');
  });
});

describe('wrappers', () => {
  test.each([
    // Each direction: 4 · 12 · (3 + 12) weights and 4 · 12 biases.
    ['Bidirectional(LSTM(12, return_sequences=True))', [7, 24], 2 * (4 * 12 * (3 + 12) + 4 * 12)],
    ['Bidirectional(GRU(5), merge_mode="sum")', [5], 2 * (3 * 5 * (3 + 5) + 2 * 3 * 5)],
    ['TimeDistributed(Dense(4))', [7, 4], 3 * 4 + 4],
    ['TimeDistributed(Sequential([Dense(5), Dense(2)]))', [7, 2], 3 * 5 + 5 + (5 * 2 + 2)],
    ['RNN(LSTMCell(6))', [6], 4 * 6 * (3 + 6) + 4 * 6],
    // One number of the vector for each of the kernel's outputs.
    ['SpectralNormalization(Dense(4))', [7, 4], 3 * 4 + 4 + 4],
    ['Lambda(lambda t: t * 2)', [7, 3], 0],
  ])('%s of [7, 3]', (layer, shape, parameters) => {
    const [model] = modelsOf(`x = Input((7, 3))\nnet = Model(x, ${layer}(x))`);
    const last = model!.layers.at(-1)!;
    expect(last.outputShape).toEqual(shape);
    expect(model!.parameters).toBe(parameters);
  });

  test('the layer inside has no place of its own, also through a variable', () => {
    const [model, ...others] = modelsOf(`
cell = LSTM(6, dropout=0.1)
net = Sequential([Input((7, 3)), Bidirectional(cell)])
`);
    expect(others).toEqual([]);
    expect(listing(model!)).toBe('Input@7 Bidirectional@7');
    expect(model!.layers[1]!.wrapped).toMatchObject({
      kind: 'LSTM',
      name: 'lstm',
      settings: { rate: { value: 0.1 } },
    });
    expect(model!.layers[1]!.otherRegularizer).toBeDefined();
  });

  test('states of recurrent layers', () => {
    const model = modelNamed(
      `
x = Input((7, 3))
y, hidden, cell = LSTM(5, return_state=True)(x)
net = Model(x, Dense(2)(hidden))
`,
      'net',
    );
    expect(layerOf(model, 'Dense').parameters).toBe(5 * 2 + 2);
  });
});

describe('models from elsewhere', () => {
  test.each([
    ['include_top=False, weights=None', [null, null, 2048], 2048],
    ['include_top=False, pooling="avg"', [2048], 2048],
    ['classes=7', [7], 7],
  ])('ResNet50(%s)', (args, shape, features) => {
    const model = modelNamed(
      `
base = keras.applications.ResNet50(${args}, input_shape=(224, 224, 3))
base.trainable = False
x = Activation("relu")(base.output)
net = Model(base.input, Dense(5)(x))
`,
      'net',
    );
    expect(layerOf(model, 'Activation').inputShape).toEqual(shape);
    expect(layerOf(model, 'Dense').parameters).toBe(features * 5 + 5);
    expect(model.parameters).toBeUndefined();
    expect(model.inputShape).toEqual([224, 224, 3]);
  });

  test('in a Sequential they are a part that cannot be read', () => {
    const [model] = modelsOf('net = Sequential([keras.applications.VGG16(include_top=False), Flatten()])');
    expect(listing(model!)).toBe('Flatten@6');
    expect(model!.unreadable).toMatchObject([
      { before: 0, what: '“keras.applications.VGG16(include_top=Fa…”' },
    ]);
  });

  test('a loaded model', () => {
    const text = 'old = keras.models.load_model("m.keras")\nnet = Sequential([old, Dense(2)])';
    expect(modelsOf(text)[0]!.unreadable).toMatchObject([{ before: 0, what: '“old”' }]);
  });
});

test('places in functions and classes are those of the file', () => {
  const text = program('def f():\n    return Sequential([\n        Dense(8),\n    ])\n');
  const [model] = modelsOf('def f():\n    return Sequential([\n        Dense(8),\n    ])\n');
  const { anchor, layers: list } = model!;
  expect(text.slice(anchor.from, anchor.to)).toBe('Sequential(');
  expect(text.slice(list[0]!.range.from, list[0]!.range.to)).toBe('Dense(8)');
});
