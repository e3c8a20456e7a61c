/**
 * The operations of the pickle machine, protocols 0 to 5.
 * Source: CPython, Lib/pickletools.py.
 */
import type { Machine } from './machine.ts';
import { isKind, itemsOf, type PickleValue } from './value.ts';

type Operation = (machine: Machine) => void;

const HIGHEST_PROTOCOL = 5;

const constants: Record<string, Operation> = {
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(integer(m, m.cursor.line())),
  J: (m) => m.push(m.cursor.int32()),
  K: (m) => m.push(m.cursor.uint8()),
  M: (m) => m.push(m.cursor.uint16()),
  L: (m) => m.push(m.cursor.decimal(m.cursor.line().replace(/L$/, ''))),
  '\x8a': (m) => m.create(m.cursor.long(m.cursor.uint8())),
  '\x8b': (m) => m.create(m.cursor.long(m.cursor.int32())),
  F: (m) => m.push(real(m, m.cursor.line())),
  G: (m) => m.push(m.cursor.float64()),
};

const texts: Record<string, Operation> = {
  S: (m) => m.create(quotedText(m, m.cursor.line())),
  T: (m) => m.create(m.cursor.latin1(positive(m, m.cursor.int32()))),
  U: (m) => m.create(m.cursor.latin1(m.cursor.uint8())),
  V: (m) => m.create(unescaped(m.cursor.line())),
  X: (m) => m.create(m.cursor.text(m.cursor.uint32())),
  '\x8c': (m) => m.create(m.cursor.text(m.cursor.uint8())),
  '\x8d': (m) => m.create(m.cursor.text(m.cursor.uint64())),
  B: (m) => m.create(m.cursor.take(m.cursor.uint32())),
  C: (m) => m.create(m.cursor.take(m.cursor.uint8())),
  '\x8e': (m) => m.create(m.cursor.take(m.cursor.uint64())),
  '\x96': (m) => m.create(m.cursor.take(m.cursor.uint64())),
};

const containers: Record<string, Operation> = {
  ']': (m) => m.create({ kind: 'list', items: [] }),
  l: (m) => m.create({ kind: 'list', items: m.popMark() }),
  a: (m) => append(m, [m.pop()]),
  e: (m) => append(m, m.popMark()),
  ')': (m) => m.create({ kind: 'tuple', items: [] }),
  t: (m) => m.create({ kind: 'tuple', items: m.popMark() }),
  '\x85': (m) => tuple(m, 1),
  '\x86': (m) => tuple(m, 2),
  '\x87': (m) => tuple(m, 3),
  '}': (m) => m.create({ kind: 'dict', entries: new Map() }),
  d: (m) => dictionary(m, m.popMark()),
  s: (m) => setItems(m, [m.pop(), m.pop()].reverse()),
  u: (m) => setItems(m, m.popMark()),
  '\x8f': (m) => m.create({ kind: 'set', items: [] }),
  '\x90': (m) => append(m, m.popMark()),
  '\x91': (m) => m.create({ kind: 'set', items: m.popMark() }),
};

const stackAndMemo: Record<string, Operation> = {
  '(': (m) => m.mark(),
  '0': (m) => m.drop(),
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.top()),
  p: (m) => m.remember(index(m, m.cursor.line())),
  q: (m) => m.remember(m.cursor.uint8()),
  r: (m) => m.remember(m.cursor.uint32()),
  '\x94': (m) => m.memoize(),
  g: (m) => m.recall(index(m, m.cursor.line())),
  h: (m) => m.recall(m.cursor.uint8()),
  j: (m) => m.recall(m.cursor.uint32()),
};

const objects: Record<string, Operation> = {
  c: (m) => m.global(m.cursor.line(), m.cursor.line()),
  '\x93': (m) => stackGlobal(m),
  R: (m) => {
    const args = tupleOf(m, m.pop());
    m.call(m.pop(), args, 'function');
  },
  '\x81': (m) => {
    const args = tupleOf(m, m.pop());
    m.call(m.pop(), args, 'class');
  },
  '\x92': (m) => {
    const keywords = m.pop();
    const args = tupleOf(m, m.pop());
    m.call(m.pop(), withKeywords(m, args, keywords), 'class');
  },
  i: (m) => {
    const made = m.named(m.cursor.line(), m.cursor.line());
    m.call(made, m.popMark(), 'function');
  },
  o: (m) => {
    const [made, ...args] = m.popMark();
    if (made === undefined) throw m.damaged('an object of no class is made', 'Expected a class.');
    m.call(made, args, 'function');
  },
  // Other things than objects (a dictionary with attributes) keep no state.
  b: (m) => {
    const state = m.pop();
    m.setState(m.top(), state);
  },
  P: (m) => m.outside(m.cursor.line()),
  Q: (m) => m.outside(m.pop()),
};

