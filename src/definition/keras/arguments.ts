/** Arguments of a Keras call, found by keyword or by position. */
import type { SyntaxNode } from '@lezer/common';
import type { Setting } from '../model.ts';
import { type Argument, argumentsOf, type PythonSource, rangeOf } from '../python/syntax.ts';
import { evaluate, type KnownValue } from '../python/values.ts';

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
export type Convert<T> = (value: KnownValue['value']) => T | undefined;

export const asNumber: Convert<number> = (value) => (typeof value === 'number' ? value : undefined);
export const asBoolean: Convert<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

/** A setting of a call: as written, else the framework's default, else undefined when it has none. */
export function settingOf<T>(
  args: KerasArguments,
  name: string,
  convert: Convert<T>,
  fallback?: T,
): Setting<T> | undefined {
  const argument = args.find(name);
  if (argument) return settingFrom(args.source, argument.value, convert);
  if (args.spread) return { value: undefined, origin: 'unknown', range: rangeOf(args.source, args.spread) };
  return fallback === undefined ? undefined : { value: fallback, origin: 'default' };
}

/** A setting from the expression that gives it. */
export function settingFrom<T>(source: PythonSource, node: SyntaxNode, convert: Convert<T>): Setting<T> {
  const range = rangeOf(source, node);
  const known = evaluate(source, node);
  const value = known && convert(known.value);
  if (known === undefined || value === undefined) return { value: undefined, origin: 'unknown', range };
  return { value, origin: known.constant ? 'constant' : 'literal', range };
}
