import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LayerDefinition, Shape } from '../../src/definition/model.ts';
import { countOf, parameterTensors } from '../../src/definition/parameterTensors.ts';
import { momentsOf } from '../../src/definition/tensors/distributions.ts';
import { initializer, layer } from './tensors/layer.ts';

type Golden = [name: string, shape: number[], absolute: number, error: number, square: number, error: number];

const golden = JSON.parse(readFileSync('test/goldens/parameters.json', 'utf8')) as {
  layers: Record<string, Golden[]>;
};

const torch = (kind: string, values: Record<string, unknown>, more: Partial<LayerDefinition> = {}) =>
  layer('pytorch', kind, values, more);
const keras = (kind: string, values: Record<string, unknown>, more: Partial<LayerDefinition> = {}) =>
  layer('keras', kind, values, more);

const PLACE = torch('', {}).range;
const given = (name: string, value: unknown) => ({
  arguments: [{ name, value, origin: 'literal' as const, range: PLACE }],
});

describe('torch.nn: names, shapes and first values as PyTorch 1.13 has them', () => {
  const block = { inputs: 8, feedForward: 12 };
  test.each<[string, LayerDefinition]>([
    ['nn.Linear(7, 5)', torch('Linear', { inputs: 7, units: 5, useBias: true })],
    ['nn.Linear(7, 5, bias=False)', torch('Linear', { inputs: 7, units: 5, useBias: false })],
    ['nn.Bilinear(3, 4, 6)', torch('Bilinear', { inputs: 3, secondInputs: 4, units: 6 })],
    ['nn.Conv1d(4, 6, 3)', torch('Conv1d', { inputs: 4, filters: 6, size: [3] })],
    [
      'nn.Conv2d(4, 6, (3, 5), groups=2)',
      torch('Conv2d', { inputs: 4, filters: 6, size: [3, 5], groups: 2, useBias: true }),
    ],
    ['nn.Conv3d(2, 3, 3, bias=False)', torch('Conv3d', { inputs: 2, filters: 3, size: [3], useBias: false })],
    ['nn.ConvTranspose1d(4, 6, 3)', torch('ConvTranspose1d', { inputs: 4, filters: 6, size: [3] })],
    [
      'nn.ConvTranspose2d(4, 6, 3, groups=2)',
      torch('ConvTranspose2d', { inputs: 4, filters: 6, size: [3], groups: 2 }),
    ],
    ['nn.Embedding(11, 3)', torch('Embedding', { vocabulary: 11, outputSize: 3 })],
    [
      'nn.Embedding(11, 3, padding_idx=0)',
      torch('Embedding', { vocabulary: 11, outputSize: 3 }, given('padding_idx', 0)),
    ],
    ['nn.BatchNorm2d(4)', torch('BatchNorm2d', { inputs: 4, affine: true })],
    ['nn.BatchNorm1d(4, affine=False)', torch('BatchNorm1d', { inputs: 4, affine: false })],
    ['nn.InstanceNorm2d(4)', torch('InstanceNorm2d', { inputs: 4 })],
    ['nn.InstanceNorm2d(4, affine=True)', torch('InstanceNorm2d', { inputs: 4, affine: true })],
    ['nn.GroupNorm(2, 4)', torch('GroupNorm', { groups: 2, inputs: 4 })],
    ['nn.LayerNorm((3, 4))', torch('LayerNorm', { normalizedShape: [3, 4] })],
    ['nn.PReLU()', torch('PReLU', {})],
    ['nn.PReLU(4, init=0.5)', torch('PReLU', { inputs: 4 }, given('init', 0.5))],
    ['nn.RNN(3, 5)', torch('RNN', { inputs: 3, units: 5, depth: 1 })],
    [
      'nn.LSTM(3, 5, num_layers=2, bidirectional=True)',
      torch('LSTM', { inputs: 3, units: 5, depth: 2, bidirectional: true }),
    ],
    [
      'nn.LSTM(3, 5, num_layers=2, proj_size=2)',
      torch('LSTM', { inputs: 3, units: 5, depth: 2, projection: 2 }),
    ],
    ['nn.GRU(3, 5, bias=False)', torch('GRU', { inputs: 3, units: 5, depth: 1, useBias: false })],
    ['nn.GRUCell(3, 5)', torch('GRUCell', { inputs: 3, units: 5 })],
    ['nn.MultiheadAttention(8, 2)', torch('MultiheadAttention', { inputs: 8, heads: 2 })],
    [
      'nn.MultiheadAttention(8, 2, kdim=3, vdim=5, add_bias_kv=True)',
      torch(
        'MultiheadAttention',
        { inputs: 8, heads: 2, keySize: 3, valueSize: 5 },
        given('add_bias_kv', true),
      ),
    ],
    ['nn.TransformerEncoderLayer(8, 2, dim_feedforward=12)', torch('TransformerEncoderLayer', block)],
    ['nn.TransformerDecoderLayer(8, 2, dim_feedforward=12)', torch('TransformerDecoderLayer', block)],
    [
      'nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, dim_feedforward=12), 2)',
      torch('TransformerEncoder', { depth: 2 }, { wrapped: torch('TransformerEncoderLayer', block) }),
    ],
    [
      'nn.Transformer(8, 2, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=12)',
      torch('Transformer', { ...block, depth: 1, decoderDepth: 2 }),
    ],
  ])('%s', (source, definition) => {
    const expected = golden.layers[source]!;
    const tensors = parameterTensors(definition)!;
    // torch lists its own parameters in another order than those of parts.
    const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    expect([...byName.keys()].sort()).toEqual(expected.map(([name]) => name).sort());
    for (const [name, shape, absolute, absoluteError, square, squareError] of expected) {
      const tensor = byName.get(name)!;
      expect([name, tensor.shape]).toEqual([name, shape]);
      const moments = momentsOf(tensor.initializer.distribution!);
      expect(Math.abs(moments.absolute - absolute), name).toBeLessThanOrEqual(
        5 * absoluteError + 1e-5 * absolute,
      );
      expect(Math.abs(moments.square - square), name).toBeLessThanOrEqual(5 * squareError + 1e-5 * square);
    }
  });
});

