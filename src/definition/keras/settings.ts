/** The settings of a Keras layer: its parameters under the names that all frameworks share, with their defaults. */
import { settingOf } from '../interpret/arguments.ts';
import type { Bound, CallArgument, Run } from '../interpret/framework.ts';
import type { Setting, Settings, SettingValues, ZeroPadding } from '../model.ts';
import { formatOf } from './dataFormat.ts';
import { readActivation, readInitializer } from './functions.ts';
import { type Default, REQUIRED, type Signature, signatureOf } from './signatures.ts';

type Name = keyof SettingValues;
type Convert<T> = (value: unknown) => T | undefined;

/** How a parameter is read: as plain data, or by a reader of its own. */
interface Reading<N extends Name> {
  name: N;
  convert?: Convert<SettingValues[N]>;
  read?: (argument: CallArgument, fallback: Default, run: Run) => Setting<SettingValues[N]>;
  /** A default as the setting has it. */
  byDefault?: (fallback: Default) => SettingValues[N];
}

const number: Convert<number> = (value) => (typeof value === 'number' ? value : undefined);
const boolean: Convert<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const nothing: Convert<null> = (value) => (value === null ? null : undefined);
const orNone =
  <T>(convert: Convert<T>): Convert<T | null> =>
  (value) =>
    value === null ? null : convert(value);
const word: Convert<string> = (value) => (typeof value === 'string' ? value.toLowerCase() : undefined);
const text: Convert<string> = (value) => (typeof value === 'string' ? value : undefined);
/** One number or several. */
const numbers: Convert<number[]> = (value) => {
  const list = Array.isArray(value) ? value : [value];
  return list.every((size) => typeof size === 'number') ? list : undefined;
};
/** A shape of which axes may be free. */
const shape: Convert<(number | null)[]> = (value) => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((size): size is number | null => size === null || typeof size === 'number')
    ? list
    : undefined;
};

