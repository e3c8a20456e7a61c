/** `nn.Sequential`, `nn.ModuleList`, `nn.ModuleDict`: made of parts, filled later, iterated, applied in order. */
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { ContainerValue, InstanceValue, Item, ListValue, Value } from '../interpret/values.ts';
import { emit, tensorOf, tensorsIn } from './signals.ts';

const KINDS: Record<string, ContainerValue['of']> = {
  Sequential: 'sequential',
  ModuleList: 'list',
  ModuleDict: 'dictionary',
  ParameterList: 'list',
  ParameterDict: 'dictionary',
};

export const isContainerKind = (kind: string): boolean => Object.hasOwn(KINDS, kind);

/** The container that a call of its class makes. */
export function containerOf(kind: string, call: Call, run: Run): ContainerValue {
  const { expression } = call;
  const { piece, from } = expression;
  const container: ContainerValue = {
    type: 'container',
    framework: 'pytorch',
    of: KINDS[kind]!,
    kind,
    items: [],
    gaps: [],
    at: expression,
    anchor: { piece, from, to: expression.callee.to + 1 },
    form: call.arguments.length > 0 ? 'list' : 'add',
  };
  for (const argument of call.arguments) give(container, argument, run);
  if (call.open) gap(container, call.open, run);
  return container;
}

/** An argument of the constructor: a part, or all of them in a list or a dictionary. */
function give(container: ContainerValue, { value, at, name }: CallArgument, run: Run): void {
  if (value.type === 'dictionary') {
    for (const [key, item] of value.entries) push(container, item, key);
    if (value.open !== undefined) gap(container, at, run);
  } else if (value.type === 'list') {
    extend(container, value, at, run);
  } else if (value.type === 'container') {
    if (container.of === 'sequential') push(container, run.item(value, at), name);
    else for (const [index, item] of value.items.entries()) push(container, item, value.keys?.[index]);
  } else if (container.of === 'sequential') push(container, run.item(value, at), name);
  // A list or dictionary that cannot be seen.
  else gap(container, at, run);
}

function push(container: ContainerValue, item: Item, key?: string): void {
  container.items.push(item);
  if (key !== undefined) {
    container.keys ??= container.items.map(() => undefined);
    container.keys[container.items.length - 1] = key;
  } else container.keys?.push(undefined);
}

function extend(container: ContainerValue, list: ListValue, at: CallArgument['at'], run: Run): void {
  for (const item of list.items) push(container, item);
  if (list.open !== undefined) gap(container, at, run);
}

function gap(container: ContainerValue, at: CallArgument['at'], run: Run): void {
  container.gaps.push({ before: container.items.length, at, what: `“${run.text(at)}”` });
}

type Method = (container: ContainerValue, call: Call, run: Run) => Value | undefined;

const argument = ({ arguments: given }: Call, index: number, ...names: string[]): CallArgument | undefined =>
  given.find(({ name }) => name !== undefined && names.includes(name)) ??
  (given[index]?.name === undefined ? given[index] : undefined);

const text = (value: Value | undefined): string | undefined =>
  value?.type === 'known' && value.value !== null ? String(value.value) : undefined;

function add(
  container: ContainerValue,
  part: CallArgument | undefined,
  key: string | undefined,
  run: Run,
): void {
  if (part) push(container, { ...run.item(part.value, part.at), statement: run.statement() }, key);
}

const entries = (container: ContainerValue, run: Run): [Value, Value][] =>
  container.items.map((item, index) => [keyOf(container, index, run), item.value]);

function keyOf({ keys }: ContainerValue, index: number, run: Run): Value {
  const key = keys?.[index] ?? (keys ? undefined : String(index));
  return key === undefined ? run.unknown('a key') : run.known(key);
}

