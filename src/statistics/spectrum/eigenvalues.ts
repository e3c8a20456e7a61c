/** Eigenvalues of a real symmetric matrix. */

/**
 * In descending order, exact to about 1e-16·m·λ₁: Householder's reduction to a tridiagonal matrix, then implicit QL
 * steps (Golub & Van Loan, Matrix Computations, 8.3). About 4/3·m³ operations.
 * @param matrix `[m, m]`, row-major, of which the lower triangle is read; overwritten
 */
export function symmetricEigenvalues(matrix: Float64Array, m: number): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix, m);
  shiftedSteps(diagonal, beside);
  return diagonal.sort().reverse();
}

interface Tridiagonal {
  diagonal: Float64Array;
  /** Element i stands between rows i and i + 1; the last is 0. */
  beside: Float64Array;
}

/** Reflections from the last row up: row k then has nothing left of its diagonal but one element. */
function tridiagonal(a: Float64Array, m: number): Tridiagonal {
  const diagonal = new Float64Array(m);
  const beside = new Float64Array(m);
  const p = new Float64Array(m);
  for (let k = m - 1; k > 0; k--) {
    diagonal[k] = a[k * m + k]!;
    // v, of length k, stands in row k: H = I − v·vᵀ/h makes it ±‖x‖ in its last element.
    const v = a.subarray(k * m, k * m + k);
    let scale = 0;
    for (let j = 0; j < k - 1; j++) scale = Math.max(scale, Math.abs(v[j]!));
    if (scale === 0) {
      beside[k - 1] = v[k - 1]!;
      continue;
    }
    const length = normOf(v);
    const alpha = v[k - 1]! > 0 ? -length : length;
    const h = length * length - v[k - 1]! * alpha;
    beside[k - 1] = alpha;
    v[k - 1]! -= alpha;
    reflect(a, m, k, v, h, p);
  }
  if (m > 0) diagonal[0] = a[0]!;
  return { diagonal, beside };
}

function normOf(v: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < v.length; j++) largest = Math.max(largest, Math.abs(v[j]!));
  let sum = 0;
  for (let j = 0; j < v.length; j++) sum += (v[j]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** A ← H·A·H for the first k rows and columns: A − v·qᵀ − q·vᵀ with p = A·v/h and q = p − (vᵀp/2h)·v. */
function reflect(a: Float64Array, m: number, k: number, v: Float64Array, h: number, p: Float64Array): void {
  p.fill(0, 0, k);
  for (let i = 0; i < k; i++) {
    const row = i * m;
    const vi = v[i]!;
    let sum = a[row + i]! * vi;
    for (let j = 0; j < i; j++) {
      const element = a[row + j]!;
      sum += element * v[j]!;
      p[j]! += element * vi;
    }
    p[i]! += sum;
  }
  let product = 0;
  for (let i = 0; i < k; i++) {
    p[i]! /= h;
    product += p[i]! * v[i]!;
  }
  const half = product / (2 * h);
  for (let i = 0; i < k; i++) p[i]! -= half * v[i]!;
  for (let i = 0; i < k; i++) {
    const row = i * m;
    const [vi, qi] = [v[i]!, p[i]!];
    for (let j = 0; j <= i; j++) a[row + j]! -= vi * p[j]! + qi * v[j]!;
  }
}

const MOST_STEPS = 50;

/** Implicit QL steps with Wilkinson's shift until nothing stands beside the diagonal. */
function shiftedSteps(d: Float64Array, e: Float64Array): void {
  for (let low = 0; low < d.length; low++) {
    for (let step = 0; step < MOST_STEPS; step++) {
      let high = low;
      while (high < d.length - 1) {
        const size = Math.abs(d[high]!) + Math.abs(d[high + 1]!);
        if (Math.abs(e[high]!) <= Number.EPSILON * size) break;
        high++;
      }
      if (high === low) break;
      stepFrom(d, e, low, high);
    }
  }
}

function stepFrom(d: Float64Array, e: Float64Array, low: number, high: number): void {
  const half = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.hypot(half, 1);
  let g = d[high]! - d[low]! + e[low]! / (half + (half >= 0 ? root : -root));
  let [sine, cosine, p] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[high] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = g + p;
    g = cosine * t - b;
  }
  d[low]! -= p;
  e[low] = g;
  e[high] = 0;
}
