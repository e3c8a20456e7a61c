import { describe, expect, test } from 'vitest';
import { architectureOf, describeRegularization, lensTitle } from '../../src/definition/describe.ts';
import { readElements } from './python.ts';

describe('architectureOf', () => {
  test.each([
    ['keras.Input((64,)), layers.Dense(128), layers.Dropout(0.5), layers.Dense(10)', '64 → 128 → 10'],
    ['layers.Dense(128), layers.Dense(n), layers.Dense(10)', '? → 128 → ? → 10'],
    ['layers.Flatten(input_shape=(28, 28, 1)), layers.Dense(10)', '28×28×1 → 10'],
    ['keras.Input((None, 8)), layers.Dense(1)', '?×8 → 1'],
    ['keras.Input((8,)), make_block(), *more, layers.Dense(1), last()', '8 → … → 1 → …'],
    [
      'keras.Input((8, 8, 3)), layers.Conv2D(4, 3), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(1)',
      '8×8×3 → conv 4 → 1',
    ],
  ])('%s', (elements, expected) => {
    expect(architectureOf(readElements(elements))).toBe(expected);
  });
});

describe('lensTitle', () => {
  test.each([
    [
      'keras.Input((64,)), layers.Dense(128), layers.Dense(64), layers.Dense(10)',
      '17,226 parameters, nothing regularizes it',
    ],
    ['keras.Input((4,)), layers.Dense(1, use_bias=False)', '4 parameters, nothing regularizes it'],
    ['', 'no layers visible'],
    [
      'keras.Input((4,)), layers.Dense(8), layers.Dense(n)',
      'parameters unknown (units of dense_1 not visible), nothing regularizes it',
    ],
    [
      'layers.Dense(8), layers.Dense(1)',
      'parameters unknown (input size not visible), nothing regularizes it',
    ],
    [
      'keras.Input((4,)), layers.Dense(8, use_bias=flag)',
      'parameters unknown (use_bias of dense not visible), nothing regularizes it',
    ],
    [
      'keras.Input((4,)), layers.Dense(0)',
      'parameters unknown (units of dense not valid), nothing regularizes it',
    ],
    [
      'keras.Input((4, 4)), layers.RepeatVector(3)',
      'parameters unknown (RepeatVector is not counted), nothing regularizes it',
    ],
    [
      'keras.Input((4,)), block(), layers.Dense(1)',
      'parameters unknown (line 5: “block()”), no regularization visible',
    ],
    [
      'keras.Input((4,)), layers.BatchNormalization(axis=k)',
      'parameters unknown (size of batch_normalization not visible), batch normalization on 1 layer',
    ],
  ])('%s', (elements, expected) => {
    expect(lensTitle(readElements(elements))).toBe(expected);
  });
});

describe('describeRegularization', () => {
  const reg = (lambda: string) => `kernel_regularizer=regularizers.l2(${lambda})`;
  test.each([
    ['layers.Dense(8)', 'nothing regularizes it'],
    ['layers.Dropout(0.0), layers.Dense(8)', 'nothing regularizes it'],
    [`layers.Dense(8, ${reg('0.0')})`, 'nothing regularizes it'],
    [`layers.Dense(8, ${reg('1e-3')})`, 'L2 1e-3 on the Dense layer'],
    [`layers.Dense(8, ${reg('5e-4')}), layers.Dense(1, ${reg('0.0005')})`, 'L2 5e-4 on both Dense layers'],
    [
      `layers.Dense(8, ${reg('1e-3')}), layers.Dense(1, kernel_regularizer="l1")`,
      'L2 1e-3 on 1 of 2 Dense layers, L1 1e-2 on 1 of 2 Dense layers',
    ],
    [
      'layers.Dense(8, kernel_regularizer=regularizers.l1_l2(1e-5, 1e-4))',
      'L1 1e-5 + L2 1e-4 on the Dense layer',
    ],
    [`layers.Dense(8, ${reg('strength')})`, 'L2 (strength not visible) on the Dense layer'],
    ['layers.Dense(8, kernel_regularizer=own())', 'a penalty that is not visible on the Dense layer'],
    ['layers.Dense(8), layers.Dropout(rate), layers.Dense(1)', 'dropout (rate not visible) on 1 layer'],
    [
      'layers.Dense(8), layers.Dropout(0.5), layers.Dense(8), layers.Dropout(0.2), layers.Dense(8), layers.Dropout(0.5), layers.Dense(1)',
      'dropout 0.5 on 2 layers, dropout 0.2 on 1 layer',
    ],
    ['layers.Dense(8), layers.GaussianNoise(0.1), layers.Dense(1)', 'noise on 1 layer'],
    ['layers.Dense(8), layers.BatchNormalization(), layers.Dense(1)', 'batch normalization on 1 layer'],
    ['layers.Dense(8, bias_regularizer="l2")', 'another regularizer on 1 layer'],
    ['layers.AlphaDropout(0.1), layers.Dense(1)', 'AlphaDropout 0.1 on 1 layer'],
    ['layers.Conv2D(8, 3, kernel_regularizer="l2")', 'L2 1e-2 on 1 layer'],
  ])('%s', (elements, expected) => {
    expect(describeRegularization(readElements(elements))).toBe(expected);
  });

  test('the part that nothing regularizes, with its share of the parameters', () => {
    // 64·128 + 128 = 8,320 of 17,226 parameters: 48.3 %.
    const model = readElements(
      `keras.Input((64,)), layers.Dense(128), layers.Dense(64, ${reg('1e-3')}), layers.Dense(10, ${reg('1e-3')})`,
    );
    expect(describeRegularization(model)).toBe(
      'L2 1e-3 on 2 of 3 Dense layers, 1 of 3 Dense layers (48\u202f% of the parameters) is unregularized',
    );
  });

  test('several layers; dropout acts on the Dense layers beside it', () => {
    // (100·200 + 200) + (200·300 + 300) of 80,500 + (300·2 + 2) + (2·2 + 2): 80,500 of 81,108 = 99.3 %.
    const model = readElements(
      'keras.Input((100,)), layers.Dense(200), layers.Dense(300), layers.Dense(2), layers.Dropout(0.5), layers.Dense(2)',
    );
    expect(model.parameters).toBe(20_200 + 60_300 + 602 + 6);
    expect(describeRegularization(model)).toBe(
      'dropout 0.5 on 1 layer, 2 of 4 Dense layers (99\u202f% of the parameters) are unregularized',
    );
  });

  test('without sizes there is no share', () => {
    const model = readElements(`layers.Dense(8, ${reg('1e-3')}), layers.Dense(8), layers.Dense(1)`);
    expect(describeRegularization(model)).toBe(
      'L2 1e-3 on 1 of 3 Dense layers, 2 of 3 Dense layers are unregularized',
    );
  });

  test('what cannot be read may regularize: nothing is said about the rest', () => {
    const model = readElements(`layers.Dense(8, ${reg('1e-3')}), block(), layers.Dense(1)`);
    expect(describeRegularization(model)).toBe('L2 1e-3 on 1 of 2 Dense layers');
  });
});
