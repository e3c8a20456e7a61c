import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/engine/layout.ts';
import { NO_AUGMENTATION, NO_PENALTY } from '../../src/engine/network.ts';
import type { Settings } from '../../src/experiment/experiment.ts';
import { variantOf } from '../../src/experiment/plan.ts';
import { runSpecs } from '../../src/experiment/runSpecs.ts';
import { AS_WRITTEN, build, settings } from './models.ts';

/** The only run of a variant, with what acts on each parameter by its name. */
function runOf(layers: string, change: Partial<Settings> | typeof AS_WRITTEN, columns = 4) {
  const architecture = build(layers, columns);
  const variant = 'family' in change ? change : variantOf(settings(change));
  const [run] = runSpecs(architecture, [variant], [7]);
  const acting = layoutOf(architecture.network).trainable.flatMap(({ name }, index) => {
    const penalty = Object.entries(run!.penalties[index]!).filter(
      ([key, value]) => value !== NO_PENALTY[key as keyof typeof NO_PENALTY],
    );
    return penalty.length > 0 ? [[name, Object.fromEntries(penalty)]] : [];
  });
  return { ...run!, acting: Object.fromEntries(acting) };
}

const MLP = 'Dense(8, activation="relu"), Dense(5), Dense(3)';
const CNN =
  'Input((4, 4, 2)), Conv2D(8, 2, activation="relu"), Conv2D(4, 1), BatchNormalization(), Flatten(), Dense(3)';
const RNN = 'Embedding(10, 4), LSTM(8, return_sequences=True), Bidirectional(GRU(4)), Dense(3)';

describe('penalties of a variant', () => {
  test.each<[string, string, Partial<Settings>, number, object]>([
    [
      'λ1 and λ2 act on every kernel, not on biases',
      MLP,
      { l1: 1e-4, l2: 1e-3 },
      4,
      {
        'dense/kernel': { l1: 1e-4, l2: 1e-3 },
        'dense_1/kernel': { l1: 1e-4, l2: 1e-3 },
        'dense_2/kernel': { l1: 1e-4, l2: 1e-3 },
      },
    ],
    [
      'proximal L1',
      'Dense(8), Dense(3)',
      { l1: 1e-4, l1Mode: 'proximal', biasL1: 1e-5 },
      4,
      {
        'dense/kernel': { proximalL1: 1e-4 },
        'dense/bias': { proximalL1: 1e-5 },
        'dense_1/kernel': { proximalL1: 1e-4 },
        'dense_1/bias': { proximalL1: 1e-5 },
      },
    ],
    [
      'convolutions, but not normalization',
      CNN,
      { groupLasso: 0.1, maxNorm: 3 },
      32,
      {
        'conv2d/kernel': { groupLasso: 0.1, maxNorm: 3 },
        'conv2d_1/kernel': { groupLasso: 0.1, maxNorm: 3 },
        'dense/kernel': { groupLasso: 0.1, maxNorm: 3 },
      },
    ],
    [
      'proximal group lasso, single layers with their own',
      CNN,
      { groupLasso: 0.1, groupLassoMode: 'proximal', layers: { dense: { groupLasso: 0, l2: 0.5 } } },
      32,
      {
        'conv2d/kernel': { proximalGroupLasso: 0.1 },
        'conv2d_1/kernel': { proximalGroupLasso: 0.1 },
        'dense/kernel': { l2: 0.5 },
      },
    ],
    [
      'decoupled decay spares biases and normalization',
      CNN,
      { weightDecay: 0.01 },
      32,
      {
        'conv2d/kernel': { decay: 0.01 },
        'conv2d_1/kernel': { decay: 0.01 },
        'dense/kernel': { decay: 0.01 },
      },
    ],
    [
      'or not',
      'Dense(8), BatchNormalization(), Dense(3, use_bias=False)',
      { weightDecay: 0.01, decayAll: true },
      4,
      Object.fromEntries(
        [
          'dense/kernel',
          'dense/bias',
          'batch_normalization/gamma',
          'batch_normalization/beta',
          'dense_1/kernel',
        ].map((name) => [name, { decay: 0.01 }]),
      ),
    ],
    [
      'recurrent kernels and embeddings have strengths of their own',
      'Embedding(10, 4), LSTM(8), Dense(3)',
      { l2: 0.1, recurrentL2: 0.2, embeddingL1: 0.3 },
      12,
      {
        'embedding/embeddings': { l1: 0.3 },
        'lstm/kernel': { l2: 0.1 },
        'lstm/recurrent_kernel': { l2: 0.2 },
        'dense/kernel': { l2: 0.1 },
      },
    ],
  ])('%s', (_, layers, change, columns, expected) => {
    expect(runOf(layers, change, columns).acting).toEqual(expected);
  });
});

