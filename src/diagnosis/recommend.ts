/** Which variant to use, and how sure we are: selected on validation, quoted on test. */

import { halfWidth } from '../statistics/estimate.ts';
import type { Difference, Estimate } from '../statistics/estimates.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatSigned } from '../words.ts';

export interface Choice {
  /** A variant's id; null when no variant beats the unregularized model. */
  variant: string | null;
  /** One sentence for the report's headline, after the verdict. */
  text: string;
  /** Why this variant, or why none. */
  reason: string;
  /** The interval in words, with comparisons and seeds. */
  support: string;
}

/** What the choice needs to know of a variant; all in evaluation mode, without penalty, at the last epoch. */
export interface Candidate {
  id: string;
  name: string;
  /** Its runs that ended early because their loss was no longer finite; none unless given. */
  stopped?: number;
  /** Number of regularizers: the fewer, the simpler. */
  complexity: number;
  validationLoss: Estimate;
  testLoss: Estimate;
  /** Against the unregularized variant; absent for it. */
  difference?: {
    trainLoss: Difference;
    validationLoss: Difference;
    testLoss: Difference;
    testAccuracy?: Difference;
  };
}

/** More seeds than this are not proposed. */
const MOST_SEEDS = 50;

/**
 * The simplest variant within one standard error of the lowest validation loss (Breiman et al. 1984, §3.4.3), among
 * those whose corrected interval of the paired validation difference lies below 0. Equally simple: the lower loss.
 * @param comparisons number of variants compared, for the words and for the seeds proposed
 * @param secondsPerSeed time that one more seed of every variant takes
 * @param plannedSeeds seeds of the experiment, of which not all need to be finished
 * @param validationRows rows behind the validation losses
 * @param underfits the verdict on the unregularized model, which comes first in the advice
 */
export function recommend(
  candidates: Candidate[],
  comparisons: number,
  secondsPerSeed: number,
  plannedSeeds: number,
  validationRows: number,
  underfits: boolean,
): Choice {
  const choice = choose(candidates, comparisons, secondsPerSeed, plannedSeeds, validationRows);
  if (!underfits || choice.variant !== null) return choice;
  return {
    ...choice,
    reason: 'Train longer or enlarge the model first: regularization does not mend underfitting.',
  };
}

function choose(
  candidates: Candidate[],
  comparisons: number,
  secondsPerSeed: number,
  plannedSeeds: number,
  validationRows: number,
): Choice {
  const baseline = candidates.find((candidate) => candidate.complexity === 0);
  const finished = candidates.filter((candidate) => candidate.validationLoss.mean !== null);
  if (baseline?.validationLoss.mean == null) {
    return nothing(
      'No recommendation: the unregularized model has not finished.',
      'There is nothing to compare with.',
    );
  }
  const rivals = finished.filter((candidate) => candidate !== baseline);
  if (rivals.length === 0) {
    return withoutRivals(
      candidates.filter((candidate) => candidate !== baseline),
      plannedSeeds,
    );
  }
  const sure = rivals.filter((candidate) => (candidate.difference?.validationLoss.high ?? 0) < 0);
  const better = sure.filter((candidate) => exceedsRowNoise(candidate.difference!.validationLoss));
  if (better.length === 0 && sure.length > 0) return withinRowNoise(lowest(sure), validationRows);
  if (better.length === 0) return noWinner(rivals, comparisons, secondsPerSeed, plannedSeeds);
  const best = lowest(better);
  const limit = best.validationLoss.mean! + (best.validationLoss.standardError ?? 0);
  const within = better.filter((candidate) => candidate.validationLoss.mean! <= limit);
  const simplest = Math.min(...within.map(({ complexity }) => complexity));
  const chosen = lowest(within.filter(({ complexity }) => complexity === simplest));
  if (chosen.difference!.testLoss.low > 0) return contradicted(chosen, comparisons);
  return {
    variant: chosen.id,
    text: headline(chosen, baseline),
    reason: reasonFor(chosen, best, within, lowest(rivals)),
    support: supportFor(chosen, comparisons),
  };
}

/** Only the unregularized model has finished: the others diverged in every seed, or are still to come. */
function withoutRivals(others: Candidate[], plannedSeeds: number): Choice {
  const ended = others.length > 0 && others.every(({ stopped = 0 }) => stopped >= plannedSeeds);
  if (!ended) {
    return nothing(
      'No recommendation yet: only the unregularized model has finished.',
      'There is nothing to compare it with.',
    );
  }
  const which = others.length === 1 ? others[0]!.name : `all ${others.length} other variants`;
  return nothing(
    'No recommendation: only the unregularized model has finished.',
    `The loss of ${which} became infinite or NaN, which stopped every run. A lower learning rate or weaker penalties may help.`,
  );
}

/** A difference below one standard error over the rows may be theirs: other rows could show the opposite. */
const exceedsRowNoise = ({ mean, rowError }: Difference): boolean => Math.abs(mean) > rowError;

