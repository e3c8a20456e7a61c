/** Sentences of the Fit view. */
import { RELEVANT_SHARE, UNDERFIT_SHARE } from '../../src/diagnosis/fit.ts';
import { overfitsSince } from '../../src/diagnosis/since.ts';
import type { Estimate, Report, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatShare } from '../../src/words.ts';
import { baselineOf, mostSeeds } from '../measures/ranking.ts';
import { last } from '../measures/statistics.ts';

const value = (estimate: Estimate) => estimate.mean as number;

/** What the compared variant does to the generalization gap, also when that is no success. */
export function fitHeadline(
  baseline: VariantReport | undefined,
  compared: VariantReport | undefined,
): string {
  if (!compared)
    return baseline ? `${baseline.name} is the only measured variant.` : 'No run has finished yet.';
  if (!baseline) {
    return `${compared.name}: validation loss ${formatLoss(value(compared.validationLoss))}, training loss ${formatLoss(value(compared.trainLoss))}.`;
  }
  const [before, after] = [value(baseline.gap), value(compared.gap)];
  const [from, to] = [value(baseline.validationLoss), value(compared.validationLoss)];
  const noise = (baseline.validationLoss.standardError ?? 0) + (compared.validationLoss.standardError ?? 0);
  if (to > from + noise) {
    const rise = `validation loss rises from ${formatLoss(from)} to ${formatLoss(to)}`;
    return after < before
      ? `${compared.name} narrows the gap only by fitting worse: ${rise}.`
      : `${compared.name} fits worse and does not narrow the gap: ${rise}.`;
  }
  if (before <= 0)
    return `The baseline has no generalization gap to close: ${formatLoss(before)} at the end.`;
  if (after >= 0.98 * before) {
    return `${compared.name} does not close the generalization gap: ${formatLoss(after)} against ${formatLoss(before)}.`;
  }
  const part = after <= 0 ? 'all' : formatShare(1 - after / before);
  return `${compared.name} closes ${part} of the generalization gap, ${formatLoss(before)} to ${formatLoss(after)}${bestEpochMoves(baseline, compared)}.`;
}

function bestEpochMoves(baseline: VariantReport, compared: VariantReport): string {
  const [from, to] = [baseline.bestEpoch, compared.bestEpoch];
  return from === to ? '' : `, and moves the best epoch from ${from} to ${to}`;
}

/** Whether early stopping may have ended runs before the last epoch. */
const endsEarly = ({ training, variants }: Report): boolean =>
  training.earlyStopping === true || variants.some(({ settings }) => settings.earlyStopping !== undefined);

/** How the gap and the bands are defined. */
export function fitLegend(report: Report): string {
  const seeds = mostSeeds(report);
  const bands = seeds > 1 ? `Bands: ± 1 standard error over ${seeds} seeds.` : 'One seed: no bands.';
  const early = endsEarly(report);
  const end = early ? 'at the end of each run' : `at epoch ${report.training.epochs}`;
  const stopped = early
    ? ' Early stopping goes back to the best epoch; curves end where the first seed stopped.'
    : '';
  return `Gap: validation minus training loss ${end}, both in evaluation mode and without penalty.${stopped} ${bands}`;
}

/**
 * The epoch after which the variant's rise shows that it overfits: of the unregularized one by the verdict, of others when
 * the rise excludes 0.
 */
export function overfitsAfter({ verdict }: Report, variant: VariantReport): number | undefined {
  if (variant.family === 'none') return verdict.kind === 'overfitting' ? verdict.sinceEpoch : undefined;
  const { rise } = variant;
  return rise && rise.low > 0 && isRelevant(variant) ? variant.bestEpoch : undefined;
}

/** The epoch from which on a witness is better, where that alone shows that the unregularized model overfits. */
export function witnessBetterFrom({ verdict }: Report, { family }: VariantReport): number | undefined {
  return family === 'none' && verdict.sinceEpoch === undefined ? overfitsSince(verdict) : undefined;
}

