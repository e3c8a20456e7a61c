/** Repeated measurements of one thing. */
export interface Sample {
  median: number;
  least: number;
  most: number;
  rounds: number;
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)!, rounds: sorted.length };
}

/** How many times `ours` goes into `other`, by their medians. */
export const ratio = (other: Sample, ours: Sample): number => other.median / ours.median;
