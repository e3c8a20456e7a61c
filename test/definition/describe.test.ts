import { describe, expect, test } from 'vitest';
import { architectureOf, describeRegularization, lensTitle } from '../../src/definition/describe.ts';
import { read, readElements } from './python.ts';

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
      'keras.Input((4, 4)), layers.STFTSpectrogram()',
      'parameters unknown (STFTSpectrogram is not counted), nothing regularizes it',
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

describe('models of blocks, of other frameworks, and layers that one call makes several times', () => {
  const named = (text: string, name: string) => read(text).find((model) => model.name === name)!;

  test('a block of the file is named where it stands, and what is in it regularizes', () => {
    const model = named(
      `
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense, Dropout
def block(x):
    return Dropout(0.2)(Dense(16)(x))
x = Input((8,))
net = Model(x, Dense(2)(block(Dense(4)(x))))
`,
      'net',
    );
    expect(architectureOf(model)).toBe('8 → 4 → block → 2');
    // 8·4 + 4, 4·16 + 16, 16·2 + 2
    expect(lensTitle(model)).toContain('150 parameters, dropout 0.2 on 1 layer');
  });

  test('a loop whose rounds can be counted', () => {
    const model = named(
      `
from keras import Input, Sequential
from keras.layers import Dense
net = Sequential([Input((8,))] + [Dense(8) for _ in range(3)] + [Dense(1)])
`,
      'net',
    );
    expect(architectureOf(model)).toBe('8 → 8 ×3 → 1');
    expect(lensTitle(model)).toBe('225 parameters, nothing regularizes it');
  });

  test('PyTorch: fully-connected layers and functional dropout', () => {
    const model = named(
      `
import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 4)
        self.b = nn.Linear(4, 2)
    def forward(self, x):
        x = F.dropout(F.relu(self.a(x)), 0.3, training=self.training)
        return self.b(x)
`,
      'Net',
    );
    expect(architectureOf(model)).toBe('? → 4 → 2');
    expect(lensTitle(model)).toBe('46 parameters, dropout 0.3 on 1 layer');
  });

  test('a layer under a condition makes the number of parameters unknown', () => {
    const model = named(
      `
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense
def build(deep):
    x = Input((8,))
    y = Dense(4)(x)
    if deep:
        y = Dense(4)(y)
    return Model(x, y)
`,
      'build',
    );
    expect(lensTitle(model)).toContain('parameters unknown (line 8: layers under a condition)');
  });
});
