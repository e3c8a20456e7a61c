/** Operators on numbers, texts and lists; those on tensors and parameters belong to the frameworks. */
import type { Place } from '../program/program.ts';
import type { Machine } from './machine.ts';
import { computed } from './merge.ts';
import type { KnownValue, ListValue, Value } from './values.ts';

type Scalar = KnownValue['value'];

const ARITHMETIC: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
};

const COMPARISONS: Record<string, (a: Scalar, b: Scalar) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  is: (a, b) => a === b,
  'is-not': (a, b) => a !== b,
  '<': (a, b) => a !== null && b !== null && a < b,
  '<=': (a, b) => a !== null && b !== null && a <= b,
  '>': (a, b) => a !== null && b !== null && a > b,
  '>=': (a, b) => a !== null && b !== null && a >= b,
};

const MAX_REPEATS = 256;

export function operate(operator: string, left: Value, right: Value, at: Place, machine: Machine): Value {
  if (left.type === 'known' && right.type === 'known') return scalar(operator, left, right, at, machine);
  if (operator === 'in' || operator === 'not-in') return contained(operator, left, right, at, machine);
  if (left.type === 'list' || right.type === 'list') {
    const list = listOperation(operator, left, right);
    if (list) return list;
  }
  const special = machine.frameworkAnswer((framework) =>
    framework.operate(operator, left, right, at, machine),
  );
  if (special) return special;
  if (operator === 'is' || operator === 'is-not') return identity(operator, left, right, at, machine);
  const [tensor] = [left, right].filter((value) => value.type === 'tensor');
  if (tensor) return machine.opaque([left, right], at);
  return machine.unknown(at);
}

function scalar(operator: string, left: KnownValue, right: KnownValue, at: Place, machine: Machine): Value {
  const compare = COMPARISONS[operator];
  if (compare) return computed(compare(left.value, right.value), [left, right]);
  const [a, b] = [left.value, right.value];
  if (typeof a === 'number' && typeof b === 'number') {
    const value = ARITHMETIC[operator]?.(a, b);
    if (value !== undefined && Number.isFinite(value)) return computed(value, [left, right]);
  }
  const texts = typeof a === 'string' || typeof b === 'string';
  if (operator === '+' && texts && a !== null && b !== null) return computed(`${a}${b}`, [left, right]);
  if (operator === 'in' || operator === 'not-in') {
    if (typeof a === 'string' && typeof b === 'string')
      return computed(b.includes(a) === (operator === 'in'), [left, right]);
  }
  return machine.unknown(at);
}

function contained(operator: string, left: Value, right: Value, at: Place, machine: Machine): Value {
  if (right.type === 'object') {
    const special = machine.frameworkAnswer((framework) =>
      framework.operate(operator, left, right, at, machine),
    );
    if (special) return special;
  }
  if (left.type !== 'known') return machine.unknown(at);
  const answer = (found: boolean) => computed(found === (operator === 'in'), [left]);
  if (right.type === 'dictionary' && !right.open) return answer(right.entries.has(String(left.value)));
  if (right.type !== 'list' || right.open) return machine.unknown(at);
  const values = right.items.map(({ value }) => value);
  if (values.some((value) => value.type !== 'known')) return machine.unknown(at);
  return answer(values.some((value) => value.type === 'known' && value.value === left.value));
}

/** `x is None` of something that is made here. */
function identity(operator: string, left: Value, right: Value, at: Place, machine: Machine): Value {
  const nothing = right.type === 'known' && right.value === null;
  const made = !['unknown', 'choice', 'known', 'tensor'].includes(left.type);
  if (!nothing || !made) return machine.unknown(at);
  return { type: 'known', value: operator === 'is-not', origin: 'literal', passing: true };
}

function listOperation(operator: string, left: Value, right: Value): ListValue | undefined {
  if (operator === '+' && left.type === 'list' && right.type === 'list') {
    const open = left.open ?? right.open;
    return {
      type: 'list',
      of: left.of,
      items: [...left.items, ...right.items],
      ...(open !== undefined && { open }),
    };
  }
  if (operator === '+' && left.type === 'list')
    return { ...left, open: left.open ?? 'a list that is not visible' };
  if (operator === '+' && right.type === 'list')
    return { ...right, open: right.open ?? 'a list that is not visible' };
  if (operator !== '*') return undefined;
  const [list, times] = left.type === 'list' ? [left, right] : [right as ListValue, left];
  if (times.type !== 'known' || typeof times.value !== 'number') return { ...list, open: 'a repeated list' };
  const count = Math.max(0, Math.floor(times.value));
  if (count * list.items.length > MAX_REPEATS) return { ...list, open: 'a long list' };
  return { ...list, items: Array.from({ length: count }, () => list.items).flat() };
}
