import { describe, expect, test } from 'vitest';
import type { Surrounding } from '../../../src/definition/surroundings.ts';
import { read } from './read.ts';

/** The facts of one kind. */
function facts<Type extends Surrounding['type']>(type: Type, code: string, file?: string) {
  const found = read(code, file).surroundings.filter((fact) => fact.type === type);
  return found as Extract<Surrounding, { type: Type }>[];
}

describe('optimizers', () => {
  test.each<[string, string, number | undefined, string]>([
    ['tf.train.sgd(0.1)', 'SGD', 0.1, 'literal'],
    ['tf.train.momentum(0.1, 0.9)', 'Momentum', 0.1, 'literal'],
    ['tf.train.adam()', 'Adam', 0.001, 'default'],
    ['tf.train.adamax()', 'Adamax', 0.002, 'default'],
    ['tf.train.adagrad(rate)', 'Adagrad', undefined, 'unknown'],
    ['tf.train.rmsprop(1e-3)', 'RMSprop', 1e-3, 'literal'],
  ])('%s', (code, name, rate, origin) => {
    const [found] = facts('optimizer', `const optimizer = ${code};`);
    expect(found).toMatchObject({
      framework: 'tfjs',
      name,
      decoupled: false,
      groups: [],
      weightDecay: { value: 0 },
    });
    expect([found!.learningRate.value, found!.learningRate.origin]).toEqual([rate, origin]);
    expect(found!.anchor).toMatchObject({ startColumn: 'const optimizer = '.length + 1 });
  });

  test('a string in compile has defaults of its own: Adadelta 1', () => {
    const code =
      "const m = tf.sequential();\nm.compile({ loss: 'meanSquaredError', optimizer: 'adadelta' });";
    const [found] = facts('optimizer', code);
    expect(found).toMatchObject({ name: 'Adadelta', learningRate: { value: 1, origin: 'default' } });
    expect(code.slice(found!.range.from, found!.range.to)).toBe("'adadelta'");
  });
});

describe('compile', () => {
  test.each<[string, string, string | undefined]>([
    ['a name', "'categoricalCrossentropy'", 'categoricalCrossentropy'],
    ['a function of the library', 'tf.losses.softmaxCrossEntropy', 'softmaxCrossEntropy'],
    ['a function of one’s own', '(a, b) => a.sub(b)', undefined],
  ])('the loss is %s', (_name, written, expected) => {
    const [found] = facts(
      'compile',
      `const net = tf.sequential();\nnet.compile({ optimizer: tf.train.adam(0.01), loss: ${written} });`,
    );
    expect([found!.model, found!.loss.value]).toEqual(['net', expected]);
    expect(found!.optimizer).toMatchObject({ name: 'Adam', learningRate: { value: 0.01 } });
  });

  test('a model is not extended after it', () => {
    const code = `const net = tf.sequential();
net.add(tf.layers.dense({ units: 1, inputShape: [1] }));
net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
hand(net);`;
    expect(read(code).models[0]!.unreadable).toBeUndefined();
    expect(read(code.replace(/net.compile.*\n/, '')).models[0]!.unreadable).toMatchObject([
      { what: '“hand(net)”' },
    ]);
  });
});

describe('fit', () => {
  const fitted = (options: string) =>
    facts(
      'fit',
      `const model = tf.sequential();\nasync function train(x, y, options) {\n  await model.fit(x, y, ${options});\n}`,
    )[0]!;

  test.each<[string, boolean | undefined]>([
    ['{ validationSplit: 0.2 }', true],
    ['{ validationSplit: 0 }', false],
    ['{ validationSplit: options.split }', undefined],
    ['{ validationData: [x, y] }', true],
    ['{ validationData: null }', false],
    ['{ epochs: 3 }', false],
    ['{ ...options, epochs: 3 }', undefined],
    ['options', undefined],
  ])('%s: validation %s', (options, expected) => {
    expect(fitted(options).validation).toBe(expected);
  });

  test.each<[string, ReturnType<typeof fitted>['callbacks']]>([
    ['{ callbacks: tf.callbacks.earlyStopping({ patience: 3 }) }', ['EarlyStopping']],
    [
      '{ callbacks: [tf.callbacks.earlyStopping(), { onEpochEnd: async () => {} }] }',
      ['EarlyStopping', 'other'],
    ],
    ['{ callbacks: { onEpochEnd: (epoch, logs) => console.log(logs) } }', ['other']],
    ['{ callbacks: tfvis.show.fitCallbacks(surface, names) }', undefined],
    ['{ epochs: 3 }', []],
    ['options', undefined],
  ])('%s: callbacks %j', (options, expected) => {
    expect(fitted(options).callbacks).toEqual(expected);
  });

  test('batch size and epochs: 32 and 1 where they are left out', () => {
    expect(fitted('{}')).toMatchObject({
      model: 'model',
      batchSize: { value: 32, origin: 'default' },
      epochs: { value: 1, origin: 'default' },
      scope: { function: 'train', context: [] },
    });
    expect(fitted('{ batchSize: 8, epochs: 20 }')).toMatchObject({
      batchSize: { value: 8 },
      epochs: { value: 20 },
    });
  });

  test('of a data set, which has batches of its own', () => {
    const code = `const data = tf.data.array(rows).shuffle(100).batch(16);
const model = tf.sequential();
model.fitDataset(data, { epochs: 3, validationData: others });`;
    expect(facts('fit', code)[0]).toMatchObject({
      validation: true,
      batchSize: { value: undefined, origin: 'unknown' },
      epochs: { value: 3 },
    });
    expect(facts('loader', code)).toMatchObject([{ batchSize: { value: 16, origin: 'literal' } }]);
  });

  test('of a model that cannot be seen: its options tell', () => {
    const code = `export async function train(model, x, y) {
  model.compile({ loss: 'meanSquaredError', optimizer: 'adam' });
  await model.fit(x, y, { epochs: 5, validationSplit: 0.1 });
}`;
    expect(facts('fit', code, 'train.ts')).toMatchObject([{ model: 'model', validation: true }]);
    expect(facts('compile', code)).toMatchObject([{ model: 'model', loss: { value: 'meanSquaredError' } }]);
  });

  test('is not taken from other things', () => {
    expect(facts('fit', 'export const scale = (scaler, x) => scaler.fit(x, 1, { tolerance: 2 });')).toEqual(
      [],
    );
    expect(
      facts('compile', 'export const render = (template) => template.compile({ strict: true });'),
    ).toEqual([]);
  });
});