describe('Keras: name, shape and fans of each tensor', () => {
  const bias = { useBias: true };
  const norm = { axis: [-1], center: true, scale: true };
  const lstm = { units: 5, useBias: true, unitForgetBias: true };
  test.each<
    [string, LayerDefinition, Shape, [name: string, shape: number[], fanIn: number, fanOut: number][]]
  >([
    [
      'Dense',
      keras('Dense', { units: 10, ...bias }),
      [784],
      [
        ['kernel', [784, 10], 784, 10],
        ['bias', [10], 10, 10],
      ],
    ],
    [
      'Dense without bias',
      keras('Dense', { units: 10, useBias: false }),
      [6, 4],
      [['kernel', [4, 10], 4, 10]],
    ],
    [
      'Conv2D: places · channels and places · filters',
      keras('Conv2D', { filters: 16, size: [3], groups: 1, ...bias }),
      [28, 28, 3],
      [
        ['kernel', [3, 3, 3, 16], 9 * 3, 9 * 16],
        ['bias', [16], 16, 16],
      ],
    ],
    [
      'Conv1D in groups',
      keras('Conv1D', { filters: 6, size: [5], groups: 2, useBias: false }),
      [40, 4],
      [['kernel', [5, 2, 6], 10, 30]],
    ],
    [
      'Conv2DTranspose',
      keras('Conv2DTranspose', { filters: 6, size: [3, 2], ...bias }),
      [7, 7, 4],
      [
        ['kernel', [3, 2, 6, 4], 36, 24],
        ['bias', [6], 6, 6],
      ],
    ],
    [
      'DepthwiseConv2D',
      keras('DepthwiseConv2D', { size: [3], multiplier: 2, ...bias }),
      [9, 9, 4],
      [
        ['depthwise_kernel', [3, 3, 4, 2], 36, 18],
        ['bias', [8], 8, 8],
      ],
    ],
    [
      'SeparableConv2D',
      keras('SeparableConv2D', { filters: 5, size: [3], multiplier: 2, ...bias }),
      [9, 9, 4],
      [
        ['depthwise_kernel', [3, 3, 4, 2], 36, 18],
        ['pointwise_kernel', [1, 1, 8, 5], 8, 5],
        ['bias', [5], 5, 5],
      ],
    ],
    [
      'Embedding',
      keras('Embedding', { vocabulary: 1000, outputSize: 16 }),
      [20],
      [['embeddings', [1000, 16], 1000, 16]],
    ],
    [
      'LSTM',
      keras('LSTM', lstm),
      [7, 3],
      [
        ['kernel', [3, 20], 3, 20],
        ['recurrent_kernel', [5, 20], 5, 20],
        ['bias', [20], 20, 20],
      ],
    ],
    [
      'GRU that resets after the product',
      keras('GRU', { units: 5, useBias: true, resetAfter: true }),
      [7, 3],
      [
        ['kernel', [3, 15], 3, 15],
        ['recurrent_kernel', [5, 15], 5, 15],
        ['bias', [2, 15], 2, 15],
      ],
    ],
    [
      'SimpleRNN',
      keras('SimpleRNN', { units: 5, useBias: false }),
      [7, 3],
      [
        ['kernel', [3, 5], 3, 5],
        ['recurrent_kernel', [5, 5], 5, 5],
      ],
    ],
    [
      'ConvLSTM2D',
      keras('ConvLSTM2D', { filters: 2, size: [3], useBias: true, unitForgetBias: true }),
      [4, 8, 8, 3],
      [
        ['kernel', [3, 3, 3, 8], 27, 72],
        ['recurrent_kernel', [3, 3, 2, 8], 18, 72],
        ['bias', [8], 8, 8],
      ],
    ],
    [
      'Bidirectional',
      keras('Bidirectional', {}, { wrapped: keras('SimpleRNN', { units: 2, useBias: false }) }),
      [7, 3],
      [
        ['forward_kernel', [3, 2], 3, 2],
        ['forward_recurrent_kernel', [2, 2], 2, 2],
        ['backward_kernel', [3, 2], 3, 2],
        ['backward_recurrent_kernel', [2, 2], 2, 2],
      ],
    ],
    [
      'TimeDistributed',
      keras('TimeDistributed', {}, { wrapped: keras('Dense', { units: 2, ...bias }) }),
      [7, 3],
      [
        ['kernel', [3, 2], 3, 2],
        ['bias', [2], 2, 2],
      ],
    ],
    [
      'BatchNormalization',
      keras('BatchNormalization', norm),
      [8, 8, 4],
      [
        ['gamma', [4], 4, 4],
        ['beta', [4], 4, 4],
        ['moving_mean', [4], 4, 4],
        ['moving_variance', [4], 4, 4],
      ],
    ],
    [
      'LayerNormalization over two axes, without β',
      keras('LayerNormalization', { ...norm, axis: [1, 2], center: false }),
      [6, 4],
      [['gamma', [6, 4], 6, 4]],
    ],
    ['PReLU', keras('PReLU', { sharedAxes: [1, 2] }), [8, 8, 4], [['alpha', [1, 1, 4], 1, 4]]],
    [
      'MultiHeadAttention',
      keras('MultiHeadAttention', { heads: 2, keySize: 3, valueSize: null, useBias: false }),
      [7, 8],
      [
        ['query/kernel', [8, 2, 3], 16, 24],
        ['key/kernel', [8, 2, 3], 16, 24],
        ['value/kernel', [8, 2, 3], 16, 24],
        ['attention_output/kernel', [2, 3, 8], 6, 16],
      ],
    ],
    ['no parameters', keras('Dropout', { rate: 0.5 }, { parameters: 0 }), [8], []],
  ])('%s', (_name, definition, shape, expected) => {
    const tensors = parameterTensors(definition, { shape })!;
    expect(tensors.map(({ name, shape: sizes, fanIn, fanOut }) => [name, sizes, fanIn, fanOut])).toEqual(
      expected,
    );
    for (const tensor of tensors) expect(tensor.count).toBe(tensor.shape.reduce((a, b) => a * b, 1));
  });

  test('kinds, parts and what is trained', () => {
    const rows = (definition: LayerDefinition, shape: Shape) =>
      parameterTensors(definition, { shape })!.map(({ name, kind, part, trainable }) => [
        name,
        kind,
        part,
        trainable,
      ]);
    expect(rows(keras('LSTM', lstm), [7, 3])).toEqual([
      ['kernel', 'kernel', 'kernel', true],
      ['recurrent_kernel', 'recurrentKernel', 'recurrentKernel', true],
      ['bias', 'bias', 'bias', true],
    ]);
    expect(rows(keras('BatchNormalization', norm), [4])).toEqual([
      ['gamma', 'normalization', 'gamma', true],
      ['beta', 'normalization', 'beta', true],
      ['moving_mean', 'normalization', undefined, false],
      ['moving_variance', 'normalization', undefined, false],
    ]);
    expect(rows(keras('Dense', { units: 2, useBias: true, trainable: false }), [4])).toEqual([
      ['kernel', 'kernel', 'kernel', false],
      ['bias', 'bias', 'bias', false],
    ]);
  });

  test('first values: Glorot’s limit √(6/(784 + 10)), the bias of an LSTM’s forget gate 1', () => {
    const [kernel, bias] = parameterTensors(keras('Dense', { units: 10, useBias: true }), { shape: [784] })!;
    const limit = Math.sqrt(6 / (784 + 10));
    expect(kernel!.initializer).toEqual({
      name: 'glorot_uniform',
      distribution: { kind: 'uniform', minimum: -limit, maximum: limit },
    });
    expect(bias!.initializer.distribution).toEqual({ kind: 'constant', value: 0 });
    const lstmBias = parameterTensors(keras('LSTM', lstm), { shape: [7, 3] })![2]!;
    expect(momentsOf(lstmBias.initializer.distribution!)).toEqual({ absolute: 1 / 4, square: 1 / 4 });
  });

  test('an initializer of one’s own has no distribution', () => {
    const definition = keras('Dense', { units: 10, useBias: false, kernelInitializer: initializer('mine') });
    expect(parameterTensors(definition, { shape: [4] })![0]!.initializer).toEqual({ name: 'mine' });
  });
});

