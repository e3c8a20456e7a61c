/** Strengths, probabilities and lists in the words of messages. */

/** Without the noise of binary fractions: 0.30000000000000004 is 0.3. */
const clean = (value: number): number => Number(value.toPrecision(6));

/** As people write it in code: `0.01`, `5e-4`. */
export function written(value: number): string {
  const plain = clean(value);
  return plain === 0 || Math.abs(plain) >= 1e-3 ? String(plain) : plain.toExponential();
}

/** `1,034`. */
export const grouped = (count: number): string => count.toLocaleString('en-US');

/** `50 %`, `12.5 %`. */
export const inPercent = (probability: number): string => `${clean(100 * probability)}\u202f%`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
