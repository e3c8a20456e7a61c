/** Parameter tensors of PyTorch's layers, with torch.nn's names, shapes and default first values. */
import type { Setting } from '../model.ts';
import type { Distribution } from './distributions.ts';
import { pytorchAttention, pytorchEncoder, pytorchTransformer } from './pytorchAttention.ts';
import { pytorchRecurrent } from './pytorchRecurrent.ts';
import { bounded, linearSketches, normSketches, pytorchSketch } from './pytorchSketches.ts';
import {
  type Layer,
  type LayerInput,
  part,
  type Rule,
  type Size,
  sizeOf,
  times,
  windowOf,
} from './tensor.ts';

/** The size that the call gives; lazy layers take that of their first input. */
const inputsOf = ({ kind, settings: { inputs } }: Layer, { features }: LayerInput): Size =>
  sizeOf(inputs) ?? (kind.startsWith('Lazy') ? (features ?? null) : null);

const linear: Rule = (layer, input) => {
  const { units, useBias } = layer.settings;
  return linearSketches(inputsOf(layer, input), sizeOf(units), present(useBias));
};

/** U(±1/√in1): the fan of the first input alone. */
const bilinear: Rule = ({ settings: { inputs, secondInputs, units, useBias } }) => {
  const [first, second, outputs] = [sizeOf(inputs), sizeOf(secondInputs), sizeOf(units)];
  const fans = { fanIn: first, fanOut: outputs };
  return [
    { ...pytorchSketch('weight', 'kernel', [outputs, first, second], bounded), ...fans },
    { ...pytorchSketch('bias', 'bias', [outputs], bounded), present: present(useBias), ...fans },
  ];
};

/** Weight [outputs, inputs/groups, …size]; its second axis and the window are the fan in. */
const convolution =
  (rank: number): Rule =>
  (layer, input) => {
    const { filters, groups, size, useBias } = layer.settings;
    const count = groups ? sizeOf(groups) : 1;
    const outputs = sizeOf(filters);
    return filterSketches(
      outputs,
      part(inputsOf(layer, input), count),
      windowOf(size, rank),
      outputs,
      useBias,
    );
  };

/** Weight [inputs, outputs/groups, …size]; torch takes the second axis for the fan in all the same. */
const transposed =
  (rank: number): Rule =>
  (layer, input) => {
    const { filters, groups, size, useBias } = layer.settings;
    const outputs = sizeOf(filters);
    const each = part(outputs, groups ? sizeOf(groups) : 1);
    return filterSketches(inputsOf(layer, input), each, windowOf(size, rank), outputs, useBias);
  };

function filterSketches(
  first: Size,
  second: Size,
  window: Size[],
  outputs: Size,
  useBias: Setting<boolean> | undefined,
) {
  const fans = { fanIn: times(second, ...window), fanOut: times(first, ...window) };
  return [
    { ...pytorchSketch('weight', 'kernel', [first, second, ...window], bounded), ...fans },
    { ...pytorchSketch('bias', 'bias', [outputs], bounded), present: present(useBias), ...fans },
  ];
}

/** N(0, 1), the row of `padding_idx` 0. */
const embedding: Rule = ({ settings: { vocabulary, outputSize }, arguments: given }) => {
  const rows = sizeOf(vocabulary);
  const normal: Distribution = { kind: 'normal', mean: 0, deviation: 1 };
  const padded = given?.find(({ name }) => name === 'padding_idx');
  const draw = (): Distribution | undefined => {
    if (!padded || padded.value === null) return normal;
    if (padded.origin === 'unknown' || !rows) return undefined;
    return {
      kind: 'mixture',
      parts: [
        { share: 1 - 1 / rows, of: normal },
        { share: 1 / rows, of: { kind: 'constant', value: 0 } },
      ],
    };
  };
  return [pytorchSketch('weight', 'embedding', [rows, sizeOf(outputSize)], { name: 'normal', draw })];
};

