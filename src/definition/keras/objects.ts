/** Objects of Keras and TensorFlow that are not layers: regularizers, initializers, optimizers, callbacks, data sets. */
import { bind } from '../interpret/arguments.ts';
import type { Bound, Call, Run } from '../interpret/framework.ts';
import type { ObjectValue } from '../interpret/values.ts';

/** What is kept with an object: arguments that no parameter takes, and some that cannot be seen. */
export interface Unbound {
  unbound: boolean;
  open: boolean;
}

export function objectOf(
  path: string,
  call: Call,
  parameters: readonly string[],
  run: Run,
  data: object = {},
): ObjectValue {
  const bound = bind(call, parameters, run);
  const entries: ObjectValue['arguments'] = new Map();
  for (const name of argumentNames(call, parameters)) {
    const argument = bound.get(name);
    if (argument) entries.set(name, { value: argument.value, at: argument.at });
  }
  const unbound: Unbound = { unbound: bound.rest.length > 0, open: call.open !== undefined };
  return {
    type: 'object',
    path,
    framework: 'keras',
    arguments: entries,
    at: call.expression,
    data: { ...unbound, ...data },
  };
}

const argumentNames = (call: Call, parameters: readonly string[]): Set<string> =>
  new Set([...parameters, ...call.arguments.flatMap(({ name }) => name ?? [])]);

/** A flag that is written, or its default; undefined where it cannot be seen. */
export function flagOf(bound: Bound, name: string, byDefault: boolean): boolean | undefined {
  return bound.setting(name, (value) => (typeof value === 'boolean' ? value : undefined), byDefault).value;
}

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;
export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
