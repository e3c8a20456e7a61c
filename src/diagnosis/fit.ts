/** What the unregularized model does: underfit, fit, overfit, diverge, or too little evidence to tell. */
import { mean, pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatCount, formatLoss, formatShare, formatSigned } from '../words.ts';
import type { FitEvidence } from './evidence.ts';
import { evidenceRows } from './evidenceRows.ts';
import { accuracyChange, contradicted, type Mimic, mimicsOf } from './mimics.ts';
import { EXCLUDED_SHARE, type Interval, RELEVANT_SHARE, riseInterval } from './noise.ts';
import { bestEpochOf, changesAfterTurn, fallAtEnd } from './turn.ts';
import type { NamedWitness } from './witness.ts';

export type { Mimic, MimicKind } from './mimics.ts';
export { RELEVANT_SHARE } from './noise.ts';
export type { NamedWitness } from './witness.ts';

export type VerdictKind = 'underfitting' | 'good' | 'overfitting' | 'diverged' | 'cannot-tell';

export interface Verdict {
  kind: VerdictKind;
  /** The best epoch, after which the validation loss rises; only when it does. */
  sinceEpoch?: number;
  /** Median over the seeds; null when no seed finished. */
  bestEpoch: number | null;
  /** One sentence. */
  text: string;
  /** The 95 % interval of the rise after the best epoch, over seeds and over rows of validation and test; absent with one seed, one row, and where early stopping leaves no epoch after the best one. */
  interval?: Interval;
  /** Validation − training loss at the end, paired over seeds; absent with one seed. */
  gap?: Difference;
  /** What looks like overfitting, or hides it, each with whether it was found. */
  mimics: Mimic[];
  /** Mitchell's witness, when there is one that is more than noise. */
  witness?: NamedWitness;
  /** Rows of the evidence table in the Fit view. */
  evidence: { name: string; value: string; meaning: string }[];
}

/** Above this share of the trivial loss the training rows are hardly learned. */
export const UNDERFIT_SHARE = 0.8;
/** Below this share of the trivial loss the training rows are learned. */
const LEARNED_SHARE = 0.5;
/** A model still learns when its training loss falls by at least this share of the fall of its validation loss. */
const LEARNING_SHARE = 0.5;
/** A good fit is not said when more than this share of validation and test rows were seen in training. */
const LEAKED_SHARE = 0.1;

export function diagnoseFit(evidence: FitEvidence): Verdict {
  const bestEpoch = bestEpochOf(evidence.bestEpochs);
  if (bestEpoch === null) return withoutRuns(evidence);
  const { rise, testRise, witness, validationLoss, trainLoss, data } = evidence;
  const interval = rise && !evidence.stoppedEarly ? riseInterval(rise, testRise, data.rows) : undefined;
  const gap = pairedDifference(validationLoss.map((curve, seed) => curve.at(-1)! - trainLoss[seed]!.at(-1)!));
  const mimics = mimicsOf(evidence);
  return {
    bestEpoch,
    ...(interval && { interval }),
    ...(gap && { gap }),
    mimics,
    ...(witness && { witness }),
    evidence: evidenceRows(evidence, { bestEpoch, interval, gap, mimics }),
    ...conclude(evidence, interval, bestEpoch, mimics),
  };
}

function withoutRuns({ stopped }: FitEvidence): Verdict {
  const [first] = stopped;
  return {
    kind: first ? 'diverged' : 'cannot-tell',
    bestEpoch: null,
    text: first
      ? `Without regularization training diverges: ${first.reason}. A lower learning rate may help.`
      : 'Cannot tell: no run of the unregularized model has finished.',
    mimics: [],
    evidence: [],
  };
}

type Conclusion = Pick<Verdict, 'kind' | 'sinceEpoch' | 'text'>;

