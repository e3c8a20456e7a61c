/** Special functions that moments of initializers need. */

/**
 * The error function, by 2/√π·exp(−x²)·Σ 2ⁿx²ⁿ⁺¹/(2n + 1)!!, whose terms all have one sign (Abramowitz & Stegun
 * 7.1.6); beyond |x| = 6 it is ±1 to double precision.
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * E|u| of a coordinate of a point uniform on the unit sphere in `dimensions`: Γ(m/2)/(√π·Γ((m + 1)/2)). It is 1 for
 * m = 1, 2/π for m = 2, and (m − 2)/(m − 1) of the value for m − 2; for large m by its asymptotic series (DLMF 5.11.13).
 */
export function sphereCoordinate(dimensions: number): number {
  if (dimensions > 200) {
    const m = dimensions;
    return Math.sqrt(2 / (Math.PI * m)) * (1 + 1 / (4 * m) + 1 / (32 * m ** 2) - 5 / (128 * m ** 3));
  }
  let value = dimensions % 2 === 1 ? 1 : 2 / Math.PI;
  for (let m = dimensions % 2 === 1 ? 3 : 4; m <= dimensions; m += 2) value *= (m - 2) / (m - 1);
  return value;
}
