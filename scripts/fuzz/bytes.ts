/** Changes of bytes that need no knowledge of the format. */
import type { Random } from './random.ts';

export interface Changed {
  bytes: Buffer;
  /** For a finding: `bit flipped at 120`. */
  what: string;
}

/** @param other another good file, for splices */
export type Change = (bytes: Buffer, random: Random, other: Buffer) => Changed;

const LONGEST_RUN = 64;

/** `length` bytes at `at` replaced. */
export const replaced = (bytes: Buffer, at: number, length: number, by: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);

export const flip: Change = (bytes, random) => {
  const copy = Buffer.from(bytes);
  const places = Array.from({ length: 1 + random.below(3) }, () => random.below(copy.length));
  for (const at of places) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return { bytes: copy, what: `bits flipped at ${places.join(', ')}` };
};

const overwrite: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const run = Buffer.alloc(1 + random.below(random.pick([1, 4, LONGEST_RUN])), random.pick([0, 255, 128, 1]));
  return { bytes: replaced(bytes, at, run.length, run), what: `${run.length} bytes overwritten at ${at}` };
};

const noise: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const run = Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256)));
  return { bytes: replaced(bytes, at, run.length, run), what: `${run.length} random bytes at ${at}` };
};

const truncate: Change = (bytes, random) => {
  const length = random.below(bytes.length);
  return { bytes: bytes.subarray(0, length), what: `cut after ${length} bytes` };
};

const remove: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const length = 1 + random.below(LONGEST_RUN);
  return { bytes: replaced(bytes, at, length, Buffer.alloc(0)), what: `${length} bytes removed at ${at}` };
};

const insert: Change = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const run = Buffer.alloc(1 + random.below(LONGEST_RUN), random.below(256));
  return { bytes: replaced(bytes, at, 0, run), what: `${run.length} bytes inserted at ${at}` };
};

const repeat: Change = (bytes, random) => {
  const at = random.below(bytes.length);
  const run = bytes.subarray(at, at + 1 + random.below(LONGEST_RUN));
  const times = random.pick([1, 2, 50]);
  const again = Buffer.concat(Array.from({ length: times }, () => run));
  return {
    bytes: replaced(bytes, at, 0, again),
    what: `${run.length} bytes at ${at} repeated ${times} times`,
  };
};

const splice: Change = (bytes, random, other) => {
  const from = random.below(other.length);
  const run = other.subarray(from, from + 1 + random.below(random.pick([16, 200, other.length])));
  const at = random.below(bytes.length);
  const length = random.pick([0, run.length]);
  return { bytes: replaced(bytes, at, length, run), what: `${run.length} bytes of another file at ${at}` };
};

const swap: Change = (bytes, random) => {
  const length = 1 + random.below(LONGEST_RUN);
  const [a, b] = [random.below(bytes.length - length), random.below(bytes.length - length)];
  const copy = Buffer.from(bytes);
  bytes.copy(copy, a, b, b + length);
  bytes.copy(copy, b, a, a + length);
  return { bytes: copy, what: `${length} bytes at ${a} and ${b} exchanged` };
};

const EXTREMES = [
  ...[0n, 1n, -1n, -2n, 127n, 255n, 256n, 32_767n, 65_535n, 10n ** 9n],
  ...[2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n],
];
const TRIES = 30;

/** A count, a length or an offset, where there seems to be one, becomes an extreme one. */
const integer: Change = (bytes, random) => {
  const width = random.pick([1, 2, 4, 8]);
  const big = random.below(4) === 0;
  const at = numberPlace(bytes, width, big, random);
  const near = BigInt(bytes.length) + BigInt(random.below(3) - 1);
  const value = random.below(5) === 0 ? near : random.pick(EXTREMES);
  const number = Buffer.alloc(8);
  if (big) number.writeBigUInt64BE(BigInt.asUintN(64, value << BigInt(64 - 8 * width)));
  else number.writeBigUInt64LE(BigInt.asUintN(64, value));
  return {
    bytes: replaced(bytes, at, width, number.subarray(0, width)),
    what: `${value} in ${width} bytes at ${at}${big ? ' (highest first)' : ''}`,
  };
};

/** Where a small number other than 0 stands, if one is found. */
function numberPlace(bytes: Buffer, width: number, big: boolean, random: Random): number {
  let at = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    at = random.below(bytes.length - width + 1);
    if (random.below(2) === 0) at -= at % width;
    const size = Math.min(width, 6);
    if (at + width > bytes.length) continue;
    const value = big ? bytes.readUIntBE(at + width - size, size) : bytes.readUIntLE(at, size);
    if (value > 0 && value <= 4 * bytes.length) return at;
  }
  return at;
}

export const BYTE_CHANGES: readonly Change[] = [
  flip,
  overwrite,
  noise,
  truncate,
  remove,
  insert,
  repeat,
  splice,
  swap,
  integer,
  integer,
  integer,
];
