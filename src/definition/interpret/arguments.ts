/** Arguments of a call bound to the names of its parameters, and values as plain data. */
import type { Origin, Setting, WrittenArgument } from '../model.ts';
import type { Place } from '../program/program.ts';
import type { Bound, Call, CallArgument, Run } from './framework.ts';
import type { Value } from './values.ts';

/** A value as plain data: a number, a text, a truth value, `null`, or an array of them. */
export interface Plain {
  value: unknown;
  /** Of a list the weakest of its parts. */
  origin: Origin;
  /** Right here, but not to be reported as a setting. */
  passing?: true;
}

/** The later, the less is known about it. */
const STRENGTH: Origin[] = ['literal', 'constant', 'default', 'parameter', 'unknown'];

/** The weaker of two origins: unknown, then parameter, default, constant, literal. */
export const weaker = (a: Origin, b: Origin): Origin => (STRENGTH.indexOf(a) > STRENGTH.indexOf(b) ? a : b);

/** Known values and lists of them; undefined when any part cannot be seen. */
export function plain(value: Value | undefined): Plain | undefined {
  if (value?.type === 'known') {
    if (value.origin === 'unknown') return undefined;
    return value.passing
      ? { value: value.value, origin: value.origin, passing: true }
      : { value: value.value, origin: value.origin };
  }
  if (value?.type !== 'list' || value.open !== undefined || value.of === 'set') return undefined;
  const list: unknown[] = [];
  let origin: Origin = 'literal';
  let passing = false;
  for (const item of value.items) {
    // What a literal holds is there; what a statement adds under a condition may not be.
    const part = item.unsure && item.statement ? undefined : plain(item.value);
    if (!part) return undefined;
    list.push(part.value);
    origin = weaker(origin, part.origin);
    passing ||= part.passing === true;
  }
  return passing ? { value: list, origin, passing: true } : { value: list, origin };
}

/** A setting from a value; unknown where `read` does not take it. A value in passing is marked so: {@link reported}. */
export function settingOf<T>(
  { value, at }: CallArgument,
  read: (plain: unknown) => T | undefined,
  run: Pick<Run, 'range'>,
): Setting<T> {
  const range = run.range(at);
  const found = plain(value);
  const taken = found && read(found.value);
  if (!found || taken === undefined) return { value: undefined, origin: 'unknown', range };
  const origin = found.origin === 'literal' && isFromElsewhere(value, at) ? 'constant' : found.origin;
  const setting: Setting<T> = { value: taken, origin, range };
  return found.passing ? { ...setting, passing: true } : setting;
}

/** A list that is written where it was given a name. */
function isFromElsewhere(value: Value, at: Place): boolean {
  const first = value.type === 'list' ? value.items[0]?.at : undefined;
  return first !== undefined && (first.piece !== at.piece || first.from < at.from || first.to > at.to);
}

/** Binds the arguments of a call by keyword and by position; `parameters` are in their positional order. */
export function bind(call: Call, parameters: readonly string[], run: Pick<Run, 'range'>): Bound {
  const byName = new Map<string, CallArgument>();
  const rest: CallArgument[] = [];
  let position = 0;
  for (const argument of call.arguments) {
    // Nobody knows how many positions a spread before it takes.
    const displaced = argument.name === undefined && isAfterSpread(call, argument);
    const name = argument.name ?? (displaced ? undefined : parameters[position]);
    if (argument.name === undefined) position++;
    if (name === undefined || byName.has(name)) rest.push(argument);
    else {
      byName.set(name, argument);
      if (argument.name !== undefined && !parameters.includes(name)) rest.push(argument);
    }
  }
  const hidden = (name: string) => call.open !== undefined && !byName.has(name);
  return {
    get: (name) => byName.get(name),
    hidden,
    rest,
    setting<T>(name: string, read: (plain: unknown) => T | undefined, byDefault?: T): Setting<T> {
      const argument = byName.get(name);
      if (argument) return settingOf(argument, read, run);
      if (call.open) return { value: undefined, origin: 'unknown', range: run.range(call.open) };
      if (byDefault === undefined) return { value: undefined, origin: 'unknown' };
      return { value: byDefault, origin: 'default' };
    },
  };
}

function isAfterSpread({ open }: Call, { at }: CallArgument): boolean {
  return open !== undefined && at.piece === open.piece && at.from > open.from;
}

/** Every argument as it is written, by the framework's names for the parameters. */
export function writtenArguments(
  call: Call,
  parameters: readonly string[],
  run: Pick<Run, 'range'>,
): WrittenArgument[] {
  return call.arguments.map((argument, index) => {
    const position = isAfterSpread(call, argument) ? undefined : parameters[index];
    const name = argument.name ?? position ?? `argument ${index + 1}`;
    return writtenArgument(name, argument, run);
  });
}

/** An argument as it is written, by the name of its parameter. */
export function writtenArgument(
  name: string,
  argument: CallArgument,
  run: Pick<Run, 'range'>,
): WrittenArgument {
  const { passing, ...setting } = settingOf(argument, (value) => value, run);
  const written: WrittenArgument = { ...setting, name, range: run.range(argument.at) };
  return passing ? { ...written, passing } : written;
}

/** A setting as a definition reports it: what is only known in passing is unknown. */
export function reportedSetting<T>(setting: Setting<T>): Setting<T> {
  if (!setting.passing) return setting;
  return { value: undefined, origin: 'unknown', ...(setting.range && { range: setting.range }) };
}
