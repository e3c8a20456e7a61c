/** What a name stands for after branches meet, and how sure a value is. */
import type { Origin, Shape } from '../model.ts';
import type { Place } from '../program/program.ts';
import { weaker } from './arguments.ts';
import type { KnownValue, Node, TensorValue, Value } from './values.ts';

const MAX_OPTIONS = 6;
const MAX_DEPTH = 3;

/** The value where several alternatives meet: the same, a choice, or unknown. */
export function merged(values: Value[], at: Place, node: (node: Omit<Node, 'context'>) => Node): Value {
  const options = distinct(values.flatMap((value) => (value.type === 'choice' ? value.options : [value])));
  if (options.length === 1) return options[0]!;
  if (isOneName(options)) return options[0]!;
  // Nothing, or something: what is used later is the something. A regularizer may be nothing all the same.
  const some = options.filter((value) => !isNothing(value));
  if (some.length === 1 && !isScalar(some[0]!) && some[0]!.type !== 'object') return some[0]!;
  const tensors = some.filter((value) => value.type === 'tensor');
  if (tensors.length === some.length) return joined(tensors, at, node);
  const scalar = options.some(
    (value) => value.type === 'unknown' || (isScalar(value) && (!isNothing(value) || some.length === 1)),
  );
  if (scalar || options.length > MAX_OPTIONS) return { type: 'unknown', what: 'one of several values' };
  return some.length === 1 ? some[0]! : { type: 'choice', options: some };
}

/** `try: from tensorflow import keras` and `except ImportError: import keras`: one thing from several places. */
function isOneName(options: Value[]): boolean {
  const names = options.map((value) => (value.type === 'library' ? value.path.split('.').at(-1) : undefined));
  return names[0] !== undefined && names.every((name) => name === names[0]);
}

/** A value that flows on from one of several nodes. */
function joined(tensors: TensorValue[], at: Place, node: (node: Omit<Node, 'context'>) => Node): TensorValue {
  const nodes = tensors.map((tensor) => tensor.node);
  const features = nodes.every((each) => each.features === nodes[0]!.features) ? nodes[0]!.features : null;
  const shape = commonShape(nodes.map((each) => each.shape));
  return {
    type: 'tensor',
    node: node({ operation: 'join', inputs: nodes, at, ...(shape && { shape }), features: features ?? null }),
  };
}

/** Axes that are the same in all; undefined where the ranks differ or are not known. */
function commonShape(shapes: (Shape | undefined)[]): Shape | undefined {
  const [first] = shapes;
  if (!first || shapes.some((shape) => shape?.length !== first.length)) return undefined;
  return first.map((size, axis) => (shapes.every((shape) => shape![axis] === size) ? size : null));
}

function distinct(values: Value[]): Value[] {
  const kept: Value[] = [];
  for (const value of values) if (!kept.some((other) => isSame(other, value))) kept.push(value);
  return kept;
}

function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.type === 'known' && b.type === 'known') return a.value === b.value;
  if (a.type === 'library' && b.type === 'library') return a.path === b.path;
  if (a.type === 'tensor' && b.type === 'tensor') return a.node === b.node && a.output === b.output;
  return false;
}

function isNothing(value: Value): boolean {
  return value.type === 'known' && value.value === null;
}

function isScalar(value: Value): boolean {
  return value.type === 'known';
}

/** The origin of what is computed from several values: the least sure of theirs. */
const weakest = (origins: Origin[]): Origin => origins.reduce(weaker, 'literal');

/** A number or text computed from others. */
export function computed(value: KnownValue['value'], from: KnownValue[]): KnownValue {
  const origin = weakest(from.map((each) => each.origin));
  return from.some(({ passing }) => passing)
    ? { type: 'known', value, origin, passing: true }
    : { type: 'known', value, origin };
}

/** The value as one that is right here and not to be reported: in lists of plain values as well. */
export function passing(value: Value, depth = 0): Value {
  if (value.type === 'known') return value.passing ? value : { ...value, passing: true };
  if (value.type !== 'list' || depth > MAX_DEPTH) return value;
  const items = value.items.map((item) => ({ ...item, value: passing(item.value, depth + 1) }));
  return items.some((item, index) => item.value !== value.items[index]!.value) ? { ...value, items } : value;
}

/** What a function returns, likewise: in a dictionary of settings as well. */
export function returned(value: Value): Value {
  if (value.type !== 'dictionary') return passing(value);
  const entries = [...value.entries].map(
    ([name, item]) => [name, { ...item, value: passing(item.value) }] as const,
  );
  return { ...value, entries: new Map(entries) };
}

/** As a constant that a name stands for. */
export function asConstant(value: Value): Value {
  return value.type === 'known' && value.origin === 'literal' ? { ...value, origin: 'constant' } : value;
}

/** As the default of a parameter. */
export function asParameter(value: Value): Value {
  if (value.type === 'known') return { ...value, origin: 'parameter' };
  if (value.type !== 'list') return value;
  return { ...value, items: value.items.map((item) => ({ ...item, value: asParameter(item.value) })) };
}

/** Whether a value counts as true; undefined when that cannot be seen. */
export function truth(value: Value): boolean | undefined {
  switch (value.type) {
    case 'known':
      return Boolean(value.value);
    case 'list':
      return value.open ? undefined : value.items.length > 0;
    case 'dictionary':
      return value.open ? undefined : value.entries.size > 0;
    case 'unknown':
    case 'choice':
    case 'tensor':
    case 'parameters':
    case 'object':
      return undefined;
    default:
      return true;
  }
}
