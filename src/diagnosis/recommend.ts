/** Which variant to use, and how sure we are: selected on validation, quoted on test. */

import { type Candidate, lowest, overRows } from './candidate.ts';
import { type Cost, costOf, type Gain, gainOf } from './gain.ts';
import type { Rows } from './noise.ts';
import { contradicted, nothing, noWinner, withinRowNoise, withoutRivals } from './noRecommendation.ts';
import { droppedInWords, headline, reasonFor, supportFor } from './recommendWords.ts';

export interface Choice {
  /** A variant's id; null when no variant beats the unregularized model. */
  variant: string | null;
  /** One sentence for the report's headline, after the verdict. */
  text: string;
  /** Why this variant, or why none. */
  reason: string;
  /** The interval in words, with comparisons and seeds. */
  support: string;
  /** What the chosen variant gains and costs against none; absent without a choice. */
  gain?: Gain;
  cost?: Cost;
}

/**
 * The simplest variant within one standard error of the lowest validation loss (Breiman et al. 1984, §3.4.3), among
 * those whose loss is lower on the validation rows, and surely lower on validation and test rows together: their
 * corrected interval over seeds and rows lies below 0. Equally simple: the lower validation loss.
 * @param comparisons number of variants compared, for the words and for the seeds proposed
 * @param secondsPerSeed time that one more seed of every variant takes
 * @param plannedSeeds seeds of the experiment, of which not all need to be finished
 * @param rows of the parts that losses are means over
 * @param underfits the verdict on the unregularized model, which comes first in the advice
 */
export function recommend(
  candidates: Candidate[],
  comparisons: number,
  secondsPerSeed: number,
  plannedSeeds: number,
  rows: Rows,
  underfits: boolean,
): Choice {
  const dropped = candidates.filter((candidate) => (candidate.dropped ?? 0) > 0);
  const compared = candidates.filter((candidate) => !dropped.includes(candidate));
  const found = choose(compared, comparisons, secondsPerSeed, plannedSeeds, rows);
  const choice = { ...found, support: [found.support, ...droppedInWords(dropped)].filter(Boolean).join(' ') };
  if (!underfits || choice.variant !== null) return choice;
  return {
    ...choice,
    reason:
      'Train longer or enlarge the model first: regularization does not mend underfitting. If the training loss then stays where it is, the inputs say little about the target.',
  };
}

function choose(
  candidates: Candidate[],
  comparisons: number,
  secondsPerSeed: number,
  plannedSeeds: number,
  rows: Rows,
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
  const lower = rivals.filter((candidate) => (candidate.difference?.validationLoss.mean ?? 0) < 0);
  const better = lower.filter((candidate) => overRows(candidate, rows, comparisons).high < 0);
  const inSeeds = lower.filter(({ difference }) => difference!.validationLoss.high < 0);
  if (better.length === 0 && inSeeds.length > 0) return withinRowNoise(inSeeds, rows, comparisons);
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
    gain: gainOf(chosen, baseline),
    cost: costOf(chosen, baseline),
  };
}
