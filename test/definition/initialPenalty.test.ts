import { describe, expect, test } from 'vitest';
import { expectedNorms, initialPenalty, lossOfChance } from '../../src/definition/initialPenalty.ts';
import type { FlowNode, LayerDefinition, ModelDefinition } from '../../src/definition/model.ts';
import { parameterTensors } from '../../src/definition/parameterTensors.ts';
import { initializer, layer, penalty } from './tensors/layer.ts';

const dense = (units: number, more: Partial<LayerDefinition> = {}, values: Record<string, unknown> = {}) =>
  layer(
    'keras',
    'Dense',
    { units, useBias: true, activation: 'linear', ...values },
    { inputShape: [784], ...more },
  );

describe('the expected penalty of a layer', () => {
  // Glorot uniform on 784 × 512: a = √(6/1296), E|w| = a/2, E w² = a²/3 = 2/1296.
  const weights = 784 * 512;
  const limit = Math.sqrt(6 / (784 + 512));

  test('L1(0.01) on 784 × 512 adds 136.6', () => {
    const found = initialPenalty(dense(512, { kernelPenalty: penalty(0.01, 0) }))!;
    expect(found.l1).toBeCloseTo(0.01 * weights * (limit / 2), 9);
    expect(found.total.toFixed(1)).toBe('136.6');
    expect(found.l2).toBe(0);
  });

  test('L2(1e-4) adds 1e-4·n·2/(fan in + fan out)', () => {
    const found = initialPenalty(dense(512, { kernelPenalty: penalty(0, 1e-4) }))!;
    expect(found.l2).toBeCloseTo((1e-4 * weights * 2) / 1296, 12);
    expect(found.total).toBe(found.l2);
  });

  test('both, on kernel and bias: biases begin at 0, or at a constant', () => {
    const more = { kernelPenalty: penalty(0.01, 0.02), otherPenalties: { bias: penalty(0.1, 0.2) } };
    const kernel = 0.01 * weights * (limit / 2) + (0.02 * weights * limit ** 2) / 3;
    expect(initialPenalty(dense(512, more))!.total).toBeCloseTo(kernel, 9);
    const constant = dense(512, more, { biasInitializer: initializer('constant', { value: 3 }) });
    expect(initialPenalty(constant)!.total).toBeCloseTo(kernel + 512 * (0.1 * 3 + 0.2 * 9), 9);
  });

  test('an orthogonal recurrent kernel of 4 × 16 has Σw² = 4', () => {
    const lstm = layer(
      'keras',
      'LSTM',
      { units: 4, useBias: true, unitForgetBias: true },
      { inputShape: [9, 3], otherPenalties: { recurrentKernel: penalty(0, 0.5) } },
    );
    expect(initialPenalty(lstm)!.total).toBeCloseTo(0.5 * 4, 12);
  });

  test('γ begins at 1: Σw² is the number of channels', () => {
    const norm = layer(
      'keras',
      'BatchNormalization',
      { axis: [-1], center: true, scale: true },
      { inputShape: [8, 8, 32], otherPenalties: { gamma: penalty(0, 0.25), beta: penalty(1, 1) } },
    );
    expect(initialPenalty(norm)!.total).toBe(0.25 * 32);
  });

  test('a wrapper has the penalties of the layer inside, in both directions', () => {
    const inner = layer(
      'keras',
      'SimpleRNN',
      { units: 2, useBias: false },
      { kernelPenalty: penalty(0, 0.5) },
    );
    const both = layer('keras', 'Bidirectional', {}, { inputShape: [9, 3], wrapped: inner });
    // Twice 3·2 weights of E w² = 2/(3 + 2).
    expect(initialPenalty(both)!.total).toBeCloseTo(0.5 * 2 * 6 * (2 / 5), 12);
  });

  test('no penalty is 0, and so is that of a layer that is not trained', () => {
    expect(initialPenalty(dense(512))).toEqual({ l1: 0, l2: 0, total: 0 });
    const frozen = dense(512, { kernelPenalty: penalty(1, 1) }, { trainable: false });
    expect(initialPenalty(frozen)!.total).toBe(0);
  });

  test.each<[string, LayerDefinition]>([
    ['strength', dense(512, { kernelPenalty: penalty(undefined, 0) })],
    ['regularizer', dense(512, { kernelPenaltyUnknown: dense(1).range })],
    ['size', dense(512, { kernelPenalty: penalty(1, 0), inputShape: [null] })],
    ['initializer', dense(512, { kernelPenalty: penalty(1, 0) }, { kernelInitializer: initializer('mine') })],
  ])('is undefined where the %s is not known', (_name, definition) => {
    expect(initialPenalty(definition)).toBeUndefined();
  });

  test('expected norms of a Linear layer: a = 1/√784', () => {
    const linear = layer('pytorch', 'Linear', { inputs: 784, units: 100, useBias: true });
    const [weight, bias] = parameterTensors(linear)!;
    expect(expectedNorms(weight!)!.square).toBeCloseTo((784 * 100) / 784 / 3, 10);
    expect(expectedNorms(weight!)!.absolute).toBeCloseTo((784 * 100) / 28 / 2, 8);
    expect(expectedNorms(bias!)!.absolute).toBeCloseTo(100 / 28 / 2, 10);
  });
});

