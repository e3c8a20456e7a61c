/** Does a wider layer make up for the units that dropout takes away? */
import type { WidthsReport } from '../report/studies.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatCount, formatLoss } from '../words.ts';
import { differenceInWords, effectOf } from './effect.ts';
import { noInterval, type Outcome } from './noInterval.ts';

export interface RateEvidence {
  /** Above 0. */
  rate: number;
  /** Mean validation losses. */
  fixed: number;
  expected: number;
  parameters: number;
  /** Wider minus own width, paired over seeds and corrected for the rates compared; absent with fewer than two. */
  difference: Difference | undefined;
}

/**
 * Rate by rate: one at which the wider layers are surely better is enough, and named.
 * @param parameters of the model at its own width
 * @param validationRows rows behind the losses
 * @param outcomes runs at all rates and widths
 */
export function concludeWidths(
  rates: RateEvidence[],
  parameters: number,
  validationRows: number,
  outcomes: Outcome[],
): WidthsReport['finding'] {
  const compared = rates.flatMap(({ rate, fixed, difference }) =>
    difference
      ? [{ rate, difference, effect: effectOf(difference, fixed, validationRows, rates.length) }]
      : [],
  );
  if (compared.length === 0) {
    const text = `Cannot tell whether wider layers help: ${noInterval(outcomes)}`;
    return { kind: 'cannot-tell', text };
  }
  const better = compared.filter(({ effect }) => effect === 'falls');
  const least = bestInWords(rates, parameters);
  if (better.length > 0) {
    const most = better.reduce((a, b) => (b.difference.mean < a.difference.mean ? b : a));
    const rest = formatCount(compared.length, 'rate');
    const text = `With units/(1 − rate) units dropout does better than at the model’s own width at ${better.length} of ${rest}, most at ${most.rate} (${differenceInWords(most.difference)} validation loss). ${least}`;
    return { kind: 'wider-helps', text };
  }
  if (compared.every(({ effect }) => effect === 'level' || effect === 'rises')) {
    const text = `With units/(1 − rate) units dropout does no better than at the model’s own width, at any rate. ${least}`;
    return { kind: 'wider-does-not-help', text };
  }
  const largest = compared.reduce((a, b) =>
    Math.abs(b.difference.mean) > Math.abs(a.difference.mean) ? b : a,
  );
  const text = `Cannot tell whether wider layers help dropout: no rate shows a difference above the noise; the largest is at ${largest.rate} (${differenceInWords(largest.difference)} validation loss). ${least}`;
  return { kind: 'cannot-tell', text };
}

function bestInWords(rates: RateEvidence[], parameters: number): string {
  const lowest = (key: 'fixed' | 'expected') => rates.reduce((a, b) => (b[key] < a[key] ? b : a));
  const [own, wide] = [lowest('fixed'), lowest('expected')];
  const times = (wide.parameters / parameters).toFixed(1);
  return `Lowest at its own width: ${formatLoss(own.fixed)} at rate ${own.rate}; wider: ${formatLoss(wide.expected)} at ${wide.rate}, with ${times} times the parameters.`;
}