describe('early stopping', () => {
  test.each<[string, object]>([
    [
      '',
      {
        monitor: { value: 'val_loss', origin: 'default' },
        patience: { value: 0 },
        restoresBest: { value: false },
      },
    ],
    [
      "{ monitor: 'loss', patience: 4 }",
      { monitor: { value: 'loss', origin: 'literal' }, patience: { value: 4 } },
    ],
    ['{ restoreBestWeights: true }', { restoresBest: { value: true, origin: 'literal' } }],
    ['{ monitor: which }', { monitor: { value: undefined, origin: 'unknown' } }],
  ])('earlyStopping(%s)', (config, expected) => {
    expect(facts('earlyStopping', `const stop = tf.callbacks.earlyStopping(${config});`)).toMatchObject([
      expected,
    ]);
  });
});

describe('settings that are changed later', () => {
  const START = `const model = tf.sequential();
model.add(tf.layers.dense({ units: 2, inputShape: [3] }));
`;

  test.each<[string, string | undefined]>([
    ['model.layers[0].kernelRegularizer = tf.regularizers.l2();', 'model.layers[0]'],
    ["model.getLayer('x').biasRegularizer = null;", "model.getLayer('x')"],
    ['const first = model.layers[0];\nfirst.kernelRegularizer = tf.regularizers.l2();', 'first'],
  ])('%s has no effect', (code, layer) => {
    const [found] = facts('lateChange', START + code);
    expect(found).toMatchObject({ layer, acts: false });
    expect(found!.attribute).toMatch(/^(kernel|bias)Regularizer$/);
  });

  test('a dropout rate acts', () => {
    const code = 'const drop = tf.layers.dropout({ rate: 0.2 });\ndrop.rate = 0.5;';
    expect(facts('lateChange', code)).toMatchObject([{ attribute: 'rate', layer: 'drop', acts: true }]);
  });

  test('before the layer is built it acts, and the penalty is not known', () => {
    const code =
      'const layer = tf.layers.dense({ units: 2 });\nlayer.kernelRegularizer = tf.regularizers.l2();';
    expect(facts('lateChange', code)).toEqual([]);
    expect(read(code).models[0]!.layers[0]!.kernelPenaltyUnknown).toBeDefined();
  });

  test('frozen layers are not trained', () => {
    const code = `${START}for (const layer of model.layers) layer.trainable = false;`;
    expect(read(code).models[0]!.layers[0]!.settings.trainable).toMatchObject({ value: false });
  });
});

describe('penalties by hand', () => {
  const penalties = (code: string) =>
    facts('handPenalty', `const model = tf.sequential();\n${code}`).map(
      ({ norm, parameters, of, strength }) => [norm, parameters, of, strength.value],
    );

  test.each<[string, string, ReturnType<typeof penalties>]>([
    [
      'L1 over every weight',
      'const penalty = model.getWeights().map((w) => w.abs().sum()).reduce((a, b) => a.add(b)).mul(1e-3);',
      [['l1', 'all', 'model', 1e-3]],
    ],
    [
      'L2 by functions',
      'const penalty = tf.mul(tf.addN(model.getWeights().map((w) => tf.sum(tf.square(w)))), 0.01);',
      [['l2', 'all', 'model', 0.01]],
    ],
    [
      'a norm that is added to the loss',
      'const total = (loss) => loss.add(tf.norm(model.getWeights().map((w) => w.flatten())));',
      [['l2-norm', 'all', 'model', undefined]],
    ],
    [
      'a sum that begins with another loss',
      'const total = (loss) => model.getWeights().reduce((sum, w) => sum.add(w.square().sum()), tf.scalar(0)).mul(0.5).add(loss);',
      [['l2', 'all', 'model', 0.5]],
    ],
    ['weights that are only counted', 'const count = model.getWeights().map((w) => w.size);', []],
  ])('%s', (_name, code, expected) => {
    expect(penalties(code)).toEqual(expected);
  });
});
