// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011), the same words as src/engine/random.ts.

const ROUNDS = 10;
/** Elements of four blocks, which are computed at once. */
const GROUP = 16;

/**
 * A mask of `count` float32: 0 where the word is at most `limit`, `kept` otherwise. Element i takes word i mod 4 of
 * block ⌊i/4⌋; a block's counter is (block, step, 0, 0) and its key (seed, stream).
 * @param scratch 384 bytes
 */
export function dropoutMask(
  out: usize, count: i32, seed: u32, stream: u32, step: u32, limit: u32, kept: f32, scratch: usize,
): void {
  storeRoundKeys(scratch, seed, stream);
  const tail = scratch + 32 * ROUNDS;
  let block: u32 = 0;
  for (; count >= GROUP; count -= GROUP, out += 4 * GROUP, block += 4) {
    maskGroup(out, block, step, limit, kept, scratch);
  }
  if (count == 0) return;
  maskGroup(tail, block, step, limit, kept, scratch);
  memory.copy(out, tail, <usize>count << 2);
}

/** For each round a vector of the first key word and one of the second. */
function storeRoundKeys(keys: usize, seed: u32, stream: u32): void {
  for (let round = 0; round < ROUNDS; round++, keys += 32) {
    v128.store(keys, i32x4.splat(seed));
    v128.store(keys, i32x4.splat(stream), 16);
    seed += 0x9e3779b9;
    stream += 0xbb67ae85;
  }
}

/** Sixteen elements of the mask: a lane holds a block, and the words are put in order at the end. */
function maskGroup(out: usize, block: u32, step: u32, limit: u32, kept: f32, keys: usize): void {
  const MULTIPLIER0 = i32x4.splat(0xd2511f53);
  const MULTIPLIER1 = i32x4.splat(0xcd9e8d57);
  let x0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(step);
  let x2 = i32x4.splat(0);
  let x3 = i32x4.splat(0);
  for (let round = 0; round < ROUNDS; round++, keys += 32) {
    const low0 = i64x2.extmul_low_i32x4_u(x0, MULTIPLIER0);
    const high0 = i64x2.extmul_high_i32x4_u(x0, MULTIPLIER0);
    const low1 = i64x2.extmul_low_i32x4_u(x2, MULTIPLIER1);
    const high1 = i64x2.extmul_high_i32x4_u(x2, MULTIPLIER1);
    x0 = v128.xor(v128.xor(upperHalves(low1, high1), x1), v128.load(keys));
    x2 = v128.xor(v128.xor(upperHalves(low0, high0), x3), v128.load(keys, 16));
    x1 = lowerHalves(low1, high1);
    x3 = lowerHalves(low0, high0);
  }
  const LIMIT = i32x4.splat(limit);
  const KEPT = f32x4.splat(kept);
  const m0 = v128.andnot(KEPT, i32x4.le_u(x0, LIMIT));
  const m1 = v128.andnot(KEPT, i32x4.le_u(x1, LIMIT));
  const m2 = v128.andnot(KEPT, i32x4.le_u(x2, LIMIT));
  const m3 = v128.andnot(KEPT, i32x4.le_u(x3, LIMIT));
  const a = v128.shuffle<i32>(m0, m1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(m2, m3, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(m0, m1, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(m2, m3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(out, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(c, d, 1, 3), 48);
}

/** High 32 bits of four 64-bit products. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function upperHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** Low 32 bits of four 64-bit products. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function lowerHalves(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}
