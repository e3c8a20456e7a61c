/** What looks like overfitting, or hides it: found, not found, or not to be told from these data. */
import { mean, pairedDifference } from '../statistics/estimate.ts';
import { formatCount, formatLoss, formatPercent, formatShare, formatSigned } from '../words.ts';
import type { FitEvidence } from './evidence.ts';
import {
  EXCLUDED_SHARE,
  type Interval,
  overSeedsAndRows,
  RELEVANT_SHARE,
  riseInterval,
  rowHalf,
} from './noise.ts';
import { changesAfterTurn } from './turn.ts';

export type MimicKind = 'shift' | 'leakage' | 'small-validation' | 'label-noise' | 'over-confidence';

export interface Mimic {
  kind: MimicKind;
  found: 'present' | 'absent' | 'cannot-tell';
  /** The number that decides, as it is shown: `AUC 0.53 ± 0.02`. */
  value: string;
  /** One sentence or two: what it means here and what to do. */
  text: string;
}

/** An area from here on is a difference that matters: a classifier orders three of five pairs of rows rightly. */
const SHIFT_AREA = 0.6;
/** With an interval of an area wider than this on either side, nothing is said to be absent. */
const NARROW_AREA = 0.1;
/** From fewer validation rows a shift is not said to be present: the standard error holds for many. */
const FEWEST_SHIFT_ROWS = 10;
/** Standard errors of 95 % and 99.9 % intervals of an area. */
const SURE = 1.96;
const VERY_SURE = 3.29;
/** Clean data have up to this share of rows that their neighbours contradict. */
const NOISY_SHARE = 0.05;
/** Neighbours must tell the classes apart in so much of what chance leaves open. */
const TELLING_SHARE = 0.5;
/** Accuracy does not fall when a fall by more than one point is excluded. */
const ACCURACY_POINT = 0.01;

/** All five; those that mean nothing for a regression, or were not measured, are left out. */
export function mimicsOf(evidence: FitEvidence): Mimic[] {
  return [shift, leakage, smallValidation, labelNoise, overConfidence].flatMap(
    (mimic) => mimic(evidence) ?? [],
  );
}

function shift({ data: { checks, rows } }: FitEvidence): Mimic | undefined {
  if (!checks) return undefined;
  const { auc, standardError, column } = checks.shift.validation;
  const value = `AUC ${auc.toFixed(2)} ± ${(SURE * standardError).toFixed(2)}`;
  const differs = column
    ? `; “${column.name}” differs most, by ${formatSigned(column.difference, 2)} standard deviations`
    : '';
  const enough = rows.validation >= FEWEST_SHIFT_ROWS;
  if (enough && auc >= SHIFT_AREA && auc - VERY_SURE * standardError > 0.5) {
    const text = `A classifier tells validation rows from training rows (chance is 0.50)${differs}. A part of the gap is a difference of the data: split the rows at random, or validate on rows like those the model will meet.`;
    return { kind: 'shift', found: 'present', value, text };
  }
  const half = SURE * standardError;
  if (half < NARROW_AREA && auc + half < SHIFT_AREA) {
    const text =
      'A linear classifier hardly tells validation rows from training rows (chance is 0.50): no shift of the means of the inputs was found. Another spread with equal means is not seen by it.';
    return { kind: 'shift', found: 'absent', value, text };
  }
  const text = `Too few rows to tell whether validation rows differ from training rows (chance is 0.50)${differs}.`;
  return { kind: 'shift', found: 'cannot-tell', value, text };
}

function leakage({ data: { duplicatesAcrossSplit: duplicates, rows } }: FitEvidence): Mimic {
  const value = formatCount(duplicates, 'row');
  if (duplicates === 0) {
    const text = 'No validation or test row stands in training, too.';
    return { kind: 'leakage', found: 'absent', value, text };
  }
  const all = rows.validation + rows.test;
  const text = `${formatCount(duplicates, 'row')} of the ${all.toLocaleString('en-US')} in validation and test (${formatShare(duplicates / all)}) ${duplicates === 1 ? 'stands' : 'stand'} in training, too: that flatters every variant and hides overfitting. Remove duplicates before the split.`;
  return { kind: 'leakage', found: 'present', value, text };
}

/** The verdict needs to see the rise that was found, and to exclude one of 10 % of the validation loss. */
function smallValidation(evidence: FitEvidence): Mimic {
  const { rise, data, bestValidationLosses } = evidence;
  const rows = formatCount(data.rows.validation, 'row');
  const kind = 'small-validation';
  if (!rise) {
    const text = 'One seed gives no rise to compare the noise of the rows with.';
    return { kind, found: 'cannot-tell', value: rows, text };
  }
  const without = noRise(evidence);
  if (without) {
    const text = `${without}: there is no rise that other rows could change.`;
    return { kind, found: 'absent', value: rows, text };
  }
  if (rise.rowError === 0) {
    const text =
      data.rows.validation < 2
        ? 'One row does not show how much rows differ: any rise may be its own.'
        : 'The loss of each row is not known, and so its noise is not.';
    return { kind, found: 'cannot-tell', value: rows, text };
  }
  const noise = rowHalf(rise.rowError, data.rows.validation);
  const value = `${rows}, ± ${formatLoss(noise)}`;
  if (contradicted(evidence)) {
    const text = `Validation loss rises by ${formatLoss(rise.mean)} while test loss changes by ${formatSigned(evidence.testRise!.mean)}: the ${rows} of validation do not stand for the others. Use more of them, or cross-validate.`;
    return { kind, found: 'present', value, text };
  }
  const needed = Math.max(Math.abs(rise.mean), EXCLUDED_SHARE * mean(bestValidationLosses));
  if (noise < needed) {
    const text = `Other validation rows would change the rise by up to ${formatLoss(noise)}, less than the ${formatLoss(needed)} that is to be told.`;
    return { kind, found: 'absent', value, text };
  }
  const more = Math.ceil(data.rows.validation * (noise / needed) ** 2);
  const text = `Other validation rows could change the rise by ${formatLoss(noise)}, and ${formatLoss(needed)} is to be told: it takes about ${formatCount(more, 'row')}, or cross-validation.`;
  return { kind, found: 'present', value, text };
}

