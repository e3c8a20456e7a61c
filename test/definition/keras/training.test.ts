/** What stands around models: optimizers, compile, fit, callbacks, penalties by hand, augmentation, late changes. */
import { describe, expect, test } from 'vitest';
import { factsOf, layerOf, modelNamed } from './support.ts';

describe('optimizers', () => {
  test.each<[string, string, number | undefined, number | undefined]>([
    ['keras.optimizers.Adam()', 'Adam', 0.001, 0],
    ['keras.optimizers.Adam(3e-4)', 'Adam', 3e-4, 0],
    ['keras.optimizers.Adam(lr=3e-4, weight_decay=1e-5)', 'Adam', 3e-4, 1e-5],
    ['keras.optimizers.Adam(weight_decay=None)', 'Adam', 0.001, 0],
    ['keras.optimizers.AdamW()', 'AdamW', 0.001, 0.004],
    ['keras.optimizers.AdamW(1e-3, 0.05)', 'AdamW', 1e-3, 0.05],
    ['tf.keras.optimizers.experimental.AdamW(weight_decay=0.1)', 'AdamW', 0.001, 0.1],
    ['tf.optimizers.SGD(0.1, momentum=0.9)', 'SGD', 0.1, 0],
    ['keras.optimizers.legacy.RMSprop(rate)', 'RMSprop', undefined, 0],
    ['keras.optimizers.Adam(**options)', 'Adam', undefined, undefined],
  ])('%s', (call, name, learningRate, weightDecay) => {
    const [fact, ...others] = factsOf(`opt = ${call}`, 'optimizer');
    expect(others).toEqual([]);
    expect(fact).toMatchObject({ framework: 'keras', name, decoupled: true, groups: [], variable: 'opt' });
    expect([fact!.learningRate.value, fact!.weightDecay.value]).toEqual([learningRate, weightDecay]);
  });

  test('TensorFlow Addons: the decay stands first and has no default', () => {
    const text = 'import tensorflow_addons as tfa\nopt = tfa.optimizers.AdamW(1e-4, 1e-3)';
    expect(factsOf(text, 'optimizer')[0]).toMatchObject({
      weightDecay: { value: 1e-4, origin: 'literal' },
      learningRate: { value: 1e-3 },
    });
  });

  test('variables that are left out', () => {
    const text =
      'opt = keras.optimizers.AdamW(weight_decay=0.01)\nopt.exclude_from_weight_decay(var_names=["bias"])';
    expect(factsOf(text, 'optimizer')[0]!.excluded).toBe(true);
  });

  test.each([
    ['optimizer="adam", loss="mse"', 'Adam', 'mse'],
    ['"sgd", "categorical_crossentropy"', 'SGD', 'categorical_crossentropy'],
    [
      'optimizer=keras.optimizers.Adam(1e-3), loss=keras.losses.MeanSquaredError()',
      'Adam',
      'mean_squared_error',
    ],
    ['optimizer=tf.optimizers.Adam(), loss=tf.losses.mse', 'Adam', 'mse'],
  ])('compile(%s)', (args, optimizer, loss) => {
    const text = `net = Sequential([Dense(1)])\nnet.compile(${args})`;
    const [fact] = factsOf(text, 'compile');
    expect(fact).toMatchObject({ model: 'net', optimizer: { name: optimizer }, loss: { value: loss } });
    expect(fact!.range.startLine).toBe(7);
    expect(factsOf(text, 'optimizer')).toHaveLength(1);
  });
});