/** The first rule that holds, from the strongest evidence down. */
function conclude(
  evidence: FitEvidence,
  interval: Interval | undefined,
  bestEpoch: number,
  mimics: Mimic[],
): Conclusion {
  const level = mean(evidence.bestValidationLosses);
  if (!evidence.rise) return fromOneSeed(evidence, level);
  if (evidence.stoppedEarly) return fromWitness(evidence) ?? fromTrainingLoss(evidence) ?? fromStop(evidence);
  if (!interval) return fromTrainingLoss(evidence) ?? fromOneRow(evidence);
  return (
    fromRise(evidence, interval, level, bestEpoch, mimics) ??
    fromWitness(evidence) ??
    fromTrainingLoss(evidence) ??
    fromDoubtfulRise(evidence, interval) ??
    fromEnd(evidence, level) ??
    fromLevelCurve(evidence, interval, level)
  );
}

const cannotTell = (text: string): Conclusion => ({ kind: 'cannot-tell', text });

function fromOneSeed({ validationLoss }: FitEvidence, level: number): Conclusion {
  const seen = endOf(validationLoss) - level;
  return cannotTell(
    `Cannot tell from one seed whether this model overfits: its validation loss ends ${formatLoss(seen)} above its lowest.`,
  );
}

const fromOneRow = ({ data }: FitEvidence): Conclusion =>
  cannotTell(
    `Cannot tell whether this model overfits from ${formatCount(data.rows.validation, 'validation row')}: how much other rows differ is not known.`,
  );

/** Early stopping has answered the question by leaving no epoch after the best one. */
const fromStop = ({ data }: FitEvidence): Conclusion =>
  fromLeakage(data) ?? {
    kind: 'good',
    text: 'Stopped early, this model fits well without other regularization: the weights of its best epoch are kept.',
  };

/** A rise that the seeds show and that matters. */
const risesInSeeds = ({ rise, bestValidationLosses }: FitEvidence): boolean =>
  rise !== undefined && rise.low > 0 && rise.mean > RELEVANT_SHARE * mean(bestValidationLosses);

/**
 * While validation loss rises, training loss falls: what fits the training rows better does not fit others. Where almost
 * nothing is left to fall, a rise by more than 10 % for sure is enough.
 */
function fitsBetter(
  { trainLoss, validationLoss, trivialLoss }: FitEvidence,
  { low }: Interval,
  level: number,
) {
  const change = pairedDifference(changesAfterTurn(trainLoss, validationLoss));
  if (change !== undefined && change.high < 0) return true;
  return low > EXCLUDED_SHARE * level && endOf(trainLoss) < LEARNED_SHARE * trivialLoss;
}

const endOf = (curves: number[][]): number => mean(curves.map((curve) => curve.at(-1)!));

/** Overfitting, when other rows would show the rise, too. */
function fromRise(
  evidence: FitEvidence,
  interval: Interval,
  level: number,
  bestEpoch: number,
  mimics: Mimic[],
): Conclusion | undefined {
  if (!risesInSeeds(evidence) || interval.low <= 0) return undefined;
  if (contradicted(evidence) || !fitsBetter(evidence, interval, level)) return undefined;
  const since = `Without regularization this model overfits from epoch ${bestEpoch}`;
  const confident = mimics.some(({ kind, found }) => kind === 'over-confidence' && found === 'present');
  const accuracy = (accuracyChange(evidence)?.low ?? 0) > 0 ? 'still improves' : 'does not fall';
  const text = confident
    ? `${since}, by over-confidence: its loss rises while its accuracy ${accuracy}.`
    : `${since}.`;
  return { kind: 'overfitting', sinceEpoch: bestEpoch, text };
}

/** The seeds agree on the rise, but rows do not suffice, or it is not what overfitting looks like. */
function fromDoubtfulRise(evidence: FitEvidence, { low, high }: Interval): Conclusion | undefined {
  if (!risesInSeeds(evidence)) return undefined;
  const rise = formatLoss(evidence.rise!.mean);
  if (contradicted(evidence)) {
    return cannotTell(
      `Cannot tell whether this model overfits: its validation loss rises by ${rise}, but its test loss does not rise (${formatSigned(evidence.testRise!.mean)}).`,
    );
  }
  if (low > 0) {
    const falls = mean(changesAfterTurn(evidence.trainLoss, evidence.validationLoss)) < 0;
    return cannotTell(
      `Cannot tell whether this model overfits: its validation loss rises by ${rise}, but its training loss does not ${falls ? 'surely ' : ''}fall meanwhile. A lower learning rate may steady the training.`,
    );
  }
  return cannotTell(
    `Cannot tell whether this model overfits: its loss on these validation rows rises by ${rise}, but on others the rise may lie between ${formatSigned(low)} and ${formatSigned(high)}.`,
  );
}