/** Why the loss cannot rise after the best epoch, if so. */
export function noRise({ stoppedEarly, bestEpochs, validationLoss }: FitEvidence): string | undefined {
  if (stoppedEarly) return 'Early stopping keeps the weights of the best epoch';
  const last = validationLoss[0]!.length;
  return bestEpochs.every((epoch) => epoch === last)
    ? 'The last epoch is the best one of every seed'
    : undefined;
}

/** Validation loss rises, and the loss on the untouched test rows does not. */
export function contradicted({ rise, testRise, bestValidationLosses }: FitEvidence): boolean {
  if (!rise || !testRise) return false;
  return rise.mean > RELEVANT_SHARE * mean(bestValidationLosses) && testRise.mean <= 0;
}

function labelNoise({ data: { checks } }: FitEvidence): Mimic | undefined {
  const found = checks?.labelNoise;
  if (!found) return undefined;
  const { suspicious, predicted, rows } = found;
  const counts = checks.classCounts!.training;
  const chance = Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0);
  const value = `${formatCount(suspicious, 'row')} of ${rows.toLocaleString('en-US')}`;
  const share = suspicious / rows;
  if (predicted / rows < chance + TELLING_SHARE * (1 - chance)) {
    const text =
      'Near rows often have different classes here, so wrong labels cannot be told from hard ones.';
    return { kind: 'label-noise', found: 'cannot-tell', value, text };
  }
  const have = `${formatCount(suspicious, 'training row')} (${formatShare(share)}) ${suspicious === 1 ? 'has' : 'have'} another class than at least seven of the ten nearest rows`;
  if (share < NOISY_SHARE) return { kind: 'label-noise', found: 'absent', value, text: `${have}: few.` };
  const text = `${have}: wrong labels, or classes that overlap. Fitting them raises the validation loss; look at these rows first.`;
  return { kind: 'label-noise', found: 'present', value, text };
}

/** The loss rises because wrong answers are given with more certainty, not because there are more of them. */
function overConfidence(evidence: FitEvidence): Mimic | undefined {
  const change = accuracyChange(evidence);
  if (!change) return undefined;
  const { rise, testRise, bestValidationLosses, data } = evidence;
  const kind = 'over-confidence';
  const value = `accuracy ${formatSigned(100 * change.mean, 1)} ± ${(50 * (change.high - change.low)).toFixed(1)} points`;
  const large = rise && rise.low > 0 && rise.mean > RELEVANT_SHARE * mean(bestValidationLosses);
  const sure = large && (riseInterval(rise, testRise, data.rows)?.low ?? 0) > 0 && !contradicted(evidence);
  if (!sure) {
    const text = large
      ? 'Other rows may show no rise of the loss, so there is nothing sure to explain.'
      : 'The validation loss does not surely rise, so there is nothing to explain.';
    return { kind, found: 'absent', value, text };
  }
  if (change.high < 0) {
    const text = 'Accuracy falls with the rise of the loss: more answers are wrong.';
    return { kind, found: 'absent', value, text };
  }
  const confident = overConfidenceOf(evidence);
  if (confident && confident.high < 0) {
    const text = `The model is not over-confident: its confidence lies ${formatPercent(-confident.mean)} below its accuracy.`;
    return { kind, found: 'absent', value, text };
  }
  const doubtful = change.low < -ACCURACY_POINT || (confident !== undefined && confident.low <= 0);
  if (doubtful) {
    const text = 'Whether accuracy falls with the rise of the loss cannot be told from these seeds and rows.';
    return { kind, found: 'cannot-tell', value, text };
  }
  const by = confident ? `, by ${formatPercent(confident.mean)} on the test rows` : '';
  const text = `The loss rises while accuracy ${change.low > 0 ? 'still improves' : 'does not fall'}: wrong answers become more certain. The model is over-confident${by}; if only its answers are used, train on; if its probabilities are, stop at the best epoch or calibrate.`;
  return { kind, found: 'present', value, text };
}

type MeanInterval = Interval & { mean: number };

/** Accuracy on the validation rows at the end minus that where the loss turns, paired over seeds, for other rows, too. */
export function accuracyChange(evidence: FitEvidence): MeanInterval | undefined {
  const { validationAccuracy, validationLoss, accuracyRowError = 0, data } = evidence;
  if (!validationAccuracy) return undefined;
  return withRowError(
    changesAfterTurn(validationAccuracy, validationLoss),
    accuracyRowError,
    data.rows.validation,
  );
}

const overConfidenceOf = ({ overConfidence = [], confidenceRowError = 0, data }: FitEvidence) =>
  withRowError(overConfidence, confidenceRowError, data.rows.test);

function withRowError(bySeed: number[], rowError: number, rows: number): MeanInterval | undefined {
  const difference = pairedDifference(bySeed);
  if (!difference) return undefined;
  const interval = overSeedsAndRows({ ...difference, rowError }, rows);
  return Number.isFinite(interval.low) ? { mean: difference.mean, ...interval } : undefined;
}
