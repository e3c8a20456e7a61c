/** Functions and methods of the languages themselves, as far as sizes and layers pass through them. */
import type { Call } from './framework.ts';
import type { Machine } from './machine.ts';
import { computed } from './merge.ts';
import type { DictionaryValue, InstanceValue, Item, KnownValue, ListValue, Value } from './values.ts';

type Builtin = (args: Value[], call: Call, machine: Machine) => Value | undefined;

const MAX_RANGE = 256;

/** Names that stand for `builtins.<name>` when nothing of the file has them. */
export const PYTHON_NAMES = new Set(
  (
    'abs all any bool bytes callable chr classmethod dict dir divmod enumerate eval filter float format frozenset getattr hasattr ' +
    'hash id input int isinstance issubclass iter len list map max min next object open ord pow print property range repr ' +
    'reversed round set setattr slice sorted staticmethod str sum super tuple type zip __name__ NotImplementedError ' +
    'ValueError TypeError RuntimeError Exception KeyError ImportError'
  ).split(' '),
);

const numbers = (args: Value[]): KnownValue[] | undefined => {
  const known = args.filter(
    (value): value is KnownValue => value.type === 'known' && typeof value.value === 'number',
  );
  return known.length === args.length && known.length > 0 ? known : undefined;
};

const arithmetic =
  (work: (...values: number[]) => number): Builtin =>
  (args) => {
    const [first] = args;
    const known = numbers(args.length === 1 && first?.type === 'list' ? itemValues(first) : args);
    const value = known && work(...known.map((each) => each.value as number));
    return known && value !== undefined && Number.isFinite(value) ? computed(value, known) : undefined;
  };

const itemValues = (list: ListValue): Value[] => list.items.map(({ value }) => value);

/** As Python rounds: 2.5 to 2, 3.5 to 4. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

const FUNCTIONS: Record<string, Builtin> = {
  'builtins.int': arithmetic(Math.trunc),
  'builtins.float': arithmetic((value) => value),
  'builtins.round': arithmetic((value, digits = 0) => roundHalfEven(value * 10 ** digits) / 10 ** digits),
  'builtins.abs': arithmetic(Math.abs),
  'builtins.max': arithmetic(Math.max),
  'builtins.min': arithmetic(Math.min),
  'builtins.pow': arithmetic((a, b) => a ** (b ?? Number.NaN)),
  'math.sqrt': arithmetic(Math.sqrt),
  'math.ceil': arithmetic(Math.ceil),
  'math.floor': arithmetic(Math.floor),
  'math.log2': arithmetic(Math.log2),
  'math.prod': arithmetic((...values) => values.reduce((a, b) => a * b, 1)),
  'Math.floor': arithmetic(Math.floor),
  'Math.ceil': arithmetic(Math.ceil),
  'Math.round': arithmetic(Math.round),
  'Math.max': arithmetic(Math.max),
  'Math.min': arithmetic(Math.min),
  'Math.pow': arithmetic((a, b) => a ** (b ?? Number.NaN)),
  'builtins.range': range,
  'builtins.len': ([value]) => {
    const count = value && lengthOf(value);
    return count === undefined
      ? undefined
      : { type: 'known', value: count, origin: 'literal', passing: true };
  },
  'builtins.list': (args) => copied(args, 'list'),
  'builtins.tuple': (args) => copied(args, 'tuple'),
  'builtins.iter': ([value]) => value,
  'builtins.sorted': ([value]) => (value?.type === 'parameters' ? value : undefined),
  'builtins.sum': ([value]) => {
    // A sum over parameters is the framework's.
    if (value?.type === 'list' && value.items[0]?.value.type === 'parameters') return undefined;
    return value?.type === 'list' && !value.open
      ? arithmetic((...all) => all.reduce((a, b) => a + b, 0))(
          [value],
          undefined as never,
          undefined as never,
        )
      : undefined;
  },
  'builtins.any': ([value]) => decided(value, true),
  'builtins.all': ([value]) => decided(value, false),
  'builtins.reversed': ([value]) =>
    value?.type === 'list' ? { ...value, items: [...value.items].reverse() } : undefined,
  'builtins.enumerate': ([value, start], _, machine) => {
    const from = start?.type === 'known' && typeof start.value === 'number' ? start.value : 0;
    const values = value && machine.iterate(value);
    return (
      values &&
      pairs(
        values.map((each, index) => [machine.known(index + from), each]),
        machine,
      )
    );
  },
  'builtins.zip': (args, _, machine) => {
    const lists = args.map((value) => machine.iterate(value));
    if (lists.length === 0 || lists.some((list) => !list)) return undefined;
    const count = Math.min(...lists.map((list) => list!.length));
    return pairs(
      Array.from({ length: count }, (_each, index) => lists.map((list) => list![index]!)),
      machine,
    );
  },
  'builtins.dict': (args, call, machine) => dictionary(args, call, machine),
  'collections.OrderedDict': (args, call, machine) => dictionary(args, call, machine),
  'copy.deepcopy': ([value], call, machine) => value && copyOf(value, call, machine),
  'copy.copy': ([value], call, machine) => value && copyOf(value, call, machine),
  'functools.partial': (_, call) => {
    const [callee, ...rest] = call.arguments;
    if (!callee) return undefined;
    return { type: 'partial', callee: callee.value, arguments: rest };
  },
  'builtins.getattr': ([object, name, byDefault], call, machine) => {
    if (!object || name?.type !== 'known') return undefined;
    const found = machine.memberOf(object, String(name.value), call.expression);
    return found.type === 'unknown' && byDefault && object.type === 'unknown' ? undefined : found;
  },
  'builtins.setattr': ([object, name, value], call, machine) => {
    if (object?.type === 'instance' && value) {
      const key = name?.type === 'known' ? String(name.value) : `${machine.text(call.arguments[1]!.at)}`;
      machine.store(object.attributes, key, value);
    }
    return machine.known(null);
  },
  'itertools.chain': (args) => joinedParameters(args),
};

/** The result of a function of the language; undefined: it is none of these, or its result cannot be seen. */
export function callBuiltin(path: string, call: Call, machine: Machine): Value | undefined {
  if (!Object.hasOwn(FUNCTIONS, path)) return undefined;
  return FUNCTIONS[path]!(
    call.arguments.filter(({ name }) => name === undefined).map(({ value }) => value),
    call,
    machine,
  );
}

