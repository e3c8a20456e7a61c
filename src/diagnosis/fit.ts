/** What the unregularized model does: underfit, fit, overfit, diverge, or too little evidence to tell. */
import { mean, pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatCount, formatLoss, formatShare, formatSigned } from '../words.ts';
import { bestEpochOf, fallAtEnd } from './turn.ts';

export type VerdictKind = 'underfitting' | 'good' | 'overfitting' | 'diverged' | 'cannot-tell';

export interface Verdict {
  kind: VerdictKind;
  /** The best epoch, after which the validation loss rises; only when it does. */
  sinceEpoch?: number;
  /** Median over the seeds; null when no seed finished. */
  bestEpoch: number | null;
  /** One sentence. */
  text: string;
  /** Rows of the evidence table in the Fit view. */
  evidence: { name: string; value: string; meaning: string }[];
}

/** A variant with higher training loss and lower validation loss: Mitchell's witness that the other one overfits. */
export interface Witness {
  name: string;
  trainLoss: number;
  validationLoss: number;
}

export interface FitEvidence {
  /** Per finished seed and epoch, in evaluation mode and without penalty. */
  trainLoss: number[][];
  validationLoss: number[][];
  /** Per finished seed, 1-based. */
  bestEpochs: number[];
  bestValidationLosses: number[];
  /** Runs that became NaN or Inf. */
  stopped: { seed: number; reason: string }[];
  /** Loss of the best constant prediction. */
  trivialLoss: number;
  witness?: Witness;
  duplicatesAcrossSplit: number;
  /** See `riseAfterMinimum`; undefined with fewer than two seeds. */
  rise: Difference | undefined;
}

/** Above this share of the trivial loss the training rows are hardly learned. */
export const UNDERFIT_SHARE = 0.8;
/** A change of validation loss below this share of it has no consequence, however certain. */
export const RELEVANT_SHARE = 0.02;
/** "Does not rise" is said when a rise above this share of the validation loss is excluded. */
const EXCLUDED_SHARE = 0.1;

export function diagnoseFit(evidence: FitEvidence): Verdict {
  const bestEpoch = bestEpochOf(evidence.bestEpochs);
  if (bestEpoch === null) {
    const reason = evidence.stopped[0]?.reason ?? 'no run has finished';
    const text = evidence.stopped[0]
      ? `Without regularization training diverges: ${reason}. A lower learning rate may help.`
      : 'Cannot tell: no run of the unregularized model has finished.';
    return { kind: evidence.stopped[0] ? 'diverged' : 'cannot-tell', bestEpoch, text, evidence: [] };
  }
  const { rise } = evidence;
  return {
    bestEpoch,
    evidence: evidenceRows(evidence, rise, bestEpoch),
    ...conclude(evidence, rise, bestEpoch),
  };
}

type Conclusion = Pick<Verdict, 'kind' | 'sinceEpoch' | 'text'>;

/** The first rule that holds, from the strongest evidence down. */
function conclude(evidence: FitEvidence, rise: Difference | undefined, bestEpoch: number): Conclusion {
  const last = (curves: number[][]) => mean(curves.map((curve) => curve.at(-1)!));
  const level = mean(evidence.bestValidationLosses);
  const training = last(evidence.trainLoss);
  const share = training / evidence.trivialLoss;
  const fall = fallAtEnd(evidence.validationLoss);
  const { witness } = evidence;
  if (!rise) {
    const seen = last(evidence.validationLoss) - level;
    return {
      kind: 'cannot-tell',
      text: `Cannot tell from one seed whether this model overfits: its validation loss ends ${formatLoss(seen)} above its lowest.`,
    };
  }
  if (rise.low > 0 && rise.mean > RELEVANT_SHARE * level && rise.mean <= rise.rowError) {
    const text = `Cannot tell whether this model overfits: its validation loss rises by ${formatLoss(rise.mean)}, less than the standard error over the validation rows, ${formatLoss(rise.rowError)}.`;
    return { kind: 'cannot-tell', text };
  }
  if (rise.low > 0 && rise.mean > RELEVANT_SHARE * level) {
    const text = `Without regularization this model overfits from epoch ${bestEpoch}.`;
    return { kind: 'overfitting', sinceEpoch: bestEpoch, text };
  }
  if (witness) {
    const text = `Without regularization this model overfits: ${witness.name} has higher training loss and lower validation loss.`;
    return { kind: 'overfitting', text };
  }
  if (share > UNDERFIT_SHARE) {
    const text = `Without regularization this model underfits: its training loss is ${formatShare(share)} of a constant prediction’s.`;
    return { kind: 'underfitting', text };
  }
  if (!fall) {
    const text = `Cannot tell from ${formatCount(evidence.validationLoss[0]!.length, 'epoch')} whether this model overfits. Train for 10 or more.`;
    return { kind: 'cannot-tell', text };
  }
  if (fall.low > 0 && fall.mean > RELEVANT_SHARE * level) {
    const text = `Without regularization this model is not trained to the end: its validation loss still falls at epoch ${evidence.validationLoss[0]!.length}.`;
    return { kind: 'underfitting', text };
  }
  if (rise.high < EXCLUDED_SHARE * level) {
    return {
      kind: 'good',
      text: 'Without regularization this model fits well: its validation loss does not rise.',
    };
  }
  const text = `Cannot tell whether this model overfits: the rise of its validation loss lies between ${formatSigned(rise.low)} and ${formatSigned(rise.high)}.`;
  return { kind: 'cannot-tell', text };
}

