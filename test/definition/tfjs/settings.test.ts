import { describe, expect, test } from 'vitest';
import { describeModels, read } from './read.ts';

describe('regularizers', () => {
  test.each<[string, string, string]>([
    ['l2', 'tf.regularizers.l2({ l2: 0.05 })', 'l1=0 l2=0.05'],
    ['l2 without a strength', 'tf.regularizers.l2()', 'l1=0 l2=0.01'],
    ['l1', 'tf.regularizers.l1({ l1: 0.05 })', 'l1=0.05 l2=0'],
    // What is left out is 0.01.
    ['l1l2 adds l2', 'tf.regularizers.l1l2({ l1: 0.05 })', 'l1=0.05 l2=0.01'],
    ['l1l2 adds l1', 'tf.regularizers.l1l2({ l2: 0.05 })', 'l1=0.01 l2=0.05'],
    ['l1l2 of null', 'tf.regularizers.l1l2({ l1: null, l2: 0 })', 'l1=0.01 l2=0'],
    ['l1l2 of nothing', 'tf.regularizers.l1l2()', 'l1=0.01 l2=0.01'],
    ['by name', "'l1l2'", 'l1=0.01 l2=0.01'],
    ['by class', "'L1L2'", 'l1=0.01 l2=0.01'],
    ['as an object', "{ className: 'L1L2', config: { l1: 0, l2: 0.1 } }", 'l1=0 l2=0.1'],
    ['a name that is refused', "'l2'", 'penalty=?'],
    ['a number that is refused', 'tf.regularizers.l2(0.01)', 'penalty=?'],
    ['a strength that cannot be seen', 'tf.regularizers.l2({ l2: options.decay })', 'l1=0 l2=undefined'],
    ['something that cannot be seen', 'options.regularizer', 'penalty=?'],
    ['none', 'null', ''],
  ])('%s', (_name, written, expected) => {
    const code = `const model = tf.sequential();\nmodel.add(tf.layers.dense({ units: 2, inputShape: [3], kernelRegularizer: ${written} }));`;
    const penalty = expected === '' ? '' : ` ${expected}`;
    expect(describeModels(code)[0]![1]).toBe(`2 Dense units=2${penalty} → 2 : 8`);
  });

  test('of other parts, and a largest norm', () => {
    const code = `const r = tf.regularizers.l2({ l2: 0.1 });
const layer = tf.layers.lstm({ units: 2, recurrentRegularizer: r, biasRegularizer: r, kernelConstraint: tf.constraints.maxNorm({ maxValue: 3, axis: 0 }) });`;
    const [found] = read(code).models[0]!.layers;
    expect(found!.otherPenalties).toMatchObject({
      recurrentKernel: { l1: 0, l2: 0.1 },
      bias: { l1: 0, l2: 0.1 },
    });
    expect(found!.maxNorms).toMatchObject({ kernel: { value: 3 } });
  });
});

describe('arguments', () => {
  const argumentsOf = (layer: string) =>
    read(`const options = load();\nconst layer = tf.layers.${layer};`).models[0]!.layers[0]!.arguments!.map(
      ({ name, value, origin }) => [name, value, origin],
    );

  test('have the names that TensorFlow.js has for them', () => {
    expect(
      argumentsOf(
        "conv2d({ filters: 8, kernelSize: [3, 3], dataFormat: 'channelsFirst', trainable: options.t })",
      ),
    ).toEqual([
      ['filters', 8, 'literal'],
      ['kernelSize', [3, 3], 'literal'],
      ['dataFormat', 'channelsFirst', 'literal'],
      ['trainable', undefined, 'unknown'],
    ]);
  });

  test('a bare number is no rate', () => {
    expect(argumentsOf('dropout(0.2)')).toEqual([['argument 1', 0.2, 'literal']]);
    const { rate } = read('const layer = tf.layers.dropout(0.2);').models[0]!.layers[0]!.settings;
    expect([rate!.value, rate!.origin]).toEqual([undefined, 'unknown']);
  });

  test('options that cannot be seen hide every setting', () => {
    const { settings, kernelPenaltyUnknown } = read(
      'export const make = (options) => tf.layers.dense(options);',
    ).models[0]!.layers[0]!;
    expect(settings.units).toMatchObject({ value: undefined, origin: 'unknown' });
    expect(settings.useBias).toMatchObject({ value: undefined, origin: 'unknown' });
    expect(kernelPenaltyUnknown).toBeDefined();
  });

  test('a property that is set afterwards is not reported', () => {
    const { units } = read('const c = { units: 7 };\nc.units = 9;\nconst layer = tf.layers.dense(c);')
      .models[0]!.layers[0]!.settings;
    expect(units!.value).toBeUndefined();
  });

  test('defaults are TensorFlow.js’ own', () => {
    const { settings } = read('const layer = tf.layers.gru({ units: 3 });').models[0]!.layers[0]!;
    expect(settings.kernelInitializer).toEqual({
      value: { name: 'glorot_normal', arguments: {} },
      origin: 'default',
    });
    expect(settings.recurrentActivation).toEqual({ value: 'hard_sigmoid', origin: 'default' });
    expect(settings.resetAfter).toEqual({ value: false, origin: 'default' });
  });
});

test('the definition says where its parts stand', () => {
  const code = `const model = tf.sequential();
model.add(tf.layers.dense({ units: 2, inputShape: [3] }));
const last = tf.layers.dense({ units: 1 });
model.add(last);`;
  const [model] = read(code).models;
  const text = ({ from, to }: { from: number; to: number }) => code.slice(from, to);
  expect([model!.framework, model!.form, text(model!.anchor)]).toEqual(['tfjs', 'add', 'tf.sequential(']);
  expect(model!.layers.map(({ callee, slot, target }) => [callee, text(slot), target])).toEqual([
    ['tf.layers.dense', 'model.add(tf.layers.dense({ units: 2, inputShape: [3] }));', undefined],
    ['tf.layers.dense', 'model.add(last);', 'last'],
  ]);
});