/** Layers with γ and β for each channel; whether they have them by default. */
const channelNorm =
  (byDefault: boolean): Rule =>
  (layer, input) =>
    normSketches([inputsOf(layer, input)], affine(layer, byDefault), affine(layer, byDefault));

const affine = ({ settings }: Layer, byDefault: boolean): boolean | undefined =>
  settings.affine ? settings.affine.value : byDefault;

const layerNorm: Rule = (layer) => {
  const exists = affine(layer, true);
  const { normalizedShape, useBias } = layer.settings;
  const hasBias = exists && useBias ? useBias.value : exists;
  return normSketches(normalizedShape?.value ?? [null], exists, layer.kind === 'RMSNorm' ? false : hasBias);
};

const prelu: Rule = ({ settings: { inputs }, arguments: given }) => {
  const first = given?.find(({ name }) => name === 'init');
  const value = first ? first.value : 0.25;
  const draw = (): Distribution | undefined =>
    typeof value === 'number' ? { kind: 'constant', value } : undefined;
  return [pytorchSketch('weight', 'other', [inputs ? sizeOf(inputs) : 1], { name: 'constant', draw })];
};

/** PyTorch's default is a bias. */
const present = (useBias: Setting<boolean> | undefined): boolean | undefined =>
  useBias ? useBias.value : true;

const RULES: Record<string, Rule> = {
  Linear: linear,
  LazyLinear: linear,
  NonDynamicallyQuantizableLinear: linear,
  Bilinear: bilinear,
  Conv1d: convolution(1),
  Conv2d: convolution(2),
  Conv3d: convolution(3),
  LazyConv1d: convolution(1),
  LazyConv2d: convolution(2),
  LazyConv3d: convolution(3),
  ConvTranspose1d: transposed(1),
  ConvTranspose2d: transposed(2),
  ConvTranspose3d: transposed(3),
  LazyConvTranspose1d: transposed(1),
  LazyConvTranspose2d: transposed(2),
  LazyConvTranspose3d: transposed(3),
  Embedding: embedding,
  EmbeddingBag: embedding,
  BatchNorm1d: channelNorm(true),
  BatchNorm2d: channelNorm(true),
  BatchNorm3d: channelNorm(true),
  LazyBatchNorm1d: channelNorm(true),
  LazyBatchNorm2d: channelNorm(true),
  LazyBatchNorm3d: channelNorm(true),
  SyncBatchNorm: channelNorm(true),
  InstanceNorm1d: channelNorm(false),
  InstanceNorm2d: channelNorm(false),
  InstanceNorm3d: channelNorm(false),
  GroupNorm: channelNorm(true),
  LayerNorm: layerNorm,
  RMSNorm: layerNorm,
  PReLU: prelu,
  RNN: pytorchRecurrent,
  LSTM: pytorchRecurrent,
  GRU: pytorchRecurrent,
  RNNCell: pytorchRecurrent,
  LSTMCell: pytorchRecurrent,
  GRUCell: pytorchRecurrent,
  MultiheadAttention: pytorchAttention,
  TransformerEncoderLayer: pytorchTransformer,
  TransformerDecoderLayer: pytorchTransformer,
  TransformerEncoder: pytorchEncoder,
  TransformerDecoder: pytorchEncoder,
  Transformer: pytorchTransformer,
};

/** The rule for a class of torch.nn with parameters. */
export function pytorchRule(kind: string): Rule | undefined {
  return Object.hasOwn(RULES, kind) ? RULES[kind] : undefined;
}

/** Channels stand first; the features of a vector or a sequence stand last. */
export function pytorchFeatures({ kind }: Layer, { shape, features }: LayerInput): Size {
  if (features !== undefined && features !== null) return features;
  return (/(Conv|Norm)/.test(kind) ? shape?.[0] : shape?.at(-1)) ?? null;
}