describe('rates of a variant', () => {
  test.each<[string, string, Partial<Settings>, number, number[]]>([
    ['once between Dense layers', MLP, { dropout: 0.5 }, 4, [0.5, 0.5]],
    ['none before the first layer', `Dropout(0.2), ${MLP}`, { dropout: 0.5 }, 4, [0, 0.5, 0.5]],
    [
      'of two Dropouts between Dense layers the first follows the variant, the other is 0',
      'Dense(8), Dropout(0.2), Activation("relu"), Dropout(0.4), Dense(3)',
      { dropout: 0.5 },
      4,
      [0.5, 0],
    ],
    ['none after the last layer', 'Dense(8), Dense(3), Dropout(0.1)', { dropout: 0.5 }, 4, [0.5, 0]],
    [
      'another form of dropout is the place',
      'Dense(8), AlphaDropout(0.1), Dense(3)',
      { dropout: 0.5 },
      4,
      [0.5],
    ],
    [
      'noise of the source is not dropout',
      'Dense(8), GaussianNoise(0.1), Dense(3)',
      { dropout: 0.5 },
      4,
      [0, 0.5],
    ],
    ['convolutions: units before Dense only', CNN, { dropout: 0.5 }, 32, [0, 0.5]],
    ['convolutions: whole channels', CNN, { spatialDropout: 0.2 }, 32, [0.2, 0]],
    [
      'Dropout on feature maps is taken out, a place for channels put in',
      'Input((4, 4, 2)), Conv2D(8, 2), Dropout(0.25), Conv2D(4, 1), Flatten(), Dense(3)',
      { dropout: 0.5, spatialDropout: 0.2 },
      32,
      [0, 0.2, 0.5],
    ],
    [
      // LSTM: inputs, state; Bidirectional: the same for both directions; Dense.
      'recurrent layers',
      RNN,
      { dropout: 0.3, recurrentDropout: 0.1 },
      12,
      [0.3, 0.1, 0.3, 0.1, 0.3, 0.1, 0.3],
    ],
    [
      'a first recurrent layer keeps its inputs',
      'Input((8, 4)), LSTM(8), Dense(3)',
      { dropout: 0.3, recurrentDropout: 0.1 },
      32,
      [0, 0.1, 0.3],
    ],
    [
      'a Dropout before a recurrent layer is the place for its inputs',
      'Embedding(10, 4), Dropout(0.1), LSTM(8), Dense(3)',
      { dropout: 0.3 },
      12,
      [0.3, 0, 0, 0.3],
    ],
    [
      'single layers, by the layer that a place stands before',
      MLP,
      { dropout: 0.5, layers: { dense_2: { dropout: 0.1 } } },
      4,
      [0.5, 0.1],
    ],
  ])('%s', (_, layers, change, columns, expected) => {
    expect(runOf(layers, change, columns).rates).toEqual(expected);
  });
});

