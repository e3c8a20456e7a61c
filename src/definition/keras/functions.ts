/** Activations and initializers, given as strings, as functions of a library or as objects. */

import type { SyntaxNode } from '@lezer/common';
import type { InitializerSetting, Setting } from '../model.ts';
import { expressionBehind } from '../python/names.ts';
import { type PythonSource, rangeOf } from '../python/syntax.ts';
import { evaluate, type Value } from '../python/values.ts';
import { bindArguments, type KerasArguments, settingFrom } from './arguments.ts';
import { snakeCase } from './naming.ts';
import { kerasSymbol, libraryPath } from './symbols.ts';

/** The activation's Keras name: `"relu"`, `tf.nn.relu`, `keras.activations.relu`; `None` and none at all are `linear`. */
export function readActivation(args: KerasArguments, parameter: string, fallback: Value): Setting<string> {
  const usual = typeof fallback === 'string' ? fallback : 'linear';
  const argument = args.find(parameter);
  if (!argument) return { value: usual, origin: 'default' };
  const name = activationName(args.source, argument.value);
  if (name !== undefined) {
    return { value: name, origin: 'literal', range: rangeOf(args.source, argument.value) };
  }
  return settingFrom(args.source, argument.value, (value) => {
    // `None` is no activation, also where the default is another.
    if (value === null) return 'linear';
    return typeof value === 'string' ? snakeCase(value) : undefined;
  });
}

function activationName(source: PythonSource, node: SyntaxNode): string | undefined {
  const path = libraryPath(source, node);
  const function_ = kerasSymbol(source, node)?.path ?? path?.replace(/^tensorflow\./, '');
  return function_ && /^(?:activations|ops|nn|math|nn\.activations)\.([a-z]\w*)$/.exec(function_)?.[1];
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
  uniform: 'random_uniform',
  orthogonal_initializer: 'orthogonal',
  identity_initializer: 'identity',
};

const plainInitializer = (name: string): InitializerSetting => ({ name: canonical(name), arguments: {} });

function canonical(name: string): string {
  const snake = snakeCase(name);
  return Object.hasOwn(ALIASES, snake) ? ALIASES[snake]! : snake;
}

/** The initializer: `"he_normal"`, `keras.initializers.HeNormal(seed=1)`, `RandomNormal(stddev=0.01)`. */
export function readInitializer(
  args: KerasArguments,
  parameter: string,
  fallback: Value,
): Setting<InitializerSetting> {
  const usual = plainInitializer(String(fallback));
  const argument = args.find(parameter);
  if (!argument) return { value: usual, origin: 'default' };
  const object = initializerObject(args.source, argument.value);
  if (object) return { value: object, origin: 'literal', range: rangeOf(args.source, argument.value) };
  return settingFrom(args.source, argument.value, (value) => {
    if (value === null) return usual;
    return typeof value === 'string' ? plainInitializer(value) : undefined;
  });
}

/** A class or a call of `keras.initializers`; undefined when an argument cannot be seen or is not known. */
function initializerObject(source: PythonSource, node: SyntaxNode): InitializerSetting | undefined {
  const expression = expressionBehind(source, node) ?? node;
  const isCall = expression.name === 'CallExpression';
  const path = kerasSymbol(source, isCall ? expression.firstChild! : expression)?.path;
  const match = path && /^initializers\.(\w+)$/.exec(path)?.[1];
  if (!match) return undefined;
  const name = canonical(match);
  if (!isCall) return plainInitializer(match);
  const parameters = Object.hasOwn(INITIALIZERS, name) ? INITIALIZERS[name]! : ['seed'];
  const args = bindArguments(source, expression, parameters);
  const known = args.written.every(
    ({ name: keyword, spread }) => !spread && (keyword === undefined || parameters.includes(keyword)),
  );
  if (!known) return undefined;
  const found: InitializerSetting = { name, arguments: {} };
  for (const parameter of parameters) {
    const argument = parameter === 'seed' ? undefined : args.find(parameter);
    const value = argument && evaluate(source, argument.value)?.value;
    if (argument && (value === undefined || typeof value === 'boolean')) return undefined;
    if (value !== undefined) found.arguments[parameter] = value as number | string | null;
  }
  return found;
}