describe('unknown sizes', () => {
  const dense = { units: 10, useBias: true };
  test.each<[string, LayerDefinition, Parameters<typeof parameterTensors>[1]]>([
    ['inputs', keras('Dense', dense), {}],
    ['units', keras('Dense', { ...dense, units: undefined }), { shape: [4] }],
    ['whether there is a bias', keras('Dense', { ...dense, useBias: undefined }), { shape: [4] }],
    ['groups that do not divide', keras('Conv1D', { filters: 4, size: [3], groups: 3 }), { shape: [9, 4] }],
    ['a class that is not known', keras('MyDense', dense), { shape: [4] }],
    ['a name that every object has', keras('constructor', dense), { shape: [4] }],
    ['sizes that do not add up', keras('Dense', dense, { parameters: 51 }), { shape: [4] }],
    ['PyTorch: inputs', torch('Linear', { inputs: undefined, units: 3 }), {}],
    ['PyTorch: layers', torch('LSTM', { inputs: 3, units: 3, depth: undefined }), {}],
  ])('%s', (_name, definition, input) => {
    expect(parameterTensors(definition, input)).toBeUndefined();
  });

  test('features serve where the shape is not known', () => {
    const tensors = parameterTensors(keras('Dense', dense), { features: 4 })!;
    expect(tensors[0]!.shape).toEqual([4, 10]);
    expect(countOf(tensors)).toBe(4 * 10 + 10);
  });

  test.each<[string, LayerDefinition, number[]]>([
    ['Dense', keras('Dense', dense, { parameters: 4 * 10 + 10 }), [4, 10]],
    [
      'Conv2D in 2 groups',
      keras('Conv2D', { filters: 6, size: [3], groups: 2, useBias: true }, { parameters: 9 * 4 * 6 + 6 }),
      [3, 3, 4, 6],
    ],
    [
      'LSTM',
      keras('LSTM', { units: 5, useBias: true, unitForgetBias: true }, { parameters: 20 * (3 + 5 + 1) }),
      [3, 20],
    ],
  ])('%s: the inputs follow from the number of parameters', (_name, definition, kernel) => {
    expect(parameterTensors(definition)![0]!.shape).toEqual(kernel);
  });

  test('channels first: the channels are the first axis', () => {
    const convolution = { filters: 6, size: [3], groups: 1, useBias: false, dataFormat: 'channels_first' };
    expect(parameterTensors(keras('Conv2D', convolution), { shape: [3, 9, 9] })![0]!.shape).toEqual([
      3, 3, 3, 6,
    ]);
  });

  test('TensorFlow.js: its own truncated normal is not widened', () => {
    const definition = layer('tfjs', 'Dense', {
      units: 10,
      useBias: false,
      kernelInitializer: initializer('glorot_normal'),
    });
    expect(parameterTensors(definition, { shape: [6] })![0]!.initializer.distribution).toEqual({
      kind: 'truncatedNormal',
      mean: 0,
      deviation: Math.sqrt(2 / (6 + 10)),
    });
  });
});
