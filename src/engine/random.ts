/**
 * Random numbers that depend on nothing but where they are used: Philox4x32-10 (Salmon, Moraes, Dror, Shaw,
 * "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011). Each use is addressed by (seed, stream, step), so a
 * run's numbers are the same whatever else trains beside it, on however many workers, resumed or not.
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** One Philox block: `counter` (4 words) is replaced by 4 random words under the key. */
export function philox(counter: Uint32Array, key0: number, key1: number): void {
  let [x0, x1, x2, x3] = counter as unknown as [number, number, number, number];
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, x0);
    const low0 = Math.imul(MULTIPLIER_0, x0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, x2);
    const low1 = Math.imul(MULTIPLIER_1, x2) >>> 0;
    x0 = (high1 ^ x1 ^ k0) >>> 0;
    x1 = low1;
    x2 = (high0 ^ x3 ^ k1) >>> 0;
    x3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  counter[0] = x0;
  counter[1] = x1;
  counter[2] = x2;
  counter[3] = x3;
}

/** What random numbers are used for; a layer's or slot's index is added to keep them apart. */
export const STREAM = {
  initialize: 0x1000,
  shuffle: 0x2000,
  dropout: 0x3000,
  augmentation: 0x4000,
  probe: 0x5000,
} as const;

/** Address of a sequence of random numbers. `step` counts batches or epochs within the stream. */
export interface Address {
  seed: number;
  stream: number;
  step: number;
}

/** Calls `use` with `count` uniform unsigned 32-bit integers of the sequence at `address`. */
function forEachWord(address: Address, count: number, use: (word: number, index: number) => void): void {
  const block = new Uint32Array(4);
  for (let index = 0; index < count; index += 4) {
    block[0] = index / 4;
    block[1] = address.step;
    block[2] = 0;
    block[3] = 0;
    philox(block, address.seed >>> 0, address.stream);
    const end = Math.min(4, count - index);
    for (let lane = 0; lane < end; lane++) use(block[lane]!, index + lane);
  }
}

/** Uniform numbers in the open interval (0, 1): (word + ½)/2³². */
export function uniforms(address: Address, count: number): Float64Array {
  const out = new Float64Array(count);
  forEachWord(address, count, (word, index) => {
    out[index] = (word + 0.5) / 0x100000000;
  });
  return out;
}

/** Standard normal numbers by the Box–Muller transform of pairs of uniforms. */
export function normals(address: Address, count: number): Float64Array {
  const pairs = Math.ceil(count / 2);
  const uniform = uniforms(address, pairs * 2);
  const out = new Float64Array(count);
  for (let pair = 0; pair < pairs; pair++) {
    const radius = Math.sqrt(-2 * Math.log(uniform[2 * pair]!));
    const angle = 2 * Math.PI * uniform[2 * pair + 1]!;
    out[2 * pair] = radius * Math.cos(angle);
    if (2 * pair + 1 < count) out[2 * pair + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** The numbers 0…count−1 in random order (Fisher–Yates). */
export function permutation(address: Address, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const uniform = uniforms(address, Math.max(0, count - 1));
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor(uniform[count - 1 - last]! * (last + 1));
    const kept = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = kept;
  }
  return order;
}

/**
 * A dropout mask written into `out[from … from+count)`: 0 with probability `rate`, otherwise `kept`, which is
 * 1/(1 − rate) for inverted dropout.
 */
export function fillDropoutMask(
  out: Float32Array,
  from: number,
  count: number,
  rate: number,
  address: Address,
  kept = 1 / (1 - rate),
): void {
  if (rate === 0) {
    out.fill(kept, from, from + count);
    return;
  }
  const threshold = rate * 0x100000000;
  forEachWord(address, count, (word, index) => {
    out[from + index] = word < threshold ? 0 : kept;
  });
}
