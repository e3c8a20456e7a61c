/** How plain values of Python become the settings of layers. */
import type { ZeroPadding } from '../model.ts';

/** Undefined when the value is of another type. */
export type Read<T> = (plain: unknown) => T | undefined;

const isNumber = (value: unknown): value is number => typeof value === 'number';

const number: Read<number> = (plain) => (isNumber(plain) ? plain : undefined);
const numberOrNull: Read<number | null> = (plain) => (plain === null || isNumber(plain) ? plain : undefined);
const flag: Read<boolean> = (plain) => (typeof plain === 'boolean' ? plain : undefined);
const text: Read<string> = (plain) => (typeof plain === 'string' ? plain : undefined);

/** `3` and `(3, 3)`. */
const sizes: Read<number[]> = (plain) => {
  if (isNumber(plain)) return [plain];
  return Array.isArray(plain) && plain.length > 0 && plain.every(isNumber) ? plain : undefined;
};
const sizesOrNull: Read<number[] | null> = (plain) => (plain === null ? null : sizes(plain));

/** `None` is the window's size. */
const strides: Read<number[] | null> = sizesOrNull;

const axis: Read<number[]> = sizes;

/** Adaptive pooling and upsampling: `None` keeps an axis. */
const output: Read<(number | null)[] | null> = (plain) => {
  if (plain === null) return null;
  if (isNumber(plain)) return [plain];
  const sized = Array.isArray(plain) && plain.every((size) => size === null || isNumber(size));
  return sized ? (plain as (number | null)[]) : undefined;
};

/** Convolutions and pools: `same`, `valid`, or zeros on both sides of each axis. */
const windowPadding: Read<string | ZeroPadding> = (plain) => {
  if (typeof plain === 'string') return plain;
  return sizes(plain)?.map((zeros) => [zeros, zeros]);
};

/** Padding layers: one number, or `(left, right, top, bottom)`: the last axis stands first. */
const edges: Read<string | ZeroPadding> = (plain) => {
  const list = sizes(plain);
  if (!list) return undefined;
  if (list.length === 1) return [[list[0]!, list[0]!]];
  if (list.length % 2 === 1) return undefined;
  const pairs = Array.from({ length: list.length / 2 }, (_, pair): [number, number] => [
    list[2 * pair]!,
    list[2 * pair + 1]!,
  ]);
  return pairs.reverse();
};

export const READERS = {
  number,
  numberOrNull,
  flag,
  text,
  sizes,
  sizesOrNull,
  strides,
  axis,
  output,
  windowPadding,
  edges,
};
