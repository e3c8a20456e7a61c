/** Sentences of the Overview: headline, ranking, what to do when nothing is recommended. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatCount } from '../../src/words.ts';
import {
  baselineOf,
  betterOnValidationOnly,
  includesZero,
  isMeasured,
  mostSeeds,
  ranked,
  withinOneError,
} from '../measures/ranking.ts';
import { isUndertrained } from './fit.ts';
import { listed } from './numbers.ts';

export function headline({ verdict, recommendation }: Report): string {
  return `${verdict.text} ${recommendation.text}`.trim();
}

const LOSSES = { squared: 'Mean squared error', absolute: 'Mean absolute error', huber: 'Huber loss' };

/** Name of the data loss that the task is trained with. */
export function lossName(report: Report): string {
  return report.data.task === 'classification'
    ? 'Cross-entropy loss'
    : LOSSES[report.training.loss ?? 'squared'];
}

/** The finding over the ranking: who beats the baseline, who ties with the best. */
export function rankingTitle(report: Report): string {
  const measured = ranked(report).filter(isMeasured);
  const best = measured[0];
  if (!best) return 'No run has finished: there is nothing to rank';
  const baseline = baselineOf(report);
  const rivals = measured.filter((variant) => variant !== baseline);
  if (!baseline || rivals.length === 0) return `${best.name} has the lowest validation loss`;
  const compared = rivals.filter((variant) => variant.difference);
  if (compared.length === 0)
    return `${best.name} has the lowest validation loss; one seed gives no intervals`;
  const unconfirmed = betterOnValidationOnly(report);
  const finding = unconfirmed
    ? `${unconfirmed.name} lowers the validation loss, but its test interval includes 0`
    : beaten(compared);
  return `${finding}; ${tied(report, best)}`;
}

function beaten(compared: readonly VariantReport[]): string {
  const better = compared.filter((v) => (v.difference?.testLoss.high ?? 0) < 0);
  const [first] = better;
  if (!first) {
    const all = compared.every((v) => v.difference && includesZero(v.difference.testLoss));
    return `No variant lowers the test loss${all ? ': every interval includes 0' : ''}`;
  }
  if (compared.length === 1) return `${first.name} lowers the test loss`;
  const verb = better.length === 1 ? 'lowers' : 'lower';
  return `${better.length} of ${formatCount(compared.length, 'variant')} ${verb} the test loss`;
}

function tied(report: Report, best: VariantReport): string {
  const near = withinOneError(report);
  if (near.length === 1) return `only ${best.name} is within one standard error of the best`;
  if (near.length <= 3) return `${listed(near.map((v) => v.name))} are within one standard error of the best`;
  return `${near.length} are within one standard error of the best`;
}

/** What the ranking draws. */
export function rankingLegend(report: Report): string {
  const seeds = mostSeeds(report);
  const varied = report.variants.some((v) => isMeasured(v) && v.validationLoss.seeds !== seeds);
  if (seeds <= 1) {
    return 'Ranked by validation loss. Marker: validation; tick: test. Evaluation mode, without penalty. One seed: no standard errors, no intervals.';
  }
  return `Ranked by validation loss. Marker: validation, mean ± standard error over ${varied ? 'up to ' : ''}${seeds} seeds; tick: test. Evaluation mode, without penalty. Parentheses: the interval includes 0.`;
}

/** What to do when no variant is recommended, beyond what the reason says; undefined when that is all. */
export function nextStep(report: Report): string | undefined {
  const { experiment, training, execution, verdict } = report;
  const file = experiment.file;
  if (execution.finishedRuns < execution.plannedRuns) return 'Resume to finish the runs that are missing.';
  if (verdict.kind === 'diverged') {
    return `Lower the learning rate in ${file} (now ${training.learningRate}), then measure again.`;
  }
  if (verdict.kind === 'underfitting') {
    return isUndertrained(report)
      ? `Train for more than ${formatCount(training.epochs, 'epoch')}, then measure again.`
      : 'Give the model more units or layers, then measure again.';
  }
  if (training.seeds.length < 3) {
    return `Give ${file} at least 3 seeds (now ${training.seeds.length}), then measure again.`;
  }
  switch (verdict.kind) {
    case 'good':
      return undefined;
    case 'overfitting':
      return `It still overfits: try other strengths or rates in ${file}, or add training rows.`;
    case 'cannot-tell':
      return `Add seeds to ${file} (now ${training.seeds.length}) and measure again; finished runs are kept.`;
    default:
      return verdict.kind satisfies never;
  }
}

/** One line for each variant with stopped runs: `L1 1e-2: 2 of 3 seeds stopped. …` */
export function stoppedRuns(report: Report): string[] {
  return report.variants
    .filter((variant) => variant.stopped.length > 0)
    .map((variant) => {
      const all = variant.stopped.length + variant.validationLoss.seeds;
      const reasons = variant.stopped.map(({ seed, reason }) => `Seed ${seed}: ${reason}`);
      return `${variant.name}: ${variant.stopped.length} of ${formatCount(all, 'seed')} stopped. ${reasons.join(' ')}`;
    });
}

/** Why a variant has no place in the ranking. */
export function unmeasured({ dropped, stopped }: VariantReport): string {
  const epochs = [...new Set(dropped.map((run) => run.epochs))].sort((a, b) => a - b);
  if (epochs.length > 0) return `dropped after epoch ${listed(epochs)}`;
  return stopped.length > 0 ? 'every seed became NaN' : 'no finished seed';
}

/** `3 of 10 variants were dropped early by successive halving; their curves end there.`; undefined when none was. */
export function droppedSentence(report: Report): string | undefined {
  const dropped = report.variants.filter((variant) => variant.dropped.length > 0);
  if (dropped.length === 0) return undefined;
  const all = formatCount(report.variants.length, 'variant');
  return `${dropped.length} of ${all} ${dropped.length === 1 ? 'was' : 'were'} dropped early by successive halving: behind after a part of the epochs, and not in the ranking.`;
}

/** One line for each variant with dropped runs: `L1 1e-2: 5 seeds after epoch 25. …` */
export function droppedRuns(report: Report): string[] {
  return report.variants
    .filter((variant) => variant.dropped.length > 0)
    .map(({ name, dropped }) => {
      const epochs = listed([...new Set(dropped.map((run) => run.epochs))].sort((a, b) => a - b));
      const reasons = [...new Set(dropped.map(({ reason }) => reason))].join(' ');
      return `${name}: ${formatCount(dropped.length, 'seed')} after epoch ${epochs}. ${reasons}`;
    });
}

/** What computed it and why; with what was not as it should be. */
export function trainedOn({ execution }: Report): string {
  const { backend, backendReason = '', backendWarning, workers } = execution;
  const warning = backendWarning ? ` Warning: ${backendWarning}` : '';
  return `Trained on ${backend}, ${formatCount(workers, 'worker')}. ${backendReason}${warning}`.trim();
}