/** Whether the validation loss rises by more than a trifle, surely or not. */
function isRelevant({ rise, bestValidationLoss, validationLoss }: VariantReport): boolean {
  const [best, end] = [bestValidationLoss.mean ?? 0, validationLoss.mean ?? 0];
  return (rise ? rise.mean : end - best) > RELEVANT_SHARE * best;
}

/** The finding over one variant's curves. */
export function curveTitle(
  report: Report,
  variant: VariantReport,
  baseline: VariantReport | undefined,
): string {
  const after = overfitsAfter(report, variant);
  if (after !== undefined) {
    return variant.family === 'none'
      ? `${variant.name}: overfits from epoch ${after}`
      : `${variant.name}: validation loss rises after epoch ${after}`;
  }
  const witness = witnessBetterFrom(report, variant);
  if (witness !== undefined) return `${variant.name}: overfits from epoch ${witness}, as a witness shows`;
  const training = value(variant.trainLoss);
  if (variant.family === 'none' && report.verdict.kind === 'underfitting') {
    return isUndertrained(report)
      ? `${variant.name}: validation loss still falls at epoch ${report.training.epochs}`
      : `${variant.name}: underfits, training loss ${formatLoss(training)}`;
  }
  if (baseline && variant !== baseline && training > value(baseline.validationLoss)) {
    return `${variant.name}: underfits, training loss ${formatLoss(training)} is above the baseline’s validation loss`;
  }
  return `${variant.name}: ${openRise(report, variant)}; best epoch ${variant.bestEpoch}`;
}

/** No rise, or one that is seen but not proven, by what leaves it open. */
function openRise({ verdict }: Report, variant: VariantReport): string {
  const { family, rise } = variant;
  const judged = family === 'none' ? verdict.kind : undefined;
  if (judged === 'good') return 'no lasting rise';
  if (!isRelevant(variant)) return judged === 'cannot-tell' ? 'no rise that is sure' : 'no lasting rise';
  if (!rise) return 'a rise in one seed';
  if (rise.low <= 0) return 'a rise that the seeds do not settle';
  return judged && verdict.interval && verdict.interval.low <= 0
    ? 'a rise that the rows do not settle'
    : 'a rise that the other evidence does not confirm';
}

/** Of the two ways to underfit: the training rows are learned, but training ended too early. */
export function isUndertrained(report: Report): boolean {
  const training = baselineOf(report)?.trainLoss.mean ?? 0;
  return report.verdict.kind === 'underfitting' && training <= UNDERFIT_SHARE * report.data.trivialLoss;
}

/** The finding over the evidence table. */
export function evidenceTitle(report: Report): string {
  switch (report.verdict.kind) {
    case 'overfitting':
      return `The evidence points to overfitting${withoutMimics(report) ? ', not to a mimic' : ''}`;
    case 'underfitting':
      return `The evidence points to ${isUndertrained(report) ? 'too little training' : 'underfitting'}`;
    case 'good':
      return 'The evidence shows neither overfitting nor underfitting';
    case 'diverged':
      return 'Training diverged: there is no fit to judge';
    case 'cannot-tell':
      return 'The evidence does not decide';
    default:
      return report.verdict.kind satisfies never;
  }
}

const withoutMimics = ({ verdict: { mimics } }: Report): boolean =>
  mimics.length > 0 && mimics.every(({ found }) => found === 'absent');

/** The finding over the objective: how much of what was minimized is penalty. */
export function objectiveTitle(variant: VariantReport): string {
  const penalty = last(variant.curves.penalty.mean) ?? 0;
  const data = last(variant.curves.trainLossDropoutOn.mean) ?? 0;
  if (penalty <= 0) return `${variant.name} adds no penalty: the objective is data loss`;
  return `${formatShare(penalty / (penalty + data))} of the final training objective is penalty`;
}

export function objectiveLegend(variant: VariantReport): string {
  const { dropout, spatialDropout = 0, recurrentDropout = 0 } = variant.settings;
  const data = dropout + spatialDropout + recurrentDropout > 0 ? 'data loss with dropout on' : 'data loss';
  const penalty = (last(variant.curves.penalty.mean) ?? 0) > 0 ? ', plus penalty' : '';
  return `What the optimizer minimized, ${variant.name}: ${data}${penalty}`;
}