describe('fit', () => {
  const fitOf = (args: string, before = '') =>
    factsOf(`net = Sequential([Dense(1)])\n${before}\nnet.fit(${args})`, 'fit')[0]!;

  test.each<[string, boolean | undefined]>([
    ['x, y', false],
    ['x, y, validation_split=0.2', true],
    ['x, y, validation_split=0.0', false],
    ['x, y, validation_data=(a, b)', true],
    ['x, y, validation_data=val', true],
    ['x, y, validation_data=None', false],
    ['x, y, 32, 10, 1, None, 0.1', true],
    ['x, y, **options', undefined],
  ])('%s: validation %s', (args, validation) => {
    expect(fitOf(args).validation).toBe(validation);
  });

  test('a parameter that is None by default may be given', () => {
    const text = `
def train(net: Model, x, y, val=None):
    net.fit(x, y, epochs=3, validation_data=val)
`;
    expect(factsOf(text, 'fit')[0]).toMatchObject({ validation: undefined, scope: { function: 'train' } });
  });

  test('batch size and epochs', () => {
    expect(fitOf('x, y, batch_size=4, epochs=EPOCHS', 'EPOCHS = 7')).toMatchObject({
      batchSize: { value: 4, origin: 'literal' },
      epochs: { value: 7, origin: 'constant' },
    });
    expect(fitOf('x, y').batchSize).toEqual({ value: 32, origin: 'default' });
    // A data set has batches of its own.
    expect(fitOf('data').batchSize.value).toBeUndefined();
  });

  test.each<[string, string, string[] | undefined]>([
    ['callbacks=[keras.callbacks.EarlyStopping()]', '', ['EarlyStopping']],
    [
      'callbacks=callbacks',
      'stop = keras.callbacks.EarlyStopping()\ncallbacks = [stop, log()]',
      ['EarlyStopping', 'other'],
    ],
    ['callbacks=[keras.callbacks.TensorBoard("log")]', '', ['other']],
    ['callbacks=[make()]', '', undefined],
    ['callbacks=some', '', undefined],
    ['epochs=3', '', []],
  ])('%s', (args, before, callbacks) => {
    expect(fitOf(`x, y, ${args}`, before).callbacks).toEqual(callbacks);
  });

  test('fit_generator of Keras 1 and 2', () => {
    const text = 'net = Sequential([Dense(1)])\nnet.fit_generator(gen, 100, nb_epoch=5, validation_data=val)';
    expect(factsOf(text, 'fit')[0]).toMatchObject({ validation: true, epochs: { value: 5 } });
  });

  test('an object that is not known: its arguments must be those of Keras', () => {
    expect(factsOf('clf.fit(x, y)', 'fit')).toEqual([]);
    expect(factsOf('net = make()\nnet.fit(x, y, epochs=3)', 'fit')).toMatchObject([{ model: 'net' }]);
  });
});

describe('early stopping', () => {
  test.each([
    ['', 'val_loss', 0, false],
    ['monitor="loss", patience=5', 'loss', 5, false],
    ['"val_accuracy", 0.01, 3, restore_best_weights=True', 'val_accuracy', 3, true],
  ])('EarlyStopping(%s)', (args, monitor, patience, restoresBest) => {
    const [fact] = factsOf(`stop = tf.keras.callbacks.EarlyStopping(${args})`, 'earlyStopping');
    expect([fact!.monitor.value, fact!.patience.value, fact!.restoresBest.value]).toEqual([
      monitor,
      patience,
      restoresBest,
    ]);
  });
});

describe('penalties by hand', () => {
  const LOOP = 'for v in net.trainable_variables';
  test.each([
    [`loss = mse + 1e-4 * tf.add_n([tf.nn.l2_loss(v) ${LOOP}])`, 'l2', 'all', 0.5e-4],
    [`loss = mse + 0.01 * tf.add_n([tf.reduce_sum(tf.abs(v)) ${LOOP}])`, 'l1', 'all', 0.01],
    [`loss = mse + sum(tf.reduce_sum(tf.square(v)) ${LOOP}) * 0.5`, 'l2', 'all', 0.5],
    [`loss = mse + tf.add_n([tf.nn.l2_loss(v) ${LOOP} if "bias" not in v.name])`, 'l2', 'weights', 0.5],
  ])('%s', (statement, norm, parameters, strength) => {
    const [fact, ...others] = factsOf(`net = Sequential([Dense(1)])\n${statement}`, 'handPenalty');
    expect(others).toEqual([]);
    expect(fact).toMatchObject({ framework: 'keras', norm, parameters, strength: { value: strength } });
  });

  test('add_loss of a weight of the layer itself', () => {
    const [fact] = factsOf(
      `
class Own(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(3, 4))

    def call(self, x):
        self.add_loss(1e-3 * tf.reduce_sum(tf.square(self.w)))
        return tf.matmul(x, self.w)
`,
      'handPenalty',
    );
    expect(fact).toMatchObject({ norm: 'l2', parameters: 'part', of: 'self.w', strength: { value: 1e-3 } });
  });
});

