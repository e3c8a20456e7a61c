/** A recommendation in words. */
import type { Difference } from '../statistics/estimates.ts';
import { formatCount, formatLoss, formatPercent, formatSigned } from '../words.ts';
import type { Candidate } from './candidate.ts';

/** Variants that are named in a sentence. */
const NAMED = 5;
export function headline(chosen: Candidate, baseline: Candidate): string {
  const { testLoss, validationLoss } = chosen.difference!;
  if (testLoss.high < 0) {
    const complete = testLoss.seeds === baseline.testLoss.seeds && testLoss.seeds === chosen.testLoss.seeds;
    if (!complete)
      return `${chosen.name} lowers its test loss by ${formatLoss(-testLoss.mean)} over the seeds that both finished.`;
    const [from, to] = [baseline.testLoss.mean!, chosen.testLoss.mean!];
    return `${chosen.name} lowers its test loss by ${formatPercent(-testLoss.mean / from)}, from ${formatLoss(from)} to ${formatLoss(to)}.`;
  }
  return `${chosen.name} lowers its validation loss by ${formatLoss(-validationLoss.mean)}, but on the test rows the interval includes 0.`;
}

export function reasonFor(
  chosen: Candidate,
  best: Candidate,
  within: Candidate[],
  lowestOfAll: Candidate,
): string {
  if (chosen !== best) {
    return `The simplest within one standard error of the lowest validation loss, which ${best.name} has.`;
  }
  if (lowestOfAll !== best) {
    return `Lowest validation loss among the variants that are surely better than none, by validation and test rows together. ${lowestOfAll.name} has a lower mean, but is not surely better.`;
  }
  const others = within.length - 1;
  if (others === 0) return 'Lowest validation loss, and no other variant is within one standard error of it.';
  return chosen.complexity === 1
    ? `Lowest validation loss; ${formatCount(others, 'other variant')} within one standard error ${others === 1 ? 'is' : 'are'} no simpler.`
    : 'Lowest validation loss, and no simpler variant is within one standard error of it.';
}

export function supportFor(chosen: Candidate, comparisons: number): string {
  const { testLoss, testAccuracy } = chosen.difference!;
  const interval = `${formatEnd(testLoss.low)} to ${formatEnd(testLoss.high)}`;
  const words = [
    `Paired test difference ${formatSigned(testLoss.mean)}, 95\u202f% interval ${interval}, corrected for ${formatCount(comparisons, 'comparison')}.`,
    `Lower in ${testLoss.lowerIn} of ${formatCount(testLoss.seeds, 'seed')}; standard error over the test rows ${formatLoss(testLoss.rowError)}.`,
  ];
  if (testAccuracy) words.push(accuracyInWords(testAccuracy));
  return words.join(' ');
}

/** An end of an interval; one that would be rounded to 0 shows on which side of it it lies. */
function formatEnd(value: number): string {
  const digits =
    Math.abs(value) >= 5e-4 || value === 0 ? 3 : Math.min(9, Math.ceil(-Math.log10(Math.abs(value))));
  return formatSigned(value, digits);
}

function accuracyInWords(difference: Difference): string {
  const half = (100 * (difference.high - difference.low)) / 2;
  const points = `${formatSigned(100 * difference.mean, 1)} ± ${half.toFixed(1)} points`;
  if (difference.low > 0) return `Accuracy rises (${points}).`;
  return difference.high < 0
    ? `Accuracy falls (${points}).`
    : `Accuracy is unchanged within the noise (${points}).`;
}

/** Names those that were not trained to the end. */
export function droppedInWords(dropped: Candidate[]): string[] {
  if (dropped.length === 0) return [];
  const names = dropped.slice(0, NAMED).map(({ name }) => name);
  const more = dropped.length - names.length;
  return [
    `Ended early by successive halving, and so not in question: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  ];
}
