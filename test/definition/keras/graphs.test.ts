/** Functional graphs: at the top of a file, in builder functions, with shared layers and models as layers. */
import { describe, expect, test } from 'vitest';
import { layerOf, listing, modelNamed, modelsOf, parametersOf } from './support.ts';

describe('functional models', () => {
  test('a chain', () => {
    const [model, ...others] = modelsOf(`
inputs = keras.Input(shape=(28, 28, 1))
x = layers.Conv2D(8, 3, activation="relu")(inputs)
x = layers.MaxPooling2D()(x)
x = layers.Flatten()(x)
outputs = layers.Dense(10, activation="softmax")(x)
net = keras.Model(inputs, outputs)
`);
    expect(others).toEqual([]);
    expect(model).toMatchObject({
      name: 'net',
      framework: 'keras',
      style: 'functional',
      inputShape: [28, 28, 1],
    });
    expect(listing(model!)).toBe('Input@6 Conv2D@7 MaxPooling2D@8 Flatten@9 Dense@10');
    expect(parametersOf(model!)).toEqual([0, 3 * 3 * 8 + 8, 0, 0, 13 * 13 * 8 * 10 + 10]);
    expect(model!.parameters).toBe(80 + 13_530);
    expect(model!.range).toMatchObject({ startLine: 6, endLine: 11 });
    expect(model!.flow!.map(({ inputs }) => inputs)).toEqual([[], [0], [1], [2], [3]]);
    expect(model!.outputs).toEqual([4]);
  });

  test.each([
    ['Model(inputs=[a, b], outputs=[y])'],
    ['Model([a, b], y)'],
    ['keras.models.Model(input=[a, b], output=y)'],
  ])('several inputs: %s', (call) => {
    const model = modelNamed(
      `
a = Input((3,))
b = Input((5,))
y = Dense(2)(Concatenate()([Dense(4)(a), b]))
net = ${call}
`,
      'net',
    );
    // (3 · 4 + 4) + ((4 + 5) · 2 + 2)
    expect(model.parameters).toBe(16 + 20);
    expect(layerOf(model, 'Concatenate').outputShape).toEqual([9]);
    expect(listing(model)).toBe('Input@6 Input@7 Dense@8 Concatenate@8 Dense@8');
  });

  test('several outputs', () => {
    const model = modelNamed(
      `
x = Input((6,))
h = Dense(4)(x)
net = Model(x, [Dense(1)(h), Dense(3)(h)])
`,
      'net',
    );
    expect(model.parameters).toBe(6 * 4 + 4 + (4 * 1 + 1) + (4 * 3 + 3));
    expect(model.outputs).toHaveLength(2);
  });

  test('a shared layer counts once and is applied twice', () => {
    const model = modelNamed(
      `
a, b = Input((28,)), Input((28,))
shared = Dense(8)
net = Model([a, b], Subtract()([shared(a), shared(b)]))
`,
      'net',
    );
    expect(model.parameters).toBe(28 * 8 + 8);
    expect(model.layers.filter(({ kind }) => kind === 'Dense')).toHaveLength(1);
    expect(model.flow!.filter(({ layer }) => layer?.kind === 'Dense')).toHaveLength(2);
    expect(layerOf(model, 'Dense').target).toBe('shared');
  });

  test('a model applied as a layer is a submodule; its parameters count once', () => {
    const text = `
base = Sequential([Input((28,)), Dense(16, activation="relu")])
a = Input((28,))
b = Input((28,))
distance = Lambda(lambda pair: tf.abs(pair[0] - pair[1]))([base(a), base(b)])
siamese = Model([a, b], Dense(1)(distance))
`;
    const model = modelNamed(text, 'siamese');
    expect(listing(model)).toBe('Input@7 Input@8 Lambda@9 Dense@10');
    expect(model.submodules).toMatchObject([{ name: 'base', parameters: 28 * 16 + 16 }]);
    expect(model.parameters).toBe(28 * 16 + 16 + (16 * 1 + 1));
    expect(layerOf(model, 'Lambda').outputShape).toEqual([16]);
  });

  test('encoder, decoder and both together', () => {
    const text = `
x = Input((12,))
code = Dense(3)(Dense(6)(x))
encoder = Model(x, code)
z = Input((3,))
decoder = Model(z, Dense(12)(z))
both = Model(x, decoder(encoder(x)))
`;
    const [first, second] = [12 * 6 + 6 + (6 * 3 + 3), 3 * 12 + 12];
    expect(modelNamed(text, 'encoder').parameters).toBe(first);
    expect(modelNamed(text, 'decoder').parameters).toBe(second);
    expect(modelNamed(text, 'both')).toMatchObject({
      parameters: first + second,
      submodules: [
        { name: 'encoder', parameters: first },
        { name: 'decoder', parameters: second },
      ],
    });
  });

  test('operators and functions of TensorFlow are nodes of the flow', () => {
    const model = modelNamed(
      `
x = Input((8,))
a = Dense(4)(x)
y = tf.nn.relu(a * 2.0 + Dense(4)(x))
y = tf.concat([y, a], axis=-1)
net = Model(x, Dense(2)(y))
`,
      'net',
    );
    const operations = model.flow!.flatMap(({ operation, layer }) => (layer ? [] : [operation]));
    expect(operations).toEqual(['multiply', 'add', 'relu', 'concatenate']);
    expect(model.parameters).toBe(2 * (8 * 4 + 4) + (8 * 2 + 2));
  });

  test.each([
    ['tf.reshape(x, (-1, 8, 3))', [8, 3]],
    ['tf.transpose(x, perm=[0, 2, 1])', [4, 6]],
    ['tf.reduce_mean(x, axis=1)', [4]],
    ['tf.reduce_mean(x, axis=1, keepdims=True)', [1, 4]],
    ['tf.expand_dims(x, -1)', [6, 4, 1]],
    ['tf.squeeze(tf.expand_dims(x, 1), axis=1)', [6, 4]],
    ['tf.matmul(x, x, transpose_b=True)', [6, 6]],
    ['keras.ops.softmax(x)', [6, 4]],
    ['keras.activations.gelu(x)', [6, 4]],
    ['x[:, 0]', [4]],
    ['x + x', [6, 4]],
  ])('%s of a [6, 4] input', (expression, shape) => {
    const model = modelNamed(`x = Input((6, 4))\nnet = Model(x, Activation("relu")(${expression}))`, 'net');
    expect(layerOf(model, 'Activation').inputShape).toEqual(shape);
  });
});