describe('other settings of a variant', () => {
  test('activity penalties act on the outputs of hidden layers, after their activation', () => {
    // Nodes: dense, relu, dropout, dense_1, dropout, dense_2.
    expect(runOf(MLP, { activityL1: 0.1 }).activity).toEqual([
      { node: 1, l1: 0.1, l2: 0 },
      { node: 3, l1: 0.1, l2: 0 },
    ]);
    expect(runOf(MLP, { activityL1: 0.1, layers: { dense: { activityL1: 0 } } }).activity).toEqual([
      { node: 3, l1: 0.1, l2: 0 },
    ]);
  });

  test('label smoothing and augmentation', () => {
    expect(runOf(MLP, {})).toMatchObject({ labelSmoothing: 0, augmentation: NO_AUGMENTATION });
    const run = runOf(MLP, { labelSmoothing: 0.1, augmentation: { noise: 0.2 } });
    expect(run).toMatchObject({ labelSmoothing: 0.1, augmentation: { ...NO_AUGMENTATION, noise: 0.2 } });
  });

  test('early stopping for all, and a variant’s own', () => {
    const [all, own] = [5, 9].map((patience) => ({ patience, minimumImprovement: 0 }));
    const variants = [variantOf(settings({})), variantOf(settings({ earlyStopping: own! }))];
    const runs = runSpecs(build(MLP), variants, [1], all);
    expect(runs.map(({ earlyStopping }) => earlyStopping)).toEqual([all, own]);
    expect(runSpecs(build(MLP), variants, [1])[0]).not.toHaveProperty('earlyStopping');
  });
});

describe('as written: the penalties and rates of the source, layer by layer', () => {
  test('Dense layers (the string "l2" is λ = 0.01)', () => {
    const run = runOf(
      'Dropout(0.2), Dense(8, activation="relu", kernel_regularizer="l2", bias_regularizer=regularizers.l1(0.1)), Dense(5, kernel_constraint=constraints.MaxNorm(3)), Dropout(0.4), Dense(3)',
      AS_WRITTEN,
    );
    expect(run.acting).toEqual({
      'dense/kernel': { l2: 0.01 },
      'dense/bias': { l1: 0.1 },
      'dense_1/kernel': { maxNorm: 3 },
    });
    expect(run.rates).toEqual([0.2, 0, 0.4]);
  });

  test('everything else', () => {
    const run = runOf(
      'Embedding(10, 4, embeddings_regularizer="l1"), SpatialDropout1D(0.1), Bidirectional(LSTM(8, dropout=0.2, recurrent_dropout=0.3, recurrent_regularizer="l2")), BatchNormalization(gamma_regularizer="l2"), Dense(6, activity_regularizer=regularizers.l2(0.5)), GaussianNoise(0.7), ActivityRegularization(l1=0.6), Dense(3)',
      AS_WRITTEN,
      12,
    );
    expect(run.rates).toEqual([0.1, 0.2, 0.3, 0.2, 0.3, 0, 0.7, 0]);
    expect(Object.values(run.acting)).toEqual([{ l1: 0.01 }, { l2: 0.01 }, { l2: 0.01 }, { l2: 0.01 }]);
    expect(Object.keys(run.acting)[0]).toMatch(/^embedding\//);
    // Nodes: embedding, channels, bidirectional, normalization, dropout, dense, noise, dropout, dense.
    expect(run.activity).toEqual([
      { node: 5, l1: 0, l2: 0.5 },
      { node: 6, l1: 0.6, l2: 0 },
    ]);
  });

  test('a changed source is another run', () => {
    const ids = [
      'Dense(8, kernel_regularizer="l1"), Dense(3)',
      'Dense(8, kernel_regularizer="l2"), Dense(3)',
    ].map((layers) => runOf(layers, AS_WRITTEN).id);
    expect(ids[0]).toMatch(/^as-written-[0-9a-f]{8}-seed7$/);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

test('seed by seed, every variant of one seed first', () => {
  const variants = [variantOf(settings({})), variantOf(settings({ l2: 1e-3 }))];
  expect(runSpecs(build('Dense(3)'), variants, [1, 2]).map(({ id }) => id)).toEqual([
    'none-seed1',
    'l2-1e-3-seed1',
    'none-seed2',
    'l2-1e-3-seed2',
  ]);
});