function evidenceRows(
  evidence: FitEvidence,
  rise: Difference | undefined,
  bestEpoch: number,
): Verdict['evidence'] {
  const { trainLoss, validationLoss, witness, stopped, duplicatesAcrossSplit: duplicates } = evidence;
  const at = (curves: number[][], epoch: number) => mean(curves.map((curve) => curve[epoch - 1]!));
  const epochs = validationLoss[0]!.length;
  const rows = [
    {
      name: 'Rise after the best epoch',
      value: rise ? `${formatSigned(rise.mean)} ± ${formatLoss((rise.high - rise.low) / 2)}` : 'one seed',
      meaning: rise ? riseInWords(rise) : 'One seed gives no interval',
    },
    {
      name: `Gap at epoch ${epochs}`,
      value: gapInWords(evidence),
      meaning: `Training loss ${formatLoss(at(trainLoss, epochs))}, of a constant prediction ${formatLoss(evidence.trivialLoss)}`,
    },
    {
      name: 'Witness (Mitchell)',
      ...witnessInWords(evidence, bestEpoch, epochs, witness),
    },
    {
      name: 'Stopping at the best epoch',
      value: formatLoss(mean(evidence.bestValidationLosses)),
      meaning: `Validation loss, against ${formatLoss(at(validationLoss, epochs))} at epoch ${epochs}`,
    },
    {
      name: 'Duplicate rows across the split',
      value: String(duplicates),
      meaning:
        duplicates === 0 ? 'No leakage' : 'These rows stand in training, too: they flatter every variant',
    },
    {
      name: 'Best epoch over seeds',
      value: `${Math.min(...evidence.bestEpochs)} to ${Math.max(...evidence.bestEpochs)}`,
      meaning: `Median ${bestEpoch} of ${epochs}`,
    },
  ];
  if (stopped.length > 0) {
    rows.push({ name: 'Runs that diverged', value: String(stopped.length), meaning: stopped[0]!.reason });
  }
  return rows;
}

/** Validation minus training loss at the end, with its 95 % interval over the seeds. */
function gapInWords({ trainLoss, validationLoss }: FitEvidence): string {
  const gaps = validationLoss.map((curve, seed) => curve.at(-1)! - trainLoss[seed]!.at(-1)!);
  const interval = pairedDifference(gaps);
  if (!interval) return formatLoss(mean(gaps));
  return `${formatLoss(interval.mean)} ± ${formatLoss(interval.high - interval.mean)}`;
}

function riseInWords(rise: Difference): string {
  const rows = rise.rowError > 0 ? `; standard error over rows ${formatLoss(rise.rowError)}` : '';
  if (rise.low > 0) return `The 95\u202f% interval over seeds excludes 0${rows}`;
  return rise.high < 0
    ? 'Validation loss still falls'
    : `The 95\u202f% interval over seeds includes 0${rows}`;
}

/** An earlier epoch of the same model is a witness, too, when its training loss is higher and its validation loss lower. */
function witnessInWords(
  { trainLoss, validationLoss }: FitEvidence,
  bestEpoch: number,
  epochs: number,
  witness: Witness | undefined,
): { value: string; meaning: string } {
  const words = (train: number, validation: number) =>
    `Training ${formatLoss(train)} (higher), validation ${formatLoss(validation)} (lower)`;
  const at = (curves: number[][], epoch: number) => mean(curves.map((curve) => curve[epoch - 1]!));
  const higher = at(trainLoss, bestEpoch) > at(trainLoss, epochs);
  const lower = at(validationLoss, bestEpoch) < at(validationLoss, epochs);
  if (higher && lower) {
    return {
      value: `epoch ${bestEpoch}`,
      meaning: words(at(trainLoss, bestEpoch), at(validationLoss, bestEpoch)),
    };
  }
  if (witness) return { value: witness.name, meaning: words(witness.trainLoss, witness.validationLoss) };
  return { value: 'none', meaning: 'No epoch or variant has higher training and lower validation loss' };
}
