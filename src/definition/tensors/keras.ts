/** Parameter tensors of Keras' and TensorFlow.js' layers; shapes, names and fans are Keras'. */
import type { InitializerSetting, Setting } from '../model.ts';
import type { Distribution } from './distributions.ts';
import { initializerDistribution, type Place } from './initializers.ts';
import {
  type Layer,
  type LayerInput,
  type Part,
  prefixed,
  type Rule,
  type Size,
  type Sketch,
  sizeOf,
  type TensorKind,
  times,
  windowOf,
} from './tensor.ts';

/** A sketch from an initializer's setting, or from a default where the class has no such argument. */
function sketch(
  layer: Layer,
  [name, kind, part]: [name: string, kind: TensorKind, part?: Part],
  shape: Size[],
  initializer: Setting<InitializerSetting> | string | undefined,
): Sketch {
  const given = typeof initializer === 'string' ? { name: initializer, arguments: {} } : initializer?.value;
  const library = layer.framework === 'tfjs' ? 'tfjs' : 'keras';
  return {
    name,
    kind,
    ...(part && { part }),
    shape,
    present: true,
    initializer: {
      name: given?.name ?? 'unknown',
      draw: (place) => given && initializerDistribution(given, place, library),
    },
  };
}

const kernel = (layer: Layer, shape: Size[], name = 'kernel'): Sketch =>
  sketch(layer, [name, 'kernel', 'kernel'], shape, layer.settings.kernelInitializer ?? 'glorot_uniform');

const bias = (layer: Layer, size: Size): Sketch => ({
  ...sketch(layer, ['bias', 'bias', 'bias'], [size], layer.settings.biasInitializer ?? 'zeros'),
  present: layer.settings.useBias?.value,
});

const dense: Rule = (layer, { features }) => {
  const units = sizeOf(layer.settings.units);
  return [kernel(layer, [features, units]), bias(layer, units)];
};

const convolution =
  (rank: number): Rule =>
  (layer, { features }) => {
    const { size, filters, groups } = layer.settings;
    const count = groups ? sizeOf(groups) : 1;
    const channels = features !== null && count && features % count === 0 ? features / count : null;
    const units = sizeOf(filters);
    return [kernel(layer, [...windowOf(size, rank), channels, units]), bias(layer, units)];
  };

const transposed =
  (rank: number): Rule =>
  (layer, { features }) => {
    const units = sizeOf(layer.settings.filters);
    return [kernel(layer, [...windowOf(layer.settings.size, rank), units, features]), bias(layer, units)];
  };

const depthwise =
  (rank: number): Rule =>
  (layer, { features }) => {
    const { size, multiplier } = layer.settings;
    const each = sizeOf(multiplier);
    return [
      kernel(layer, [...windowOf(size, rank), features, each], 'depthwise_kernel'),
      bias(layer, times(features, each)),
    ];
  };

/** TensorFlow.js draws the pointwise kernel by `depthwiseInitializer`, whatever `pointwiseInitializer` is. */
const separable =
  (rank: number): Rule =>
  (layer, { features }) => {
    const { size, multiplier, filters, kernelInitializer, pointwiseInitializer } = layer.settings;
    const each = sizeOf(multiplier);
    const units = sizeOf(filters);
    const second =
      layer.framework === 'tfjs' ? kernelInitializer : (pointwiseInitializer ?? 'glorot_uniform');
    const places: Size[] = Array.from({ length: rank }, () => 1);
    return [
      kernel(layer, [...windowOf(size, rank), features, each], 'depthwise_kernel'),
      sketch(
        layer,
        ['pointwise_kernel', 'kernel', 'pointwiseKernel'],
        [...places, times(features, each), units],
        second,
      ),
      bias(layer, units),
    ];
  };

const embedding: Rule = (layer) => {
  const { vocabulary, outputSize, kernelInitializer } = layer.settings;
  const shape = [sizeOf(vocabulary), sizeOf(outputSize)];
  return [sketch(layer, ['embeddings', 'embedding', 'kernel'], shape, kernelInitializer ?? 'random_uniform')];
};

const GATES: Record<string, number> = { SimpleRNN: 1, LSTM: 4, GRU: 3 };

/** [inputs, gates·units], [units, gates·units], and gates·units biases: two rows of them in a GRU that resets after. */
function gated(layer: Layer, places: Size[], features: Size, units: Size, gates: number): Sketch[] {
  const { recurrentInitializer, useBias, resetAfter, unitForgetBias } = layer.settings;
  const columns = times(gates, units);
  const twice = resetAfter?.value === true;
  const present = resetAfter && resetAfter.value === undefined ? undefined : useBias?.value;
  const added = {
    ...bias(layer, columns),
    ...(twice && { shape: [2, columns] }),
    present,
  };
  return [
    kernel(layer, [...places, features, columns]),
    sketch(
      layer,
      ['recurrent_kernel', 'recurrentKernel', 'recurrentKernel'],
      [...places, units, columns],
      recurrentInitializer ?? 'orthogonal',
    ),
    gates === 4 ? withForgetBias(added, unitForgetBias) : added,
  ];
}

/** The forget gate's quarter of the biases begins at 1 (Jozefowicz et al. 2015). */
function withForgetBias(bias: Sketch, forget: Setting<boolean> | undefined): Sketch {
  if (!forget || forget.value === false) return bias;
  const { name, draw } = bias.initializer;
  const ones: Distribution = { kind: 'constant', value: 1 };
  const mixed = (place: Place): Distribution | undefined => {
    const others = draw(place);
    if (!others || forget.value === undefined) return undefined;
    return {
      kind: 'mixture',
      parts: [
        { share: 3 / 4, of: others },
        { share: 1 / 4, of: ones },
      ],
    };
  };
  return { ...bias, initializer: { name, draw: mixed } };
}

