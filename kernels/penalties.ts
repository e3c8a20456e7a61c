// Penalties and limits on the norms of units: the columns of a row-major float32 matrix [rows, units] of one run.

const SMALLEST_WEIGHT: f32 = 1e-30;
const MOST_ITERATIONS = 60;
const CLOSE_ENOUGH: f64 = 1e-9;

/** The norm of each column, as float64. */
function columnNorms(matrix: usize, rows: i32, units: i32, norms: usize): void {
  memory.fill(norms, 0, <usize>units << 3);
  for (let row = 0; row < rows; row++, matrix += <usize>units << 2) {
    for (let unit: usize = 0; unit < <usize>units; unit++) {
      const value = <f64>load<f32>(matrix + (unit << 2));
      const at = norms + (unit << 3);
      store<f64>(at, load<f64>(at) + value * value);
    }
  }
  for (let unit: usize = 0; unit < <usize>units; unit++) {
    const at = norms + (unit << 3);
    store<f64>(at, sqrt<f64>(load<f64>(at)));
  }
}

/** A weight as it is kept: 0, or at least 1e-30 away from it, with its sign. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function held(weight: f32): f32 {
  return weight != 0 && abs<f32>(weight) < SMALLEST_WEIGHT ? copysign<f32>(SMALLEST_WEIGHT, weight) : weight;
}

/** Multiplies each column by its factor (float64). A factor of 0 gives 0, never −0. */
function scaleColumns(matrix: usize, rows: i32, units: i32, factors: usize): void {
  for (let row = 0; row < rows; row++, matrix += <usize>units << 2) {
    for (let unit: usize = 0; unit < <usize>units; unit++) {
      const at = matrix + (unit << 2);
      const factor = load<f64>(factors + (unit << 3));
      if (factor == 0) store<f32>(at, 0);
      else if (factor != 1) store<f32>(at, held(<f32>(<f64>load<f32>(at) * factor)));
    }
  }
}

/**
 * out ← g + strength·w/‖w_u‖, the sub-gradient of strength·Σ‖w_u‖₂; 0 for a unit whose weights are all 0.
 * @param scratch 8·units bytes
 */
export function addGroupLassoGradient(
  out: usize, gradients: usize, weights: usize, rows: i32, units: i32, strength: f32, scratch: usize,
): void {
  columnNorms(weights, rows, units, scratch);
  for (let row = 0; row < rows; row++) {
    for (let unit: usize = 0; unit < <usize>units; unit++) {
      const norm = load<f64>(scratch + (unit << 3));
      const at = (<usize>row * <usize>units + unit) << 2;
      const direction = norm == 0 ? <f64>0 : <f64>load<f32>(weights + at) / norm;
      store<f32>(out + at, load<f32>(gradients + at) + <f32>(<f64>strength * direction));
    }
  }
}

/**
 * The proximal operator of threshold·Σ‖w_u‖₂: w_u ← max(0, 1 − threshold/‖w_u‖)·w_u.
 * @param scratch 8·units bytes
 */
export function shrinkUnits(weights: usize, rows: i32, units: i32, threshold: f64, scratch: usize): void {
  columnNorms(weights, rows, units, scratch);
  for (let unit: usize = 0; unit < <usize>units; unit++) {
    const at = scratch + (unit << 3);
    const norm = load<f64>(at);
    store<f64>(at, norm <= threshold ? 0 : 1 - threshold / norm);
  }
  scaleColumns(weights, rows, units, scratch);
}

/**
 * w_u ← min(1, limit/‖w_u‖)·w_u.
 * @param scratch 8·units bytes
 */
export function limitUnitNorms(weights: usize, rows: i32, units: i32, limit: f64, scratch: usize): void {
  columnNorms(weights, rows, units, scratch);
  for (let unit: usize = 0; unit < <usize>units; unit++) {
    const at = scratch + (unit << 3);
    const norm = load<f64>(at);
    store<f64>(at, norm <= limit ? 1 : limit / norm);
  }
  scaleColumns(weights, rows, units, scratch);
}

/**
 * The proximal operator of strength·Σ‖w_u‖₂ in the metric of an adaptive step, D = (√(s + inside) + beside)/rate:
 * each unit minimizes ½Σ D_i(w_i − u_i)² + strength·‖w‖₂. It is 0 iff ‖D∘u‖₂ ≤ strength, otherwise
 * w_i = D_i·u_i/(D_i + strength/n), where n = ‖w‖ solves Σ (D_i·u_i/(D_i·n + strength))² = 1.
 * Two units at a time, in float64.
 * @param scratch 32·rows bytes
 */
