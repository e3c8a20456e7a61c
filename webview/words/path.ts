/** Sentences of the Path view. */
import type { Report } from '../../src/report/report.ts';
import { endOfTried } from '../../src/report/studies/words.ts';
import type { LinearPath } from '../../src/statistics/linearPaths.ts';
import { formatCount, formatLoss, formatShare, formatStrength } from '../../src/words.ts';
import { SWEEP_NAMES } from '../charts/sweep.ts';
import {
  activeColumns,
  bestPathPoint,
  leadingSweep,
  type PathFamily,
  type Sweep,
  type SweepChoice,
  type SweepPoint,
  sweepChoice,
  sweepsOf,
} from '../measures/path.ts';
import { baselineOf } from '../measures/ranking.ts';
import { listed } from './numbers.ts';

const NONE_MEASURED = 'No variant of this plan has L1 or L2 alone: the network has no path over λ yet';

export function pathHeadline(report: Report): string {
  const sweeps = sweepsOf(report);
  const sweep = leadingSweep(sweeps);
  const choice = sweep && sweepChoice(sweep, report.studies.path?.best);
  if (!sweep || !choice) return `${NONE_MEASURED}.`;
  const name = SWEEP_NAMES[sweep.family];
  if (sweep.points.length === 1) {
    return `${name} is measured at one λ only, ${formatStrength(choice.best.lambda)}: ${zerosThere(sweep.family, choice.best)}.`;
  }
  const { best, oneStandardError } = choice;
  const tried = sweep.points.map(({ lambda }) => lambda);
  if (best.error === null) {
    return `${name} has its lowest validation loss at λ ${formatStrength(best.lambda)}${endOfTried(best.lambda, tried)}: ${zerosThere(sweep.family, best)}.`;
  }
  if (oneStandardError.lambda === Math.max(...tried)) {
    return `${name} is within one standard error of its lowest validation loss even at the largest λ tried, ${formatStrength(oneStandardError.lambda)}: ${zerosThere(sweep.family, oneStandardError)}.`;
  }
  return `${name} can grow to λ ${formatStrength(oneStandardError.lambda)} before validation loss leaves one standard error of its lowest: ${zerosThere(sweep.family, oneStandardError)}.`;
}

function zerosThere(family: PathFamily, { exactZeros, nearZeros }: SweepPoint): string {
  if (family === 'l1Proximal' || exactZeros >= 0.01) {
    return `${exactZeros === 0 ? 'none' : formatShare(exactZeros)} of the network’s weights are exactly 0 there`;
  }
  const exact = exactZeros === 0 ? 'none' : formatShare(exactZeros);
  return `${formatShare(nearZeros)} of the network’s weights are at most 1e-3 there, ${exact} exactly 0`;
}

/** Which penalty reaches the lowest validation loss, and whether that is lower than without one. */
export function lowestSentence(report: Report): string {
  const reference = baselineOf(report)?.validationLoss.mean ?? undefined;
  const found = sweepsOf(report).flatMap((sweep) => {
    const choice = sweepChoice(sweep, report.studies.path?.best);
    const tried = sweep.points.map(({ lambda }) => lambda);
    return choice ? [{ family: sweep.family, tried, ...choice.best }] : [];
  });
  const [lowest] = found.sort((a, b) => a.validationLoss - b.validationLoss);
  if (!lowest) return '';
  const at = `${SWEEP_NAMES[lowest.family]} at λ ${formatStrength(lowest.lambda)}${endOfTried(lowest.lambda, lowest.tried)}`;
  const loss = formatLoss(lowest.validationLoss);
  if (reference === undefined) return `Lowest validation loss: ${loss}, ${at}.`;
  return lowest.validationLoss < reference
    ? `Lowest validation loss: ${loss}, ${at}; without regularization ${formatLoss(reference)}.`
    : `No λ has a lower validation loss than no regularization, ${formatLoss(reference)}; the lowest is ${loss}, ${at}.`;
}

/** Where the points come from. */
/** What the marks over the validation losses mean. */
export function lossLegend(report: Report, sweeps: readonly Sweep[]): string {
  const whole = sweepLegend(report);
  const leading = leadingSweep(sweeps);
  if (!leading || sweeps.every(({ points }) => points.length < 2)) return whole;
  const circles = `${whole}. Circles: lowest of each penalty`;
  const { points, family } = leading;
  const marked = points.length > 1 && points.every(({ error }) => error !== null);
  return marked ? `${circles}; dashed: ${SWEEP_NAMES[family]}’s largest λ within 1 s.e.` : circles;
}

export function sweepLegend(report: Report): string {
  const seeds = report.training.seeds.length;
  const whole = seeds === 1 ? 'one seed' : `means of ${seeds} seeds`;
  return report.studies.path ? `The whole network, ${whole}` : `The variants of the plan, ${whole}`;
}