const METHODS: Record<string, Method> = {
  append: (container, call, run) => {
    add(container, argument(call, 0, 'module'), undefined, run);
    return container;
  },
  insert: (container, call, run) => {
    const place = argument(call, 0, 'index')?.value;
    const part = argument(call, 1, 'module');
    if (place?.type !== 'known' || typeof place.value !== 'number' || !part)
      gap(container, call.expression, run);
    else
      container.items.splice(place.value, 0, {
        ...run.item(part.value, part.at),
        statement: run.statement(),
      });
    return container;
  },
  extend: (container, call, run) => {
    const given = argument(call, 0, 'modules', 'sequential');
    if (given?.value.type === 'list' || given?.value.type === 'container') {
      const { items } = given.value;
      for (const item of items) push(container, { ...item, statement: run.statement() });
      if (given.value.type === 'list' && given.value.open !== undefined) gap(container, given.at, run);
    } else if (given) gap(container, given.at, run);
    return container;
  },
  add_module: (container, call, run) => {
    add(container, argument(call, 1, 'module'), text(argument(call, 0, 'name')?.value), run);
    return run.known(null);
  },
  __setitem__: (container, call, run) => {
    const key = text(call.arguments[0]?.value);
    const part = call.arguments[1];
    const index = key === undefined ? -1 : container.keys ? container.keys.indexOf(key) : Number(key);
    if (index >= 0 && index < container.items.length && part) {
      container.items[index] = { ...run.item(part.value, part.at), statement: run.statement() };
    } else if (container.of === 'dictionary') add(container, part, key, run);
    else gap(container, call.expression, run);
    return run.known(null);
  },
  update: (container, call, run) => {
    const given = argument(call, 0, 'modules');
    if (given) give(container, given, run);
    return run.known(null);
  },
  pop: (container, call, run) => {
    gap(container, call.expression, run);
    return undefined;
  },
  items: (container, call, run) =>
    run.list(
      entries(container, run).map((pair) => run.list(pair, call.expression, 'tuple')),
      call.expression,
    ),
  keys: (container, call, run) =>
    run.list(
      entries(container, run).map(([key]) => key),
      call.expression,
    ),
  values: (container, call, run) =>
    run.list(
      container.items.map(({ value }) => value),
      call.expression,
    ),
};
METHODS.register_module = METHODS.add_module!;
METHODS.named_children = METHODS.items!;
METHODS.children = METHODS.values!;

export function containerMethod(
  container: ContainerValue,
  name: string,
  call: Call,
  run: Run,
): Value | undefined {
  return Object.hasOwn(METHODS, name) ? METHODS[name]!(container, call, run) : undefined;
}

/** Parts in their order; of a dictionary its keys. */
export function partsOf(container: ContainerValue, run: Run): Value[] | undefined {
  if (container.gaps.length > 0) return undefined;
  return container.of === 'dictionary'
    ? container.items.map((_, index) => keyOf(container, index, run))
    : container.items.map(({ value }) => value);
}

/** Applies the parts one after another; where layers may be that are not seen, nothing is known after them. */
export function applyContainer(container: ContainerValue, call: Call, run: Run): Value | undefined {
  if (container.of !== 'sequential') return undefined;
  let value = call.arguments[0]?.value;
  if (!value) return undefined;
  const at = call.expression;
  const hidden = new Set(container.gaps.map(({ before }) => before));
  for (let index = 0; index <= container.items.length; index++) {
    if (hidden.has(index)) {
      const inputs = tensorsIn(value).map(({ node }) => node);
      value = emit({ operation: 'unknown', inputs, at }, { features: null }, run);
    }
    const item = container.items[index];
    if (item) value = run.call(item.value, [{ value, at }], call);
  }
  return value.type === 'unknown' ? (tensorOf(value, run) ?? value) : value;
}

const PARTS = '(parts)';

/**
 * A class of the file that is a container, `class Block(nn.Sequential)`: what its constructor hands on to the base
 * class are its parts.
 */
export function instanceMethod(
  instance: InstanceValue,
  name: string,
  call: Call,
  run: Run,
): Value | undefined {
  const kind = containerBase(instance);
  if (name === 'add_module' || name === 'register_module') {
    const [key, part] = [text(argument(call, 0, 'name')?.value), argument(call, 1, 'module')];
    if (kind === 'Sequential') return containerMethod(partsIn(instance, kind, call, run), name, call, run);
    if (key !== undefined && part) instance.attributes.set(key, part.value);
    return run.known(null);
  }
  if (kind === undefined) return undefined;
  if (name === '__init__') {
    instance.attributes.set(PARTS, containerOf(kind, call, run));
    return run.known(null);
  }
  const parts = instance.attributes.get(PARTS);
  if (parts?.type !== 'container') return undefined;
  if (name === 'forward') return applyContainer(parts, call, run);
  return containerMethod(parts, name, call, run);
}

function partsIn(instance: InstanceValue, kind: string, call: Call, run: Run): ContainerValue {
  const known = instance.attributes.get(PARTS);
  if (known?.type === 'container') return known;
  const made = containerOf(kind, { ...call, arguments: [] }, run);
  instance.attributes.set(PARTS, made);
  return made;
}

/** The container that a class of the file is by its nearest library base. */
function containerBase({ class: own }: InstanceValue): string | undefined {
  const open: Value[] = [...own.bases];
  for (let base = open.shift(); base; base = open.shift()) {
    if (base.type === 'class') open.push(...base.bases);
    const kind = base.type === 'library' ? /^torch\.nn\.(\w+)$/.exec(base.path)?.[1] : undefined;
    if (kind !== undefined && isContainerKind(kind)) return kind;
  }
  return undefined;
}

/** The parts of an object of such a class. */
export function instanceParts(instance: InstanceValue, run: Run): Value[] | undefined {
  const parts = instance.attributes.get(PARTS);
  return parts?.type === 'container' ? partsOf(parts, run) : undefined;
}
