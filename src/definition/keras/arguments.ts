/** Arguments of a Keras call, found by keyword or by position. */
import type { SyntaxNode } from '@lezer/common';
import type { Setting } from '../model.ts';
import { type Argument, argumentsOf, type PythonSource, rangeOf } from '../python/syntax.ts';
import { evaluateAll, type Value } from '../python/values.ts';

export interface KerasArguments {
  source: PythonSource;
  written: Argument[];
  /** `*args` or `**kwargs` is there: any parameter that is not written may still be set. */
  spread?: Argument;
  find(name: string): Argument | undefined;
}

/** Binds the arguments of a call to parameter names; `positional` is their order in the signature. */
export function bindArguments(source: PythonSource, call: SyntaxNode, positional: string[]): KerasArguments {
  const written = argumentsOf(source, call);
  const byName = new Map<string, Argument>();
  written.forEach((argument, index) => {
    const name = argument.spread ? undefined : (argument.name ?? positional[index]);
    if (name !== undefined && !byName.has(name)) byName.set(name, argument);
  });
  const spread = written.find((argument) => argument.spread);
  return { source, written, spread, find: (name) => byName.get(name) };
}

/** Turns a known value into a setting's value; undefined when it is of the wrong type. */
export type Convert<T> = (value: Value) => T | undefined;

/** A setting from the expression that gives it. */
export function settingFrom<T>(source: PythonSource, node: SyntaxNode, convert: Convert<T>): Setting<T> {
  const range = rangeOf(source, node);
  const known = evaluateAll(source, node);
  const value = known && convert(known.value);
  if (known === undefined || value === undefined) return { value: undefined, origin: 'unknown', range };
  return { value, origin: known.constant ? 'constant' : 'literal', range };
}
