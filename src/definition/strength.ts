/** A penalty strength λ as people and Python write it: `1e-3`, `2.5e-4`; from 0.1 on a plain number, `0.5`. */
export function formatStrength(lambda: number): string {
  return lambda === 0 || Math.abs(lambda) >= 0.1 ? String(lambda) : lambda.toExponential();
}