export function shrinkUnitsInMetric(
  weights: usize, squares: usize, rows: i32, units: i32,
  rate: f64, inside: f64, beside: f64, strength: f64, scratch: usize,
): void {
  for (let unit = 0; unit < units; unit += 2) {
    const lanes = min(2, units - unit);
    const at = <usize>unit << 2;
    packMetric(weights + at, squares + at, rows, units, lanes, rate, inside, beside, scratch);
    const norms = normsInMetric(rows, strength, scratch);
    unpackShrunk(weights + at, rows, units, lanes, strength, norms, scratch);
  }
}

/** For each row a vector of D and one of D·u; a missing second unit is 0 in the metric 1. */
function packMetric(
  weights: usize, squares: usize, rows: i32, units: i32, lanes: i32,
  rate: f64, inside: f64, beside: f64, scratch: usize,
): void {
  for (let row = 0; row < rows; row++, scratch += 32) {
    const at = <usize>row * <usize>units << 2;
    v128.store(scratch, f64x2.splat(1));
    v128.store(scratch, f64x2.splat(0), 16);
    for (let lane: usize = 0; lane < <usize>lanes; lane++) {
      const d = (sqrt<f64>(<f64>load<f32>(squares + at + (lane << 2)) + inside) + beside) / rate;
      store<f64>(scratch + (lane << 3), d);
      store<f64>(scratch + 16 + (lane << 3), d * <f64>load<f32>(weights + at + (lane << 2)));
    }
  }
}

/**
 * ‖w‖ of two packed units, 0 for one that the penalty removes. With h(n) = Σ (D·u/(D·n + strength))², Newton's
 * method on 1/√h(n) = 1: a concave, increasing function (the secular equation of trust regions, Moré & Sorensen
 * 1983), so that every step after the first comes from the left and cannot overshoot. It is linear, and the first
 * guess exact, when all D are equal.
 */
function normsInMetric(rows: i32, strength: f64, scratch: usize): v128 {
  const LAMBDA = f64x2.splat(strength);
  const ONE = f64x2.splat(1);
  const ZERO = f64x2.splat(0);
  let inMetric = ZERO;
  let plain = ZERO;
  for (let row = 0, at = scratch; row < rows; row++, at += 32) {
    const DU = v128.load(at, 16);
    const U = f64x2.div(DU, v128.load(at));
    inMetric = f64x2.add(inMetric, f64x2.mul(DU, DU));
    plain = f64x2.add(plain, f64x2.mul(U, U));
  }
  inMetric = f64x2.sqrt(inMetric);
  const removed = f64x2.le(inMetric, LAMBDA);
  let norm = f64x2.mul(f64x2.sqrt(plain), f64x2.sub(ONE, f64x2.div(LAMBDA, inMetric)));
  norm = v128.andnot(norm, removed);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    let h = ZERO;
    let slope = ZERO;
    for (let row = 0, at = scratch; row < rows; row++, at += 32) {
      const D = v128.load(at);
      const inverse = f64x2.div(ONE, f64x2.add(f64x2.mul(D, norm), LAMBDA));
      const P = f64x2.mul(v128.load(at, 16), inverse);
      const square = f64x2.mul(P, P);
      h = f64x2.add(h, square);
      slope = f64x2.add(slope, f64x2.mul(square, f64x2.mul(D, inverse)));
    }
    const change = f64x2.div(f64x2.mul(h, f64x2.sub(f64x2.sqrt(h), ONE)), slope);
    // In this order pmax keeps NaN.
    const next = v128.andnot(f64x2.pmax(f64x2.add(norm, change), ZERO), removed);
    const moved = f64x2.gt(f64x2.abs(f64x2.sub(next, norm)), f64x2.mul(f64x2.splat(CLOSE_ENOUGH), next));
    norm = next;
    if (!v128.any_true(moved)) break;
  }
  return norm;
}

function unpackShrunk(
  weights: usize, rows: i32, units: i32, lanes: i32, strength: f64, norms: v128, scratch: usize,
): void {
  const norm0 = f64x2.extract_lane(norms, 0);
  const norm1 = f64x2.extract_lane(norms, 1);
  for (let row = 0; row < rows; row++, scratch += 32) {
    const at = weights + (<usize>row * <usize>units << 2);
    for (let lane: usize = 0; lane < <usize>lanes; lane++) {
      const norm = lane == 0 ? norm0 : norm1;
      const d = load<f64>(scratch + (lane << 3));
      const du = load<f64>(scratch + 16 + (lane << 3));
      store<f32>(at + (lane << 2), norm == 0 ? <f32>0 : held(<f32>(du / (d + strength / norm))));
    }
  }
}
