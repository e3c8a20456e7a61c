/** How the elements of a dataset or an attribute are stored. Source: HDF5 File Format Specification 3.0, IV.A.2.b and d. */

import type { NumberType } from '../../pieces.ts';
import { MOST_AXES } from '../../refusal.ts';
import type { Cursor } from './cursor.ts';
import type { Store } from './store.ts';

export type ElementType = { size: number } & (
  | { kind: 'number'; dtype: NumberType; bigEndian: boolean }
  /** Text of a fixed length. */
  | { kind: 'text' }
  /** Text of any length: the element says where it is. */
  | { kind: 'variable text' }
  | { kind: 'opaque' }
  | { kind: 'other'; what: string }
);

const INTEGERS: Record<number, [NumberType, NumberType]> = {
  1: ['uint8', 'int8'],
  2: ['uint16', 'int16'],
  4: ['uint32', 'int32'],
  8: ['uint64', 'int64'],
};

/** By size and bits of the exponent. */
const FLOATS: Record<string, NumberType> = {
  '8/11': 'float64',
  '4/8': 'float32',
  '2/5': 'float16',
  '2/8': 'bfloat16',
};

const OTHERS: Record<number, string> = {
  2: 'times',
  4: 'bit fields',
  6: 'records of several fields',
  7: 'references',
  9: 'lists of any length',
  10: 'small arrays',
  11: 'complex numbers',
};

/** The type that the cursor stands at; afterwards it stands behind it only for numbers and text. */
export function typeAt(cursor: Cursor): ElementType {
  const kindAndVersion = cursor.u8();
  const kind = kindAndVersion & 15;
  const bits = cursor.uint(3);
  const size = cursor.u32();
  if (kind === 0) return integerAt(cursor, bits, size);
  if (kind === 1) return floatAt(cursor, bits, size);
  if (kind === 3) return { kind: 'text', size };
  if (kind === 5) return { kind: 'opaque', size };
  if (kind === 8) return enumAt(cursor, bits & 0xffff, kindAndVersion >> 4);
  if (kind === 9 && (bits & 15) === 1) return { kind: 'variable text', size };
  return { kind: 'other', size, what: OTHERS[kind] ?? 'elements of an unknown type' };
}

function integerAt(cursor: Cursor, bits: number, size: number): ElementType {
  const offset = cursor.u16();
  const precision = cursor.u16();
  const dtype = INTEGERS[size]?.[bits & 8 ? 1 : 0];
  if (!dtype || offset !== 0 || precision !== 8 * size)
    return { kind: 'other', size, what: `integers of ${precision} bits` };
  return { kind: 'number', size, dtype, bigEndian: (bits & 1) === 1 };
}

function floatAt(cursor: Cursor, bits: number, size: number): ElementType {
  const offset = cursor.u16();
  const precision = cursor.u16();
  const exponent = cursor.skip(1).u8();
  cursor.skip(2 + 4);
  const dtype = FLOATS[`${size}/${exponent}`];
  // Bit 6: the byte order of the VAX.
  if (!dtype || offset !== 0 || precision !== 8 * size || (bits & 0x40) !== 0)
    return { kind: 'other', size, what: `floating-point numbers of ${precision} bits` };
  return { kind: 'number', size, dtype, bigEndian: (bits & 1) === 1 };
}

/** Named integers; FALSE and TRUE are how h5py stores booleans. */
function enumAt(cursor: Cursor, members: number, version: number): ElementType {
  const base = typeAt(cursor);
  if (base.kind !== 'number' || members !== 2 || base.size !== 1) return base;
  const names: string[] = [];
  for (let member = 0; member < members; member++) {
    const start = cursor.at;
    names.push(cursor.zeroEnded());
    if (version < 3) cursor.align(start);
  }
  return names.join() === 'FALSE,TRUE' ? { ...base, dtype: 'bool' } : base;
}

/** Its sizes; null where there is nothing (h5py's `Empty`). */
export function shapeAt(store: Store, cursor: Cursor): number[] | null {
  const version = cursor.u8();
  const rank = cursor.u8();
  cursor.skip(1);
  if (version !== 1 && version !== 2)
    throw store.damaged(`A shape has version ${version}.`, 'Expected version 1 or 2.');
  const isEmpty = cursor.u8() === 2 && version === 2;
  if (version === 1) cursor.skip(4);
  if (rank > MOST_AXES) throw store.damaged(`A shape has ${rank} axes.`, `Expected at most ${MOST_AXES}.`);
  if (isEmpty) return null;
  return Array.from({ length: rank }, () => cursor.uint(store.lengthSize));
}