/** How far each penalty gets, those that get nowhere together. */
export function zerosTitle(sweeps: readonly Sweep[], kind: 'exact' | 'near'): string {
  const highest = sweeps.map(({ family, points }) => ({
    name: SWEEP_NAMES[family],
    share: Math.max(...points.map((point) => (kind === 'exact' ? point.exactZeros : point.nearZeros))),
  }));
  const what = kind === 'exact' ? 'exactly 0' : '|w| ≤ 1e-3';
  const some = highest.filter(({ share }) => share > 0);
  const none = highest.filter(({ share }) => share === 0).map(({ name }) => name);
  const [first, ...rest] = some;
  if (!first) return `${listed(none)} ${none.length === 1 ? 'brings' : 'bring'} no weight to ${what}`;
  const others = [
    ...rest.map(({ name, share }) => `${name} ${formatShare(share)}`),
    ...(none.length > 0 ? [`${listed(none)} none`] : []),
  ];
  const upTo = sweeps.some(({ points }) => points.length > 1) ? 'up to ' : '';
  const leads = `${first.name} brings ${upTo}${formatShare(first.share)} of the weights to ${what}`;
  return [leads, ...others].join('; ');
}

/** A row of the table of choices: per penalty the best λ and the simplest as good. */
export function choiceCells({ best, oneStandardError }: SweepChoice): string[] {
  return [
    formatStrength(best.lambda),
    formatLoss(best.validationLoss),
    best.error === null ? '–' : formatStrength(oneStandardError.lambda),
    formatShare((best.error === null ? best : oneStandardError).exactZeros),
    formatShare((best.error === null ? best : oneStandardError).nearZeros),
  ];
}

const MODELS: Record<LinearPath['loss'], string> = {
  squared: 'Linear regression',
  sigmoid: 'Logistic regression',
  softmax: 'Softmax regression',
};

/** Names fit into a heading up to this number. */
const MOST_NAMED = 6;

/** What the penalty keeps of the columns where the linear model is best. */
export function linearTitle(path: LinearPath, penalty: 'l1' | 'l2', constant: number): string {
  const best = bestPathPoint(path[penalty]);
  if (!best) return 'The linear model has no path';
  const columns = formatCount(path.columns.length, 'column');
  const tried = path[penalty].map(({ lambda }) => lambda);
  const at = `its best λ, ${formatStrength(Number(best.lambda.toPrecision(2)))}${endOfTried(best.lambda, tried)}`;
  const name = penalty.toUpperCase();
  const kept = activeColumns(path, best);
  if (kept.length === 0) return `${name} drops all ${columns} at ${at}: no column helps a linear model`;
  if (best.zeroColumns === 0) {
    return penalty === 'l1'
      ? `L1 keeps all ${columns} at ${at}`
      : `L2 shrinks all ${columns} together and drops none; ${at}`;
  }
  if (penalty === 'l2') {
    const one = best.zeroColumns === 1;
    const never = one ? 'that never varies' : 'that never vary';
    const zero = one ? 'that is 0 at every λ' : 'that are 0 at every λ';
    return `L2 drops no column but the ${best.zeroColumns} ${best.zeroColumns === constant ? never : zero}; ${at}`;
  }
  const names = kept.length <= MOST_NAMED ? `: ${listed(kept)}` : '';
  return `L1 keeps ${kept.length} of ${columns} at ${at}${names}`;
}

export function linearLegend(path: LinearPath, trainingRows: number): string {
  const what =
    path.loss === 'softmax'
      ? '‖w‖₂ of each column over the classes'
      : 'coefficient of each standardized column';
  const fitted = path.rows < trainingRows ? `, fitted to the first ${formatCount(path.rows, 'row')}` : '';
  return `${MODELS[path.loss]}${fitted}, ${what}. Dashed: λ of the lowest validation loss`;
}

/** The linear model against the network, where their losses are of one kind. */
export function linearSentence(path: LinearPath, report: Report): string {
  const [l1, l2] = [bestPathPoint(path.l1), bestPathPoint(path.l2)];
  const losses = [l1, l2].flatMap((point) => (point ? [point.validationLoss] : []));
  const network = [
    ...report.variants.flatMap(({ validationLoss }) => validationLoss.mean ?? []),
    ...sweepsOf(report).flatMap((sweep) => sweep.points.map((point) => point.validationLoss)),
  ];
  const same = (report.training.loss ?? 'squared') === 'squared';
  if (losses.length === 0 || network.length === 0 || !same) return '';
  const [linear, lowest] = [Math.min(...losses), Math.min(...network)];
  const numbers = `${formatLoss(linear)} against ${formatLoss(lowest)}`;
  if (report.variants.every(({ layers }) => layers.length < 2)) {
    return `The model is linear, too: its lowest validation loss is ${formatLoss(lowest)}, with the whole path ${formatLoss(linear)}.`;
  }
  return linear <= lowest
    ? `The linear model’s lowest validation loss is no higher than the network’s: ${numbers}. The columns may need no hidden layer.`
    : `The network’s lowest validation loss is below the linear model’s, ${formatLoss(lowest)} against ${formatLoss(linear)}.`;
}

export function zeroColumnsTitle(path: LinearPath): string {
  return `Columns that are exactly 0, of ${path.columns.length}`;
}