/** Another model; what an earlier epoch of the same one shows is the rise, which has its own rule. */
function fromWitness({ witness }: FitEvidence): Conclusion | undefined {
  if (!witness || witness.sameModel) return undefined;
  const { name, epoch, since } = witness;
  const text = `Without regularization this model overfits from epoch ${since}: from there on ${name} at epoch ${epoch} has higher training loss and lower validation loss.`;
  return { kind: 'overfitting', text };
}

function fromTrainingLoss(evidence: FitEvidence): Conclusion | undefined {
  const { trainLoss, trivialLoss } = evidence;
  const share = endOf(trainLoss) / trivialLoss;
  if (share <= UNDERFIT_SHARE) return undefined;
  const said = `its training loss is ${formatShare(share)} of a constant prediction’s`;
  const text = saysLittle(evidence)
    ? `Without regularization this model underfits, or the inputs say little about the target: ${said}, hardly falls any more, and its validation loss is not much higher.`
    : `Without regularization this model underfits: ${said}.`;
  return { kind: 'underfitting', text };
}

/** Training has come to an end, and what it found holds for other rows: more of it is perhaps not there. */
function saysLittle({ trainLoss, validationLoss }: FitEvidence): boolean {
  const fall = fallAtEnd(trainLoss);
  const level = endOf(trainLoss);
  if (!fall || fall.mean > RELEVANT_SHARE * level) return false;
  return endOf(validationLoss) - level < EXCLUDED_SHARE * level;
}

/** Is the end of the curves an end? */
function fromEnd({ trainLoss, validationLoss }: FitEvidence, level: number): Conclusion | undefined {
  const epochs = validationLoss[0]!.length;
  const fall = fallAtEnd(validationLoss);
  if (!fall) {
    return cannotTell(
      `Cannot tell from ${formatCount(epochs, 'epoch')} whether this model overfits. Train for 10 or more.`,
    );
  }
  // These validation rows alone may seem to get better; a model that still learns shows it in training, too.
  const learning = fallAtEnd(trainLoss)!;
  const falls = fall.mean > RELEVANT_SHARE * level && learning.mean > LEARNING_SHARE * fall.mean;
  if (falls && (fall.low > 0 || learning.low > 0)) {
    const text = `Without regularization this model is not trained to the end: its validation loss still falls at epoch ${epochs}.`;
    return { kind: 'underfitting', text };
  }
  if (fall.high < EXCLUDED_SHARE * level) return undefined;
  return cannotTell(
    `Cannot tell whether this model is trained to the end: over the last fifth of ${formatCount(epochs, 'epoch')} its validation loss changes by between ${formatSigned(-fall.high)} and ${formatSigned(-fall.low)}.`,
  );
}

/** Nothing speaks for a rise: a good fit when one that matters is excluded. */
function fromLevelCurve({ data }: FitEvidence, { low, high }: Interval, level: number): Conclusion {
  if (high >= EXCLUDED_SHARE * level) {
    return cannotTell(
      `Cannot tell whether this model overfits: the rise of its validation loss lies between ${formatSigned(low)} and ${formatSigned(high)}.`,
    );
  }
  return (
    fromLeakage(data) ?? {
      kind: 'good',
      text: 'Without regularization this model fits well: its validation loss does not rise.',
    }
  );
}

function fromLeakage({ duplicatesAcrossSplit: leaked, rows }: FitEvidence['data']): Conclusion | undefined {
  if (leaked <= LEAKED_SHARE * (rows.validation + rows.test)) return undefined;
  return cannotTell(
    `Cannot tell whether this model overfits: its validation loss does not rise, but ${formatCount(leaked, 'validation or test row')} stand in training, too.`,
  );
}
