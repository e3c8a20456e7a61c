/** Keras' activations and initializers by their names, as the network has them. */
import type { InitializerSetting, SettingValues } from '../../definition/model.ts';
import type { Activation, ActivationSpec, Initializer } from '../../engine/layerSpecs.ts';
import type { Reading } from './reading.ts';

/** Keras 3 names; the functions' own defaults (`leaky_relu` 0.2, where the layer LeakyReLU has 0.3). */
const ACTIVATIONS: Record<string, Omit<ActivationSpec, 'kind'>> = {
  linear: { activation: 'linear' },
  relu: { activation: 'relu' },
  relu6: { activation: 'relu6' },
  leaky_relu: { activation: 'leakyRelu', alpha: 0.2 },
  elu: { activation: 'elu', alpha: 1 },
  celu: { activation: 'celu', alpha: 1 },
  selu: { activation: 'selu' },
  gelu: { activation: 'geluErf' },
  silu: { activation: 'silu' },
  swish: { activation: 'silu' },
  mish: { activation: 'mish' },
  tanh: { activation: 'tanh' },
  hard_tanh: { activation: 'hardTanh' },
  tanh_shrink: { activation: 'tanhShrink' },
  soft_shrink: { activation: 'softShrink', alpha: 0.5 },
  hard_shrink: { activation: 'hardShrink', alpha: 0.5 },
  sigmoid: { activation: 'sigmoid' },
  hard_sigmoid: { activation: 'hardSigmoid' },
  hard_silu: { activation: 'hardSilu' },
  hard_swish: { activation: 'hardSilu' },
  log_sigmoid: { activation: 'logSigmoid' },
  softplus: { activation: 'softplus' },
  softsign: { activation: 'softsign' },
  exponential: { activation: 'exponential' },
  softmax: { activation: 'softmax' },
  log_softmax: { activation: 'logSoftmax' },
};

/** The activation that a layer names. @throws UserError when it is not known */
export function activationOf(reading: Reading, name: 'activation' | 'recurrentActivation'): ActivationSpec {
  const written = reading.get(name);
  if (!Object.hasOwn(ACTIVATIONS, written)) throw reading.error(name, written, Object.keys(ACTIVATIONS));
  return { kind: 'activation', ...ACTIVATIONS[written]! };
}

/** The same inside a recurrent layer, where an activation has no settings. */
export function gateActivation(reading: Reading, name: 'activation' | 'recurrentActivation'): Activation {
  return activationOf(reading, name).activation;
}

type InitializerName = Extract<keyof SettingValues, `${string}Initializer`>;
type Arguments = InitializerSetting['arguments'];

const number = (args: Arguments, name: string, fallback: number): number | undefined => {
  const value = args[name] ?? fallback;
  return typeof value === 'number' ? value : undefined;
};

const scaling = (
  scale: number,
  fan: 'in' | 'out' | 'average',
  distribution: 'uniform' | 'normal' | 'truncatedNormal',
): Initializer => ({ kind: 'varianceScaling', scale, fan, distribution });

const FANS: Record<string, 'in' | 'out' | 'average'> = { fan_in: 'in', fan_out: 'out', fan_avg: 'average' };
const DISTRIBUTIONS: Record<string, 'uniform' | 'normal' | 'truncatedNormal'> = {
  uniform: 'uniform',
  truncated_normal: 'truncatedNormal',
  normal: 'truncatedNormal',
  untruncated_normal: 'normal',
};

function varianceScaling(args: Arguments): Initializer | undefined {
  const scale = number(args, 'scale', 1);
  const fan = FANS[args.mode ?? 'fan_in'];
  const distribution = DISTRIBUTIONS[args.distribution ?? 'truncated_normal'];
  return scale === undefined || !fan || !distribution ? undefined : scaling(scale, fan, distribution);
}

/** `{ kind, first, second }` from two arguments with Keras' defaults. */
function range<K extends string>(
  args: Arguments,
  [first, second]: [name: string, fallback: number][],
  make: (a: number, b: number) => { kind: K } & Initializer,
): Initializer | undefined {
  const [a, b] = [number(args, ...first!), number(args, ...second!)];
  return a === undefined || b === undefined ? undefined : make(a, b);
}

const MEAN_AND_DEVIATION: [string, number][] = [
  ['mean', 0],
  ['stddev', 0.05],
];

/** What each initializer draws; undefined where an argument has another type. */
const INITIALIZERS: Record<string, (args: Arguments) => Initializer | undefined> = {
  zeros: () => ({ kind: 'constant', value: 0 }),
  ones: () => ({ kind: 'constant', value: 1 }),
  constant: (args) => {
    const value = number(args, 'value', 0);
    return value === undefined ? undefined : { kind: 'constant', value };
  },
  random_normal: (args) =>
    range(args, MEAN_AND_DEVIATION, (mean, deviation) => ({ kind: 'normal', mean, deviation })),
  truncated_normal: (args) =>
    range(args, MEAN_AND_DEVIATION, (mean, deviation) => ({ kind: 'truncatedNormal', mean, deviation })),
  random_uniform: (args) =>
    range(
      args,
      [
        ['minval', -0.05],
        ['maxval', 0.05],
      ],
      (minimum, maximum) => ({ kind: 'uniform', minimum, maximum }),
    ),
  variance_scaling: varianceScaling,
  glorot_uniform: () => scaling(1, 'average', 'uniform'),
  glorot_normal: () => scaling(1, 'average', 'truncatedNormal'),
  he_uniform: () => scaling(2, 'in', 'uniform'),
  he_normal: () => scaling(2, 'in', 'truncatedNormal'),
  lecun_uniform: () => scaling(1, 'in', 'uniform'),
  lecun_normal: () => scaling(1, 'in', 'truncatedNormal'),
  orthogonal: (args) => {
    const gain = number(args, 'gain', 1);
    return gain === undefined ? undefined : { kind: 'orthogonal', gain };
  },
  identity: (args) => {
    const gain = number(args, 'gain', 1);
    return gain === undefined ? undefined : { kind: 'identity', gain };
  },
};

/** The initializer that a layer names. @throws UserError when it is not known */
export function initializerOf(reading: Reading, name: InitializerName): Initializer {
  const { name: written, arguments: args } = reading.get(name);
  const made = Object.hasOwn(INITIALIZERS, written) ? INITIALIZERS[written]!(args) : undefined;
  if (!made) throw reading.error(name, written, Object.keys(INITIALIZERS));
  return made;
}