describe('the loss of chance', () => {
  const place = dense(1).range;
  const model = (layers: LayerDefinition[], more: Partial<ModelDefinition> = {}): ModelDefinition => ({
    name: 'model',
    framework: 'keras',
    style: 'sequential',
    form: 'list',
    range: place,
    anchor: place,
    layers,
    ...more,
  });
  const softmax = (units: number) => dense(units, {}, { activation: 'softmax' });
  const dropout = layer('keras', 'Dropout', { rate: 0.5 });
  const activation = (name: string) => layer('keras', 'Activation', { activation: name });
  const ln10 = { value: Math.log(10), classes: 10, formula: 'ln 10' };
  const ln2 = { value: Math.LN2, classes: 2, formula: 'ln 2' };

  test.each<[string, ModelDefinition, string | undefined, ReturnType<typeof lossOfChance>]>([
    ['softmax of 10', model([dense(64), softmax(10)]), undefined, ln10],
    ['its loss is known', model([softmax(10)]), 'sparse_categorical_crossentropy', ln10],
    ['one sigmoid', model([dense(1, {}, { activation: 'sigmoid' })]), 'binary_crossentropy', ln2],
    ['ten sigmoids', model([dense(10, {}, { activation: 'sigmoid' })]), undefined, ln2],
    ['logits', model([dense(10)]), 'SparseCategoricalCrossentropy', ln10],
    ['logits of TensorFlow.js', model([dense(10)]), 'tf.losses.softmaxCrossEntropy', ln10],
    ['logits of an unknown loss', model([dense(10)]), undefined, undefined],
    [
      'softmax in a layer of its own',
      model([dense(10, { outputShape: [10] }), { ...activation('softmax'), outputShape: [10] }]),
      undefined,
      ln10,
    ],
    ['softmax before a dropout', model([softmax(10), { ...dropout, outputShape: [10] }]), undefined, ln10],
    ['mean squared error', model([softmax(10)]), 'mse', undefined],
    ['softmax of one unit', model([softmax(1)]), undefined, undefined],
    ['no layers', model([]), undefined, undefined],
    [
      'layers that are not seen at the end',
      model([softmax(10)], { unreadable: [{ before: 1, range: place, what: '' }] }),
      undefined,
      undefined,
    ],
  ])('%s', (_name, definition, loss, expected) => {
    expect(lossOfChance(definition, loss)).toEqual(expected);
  });

  const node = (more: Partial<FlowNode>, inputs: number[]): FlowNode => ({ range: place, inputs, ...more });
  const flow = [
    node({ operation: 'input', features: 8 }, []),
    node({ layer: dense(10), features: 10 }, [0]),
    node({ operation: 'logSoftmax', features: 10 }, [1]),
    node({ operation: 'dropout', features: 10 }, [2]),
  ];

  test.each<[string, number[], ReturnType<typeof lossOfChance>]>([
    ['the output of a function', [2], ln10],
    ['through a dropout', [3], ln10],
    ['logits', [1], undefined],
    ['several outputs', [1, 2], undefined],
  ])('by the flow: %s', (_name, outputs, expected) => {
    expect(lossOfChance(model([dense(10)], { style: 'subclass', flow, outputs }))).toEqual(expected);
  });
});