/** `any` and `all` of known values: `stops` ends the search. */
function decided(value: Value | undefined, stops: boolean): Value | undefined {
  if (value?.type !== 'list') return undefined;
  const values = itemValues(value);
  const known = values.filter((each): each is KnownValue => each.type === 'known');
  const stopped = known.filter((each) => Boolean(each.value) === stops);
  if (stopped.length > 0) return computed(stops, [stopped[0]!]);
  return value.open !== undefined || known.length < values.length ? undefined : computed(!stops, known);
}

function range(args: Value[], call: Call, machine: Machine): Value | undefined {
  const known = numbers(args);
  if (!known) return undefined;
  const values = known.map((each) => each.value as number);
  const [start, end, step = 1] = values.length === 1 ? [0, values[0]!] : values;
  if (step === 0 || Math.abs((end! - start!) / step) > MAX_RANGE) return undefined;
  const items: Item[] = [];
  for (let value = start!; step > 0 ? value < end! : value > end!; value += step) {
    items.push(machine.item(computed(value, known), call.expression));
  }
  return { type: 'list', of: 'list', items };
}

export function lengthOf(value: Value): number | undefined {
  if (value.type === 'known' && typeof value.value === 'string') return value.value.length;
  if (value.type === 'dictionary') return value.open ? undefined : value.entries.size;
  if (value.type === 'container') {
    return value.gaps.length > 0 || value.items.some((item) => item.unsure) ? undefined : value.items.length;
  }
  if (value.type !== 'list' || value.open || value.items.some((item) => item.unsure)) return undefined;
  return value.items.length;
}

function copied([value]: Value[], of: 'list' | 'tuple'): Value | undefined {
  if (value === undefined) return { type: 'list', of, items: [] };
  if (value.type === 'list') return { ...value, of, items: [...value.items] };
  if (value.type === 'parameters') return value;
  return value.type === 'container' ? { type: 'list', of, items: [...value.items] } : undefined;
}

function joinedParameters(args: Value[]): Value | undefined {
  const [first] = args;
  return first?.type === 'parameters' && args.every((each) => each.type === 'parameters')
    ? { ...first, set: 'part' }
    : undefined;
}

export function pairs(rows: Value[][], machine: Machine): Value {
  const at = machine.current;
  return machine.list(
    rows.map((row) => machine.list(row, at, 'tuple')),
    at,
  );
}

/** `dict(a=1)`, `OrderedDict([('a', x)])`. */
function dictionary([first]: Value[], call: Call, machine: Machine): DictionaryValue | undefined {
  const entries = new Map<string, Item>();
  let open = call.open ? machine.text(call.open) : undefined;
  if (first?.type === 'dictionary') for (const [key, item] of first.entries) entries.set(key, item);
  else if (first?.type === 'list') {
    open ??= first.open;
    for (const item of first.items) {
      const [key, value] = item.value.type === 'list' ? item.value.items : [];
      if (value)
        entries.set(key?.value.type === 'known' ? String(key.value.value) : `entry ${entries.size}`, {
          ...value,
          at: item.at,
        });
      else open ??= machine.text(item.at);
    }
  } else if (first) open ??= 'a dictionary that is not visible';
  for (const { name, value, at } of call.arguments)
    if (name !== undefined) entries.set(name, machine.item(value, at));
  return { type: 'dictionary', entries, ...(open !== undefined && { open }) };
}

/** A layer like it, with weights of its own. */
function copyOf(value: Value, call: Call, machine: Machine): Value {
  if (value.type === 'layer') return machine.again(value);
  if (value.type === 'instance') return copiedInstance(value, call, machine);
  if (value.type === 'list')
    return {
      ...value,
      items: value.items.map((item) => ({ ...item, value: copyOf(item.value, call, machine) })),
    };
  if (value.type === 'container') {
    return {
      ...value,
      items: value.items.map((item) => ({ ...item, value: copyOf(item.value, call, machine) })),
      gaps: [...value.gaps],
    };
  }
  return value;
}

function copiedInstance(value: InstanceValue, call: Call, machine: Machine): InstanceValue {
  const copy: InstanceValue = {
    ...value,
    attributes: new Map(),
    made: { ...value.made, layers: [], blocks: [], at: call.expression },
  };
  machine.within(copy.made, () => {
    for (const [name, attribute] of value.attributes)
      copy.attributes.set(name, copyOf(attribute, call, machine));
  });
  return copy;
}