const rest: Record<string, Operation> = {
  '\x80': (m) => {
    const protocol = m.cursor.uint8();
    if (protocol > HIGHEST_PROTOCOL)
      throw m.damaged(`stands protocol ${protocol}`, `Expected ${HIGHEST_PROTOCOL} at most.`);
  },
  // The frame's length only helps to read ahead: every value's own length is checked.
  '\x95': (m) => void m.cursor.uint64(),
  '\x82': (m) => extension(m),
  '\x83': (m) => extension(m),
  '\x84': (m) => extension(m),
  '\x97': (m) => outside(m),
  '\x98': (m) => outside(m),
};

/** By opcode; `.` ends a pickle and is not among them. */
export const OPERATIONS: readonly (Operation | undefined)[] = Array.from({ length: 256 }, (_, code) => {
  const all = { ...constants, ...texts, ...containers, ...stackAndMemo, ...objects, ...rest };
  const letter = String.fromCharCode(code);
  return Object.hasOwn(all, letter) ? all[letter] : undefined;
});

function integer(m: Machine, text: string): PickleValue {
  if (text === '00') return false;
  return text === '01' ? true : m.cursor.decimal(text);
}

function real(m: Machine, text: string): number {
  const special = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY };
  if (Object.hasOwn(special, text)) return special[text as keyof typeof special];
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value))
    throw m.damaged(`stands “${text.slice(0, 20)}” for a number`, 'Expected a number.');
  return value;
}

function positive(m: Machine, length: number): number {
  if (length < 0) throw m.damaged(`stands a length of ${length}`, 'Expected 0 or more.');
  return length;
}

function index(m: Machine, text: string): number {
  const value = m.cursor.decimal(text);
  if (typeof value !== 'number' || value < 0)
    throw m.damaged(`stands ${text.slice(0, 20)} for a place in the memo`, 'Expected 0 or more.');
  return value;
}

/** `'text'` of Python 2, with the escapes that its `repr` makes. */
function quotedText(m: Machine, line: string): string {
  const [, , inner] = /^(['"])(.*)\1$/s.exec(line.trim()) ?? [];
  if (inner === undefined) throw m.damaged('stands a text without quotes', 'Expected "…".');
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return inner.replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (named[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Python's `raw-unicode-escape`. */
function unescaped(line: string): string {
  return line.replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi, (whole, four?: string, eight?: string) => {
    const code = Number.parseInt(four ?? eight ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function tuple(m: Machine, size: number): void {
  const items = Array.from({ length: size }, () => m.pop()).reverse();
  m.create({ kind: 'tuple', items });
}

function tupleOf(m: Machine, args: PickleValue): PickleValue[] {
  const items = itemsOf(args);
  if (!items) throw m.damaged('a call has no arguments', 'Expected a tuple.');
  return items;
}

function withKeywords(m: Machine, args: PickleValue[], keywords: PickleValue): PickleValue[] {
  if (!isKind(keywords, 'dict')) return args;
  m.spend(args.length + keywords.entries.size);
  return [...args, ...keywords.entries.values()];
}

/** Objects that are filled like lists and dictionaries (subclasses of these) are described without their content. */
function append(m: Machine, values: readonly PickleValue[]): void {
  const target = m.top();
  if (!isKind(target, 'list') && !isKind(target, 'set')) return;
  for (const value of values) target.items.push(value);
}

function dictionary(m: Machine, values: readonly PickleValue[]): void {
  m.create({ kind: 'dict', entries: new Map() });
  setItems(m, values);
}

/** @param values keys and values in turn */
function setItems(m: Machine, values: readonly PickleValue[]): void {
  if (values.length % 2 !== 0) throw m.damaged('a dictionary has a key without a value', 'Expected pairs.');
  const target = m.top();
  m.spend(values.length / 2);
  if (!isKind(target, 'dict')) return;
  for (let at = 0; at < values.length; at += 2) target.entries.set(values[at]!, values[at + 1]!);
}

function stackGlobal(m: Machine): void {
  const [name, module] = [m.pop(), m.pop()];
  if (typeof module !== 'string' || typeof name !== 'string')
    throw m.damaged('a class is named by something else than text', 'Expected its module and its name.');
  m.global(module, name);
}

function extension(m: Machine): never {
  throw m.damaged(
    'stands a number for a class',
    'Expected its name: such numbers are known to one program only.',
  );
}

function outside(m: Machine): never {
  throw m.damaged('stands a buffer outside of the pickle', 'Expected all data in the file.');
}
