/** Why nothing is recommended, and what would tell. */
import { halfWidth } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatCount, formatDuration, formatLoss, formatSigned } from '../words.ts';
import { type Candidate, lowest, overRows } from './candidate.ts';
import type { Rows } from './noise.ts';
import type { Choice } from './recommend.ts';
import { supportFor } from './recommendWords.ts';

/** More seeds than this are not proposed. */
const MOST_SEEDS = 50;

export const nothing = (text: string, reason: string): Choice => ({
  variant: null,
  text,
  reason,
  support: '',
});

/** Only the unregularized model has finished: the others diverged in every seed, or are still to come. */
export function withoutRivals(others: Candidate[], plannedSeeds: number): Choice {
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

/** The seeds agree, the rows do not suffice. */
export function withinRowNoise(inSeeds: Candidate[], rows: Rows, comparisons: number): Choice {
  const closest = lowest(inSeeds);
  if (closest.difference!.testLoss.low > 0) return contradicted(closest, comparisons);
  const { low, high } = overRows(closest, rows, comparisons);
  if (!Number.isFinite(low)) {
    return nothing(
      `No recommendation: ${tooFew(rows)} are too few to tell.`,
      `${closest.name} comes closest, alike in the seeds, but one row does not show how much rows differ. Use more validation and test rows.`,
    );
  }
  const { mean, rowError } = closest.difference!.validationLoss;
  return {
    variant: null,
    text: `No recommendation: ${tooFew(rows)} are too few to tell.`,
    reason: `${closest.name} comes closest with ${formatSigned(mean)} validation loss, alike in the seeds. Other rows could show another: the standard error over the validation rows is ${formatLoss(rowError)}, and the interval over seeds and all these rows, corrected for ${formatCount(comparisons, 'comparison')}, is ${formatSigned(low)} to ${formatSigned(high)}. More rows would tell.`,
    support: '',
  };
}

const tooFew = (rows: Rows): string =>
  `${formatCount(rows.validation, 'validation row')} and ${formatCount(rows.test, 'test row')}`;

/** Validation and test rows say the opposite: more than luck of the seeds is at work. */
export function contradicted(chosen: Candidate, comparisons: number): Choice {
  const { validationLoss, testLoss } = chosen.difference!;
  return {
    variant: null,
    text: `No recommendation: ${chosen.name} lowers the validation loss but raises the test loss.`,
    reason: `Validation ${formatSigned(validationLoss.mean)}, test ${formatSigned(testLoss.mean)}. With more validation and test rows the two would agree.`,
    support: supportFor(chosen, comparisons),
  };
}

/** No interval lies below 0: either nothing helps, or there are too few seeds to see it. */
export function noWinner(
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
      text: `Cannot tell: ${formatCount(seeds, 'seed')} span no difference in validation loss.`,
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