/** `1`, `(1, 2)` or `((1, 1), (2, 2))`: zeros before and after each axis. One number stands for every axis. */
const zeros: Convert<ZeroPadding> = (value) => {
  if (typeof value === 'number') return [[value, value]];
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return undefined;
  const pairs = value.map((part): [number, number] | undefined => {
    const list = numbers(part);
    if (!list || list.length > 2) return undefined;
    return [list[0]!, list.at(-1)!];
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
};

const plain = <N extends Name>(name: N, convert: Convert<SettingValues[N]>): Reading<N> => ({
  name,
  convert,
});
const initializer = <N extends Extract<Name, `${string}Initializer`>>(name: N): Reading<N> => ({
  name,
  read: (argument, fallback, run) =>
    readInitializer(argument, String(fallback), run) as Setting<SettingValues[N]>,
  byDefault: (fallback) => ({ name: initializerNames(fallback), arguments: {} }) as SettingValues[N],
});
const activation = <N extends 'activation' | 'recurrentActivation'>(name: N): Reading<N> => ({
  name,
  read: (argument, _, run) => readActivation(argument, run) as Setting<SettingValues[N]>,
  byDefault: (fallback) => (fallback ?? 'linear') as SettingValues[N],
});
/** `"uniform"` of Embedding is Keras' name of `random_uniform`. */
const initializerNames = (fallback: Default) =>
  fallback === 'uniform' ? 'random_uniform' : String(fallback);

const READINGS: Record<string, Reading<Name>> = {
  units: plain('units', number),
  filters: plain('filters', number),
  rate: plain('rate', number),
  dropout: plain('rate', number),
  recurrent_dropout: plain('recurrentRate', number),
  stddev: plain('deviation', number),
  activation: activation('activation'),
  recurrent_activation: activation('recurrentActivation'),
  use_bias: plain('useBias', boolean),
  kernel_initializer: initializer('kernelInitializer'),
  depthwise_initializer: initializer('kernelInitializer'),
  embeddings_initializer: initializer('kernelInitializer'),
  pointwise_initializer: initializer('pointwiseInitializer'),
  recurrent_initializer: initializer('recurrentInitializer'),
  bias_initializer: initializer('biasInitializer'),
  alpha_initializer: initializer('alphaInitializer'),
  gamma_initializer: initializer('gammaInitializer'),
  beta_initializer: initializer('betaInitializer'),
  moving_mean_initializer: initializer('movingMeanInitializer'),
  moving_variance_initializer: initializer('movingVarianceInitializer'),
  kernel_size: plain('size', numbers),
  pool_size: plain('size', numbers),
  size: plain('size', numbers),
  strides: plain('strides', orNone(numbers)),
  padding: plain('padding', (value) => word(value) ?? zeros(value)),
  cropping: plain('padding', zeros),
  dilation_rate: plain('dilation', numbers),
  output_padding: plain('outputPadding', orNone(numbers)),
  groups: plain('groups', number),
  num_key_value_heads: plain('groups', number),
  depth_multiplier: plain('multiplier', number),
  data_format: plain('dataFormat', orNone(word)),
  keepdims: plain('keepAxes', boolean),
  target_shape: plain('targetShape', numbers),
  output_shape: plain('outputShape', orNone(shape)),
  n: plain('repeats', number),
  dims: plain('order', numbers),
  input_dim: plain('vocabulary', number),
  num_tokens: plain('vocabulary', number),
  max_tokens: plain('vocabulary', number),
  num_bins: plain('vocabulary', number),
  output_dim: plain('outputSize', number),
  mask_zero: plain('maskZero', boolean),
  weights: plain('weights', nothing),
  unit_forget_bias: plain('unitForgetBias', boolean),
  reset_after: plain('resetAfter', boolean),
  return_sequences: plain('returnSequences', boolean),
  return_state: plain('returnState', boolean),
  go_backwards: plain('goBackwards', boolean),
  stateful: plain('stateful', boolean),
  merge_mode: plain('merge', orNone(word)),
  backward_layer: plain('backwardLayer', nothing),
  momentum: plain('momentum', number),
  epsilon: plain('epsilon', number),
  axis: plain('axis', numbers),
  axes: plain('axis', numbers),
  center: plain('center', boolean),
  scale: plain('scale', boolean),
  negative_slope: plain('alpha', number),
  alpha: plain('alpha', number),
  max_value: plain('maximum', orNone(number)),
  threshold: plain('threshold', number),
  shared_axes: plain('sharedAxes', orNone(numbers)),
  noise_shape: plain('noiseShape', nothing),
  num_heads: plain('heads', number),
  num_query_heads: plain('heads', number),
  key_dim: plain('keySize', number),
  head_dim: plain('keySize', number),
  value_dim: plain('valueSize', orNone(number)),
  use_scale: plain('useScale', boolean),
  score_mode: plain('scoreMode', word),
  equation: plain('equation', text),
  bias_axes: plain('biasAxes', orNone(text)),
  output_mode: plain('outputMode', word),
  output_sequence_length: plain('length', orNone(number)),
  mean: plain('mean', nothing),
  implementation: plain('implementation', number),
};

/** Parameters that are other things in some classes. */
const NOT_IN: Record<string, string[]> = { Rescaling: ['scale'], Lambda: ['arguments', 'mask'] };

/** Every setting that the class has: as written, else Keras' default; unknown where `**options` may hold it. */
export function readSettings(kind: string, bound: Bound, signature: Signature, run: Run): Settings {
  const found: Partial<Record<Name, Setting<unknown>>> = {};
  for (const [parameter, fallback] of Object.entries(signature)) {
    const reading = readingOf(kind, parameter);
    const setting = reading && readOne(bound, parameter, reading, fallback, run);
    if (setting) found[reading.name] = setting;
  }
  const format = found.dataFormat?.origin === 'default' ? formatOf(run) : undefined;
  if (format) found.dataFormat = { value: format, origin: 'default' };
  if ('height' in signature) found.size = heightAndWidth(bound, run);
  // Any layer takes it; the name of LeakyReLU's slope was `alpha` in Keras 2.
  const trainable = bound.get('trainable');
  if (trainable) found.trainable = settingOf(trainable, boolean, run);
  const slope = 'negative_slope' in signature ? bound.get('alpha') : undefined;
  if (slope) found.alpha = settingOf(slope, number, run);
  return found as Settings;
}

function readingOf(kind: string, parameter: string): Reading<Name> | undefined {
  if (NOT_IN[kind]?.includes(parameter)) return undefined;
  return Object.hasOwn(READINGS, parameter) ? READINGS[parameter] : undefined;
}

function readOne(
  bound: Bound,
  parameter: string,
  { convert, read, byDefault }: Reading<Name>,
  fallback: Default | undefined,
  run: Run,
): Setting<unknown> | undefined {
  const argument = bound.get(parameter);
  if (argument && convert) return settingOf<unknown>(argument, convert, run);
  if (argument && read) return read(argument, fallback ?? null, run);
  if (bound.hidden(parameter)) return bound.setting(parameter, () => undefined);
  if (fallback === REQUIRED) return undefined;
  const value = byDefault ? byDefault(fallback) : convert?.(fallback);
  return value === undefined ? undefined : { value, origin: 'default' };
}

/** Resizing and cropping give two sizes by two parameters. */
function heightAndWidth(bound: Bound, run: Run): Setting<number[]> {
  const [height, width] = ['height', 'width'].map((name) => bound.setting(name, number));
  const range = bound.get('height') && run.range(bound.get('height')!.at);
  if (height?.value === undefined || width?.value === undefined) {
    return { value: undefined, origin: 'unknown', ...(range && { range }) };
  }
  const passing = height.passing ?? width.passing;
  return {
    value: [height.value, width.value],
    origin: height.origin === 'literal' ? width.origin : height.origin,
    ...(range && { range }),
    ...(passing && { passing }),
  };
}

/** The parameter of a class that holds a setting: `kernel_size` for the size of a Conv2D. */
export function parameterOf(kind: string, setting: Name): string {
  const parameters = Object.keys(signatureOf(kind));
  return parameters.find((parameter) => READINGS[parameter]?.name === setting) ?? setting;
}
