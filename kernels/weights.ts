// Statistics of the weights of a file, a chunk of float32 at a time. Sums are float64, so that they hold for billions of
// values; what goes through is finite, see `addMoments`.

/** Layout of the totals, in bytes: eight float64. */
const ZEROS = 0;
const SMALL = 8;
const MAGNITUDES = 16;
const FIRST = 24;
const SECOND = 32;
const THIRD = 40;
const FOURTH = 48;
const LARGEST = 56;

const MAGNITUDE_BITS: i32 = 0x7fffffff;
const INFINITY_BITS: i32 = 0x7f800000;

/** Bytes of one histogram of the upper 16 bits of a float32. */
const HISTOGRAM_BYTES: usize = 4 << 16;

/** Bit m is set where m, as four bits, has two ones or more. */
const TWO_OR_MORE: i32 = 0xfee8;

/**
 * Adds to the totals (float64: exact zeros, |w| ≤ limit, Σ|w|, Σd, Σd², Σd³, Σd⁴ with d = w − shift, largest |w|).
 * @returns 1; 0 when a value is NaN or infinite, and then nothing is added
 */
export function addMoments(values: usize, count: i32, shift: f64, limit: f32, totals: usize): i32 {
  const largest = largestBits(values, count);
  if (largest >= INFINITY_BITS) return 0;
  const whole = count & ~3;
  momentsOfVectors(values, whole, shift, limit, totals);
  for (let i = whole; i < count; i++) momentsOfOne(load<f32>(values + (<usize>i << 2)), shift, limit, totals);
  store<f64>(totals, max<f64>(load<f64>(totals, LARGEST), <f64>reinterpret<f32>(largest)), LARGEST);
  return 1;
}

/** Sizes are ordered as their bits are; infinities and NaN come last. */
function largestBits(values: usize, count: i32): i32 {
  let largest = i32x4.splat(0);
  const end = values + (<usize>count << 2);
  for (const whole = end - 12; values < whole; values += 16) {
    largest = i32x4.max_s(largest, v128.and(v128.load(values), i32x4.splat(MAGNITUDE_BITS)));
  }
  let most = largestLane(largest);
  for (; values < end; values += 4) most = max<i32>(most, load<i32>(values) & MAGNITUDE_BITS);
  return most;
}

function largestLane(lanes: v128): i32 {
  return max<i32>(
    max<i32>(i32x4.extract_lane(lanes, 0), i32x4.extract_lane(lanes, 1)),
    max<i32>(i32x4.extract_lane(lanes, 2), i32x4.extract_lane(lanes, 3)),
  );
}

function momentsOfVectors(values: usize, count: i32, shift: f64, limit: f32, totals: usize): void {
  const LIMIT = f32x4.splat(limit);
  const SHIFT = f64x2.splat(shift);
  let zeros = i32x4.splat(0);
  let small = zeros;
  let magnitudes = f64x2.splat(0);
  let first = magnitudes;
  let second = magnitudes;
  let third = magnitudes;
  let fourth = magnitudes;
  for (let i = 0; i < count; i += 4, values += 16) {
    const w = v128.load(values);
    zeros = i32x4.sub(zeros, f32x4.eq(w, f32x4.splat(0)));
    small = i32x4.sub(small, f32x4.le(f32x4.abs(w), LIMIT));
    const low = f64x2.promote_low_f32x4(w);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(w, w, 1, 1));
    magnitudes = f64x2.add(magnitudes, f64x2.add(f64x2.abs(low), f64x2.abs(high)));
    const d = f64x2.sub(low, SHIFT);
    const e = f64x2.sub(high, SHIFT);
    const dd = f64x2.mul(d, d);
    const ee = f64x2.mul(e, e);
    first = f64x2.add(first, f64x2.add(d, e));
    second = f64x2.add(second, f64x2.add(dd, ee));
    third = f64x2.add(third, f64x2.add(f64x2.mul(dd, d), f64x2.mul(ee, e)));
    fourth = f64x2.add(fourth, f64x2.add(f64x2.mul(dd, dd), f64x2.mul(ee, ee)));
  }
  addTo(totals + ZEROS, countOf(zeros));
  addTo(totals + SMALL, countOf(small));
  addTo(totals + MAGNITUDES, sumOf(magnitudes));
  addTo(totals + FIRST, sumOf(first));
  addTo(totals + SECOND, sumOf(second));
  addTo(totals + THIRD, sumOf(third));
  addTo(totals + FOURTH, sumOf(fourth));
}

