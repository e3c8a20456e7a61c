/** The distribution behind an initializer's name, as each framework draws from it. */
import type { InitializerSetting } from '../model.ts';
import { type Distribution, TRUNCATED_NORMAL_SD } from './distributions.ts';

/** What an initializer looks at. */
export interface Place {
  shape: readonly number[];
  fanIn: number;
  fanOut: number;
}

type Library = 'keras' | 'tfjs';
/** An argument as a number, the default where it is not given. */
type Numbers = (name: string, byDefault: number) => number;
type Maker = (
  number: Numbers,
  place: Place,
  library: Library,
  given: InitializerSetting,
) => Distribution | undefined;

const constant = (value: number): Distribution => ({ kind: 'constant', value });
const uniform = (limit: number): Distribution => ({ kind: 'uniform', minimum: -limit, maximum: limit });

/** `mode` and `distribution` of VarianceScaling, in the spelling of Keras. */
type Fan = 'fan_in' | 'fan_out' | 'fan_avg';
type Form = 'uniform' | 'truncated_normal' | 'untruncated_normal';

const FANS = new Map<unknown, Fan>([
  ['fan_in', 'fan_in'],
  ['fan_out', 'fan_out'],
  ['fan_avg', 'fan_avg'],
  ['fanIn', 'fan_in'],
  ['fanOut', 'fan_out'],
  ['fanAvg', 'fan_avg'],
]);

/** TensorFlow.js draws uniformly for every other distribution than `normal`. */
const FORMS: Record<Library, Map<unknown, Form>> = {
  keras: new Map([
    ['normal', 'truncated_normal'],
    ['truncated_normal', 'truncated_normal'],
    ['untruncated_normal', 'untruncated_normal'],
    ['uniform', 'uniform'],
  ]),
  tfjs: new Map([
    ['normal', 'truncated_normal'],
    ['uniform', 'uniform'],
    ['truncatedNormal', 'uniform'],
  ]),
};

/**
 * Variance scale/fan (Glorot & Bengio 2010, He et al. 2015): uniform up to √(3·variance), or a truncated normal. Keras
 * widens the latter so that it has this variance after the cut, TensorFlow.js does not.
 */
function varianceScaling(scale: number, fan: Fan, form: Form, place: Place, library: Library): Distribution {
  const { fanIn, fanOut } = place;
  const size = fan === 'fan_in' ? fanIn : fan === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
  const deviation = Math.sqrt(scale / Math.max(1, size));
  if (form === 'uniform') return uniform(Math.sqrt(3) * deviation);
  if (form === 'untruncated_normal') return { kind: 'normal', mean: 0, deviation };
  return {
    kind: 'truncatedNormal',
    mean: 0,
    deviation: library === 'keras' ? deviation / TRUNCATED_NORMAL_SD : deviation,
  };
}

const scaled =
  (scale: number, fan: Fan, form: Form): Maker =>
  (_number, place, library) =>
    varianceScaling(scale, fan, form, place, library);

const general: Maker = (number, place, library, { arguments: given }) => {
  const scale = number('scale', 1);
  const fan = FANS.get(given.mode ?? 'fan_in');
  const form = FORMS[library].get(given.distribution ?? 'normal');
  return scale > 0 && fan && form ? varianceScaling(scale, fan, form, place, library) : undefined;
};

/** All axes but the last count as rows. */
const orthogonal: Maker = (number, { shape }) => {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return { kind: 'orthogonal', gain: number('gain', 1), length: Math.max(rows, columns) };
};

/** `gain` on the diagonal of a matrix. */
const identity: Maker = (number, { shape }) => {
  const [rows, columns] = shape;
  if (shape.length !== 2 || !rows || !columns) return undefined;
  const share = Math.min(rows, columns) / (rows * columns);
  return {
    kind: 'mixture',
    parts: [
      { share, of: constant(number('gain', 1)) },
      { share: 1 - share, of: constant(0) },
    ],
  };
};

const MAKERS: Record<string, Maker> = {
  zeros: () => constant(0),
  ones: () => constant(1),
  constant: (number) => constant(number('value', 0)),
  random_uniform: (number) => ({
    kind: 'uniform',
    minimum: number('minval', -0.05),
    maximum: number('maxval', 0.05),
  }),
  random_normal: (number) => ({
    kind: 'normal',
    mean: number('mean', 0),
    deviation: number('stddev', 0.05),
  }),
  truncated_normal: (number) => ({
    kind: 'truncatedNormal',
    mean: number('mean', 0),
    deviation: number('stddev', 0.05),
  }),
  variance_scaling: general,
  glorot_uniform: scaled(1, 'fan_avg', 'uniform'),
  glorot_normal: scaled(1, 'fan_avg', 'truncated_normal'),
  he_uniform: scaled(2, 'fan_in', 'uniform'),
  he_normal: scaled(2, 'fan_in', 'truncated_normal'),
  lecun_uniform: scaled(1, 'fan_in', 'uniform'),
  lecun_normal: scaled(1, 'fan_in', 'truncated_normal'),
  orthogonal,
  identity,
};

/** Arguments whose 0 TensorFlow.js takes for “not given” (`args.minval || -0.05`). */
const ZERO_IS_DEFAULT = new Set(['minval', 'maxval', 'mean', 'stddev']);

/**
 * What Keras' or TensorFlow.js' initializer of this name (in Keras' spelling) draws from; undefined for initializers of
 * one's own and for arguments that are not numbers.
 */
export function initializerDistribution(
  given: InitializerSetting,
  place: Place,
  library: Library,
): Distribution | undefined {
  const make = Object.hasOwn(MAKERS, given.name) ? MAKERS[given.name] : undefined;
  let readable = true;
  const number: Numbers = (name, byDefault) => {
    const value = given.arguments[name] ?? byDefault;
    if (typeof value !== 'number' || !Number.isFinite(value)) readable = false;
    if (value === 0 && library === 'tfjs' && ZERO_IS_DEFAULT.has(name)) return byDefault;
    return value as number;
  };
  const distribution = make?.(number, place, library, given);
  return readable ? distribution : undefined;
}
