// Statistics of float32 values that may come in pieces. Sums are float64, so that they hold for 100 million values.

/** Layout of the totals, in bytes: seven float64. */
const ZEROS = 0;
const SMALL = 8;
const MAGNITUDES = 16;
const SQUARES = 24;
const LARGEST = 32;
const NANS = 40;
const INFINITE = 48;

const BINS = 256;
/** Each lane counts in a histogram of its own, so that equal neighbours do not wait for each other. */
const LANES = 4;

/**
 * Adds `count` values to the totals (float64: exact zeros, |w| ≤ limit, Σ|w|, Σw², largest |w|, NaNs, infinities).
 * Values that are not finite are in the last two only.
 * @param scratch 16 bytes
 */
export function accumulateTotals(values: usize, count: i32, limit: f32, totals: usize, scratch: usize): void {
  const whole = count & ~3;
  totalsOfVectors(values, whole, limit, totals);
  const rest = count - whole;
  if (rest == 0) return;
  padWithNaN(scratch, values + (<usize>whole << 2), rest);
  totalsOfVectors(scratch, 4, limit, totals);
  store<f64>(totals, load<f64>(totals, NANS) - <f64>(4 - rest), NANS);
}

function totalsOfVectors(values: usize, count: i32, limit: f32, totals: usize): void {
  const LIMIT = f32x4.splat(limit);
  const MAGNITUDE = i32x4.splat(0x7fffffff);
  const INFINITY_BITS = i32x4.splat(0x7f800000);
  let zeros = i32x4.splat(0);
  let small = zeros;
  let nans = zeros;
  let infinite = zeros;
  let largest = f32x4.splat(0);
  let magnitudes = f64x2.splat(0);
  let squares = f64x2.splat(0);
  for (let i = 0; i < count; i += 4, values += 16) {
    const bits = v128.and(v128.load(values), MAGNITUDE);
    const finite = i32x4.lt_s(bits, INFINITY_BITS);
    const magnitude = v128.and(bits, finite);
    zeros = i32x4.sub(zeros, i32x4.eq(bits, i32x4.splat(0)));
    small = i32x4.sub(small, v128.and(f32x4.le(magnitude, LIMIT), finite));
    nans = i32x4.sub(nans, i32x4.gt_s(bits, INFINITY_BITS));
    infinite = i32x4.sub(infinite, i32x4.eq(bits, INFINITY_BITS));
    largest = f32x4.pmax(largest, magnitude);
    const low = f64x2.promote_low_f32x4(magnitude);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(magnitude, magnitude, 1, 1));
    magnitudes = f64x2.add(magnitudes, f64x2.add(low, high));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  addTo(totals + ZEROS, sumOfCounts(zeros));
  addTo(totals + SMALL, sumOfCounts(small));
  addTo(totals + NANS, sumOfCounts(nans));
  addTo(totals + INFINITE, sumOfCounts(infinite));
  addTo(totals + MAGNITUDES, f64x2.extract_lane(magnitudes, 0) + f64x2.extract_lane(magnitudes, 1));
  addTo(totals + SQUARES, f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
  store<f64>(totals, max<f64>(load<f64>(totals, LARGEST), largestLane(largest)), LARGEST);
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

function sumOfCounts(counts: v128): f64 {
  return (
    <f64>i32x4.extract_lane(counts, 0) +
    <f64>i32x4.extract_lane(counts, 1) +
    <f64>i32x4.extract_lane(counts, 2) +
    <f64>i32x4.extract_lane(counts, 3)
  );
}

function largestLane(x: v128): f64 {
  const first = max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1));
  return <f64>max<f32>(first, max<f32>(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

/**
 * Adds `count` values to a histogram of |w|: bin ⌊256·|w|/largest⌋, the largest itself in the last one. Values that
 * are not finite are left out; with a largest of 0 all are in the first.
 * @param histograms 4·256 int32, one after the other for each bin: histograms that belong together, 0 before the first piece
 * @param scratch 16 bytes
 */
export function accumulateHistogram(
  values: usize, count: i32, largest: f32, histograms: usize, scratch: usize,
): void {
  const whole = count & ~3;
  histogramOfVectors(values, whole, largest, histograms);
  const rest = count - whole;
  if (rest == 0) return;
  padWithNaN(scratch, values + (<usize>whole << 2), rest);
  histogramOfVectors(scratch, 4, largest, histograms);
}

function histogramOfVectors(values: usize, count: i32, largest: f32, histograms: usize): void {
  const LARGEST_MAGNITUDE = f32x4.splat(largest);
  for (let i = 0; i < count; i += 4, values += 16) {
    const bits = v128.and(v128.load(values), i32x4.splat(0x7fffffff));
    const share = f32x4.mul(f32x4.div(bits, LARGEST_MAGNITUDE), f32x4.splat(<f32>BINS));
    const bins = i32x4.min_u(i32x4.trunc_sat_f32x4_u(share), i32x4.splat(BINS - 1));
    const finite = i32x4.lt_s(bits, i32x4.splat(0x7f800000));
    countLane(histograms, 0, i32x4.extract_lane(bins, 0), i32x4.extract_lane(finite, 0));
    countLane(histograms, 1, i32x4.extract_lane(bins, 1), i32x4.extract_lane(finite, 1));
    countLane(histograms, 2, i32x4.extract_lane(bins, 2), i32x4.extract_lane(finite, 2));
    countLane(histograms, 3, i32x4.extract_lane(bins, 3), i32x4.extract_lane(finite, 3));
  }
}

/** The last 1 to 3 values as a vector; NaN after them, which count nowhere but among the NaNs. */
function padWithNaN(vector: usize, values: usize, rest: i32): void {
  v128.store(vector, i32x4.splat(0x7fc00000));
  memory.copy(vector, values, <usize>rest << 2);
}

/** @param mask −1 to count, 0 not to */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function countLane(histograms: usize, lane: usize, bin: i32, mask: i32): void {
  const at = histograms + ((<usize>bin * LANES + lane) << 2);
  store<i32>(at, load<i32>(at) - mask);
}
