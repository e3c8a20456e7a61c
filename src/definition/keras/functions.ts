/** Activations and initializers, given as strings, as functions of a library or as objects. */
import { plain, settingOf } from '../interpret/arguments.ts';
import type { CallArgument, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';
import type { InitializerSetting, Setting } from '../model.ts';
import { snakeCase } from './naming.ts';
import type { Unbound } from './objects.ts';
import { below, kerasPath } from './paths.ts';

/** The activation's Keras name: `"relu"`, `tf.nn.relu`, `keras.activations.relu`; `None` is `linear`. */
export function readActivation(argument: CallArgument, run: Run): Setting<string> {
  const name = activationName(argument.value);
  if (name !== undefined) return { value: name, origin: 'literal', range: run.range(argument.at) };
  return settingOf(
    argument,
    (value) => {
      if (value === null) return 'linear';
      return typeof value === 'string' ? snakeCase(value) : undefined;
    },
    run,
  );
}

function activationName(value: Value): string | undefined {
  if (value.type !== 'library') return undefined;
  const path = kerasPath(value.path)?.path ?? value.path.replace(/^tensorflow\./, '');
  return /^(?:activations|ops|nn|math|ops\.nn|nn\.activations)\.([a-z]\w*)$/.exec(path)?.[1];
}

/** Parameters of initializers in their order; `seed` does not count. */
const INITIALIZERS: Record<string, string[]> = {
  zeros: [],
  ones: [],
  constant: ['value'],
  random_normal: ['mean', 'stddev', 'seed'],
  random_uniform: ['minval', 'maxval', 'seed'],
  truncated_normal: ['mean', 'stddev', 'seed'],
  variance_scaling: ['scale', 'mode', 'distribution', 'seed'],
  glorot_uniform: ['seed'],
  glorot_normal: ['seed'],
  he_uniform: ['seed'],
  he_normal: ['seed'],
  lecun_uniform: ['seed'],
  lecun_normal: ['seed'],
  orthogonal: ['gain', 'seed'],
  identity: ['gain'],
};

/** Other names that Keras takes for the same initializer. */
const ALIASES: Record<string, string> = {
  zero: 'zeros',
  one: 'ones',
  normal: 'random_normal',
  gaussian: 'random_normal',
  uniform: 'random_uniform',
  orthogonal_initializer: 'orthogonal',
  identity_initializer: 'identity',
};

const plainInitializer = (name: string): InitializerSetting => ({ name: canonical(name), arguments: {} });

function canonical(name: string): string {
  const snake = snakeCase(name);
  return Object.hasOwn(ALIASES, snake) ? ALIASES[snake]! : snake;
}

/** Parameters of an initializer's class or function, by the name below `keras.initializers`. */
export function initializerParameters(name: string): string[] {
  const own = canonical(name);
  return Object.hasOwn(INITIALIZERS, own) ? INITIALIZERS[own]! : ['seed'];
}

/**
 * The initializer: `"he_normal"`, `keras.initializers.HeNormal(seed=1)`, `RandomNormal(stddev=0.01)`.
 * @param usual what `None` stands for
 */
export function readInitializer(
  argument: CallArgument,
  usual: string,
  run: Run,
): Setting<InitializerSetting> {
  const { value } = argument;
  const found = value.type === 'library' ? namedInitializer(value.path) : initializerObject(value);
  if (found) return { value: found, origin: 'literal', range: run.range(argument.at) };
  return settingOf(
    argument,
    (data) => {
      if (data === null) return plainInitializer(usual);
      return typeof data === 'string' ? plainInitializer(data) : undefined;
    },
    run,
  );
}

function namedInitializer(path: string): InitializerSetting | undefined {
  const name = /^initializers\.(\w+)$/.exec(below(path))?.[1];
  return name === undefined ? undefined : plainInitializer(name);
}

/** An object of `keras.initializers`; undefined when an argument cannot be seen or is not known. */
function initializerObject(value: Value): InitializerSetting | undefined {
  if (value.type !== 'object') return undefined;
  const found = namedInitializer(value.path);
  if (!found || hasUnbound(value)) return undefined;
  for (const [parameter, argument] of value.arguments) {
    if (parameter === 'seed') continue;
    const data = plain(argument.value);
    if (!data || data.passing || typeof data.value === 'boolean' || Array.isArray(data.value))
      return undefined;
    found.arguments[parameter] = data.value as number | string | null;
  }
  return found;
}

const hasUnbound = ({ data }: ObjectValue): boolean => (data as Unbound | undefined)?.unbound === true;