function momentsOfOne(w: f32, shift: f64, limit: f32, totals: usize): void {
  const d = <f64>w - shift;
  addTo(totals + ZEROS, <f64>i32(w == 0));
  addTo(totals + SMALL, <f64>i32(abs<f32>(w) <= limit));
  addTo(totals + MAGNITUDES, <f64>abs<f32>(w));
  addTo(totals + FIRST, d);
  addTo(totals + SECOND, d * d);
  addTo(totals + THIRD, d * d * d);
  addTo(totals + FOURTH, d * d * (d * d));
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function sumOf(lanes: v128): f64 {
  return f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
}

function countOf(lanes: v128): f64 {
  return (
    <f64>i32x4.extract_lane(lanes, 0) +
    <f64>i32x4.extract_lane(lanes, 1) +
    <f64>i32x4.extract_lane(lanes, 2) +
    <f64>i32x4.extract_lane(lanes, 3)
  );
}

/**
 * Counts values by their upper 16 bits: sign, exponent and 7 bits of the mantissa.
 * @param counts two histograms of 65,536 int32 that belong together, so that equal neighbours do not wait for each other
 */
export function countUpperBits(values: usize, count: i32, counts: usize): void {
  const end = values + (<usize>count << 2);
  for (const whole = end - 12; values < whole; values += 16) {
    increment(counts + (<usize>load<u16>(values, 2) << 2));
    increment(counts + HISTOGRAM_BYTES + (<usize>load<u16>(values, 6) << 2));
    increment(counts + (<usize>load<u16>(values, 10) << 2));
    increment(counts + HISTOGRAM_BYTES + (<usize>load<u16>(values, 14) << 2));
  }
  for (; values < end; values += 4) increment(counts + (<usize>load<u16>(values, 2) << 2));
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function increment(at: usize): void {
  store<i32>(at, load<i32>(at) + 1);
}

/**
 * Largest |w| of the rows and the columns of a matrix of which `count` values in row-major order go through, the first
 * of them in `column`. Sizes are compared by their bits: infinities and NaN are larger than all others.
 * @param rowMaxima written, one float32 for each row that has a value here
 * @param columnMaxima raised, `columns` float32
 */
export function raiseMaxima(
  values: usize, count: i32, column: i32, columns: i32, rowMaxima: usize, columnMaxima: usize,
): void {
  while (count > 0) {
    const segment = min<i32>(count, columns - column);
    store<i32>(rowMaxima, raiseRow(values, segment, columnMaxima + (<usize>column << 2)));
    rowMaxima += 4;
    values += <usize>segment << 2;
    count -= segment;
    column = 0;
  }
}

/** @returns bits of the row's largest |w| */
function raiseRow(values: usize, count: i32, columnMaxima: usize): i32 {
  let largest = i32x4.splat(0);
  const end = values + (<usize>count << 2);
  const whole = values + (<usize>(count & ~3) << 2);
  for (; values < whole; values += 16, columnMaxima += 16) {
    const size = v128.and(v128.load(values), i32x4.splat(MAGNITUDE_BITS));
    largest = i32x4.max_s(largest, size);
    v128.store(columnMaxima, i32x4.max_s(v128.load(columnMaxima), size));
  }
  let most = largestLane(largest);
  for (; values < end; values += 4, columnMaxima += 4) {
    const size = load<i32>(values) & MAGNITUDE_BITS;
    most = max<i32>(most, size);
    if (size > load<i32>(columnMaxima)) store<i32>(columnMaxima, size);
  }
  return most;
}

/**
 * Groups of four values that stand `inner` apart, in spans that hold whole groups and a rest that is left out: adds how
 * many have two zeros at least, and two values with |w| ≤ limit (float64).
 * @param at position of the first value in its span, where a group begins; values end with a group or a span
 */
export function countGroups(
  values: usize, count: i32, at: i32, span: i32, inner: i32, limit: f32, found: usize,
): void {
  let exact = 0;
  let near = 0;
  const block = inner << 2;
  while (count > 0) {
    const segment = min<i32>(count, span - at);
    const end = values + (<usize>(segment - (segment % block)) << 2);
    for (let from = values; from < end; from += <usize>block << 2) {
      if (inner == 1) {
        const size = v128.and(v128.load(from), i32x4.splat(MAGNITUDE_BITS));
        exact += (TWO_OR_MORE >>> i32x4.bitmask(i32x4.eq(size, i32x4.splat(0)))) & 1;
        near += (TWO_OR_MORE >>> i32x4.bitmask(f32x4.le(size, f32x4.splat(limit)))) & 1;
      } else {
        const both = groupsOfBlock(from, inner, limit);
        exact += <i32>both;
        near += <i32>(both >>> 32);
      }
    }
    values += <usize>segment << 2;
    count -= segment;
    at = 0;
  }
  addTo(found, <f64>exact);
  addTo(found + 8, <f64>near);
}

/** Of `inner` groups side by side: with two zeros at least in the lower 32 bits, with two small ones in the upper. */
function groupsOfBlock(from: usize, inner: i32, limit: f32): u64 {
  const step = <usize>inner << 2;
  const LIMIT = f32x4.splat(limit);
  let exact = i32x4.splat(0);
  let near = exact;
  const end = from + step;
  const whole = from + (<usize>(inner & ~3) << 2);
  for (; from < whole; from += 16) {
    const a = v128.and(v128.load(from), i32x4.splat(MAGNITUDE_BITS));
    const b = v128.and(v128.load(from + step), i32x4.splat(MAGNITUDE_BITS));
    const c = v128.and(v128.load(from + 2 * step), i32x4.splat(MAGNITUDE_BITS));
    const d = v128.and(v128.load(from + 3 * step), i32x4.splat(MAGNITUDE_BITS));
    // The second smallest of four: sizes are ordered as their bits are.
    const second = i32x4.min_s(
      i32x4.max_s(i32x4.min_s(a, b), i32x4.min_s(c, d)),
      i32x4.min_s(i32x4.max_s(a, b), i32x4.max_s(c, d)),
    );
    exact = i32x4.sub(exact, i32x4.eq(second, i32x4.splat(0)));
    near = i32x4.sub(near, f32x4.le(second, LIMIT));
  }
  let zeros = <i32>countOf(exact);
  let few = <i32>countOf(near);
  for (; from < end; from += 4) {
    let nulls = 0;
    let smalls = 0;
    for (let row: usize = 0; row < 4; row++) {
      const size = abs<f32>(load<f32>(from + row * step));
      nulls += i32(size == 0);
      smalls += i32(size <= limit);
    }
    zeros += i32(nulls >= 2);
    few += i32(smalls >= 2);
  }
  return <u64>zeros | (<u64>few << 32);
}
