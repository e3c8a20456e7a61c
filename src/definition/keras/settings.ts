/** The settings of a Keras layer: its parameters under the names that all frameworks share, with their defaults. */
import type { Setting, Settings, SettingValues, ZeroPadding } from '../model.ts';
import { rangeOf } from '../python/syntax.ts';
import type { Value } from '../python/values.ts';
import { type Convert, type KerasArguments, settingFrom } from './arguments.ts';
import { readActivation, readInitializer } from './functions.ts';
import { REQUIRED, type Signature, signatureOf } from './signatures.ts';

type Name = keyof SettingValues;

/** How a parameter is read: as a plain value, or by a reader of its own. */
interface Reading<N extends Name> {
  name: N;
  convert?: Convert<SettingValues[N]>;
  read?: (args: KerasArguments, parameter: string, fallback: Value) => Setting<SettingValues[N]>;
}

const number: Convert<number> = (value) => (typeof value === 'number' ? value : undefined);
const boolean: Convert<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const nothing: Convert<null> = (value) => (value === null ? null : undefined);
const orNone =
  <T>(convert: Convert<T>): Convert<T | null> =>
  (value) =>
    value === null ? null : convert(value);
const text: Convert<string> = (value) => (typeof value === 'string' ? value.toLowerCase() : undefined);
/** One number or several. */
const numbers: Convert<number[]> = (value) => {
  const list = Array.isArray(value) ? value : [value];
  return list.every((size) => typeof size === 'number') ? list : undefined;
};

/** `1`, `(1, 2)` or `((1, 1), (2, 2))`: zeros before and after each axis. One number stands for every axis. */
function zeros(value: Value): ZeroPadding | undefined {
  if (typeof value === 'number') return [[value, value]];
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const pairs = value.map((part): [number, number] | undefined => {
    const list = numbers(part);
    if (!list || list.length > 2) return undefined;
    return [list[0]!, list.at(-1)!];
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

const plain = <N extends Name>(name: N, convert: Convert<SettingValues[N]>): Reading<N> => ({
  name,
  convert,
});
const initializer = <N extends Extract<Name, `${string}Initializer`>>(name: N): Reading<N> => ({
  name,
  read: (args, parameter, fallback) =>
    readInitializer(args, parameter, fallback) as Setting<SettingValues[N]>,
});
const activation = <N extends 'activation' | 'recurrentActivation'>(name: N): Reading<N> => ({
  name,
  read: (args, parameter, fallback) => readActivation(args, parameter, fallback) as Setting<SettingValues[N]>,
});

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
  recurrent_initializer: initializer('recurrentInitializer'),
  bias_initializer: initializer('biasInitializer'),
  alpha_initializer: initializer('alphaInitializer'),
  gamma_initializer: initializer('gammaInitializer'),
  beta_initializer: initializer('betaInitializer'),
  moving_mean_initializer: initializer('movingMeanInitializer'),
  moving_variance_initializer: initializer('movingVarianceInitializer'),
  kernel_size: plain('size', numbers),
  pool_size: plain('size', numbers),
  strides: plain('strides', orNone(numbers)),
  padding: plain('padding', (value) => text(value) ?? zeros(value)),
  dilation_rate: plain('dilation', numbers),
  output_padding: plain('outputPadding', orNone(numbers)),
  groups: plain('groups', number),
  depth_multiplier: plain('multiplier', number),
  data_format: plain('dataFormat', orNone(text)),
  keepdims: plain('keepAxes', boolean),
  target_shape: plain('targetShape', numbers),
  dims: plain('order', numbers),
  input_dim: plain('vocabulary', number),
  output_dim: plain('outputSize', number),
  mask_zero: plain('maskZero', boolean),
  weights: plain('weights', nothing),
  unit_forget_bias: plain('unitForgetBias', boolean),
  reset_after: plain('resetAfter', boolean),
  return_sequences: plain('returnSequences', boolean),
  return_state: plain('returnState', boolean),
  go_backwards: plain('goBackwards', boolean),
  stateful: plain('stateful', boolean),
  merge_mode: plain('merge', orNone(text)),
  backward_layer: plain('backwardLayer', nothing),
  momentum: plain('momentum', number),
  epsilon: plain('epsilon', number),
  axis: plain('axis', numbers),
  center: plain('center', boolean),
  scale: plain('scale', boolean),
  negative_slope: plain('alpha', number),
  alpha: plain('alpha', number),
  max_value: plain('maximum', orNone(number)),
  threshold: plain('threshold', number),
  shared_axes: plain('sharedAxes', orNone(numbers)),
  noise_shape: plain('noiseShape', nothing),
};

/** Every setting that the class has: as written, else Keras' default; unknown where `**kwargs` may hold it. */
export function readSettings(args: KerasArguments, signature: Signature): Settings {
  const found: Partial<Record<Name, Setting<unknown>>> = {};
  for (const [parameter, fallback] of Object.entries(signature)) {
    const reading = Object.hasOwn(READINGS, parameter) ? READINGS[parameter] : undefined;
    const setting = reading && settingOf(args, parameter, reading, fallback);
    if (setting) found[reading.name] = setting;
  }
  // Any layer takes it; the name of LeakyReLU's slope was `alpha` in Keras 2.
  const trainable = args.find('trainable');
  if (trainable) found.trainable = settingFrom(args.source, trainable.value, boolean);
  const slope = 'negative_slope' in signature ? args.find('alpha') : undefined;
  if (slope) found.alpha = settingFrom(args.source, slope.value, number);
  return found as Settings;
}

function settingOf(
  args: KerasArguments,
  parameter: string,
  { convert, read }: Reading<Name>,
  fallback: Value | undefined,
): Setting<unknown> | undefined {
  const argument = args.find(parameter);
  if (argument && convert) return settingFrom<unknown>(args.source, argument.value, convert);
  if (argument && read) return read(args, parameter, fallback ?? null);
  if (args.spread) {
    return { value: undefined, origin: 'unknown', range: rangeOf(args.source, args.spread) };
  }
  if (fallback === REQUIRED) return undefined;
  if (read) return read(args, parameter, fallback);
  return { value: convert?.(fallback), origin: 'default' };
}

/** The parameter of a class that holds a setting: `kernel_size` for the size of a Conv2D. */
export function parameterOf(kind: string, setting: Name): string {
  const parameters = Object.keys(signatureOf(kind));
  return parameters.find((parameter) => READINGS[parameter]?.name === setting) ?? setting;
}