describe('augmentation and batches', () => {
  const GENERATOR = `
from tensorflow.keras.preprocessing.image import ImageDataGenerator
aug = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, rotation_range=20)
plain = ImageDataGenerator(rescale=1 / 255)
net = Sequential([Dense(1)])
train = aug.flow_from_directory("data/train", batch_size=16)
`;

  test('a generator that changes training images alone', () => {
    const text = `${GENERATOR}val = plain.flow_from_directory("data/val")\nnet.fit(train, validation_data=val)`;
    expect(factsOf(text, 'augmentation')).toMatchObject([
      {
        kinds: ['ImageDataGenerator(horizontal_flip=…)', 'ImageDataGenerator(rotation_range=…)'],
        on: 'training',
        variable: 'aug',
      },
    ]);
    expect(factsOf(text, 'fit')[0]!.augmentedValidation).toBeUndefined();
    expect(factsOf(text, 'loader').map(({ batchSize, variable }) => [batchSize.value, variable])).toEqual([
      [16, 'train'],
      [32, 'val'],
    ]);
  });

  test('the same generator for validation', () => {
    const text = `${GENERATOR}val = aug.flow_from_directory("data/val")\nnet.fit(train, validation_data=val)`;
    expect(factsOf(text, 'augmentation')[0]!.on).toBe('both');
    expect(factsOf(text, 'fit')[0]!.augmentedValidation).toMatchObject({ startLine: 12 });
  });

  test('tf.data: a function that changes images at random', () => {
    const text = `
def augment(image, label):
    return tf.image.random_flip_left_right(image), label

train = tf.data.Dataset.from_tensor_slices((x, y)).map(augment).batch(8)
val = tf.data.Dataset.from_tensor_slices((a, b)).map(augment).batch(64)
net = Sequential([Dense(1)])
net.fit(train, validation_data=val)
`;
    expect(factsOf(text, 'loader').map(({ batchSize }) => batchSize.value)).toEqual([8, 64]);
    expect(factsOf(text, 'fit')[0]!.augmentedValidation).toBeDefined();
    expect(factsOf(text, 'augmentation').map(({ kinds, on }) => [kinds[0], on])).toContainEqual([
      'random_flip_left_right',
      'validation',
    ]);
  });

  test('random layers act in training', () => {
    expect(factsOf('a = Sequential([RandomFlip("horizontal"), Dense(2)])', 'augmentation')).toMatchObject([
      { kinds: ['RandomFlip'], on: 'training' },
    ]);
  });
});

describe('changes after a layer was built', () => {
  const BASE = 'x = Input((4,))\ndense = Dense(8)\nnet = Model(x, Dropout(0.2)(dense(x)))\n';
  test.each([
    ['dense.kernel_regularizer = regularizers.l2(1e-4)', 'kernel_regularizer', false],
    ['net.layers[1].kernel_regularizer = regularizers.l2(1e-4)', 'kernel_regularizer', false],
    [
      'for layer in net.layers:\n    layer.kernel_regularizer = regularizers.l2(1e-4)',
      'kernel_regularizer',
      false,
    ],
    ['net.get_layer("dense").kernel_regularizer = None', 'kernel_regularizer', false],
    ['net.layers[2].rate = 0.5', 'rate', true],
  ])('%s', (statement, attribute, acts) => {
    const [fact] = factsOf(BASE + statement, 'lateChange');
    expect(fact).toMatchObject({ attribute, acts });
  });

  test('an attribute of a layer of the file is none', () => {
    const text = `
class Own(layers.Layer):
    def __init__(self, reg=None):
        super().__init__()
        self.kernel_regularizer = keras.regularizers.get(reg)
`;
    expect(factsOf(text, 'lateChange')).toEqual([]);
  });
});

describe('modes', () => {
  test('a model that is called in training mode', () => {
    const text = 'net = Sequential([Dense(1)])\ny = net(x, training=True)\nz = net(x)';
    expect(factsOf(text, 'mode')).toMatchObject([{ mode: 'train', model: 'net', range: { startLine: 7 } }]);
  });

  test('dropout that is kept on', () => {
    const model = modelNamed('x = Input((4,))\nnet = Model(x, Dropout(0.5)(x, training=True))', 'net');
    const node = model.flow!.find(({ layer }) => layer === layerOf(model, 'Dropout'))!;
    expect(node.settings!.training).toMatchObject({ value: true, origin: 'literal' });
  });

  test('tf.nn.dropout acts whenever it is called', () => {
    const model = modelNamed('x = Input((4,))\nnet = Model(x, tf.nn.dropout(x, rate=0.3))', 'net');
    expect(model.flow!.at(-1)).toMatchObject({
      operation: 'dropout',
      settings: { rate: { value: 0.3 }, training: { value: true } },
    });
  });
});
