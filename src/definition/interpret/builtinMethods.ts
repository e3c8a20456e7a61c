/** Methods of lists, dictionaries and texts, as far as sizes and layers pass through them. */
import type { Place } from '../program/program.ts';
import { pairs } from './builtins.ts';
import { followInline } from './calls.ts';
import type { Call } from './framework.ts';
import type { Machine } from './machine.ts';
import { computed } from './merge.ts';
import type { DictionaryValue, ListValue, Value } from './values.ts';

type Method<Receiver extends Value> = (
  receiver: Receiver,
  args: Value[],
  call: Call,
  machine: Machine,
) => Value | undefined;

function append(list: ListValue, value: Value | undefined, call: Call, machine: Machine): void {
  if (value) list.items.push({ ...machine.item(value, call.arguments[0]!.at), statement: machine.current });
}

const LIST_METHODS: Record<string, Method<ListValue>> = {
  append: (list, [value], call, machine) => {
    append(list, value, call, machine);
    return machine.known(null);
  },
  push: (list, args, call, machine) => {
    for (const value of args) append(list, value, call, machine);
    return machine.known(list.items.length);
  },
  extend: (list, [value], _, machine) => {
    if (value?.type === 'list') {
      list.items.push(
        ...value.items.map((item) => ({
          ...machine.item(item.value, item.at),
          ...(item.unsure && { unsure: true as const }),
          statement: machine.current,
        })),
      );
      if (value.open) list.open ??= value.open;
    } else list.open ??= 'a list that is not visible';
    return machine.known(null);
  },
  insert: (list, [place, value], call, machine) => {
    if (place?.type !== 'known' || typeof place.value !== 'number') list.open ??= 'a list that is changed';
    else if (value) list.items.splice(place.value, 0, machine.item(value, call.arguments[1]!.at));
    return machine.known(null);
  },
  pop: (list, args, _, machine) => {
    if (machine.isUnsure() || args.length > 0) list.open ??= 'a list that is changed';
    const last = list.items.at(-1);
    if (args.length === 0) list.items.pop();
    return last?.value;
  },
  concat: (list, args) => {
    const lists = args.filter((value) => value.type === 'list');
    return {
      ...list,
      items: [...list.items, ...lists.flatMap((each) => each.items)],
      ...(lists.length < args.length && { open: 'a list that is not visible' }),
    };
  },
  copy: (list) => ({ ...list, items: [...list.items] }),
  remove: (list) => changed(list),
  clear: (list) => changed(list),
  reverse: (list) => changed(list),
  sort: (list) => changed(list),
  splice: (list) => changed(list),
  unshift: (list) => changed(list),
  forEach: (list, [work], call, machine) => {
    mapped(list, work, call, machine);
    return machine.known(null);
  },
  map: (list, [work], call, machine) => mapped(list, work, call, machine),
};

function changed(list: ListValue): undefined {
  list.open ??= 'a list that is changed';
  return undefined;
}

const placeOf = ({ expression: { piece, from } }: Call): Place => ({ piece, from, to: from });

function mapped(list: ListValue, work: Value | undefined, call: Call, machine: Machine): Value | undefined {
  if (work?.type !== 'function') return undefined;
  const inline = work.name === undefined;
  const results: Value[] = [];
  let index = 0;
  machine.looped(machine.iterate(list), { type: 'other', ...placeOf(call) }, call.expression, () => {
    const value = list.items[index]?.value ?? machine.unknown(call.expression);
    const args = [value, machine.known(index++)];
    if (inline) results.push(followInline(work, args, call.expression, machine));
    else
      results.push(
        machine.follow(
          work,
          args.map((each) => ({ value: each, at: call.expression })),
          call,
        ),
      );
    return 'next';
  });
  return list.open === undefined ? machine.list(results, call.expression) : undefined;
}

const DICTIONARY_METHODS: Record<string, Method<DictionaryValue>> = {
  items: (dictionary, _args, _call, machine) => {
    if (dictionary.open) return undefined;
    return pairs(
      [...dictionary.entries].map(([key, { value }]) => [machine.known(key), value]),
      machine,
    );
  },
  values: (dictionary, _, call, machine) =>
    dictionary.open
      ? undefined
      : machine.list(
          [...dictionary.entries.values()].map(({ value }) => value),
          call.expression,
        ),
  keys: (dictionary, _, call, machine) =>
    dictionary.open
      ? undefined
      : machine.list(
          [...dictionary.entries.keys()].map((key) => machine.known(key)),
          call.expression,
        ),
  get: (dictionary, [key, byDefault]) => {
    if (key?.type !== 'known') return undefined;
    return dictionary.entries.get(String(key.value))?.value ?? (dictionary.open ? undefined : byDefault);
  },
  update: (dictionary, [other], call, machine) => {
    if (other?.type === 'dictionary')
      for (const [key, item] of other.entries) dictionary.entries.set(key, item);
    else if (other) dictionary.open ??= 'a dictionary that is not visible';
    for (const { name, value, at } of call.arguments)
      if (name !== undefined) dictionary.entries.set(name, machine.item(value, at));
    return machine.known(null);
  },
  setdefault: (dictionary) => {
    dictionary.open ??= 'a dictionary that is changed';
    return undefined;
  },
  pop: (dictionary) => {
    dictionary.open ??= 'a dictionary that is changed';
    return undefined;
  },
};

/** Methods that change a list. */
export const CHANGES_LIST = /^(append|push|extend|insert|pop|remove|reverse|sort|clear|splice|unshift)$/;

/** A method of a list, a dictionary or a text; undefined: none of these. */
export function callBuiltinMethod(
  receiver: Value,
  name: string,
  call: Call,
  machine: Machine,
): Value | undefined {
  const args = call.arguments.filter((argument) => argument.name === undefined).map(({ value }) => value);
  if (receiver.type === 'list' && receiver.view && CHANGES_LIST.test(name)) {
    machine.escape(receiver.view, call.expression, `“${machine.text(call.expression)}”`);
    return machine.known(null);
  }
  if (receiver.type === 'list' && Object.hasOwn(LIST_METHODS, name))
    return LIST_METHODS[name]!(receiver, args, call, machine);
  if (receiver.type === 'dictionary' && Object.hasOwn(DICTIONARY_METHODS, name)) {
    return DICTIONARY_METHODS[name]!(receiver, args, call, machine);
  }
  if (receiver.type === 'unknown' && (name === 'forEach' || name === 'map')) {
    return mapped({ type: 'list', of: 'list', items: [], open: receiver.what }, args[0], call, machine);
  }
  if (receiver.type === 'known' && typeof receiver.value === 'string') {
    if (name === 'lower' || name === 'toLowerCase') return computed(receiver.value.toLowerCase(), [receiver]);
    if (name === 'upper' || name === 'toUpperCase') return computed(receiver.value.toUpperCase(), [receiver]);
  }
  return undefined;
}