const recurrent: Rule = (layer, { features }) => {
  const gates = GATES[layer.kind.replace(/Cell$/, '')]!;
  return gated(layer, [], features, sizeOf(layer.settings.units), gates);
};

const convolutionalRecurrent =
  (rank: number): Rule =>
  (layer, { features }) => {
    const { size, filters } = layer.settings;
    return gated(layer, windowOf(size, rank), features, sizeOf(filters), 4);
  };

const bidirectional: Rule = ({ framework, wrapped }, input) => {
  const inner = wrapped && kerasRule(wrapped.kind)?.({ framework, ...wrapped }, input);
  return inner && [...prefixed('forward_', inner), ...prefixed('backward_', inner)];
};

/** `RNN(cell)` has the cell's. */
const cells: Rule = ({ framework, wrapped }, input) =>
  wrapped && kerasRule(wrapped.kind)?.({ framework, ...wrapped }, input);

/** The layer inside sees one step: the input without its first axis. */
const timeDistributed: Rule = ({ framework, wrapped }, { shape, features }) =>
  wrapped && kerasRule(wrapped.kind)?.({ framework, ...wrapped }, { shape: shape.slice(1), features });

/** The size along an axis that is counted with the batch, or from the end. */
function sizeAlong({ shape, features }: Required<LayerInput>, axis: number): Size {
  if (axis === -1) return shape.at(-1) ?? features ?? null;
  return shape[axis > 0 ? axis - 1 : shape.length + axis] ?? null;
}

/** γ and β over the normalized axes, and the moving averages of batch normalization, which are not trained. */
const normalization =
  (averages: boolean): Rule =>
  (layer, input) => {
    const { axis, center, scale, ...settings } = layer.settings;
    const shape = axis?.value?.map((each) => sizeAlong(input, each)) ?? [null];
    const vector = (
      name: string,
      part: Part | undefined,
      initializer: Setting<InitializerSetting> | string,
      present: boolean | undefined,
    ): Sketch => ({ ...sketch(layer, [name, 'normalization', part], shape, initializer), present });
    const average = (name: string, initializer: Setting<InitializerSetting> | string): Sketch => ({
      ...vector(name, undefined, initializer, averages),
      trainable: false,
    });
    return [
      vector('gamma', 'gamma', settings.gammaInitializer ?? 'ones', scale?.value),
      vector('beta', 'beta', settings.betaInitializer ?? 'zeros', center?.value),
      average('moving_mean', settings.movingMeanInitializer ?? 'zeros'),
      average('moving_variance', settings.movingVarianceInitializer ?? 'ones'),
    ];
  };

const rmsNormalization: Rule = (layer, input) => {
  const axes = layer.settings.axis?.value ?? [-1];
  return [
    sketch(
      layer,
      ['scale', 'normalization'],
      axes.map((axis) => sizeAlong(input, axis)),
      'ones',
    ),
  ];
};

const prelu: Rule = (layer, { shape }) => {
  const { sharedAxes, alphaInitializer } = layer.settings;
  const shared = sharedAxes?.value === undefined ? undefined : (sharedAxes.value ?? []);
  const sizes = shape.map((size, axis) => (shared?.includes(axis + 1) ? 1 : size));
  const known = shared && shape.length > 0;
  return [sketch(layer, ['alpha', 'other', 'alpha'], known ? sizes : [null], alphaInitializer ?? 'zeros')];
};

/** Projections of query, key, value and output (Vaswani et al. 2017), for inputs of the same number of features. */
const attention: Rule = (layer, { features }) => {
  const heads = sizeOf(layer.settings.heads);
  const key = sizeOf(layer.settings.keySize);
  const value = layer.settings.valueSize?.value ? sizeOf(layer.settings.valueSize) : key;
  const projection = (name: string, shape: Size[], biasShape: Size[]): Sketch[] =>
    prefixed(`${name}/`, [kernel(layer, shape), { ...bias(layer, null), shape: biasShape }]);
  return [
    ...projection('query', [features, heads, key], [heads, key]),
    ...projection('key', [features, heads, key], [heads, key]),
    ...projection('value', [features, heads, value], [heads, value]),
    ...projection('attention_output', [heads, value, features], [features]),
  ];
};

const RULES: Record<string, Rule> = {
  Dense: dense,
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
  Conv3DTranspose: transposed(3),
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
  Embedding: embedding,
  SimpleRNN: recurrent,
  SimpleRNNCell: recurrent,
  LSTM: recurrent,
  LSTMCell: recurrent,
  GRU: recurrent,
  GRUCell: recurrent,
  ConvLSTM1D: convolutionalRecurrent(1),
  ConvLSTM2D: convolutionalRecurrent(2),
  ConvLSTM3D: convolutionalRecurrent(3),
  RNN: cells,
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed,
  BatchNormalization: normalization(true),
  LayerNormalization: normalization(false),
  GroupNormalization: normalization(false),
  RMSNormalization: rmsNormalization,
  PReLU: prelu,
  MultiHeadAttention: attention,
};

/** The rule for a class with parameters. */
export function kerasRule(kind: string): Rule | undefined {
  return Object.hasOwn(RULES, kind) ? RULES[kind] : undefined;
}

/** Channels stand last unless the layer says otherwise. */
export function kerasFeatures({ settings: { dataFormat } }: Layer, { shape, features }: LayerInput): Size {
  if (features !== undefined && features !== null) return features;
  if (dataFormat && dataFormat.value === undefined) return null;
  const first = /first$/i.test(dataFormat?.value ?? '');
  return (first ? shape?.[0] : shape?.at(-1)) ?? null;
}