function withinRowNoise(closest: Candidate, rows: number): Choice {
  const { mean, rowError } = closest.difference!.validationLoss;
  return {
    variant: null,
    text: `No recommendation: ${formatCount(rows, 'validation row')} are too few to tell.`,
    reason: `${closest.name} comes closest with ${formatSigned(mean)} validation loss in every seed alike, but the standard error over the rows is ${formatLoss(rowError)}. More validation rows would tell.`,
    support: '',
  };
}

const lowest = (candidates: Candidate[]): Candidate =>
  candidates.reduce((least, next) => (next.validationLoss.mean! < least.validationLoss.mean! ? next : least));

const nothing = (text: string, reason: string): Choice => ({ variant: null, text, reason, support: '' });

/** Validation and test rows say the opposite: more than luck of the seeds is at work. */
function contradicted(chosen: Candidate, comparisons: number): Choice {
  const { validationLoss, testLoss } = chosen.difference!;
  return {
    variant: null,
    text: `No recommendation: ${chosen.name} lowers the validation loss but raises the test loss.`,
    reason: `Validation ${formatSigned(validationLoss.mean)}, test ${formatSigned(testLoss.mean)}. With more validation and test rows the two would agree.`,
    support: supportFor(chosen, comparisons),
  };
}

function headline(chosen: Candidate, baseline: Candidate): string {
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

function reasonFor(chosen: Candidate, best: Candidate, within: Candidate[], lowestOfAll: Candidate): string {
  if (chosen !== best) {
    return `The simplest within one standard error of the lowest validation loss, which ${best.name} has.`;
  }
  if (lowestOfAll !== best) {
    return `Lowest validation loss among the variants whose interval excludes 0. ${lowestOfAll.name} has a lower mean, but its interval includes 0.`;
  }
  const others = within.length - 1;
  if (others === 0) return 'Lowest validation loss, and no other variant is within one standard error of it.';
  return chosen.complexity === 1
    ? `Lowest validation loss; ${formatCount(others, 'other variant')} within one standard error ${others === 1 ? 'is' : 'are'} no simpler.`
    : 'Lowest validation loss, and no simpler variant is within one standard error of it.';
}

function supportFor(chosen: Candidate, comparisons: number): string {
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

/** No interval lies below 0: either nothing helps, or there are too few seeds to see it. */
function noWinner(
  rivals: Candidate[],
  comparisons: number,
  secondsPerSeed: number,
  plannedSeeds: number,
): Choice {
  const seeds = Math.max(...rivals.map(({ difference }) => difference?.validationLoss.seeds ?? 1));
  if (seeds < 2) {
    return nothing(
      'Which variant is better cannot be told: one seed gives no interval.',
      plannedSeeds > 1
        ? `The other seeds of the ${plannedSeeds} planned will give the intervals.`
        : 'Use 3 seeds or more: the same variant differs from seed to seed.',
    );
  }
  const compared = rivals.filter(({ difference }) => difference);
  const best = lowest(compared);
  const { validationLoss } = best.difference!;
  const correction = `95\u202f% intervals over ${formatCount(seeds, 'seed')}, corrected for ${formatCount(comparisons, 'comparison')}.`;
  const needed = seedsNeeded(validationLoss, comparisons);
  if (validationLoss.mean < 0 && needed) {
    const time =
      secondsPerSeed > 0 ? ` and about ${formatDuration((needed - seeds) * secondsPerSeed)} more` : '';
    return {
      variant: null,
      text: `Cannot tell: ${formatCount(seeds, 'seed')} span no difference.`,
      reason: `${best.name} comes closest with ${formatSigned(validationLoss.mean)} validation loss. If that is its effect, ${formatCount(needed, 'seed')}${time} would show it.`,
      support: correction,
    };
  }
  const worse = compared.filter(({ difference }) => difference!.validationLoss.low > 0).length;
  return {
    variant: null,
    text: worse === 0 ? 'No variant beats none: every interval includes 0.' : 'No variant beats none.',
    reason:
      worse === 0
        ? 'Keep the model as it is: regularization changes nothing that this experiment could see.'
        : worseInWords(worse, compared.length),
    support: correction,
  };
}

function worseInWords(worse: number, compared: number): string {
  if (worse === compared) return compared === 1 ? 'It is worse.' : `All ${compared} variants are worse.`;
  return `${worse} of ${compared} variants ${worse === 1 ? 'is' : 'are'} worse, and the intervals of the others include 0.`;
}

/** Smallest number of seeds with which a difference of this size would exclude 0; undefined above 50. */
function seedsNeeded({ mean, seeds, seedError }: Difference, comparisons: number): number | undefined {
  for (let more = seeds + 1; more <= MOST_SEEDS; more++) {
    const smaller = seedError * Math.sqrt(seeds / more);
    if (halfWidth(smaller, more, comparisons) < Math.abs(mean)) return more;
  }
  return undefined;
}
