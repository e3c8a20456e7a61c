/** Small statistics over arrays. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle value; of an even number of values, the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

export function last<T>(values: readonly T[]): T | undefined {
  return values[values.length - 1];
}

/** Element by element `a − b`. */
export function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value - (b[index] as number));
}
