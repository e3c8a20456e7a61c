/** Activations and initializers, given as strings, as functions of a library or as objects. */

import type { SyntaxNode } from '@lezer/common';
import type { Setting } from '../model.ts';
import { expressionBehind } from '../python/names.ts';
import { argumentsOf, type PythonSource, rangeOf } from '../python/syntax.ts';
import type { KerasArguments } from './arguments.ts';
import { settingFrom } from './arguments.ts';
import { snakeCase } from './naming.ts';
import { kerasSymbol, libraryPath } from './symbols.ts';

/** The activation's Keras name: `"relu"`, `tf.nn.relu`, `keras.activations.relu`; `None` and none at all are `linear`. */
export function readActivation(args: KerasArguments): Setting<string> {
  return readNamed(args, 'activation', 'linear', activationName);
}

/** The initializer's Keras name: `"he_normal"`, `keras.initializers.HeNormal(seed=1)`. */
export function readInitializer(args: KerasArguments): Setting<string> {
  return readNamed(args, 'kernel_initializer', 'glorot_uniform', initializerName);
}

function readNamed(
  args: KerasArguments,
  parameter: string,
  fallback: string,
  nameOf: (source: PythonSource, node: SyntaxNode) => string | undefined,
): Setting<string> {
  const argument = args.find(parameter);
  if (!argument && args.spread) {
    return { value: undefined, origin: 'unknown', range: rangeOf(args.source, args.spread) };
  }
  if (!argument) return { value: fallback, origin: 'default' };
  const name = nameOf(args.source, argument.value);
  if (name !== undefined) {
    return { value: name, origin: 'literal', range: rangeOf(args.source, argument.value) };
  }
  return settingFrom(args.source, argument.value, (value) => {
    if (value === null) return fallback;
    return typeof value === 'string' ? snakeCase(value) : undefined;
  });
}

function activationName(source: PythonSource, node: SyntaxNode): string | undefined {
  const path = libraryPath(source, node);
  const function_ = kerasSymbol(source, node)?.path ?? path?.replace(/^tensorflow\./, '');
  return function_ && /^(?:activations|ops|nn|math|nn\.activations)\.([a-z]\w*)$/.exec(function_)?.[1];
}

function initializerName(source: PythonSource, node: SyntaxNode): string | undefined {
  const expression = expressionBehind(source, node) ?? node;
  const isCall = expression.name === 'CallExpression';
  const path = kerasSymbol(source, isCall ? expression.firstChild! : expression)?.path;
  const name = path && /^initializers\.(\w+)$/.exec(path)?.[1];
  if (!name) return undefined;
  // Any argument but the seed changes the distribution.
  const plain = !isCall || argumentsOf(source, expression).every((argument) => argument.name === 'seed');
  return plain ? snakeCase(name) : undefined;
}
