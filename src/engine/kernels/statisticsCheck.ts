import { type StatisticsKernels, weightStatistics } from '../ops/weightStatistics.ts';
import { someNumbers } from './comparison.ts';
import type { Kernels } from './module.ts';

/** Ragged lengths; the first has none but the odd values. */
const COUNTS = [5, 64, 1023];
const ODD = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 0.25];
const SUMS = ['sumOfMagnitudes', 'sumOfSquares'] as const;

/** Compares statistics with those counted in TypeScript: counts exactly, sums to 1e-12. @returns what differs */
export function checkStatistics(kernels: Kernels<StatisticsKernels>): string | undefined {
  for (const count of COUNTS) {
    const values = someNumbers(count, 1);
    values.set(ODD);
    const actual = weightStatistics(values, 0.25, kernels);
    const expected = weightStatistics(values, 0.25);
    for (const sum of SUMS) {
      if (!(Math.abs(actual[sum] - expected[sum]) <= 1e-12 * expected[sum])) {
        return `${sum} of ${count} values is ${actual[sum]}, expected ${expected[sum]}`;
      }
      actual[sum] = expected[sum];
    }
    const [found, wanted] = [actual, expected].map((statistics) => JSON.stringify(statistics));
    if (found !== wanted) return `statistics of ${count} values are ${found}, expected ${wanted}`;
  }
  return undefined;
}
