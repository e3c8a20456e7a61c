import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/dataset/dataset.ts';
import { readDefinitions } from '../../src/definition/read.ts';
import { buildArchitecture, leftOut } from '../../src/experiment/architecture.ts';
import { variantOf } from '../../src/experiment/plan.ts';
import { runSpecs } from '../../src/experiment/runSpecs.ts';

const part = { rows: 10, inputs: new Float32Array(0), targets: new Float32Array(0) };

function dataset(columns: number, classes?: number): Dataset {
  return {
    file: 'data.csv',
    digest: '',
    target: 'label',
    task: classes ? 'classification' : 'regression',
    ...(classes && { classes: Array.from({ length: classes }, (_, index) => `c${index}`) }),
    columns: Array.from({ length: columns }, (_, index) => ({
      name: `x${index}`,
      mean: 0,
      standardDeviation: 1,
    })),
    training: part,
    validation: part,
    test: part,
    trivialLoss: 1,
    notes: [],
    duplicatesAcrossSplit: 0,
  };
}

function build(layers: string, columns = 4, classes: number | undefined = 3) {
  const source = `from keras import Sequential, Input, layers, regularizers\nfrom keras.layers import *\nunits = int(input())\nmodel = Sequential([\n${layers}\n])\n`;
  const [definition] = readDefinitions('model.py', source);
  return {
    ...buildArchitecture(definition!, dataset(columns, classes), '/w/model.py'),
    definition: definition!,
  };
}

const kinds = (layers: string) =>
  build(layers).network.layers.map((layer) =>
    layer.kind === 'dense'
      ? `${layer.inputs}→${layer.units}`
      : layer.kind === 'activation'
        ? layer.activation
        : layer.kind,
  );

describe('the network that is trained', () => {
  test('dropout places stand before every Dense layer but the first', () => {
    expect(
      kinds('Dense(8, activation="relu"), Dense(5, activation="tanh"), Dense(3, activation="softmax")'),
    ).toEqual(['4→8', 'relu', 'dropout', '8→5', 'tanh', 'dropout', '5→3']);
  });

  test('the source’s own Dropout keeps its place', () => {
    expect(kinds('Dense(8), Dropout(0.1), BatchNormalization(), Activation("relu"), Dense(3)')).toEqual([
      '4→8',
      'dropout',
      'batchNormalization',
      'relu',
      '8→3',
    ]);
  });

  test.each([
    ['softmax over 3 classes', 'Dense(3, activation="softmax")', 3, 'softmax'],
    ['logits', 'Dense(3)', 3, 'softmax'],
    ['an Activation layer at the end', 'Dense(3), Activation("softmax")', 3, 'softmax'],
    ['one sigmoid for two classes', 'Dense(1, activation="sigmoid")', 2, 'sigmoid'],
    ['regression', 'Dense(1)', undefined, 'squared'],
  ])('%s', (_, layers, classes, loss) => {
    const source = `from keras import Sequential\nfrom keras.layers import *\nmodel = Sequential([${layers}])\n`;
    const [definition] = readDefinitions('model.py', source);
    const { network } = buildArchitecture(definition!, dataset(4, classes), '/w/model.py');
    expect(network.loss).toBe(loss);
    expect(network.layers).toHaveLength(1);
  });
});

describe('runs', () => {
  const written =
    'Dropout(0.2), Dense(8, activation="relu", kernel_regularizer="l2"), Dense(5), Dropout(0.4), Dense(3)';
  const source = {
    id: 'as-written',
    name: 'As written',
    family: 'source' as const,
    settings: { l1: 0, l2: 0, dropout: 0 },
  };

  test('a variant sets λ on every kernel and its rate once between Dense layers, none before the first', () => {
    const architecture = build(written);
    const [run] = runSpecs(architecture, [variantOf({ l1: 1e-4, l2: 1e-3, dropout: 0.5 })], [7]);
    expect(run).toMatchObject({
      seed: 7,
      l1: [1e-4, 1e-4, 1e-4],
      l2: [1e-3, 1e-3, 1e-3],
      rates: [0, 0.5, 0.5],
    });
  });

  test('of two Dropouts between Dense layers the first follows the variant, the other is 0', () => {
    const architecture = build('Dense(8), Dropout(0.2), Activation("relu"), Dropout(0.4), Dense(3)');
    const [run] = runSpecs(architecture, [variantOf({ l1: 0, l2: 0, dropout: 0.5 })], [1]);
    expect(run).toMatchObject({ rates: [0.5, 0] });
  });

  test('as written: the penalties and rates of the source, layer by layer (the string "l2" is λ = 0.01)', () => {
    const architecture = build(written);
    expect(architecture.hasOwnRegularization).toBe(true);
    const [run] = runSpecs(architecture, [source], [1]);
    expect(run).toMatchObject({ l1: [0, 0, 0], l2: [0.01, 0, 0], rates: [0.2, 0, 0.4] });
  });

  test('a regularizer that cannot be trained is said, and “as written” is then not offered', () => {
    const architecture = build('Dense(8, kernel_regularizer="l2", bias_regularizer="l1"), Dense(3)');
    expect(architecture.hasOwnRegularization).toBe(false);
    expect(leftOut(architecture.definition)).toEqual([
      'Dense in line 5 has a regularizer or constraint beside kernel_regularizer: it is left out of every variant.',
    ]);
  });

  test('seed by seed, every variant of one seed first', () => {
    const variants = [variantOf({ l1: 0, l2: 0, dropout: 0 }), variantOf({ l1: 0, l2: 1e-3, dropout: 0 })];
    expect(runSpecs(build('Dense(3)'), variants, [1, 2]).map(({ id }) => id)).toEqual([
      'none-seed1',
      'l2-1e-3-seed1',
      'none-seed2',
      'l2-1e-3-seed2',
    ]);
  });
});

describe('what cannot be trained is refused with its place and a remedy', () => {
  test.each([
    ['Input(shape=(5,)), Dense(3)', 'MODEL_INPUT_WIDTH', 'The model takes 5 inputs, data.csv gives 4'],
    ['Conv2D(8, 3), Flatten(), Dense(3)', 'MODEL_LAYER_UNSUPPORTED', 'Conv2D cannot be trained here yet'],
    ['Dense(units), Dense(3)', 'MODEL_SETTING_UNKNOWN', '“units” of Dense is not visible'],
    [
      'Dense(8, activation="swoosh"), Dense(3)',
      'MODEL_SETTING_UNSUPPORTED',
      'activation “swoosh” cannot be trained here yet',
    ],
    ['Dense(12, activation="softmax")', 'MODEL_OUTPUT', "The model's output does not fit the target “label”"],
    [
      'Dense(8), Activation("softmax"), Dense(3)',
      'MODEL_LAYER_UNSUPPORTED',
      'Softmax stands before the last layer',
    ],
    ['Dropout(0.5)', 'MODEL_WITHOUT_DENSE', '“model” has no Dense layer'],
    ['Dense(8), *blocks, Dense(3)', 'MODEL_LAYERS_UNKNOWN', 'Some layers of the model are not visible'],
  ])('%s', (layers, code, title) => {
    let problem: Record<string, unknown> = {};
    try {
      build(layers);
    } catch (error) {
      problem = (error as { problem: typeof problem }).problem;
    }
    expect(problem).toMatchObject({
      code,
      title,
      explanation: expect.stringMatching(/\w{3,}.*\.$/),
      remedy: expect.stringMatching(/\w{3,}.*\.$/),
      location: { file: '/w/model.py', line: expect.any(Number) },
    });
  });
});
