/** What each study found, in a sentence or two. */
import type { StudyName } from '../../experiment/experiment.ts';
import {
  formatCount,
  formatLoss,
  formatRoughly,
  formatShare,
  formatSigned,
  formatStrength,
} from '../../words.ts';
import type { Report } from '../report.ts';
import type { BesideReport, PathReport, StudyOffer } from '../studies.ts';

type Measured = Pick<Report, 'studies' | 'variants'>;

/** In the order of the studies; those that have not been measured are left out. */
export function studyFindings({ studies, variants }: Measured): { study: StudyName; text: string }[] {
  const { learningCurve, replicas, widths, path, beside } = studies;
  const found: [StudyName, string | undefined][] = [
    ['learningCurve', learningCurve?.finding.text],
    ['replicas', replicas?.finding.text],
    ['widths', widths?.finding.text],
    ['path', path && pathInWords(path, variants)],
    ['beside', beside && besideInWords(beside, noneLoss(variants))],
  ];
  return found.flatMap(([study, text]) => (text ? [{ study, text }] : []));
}

const FAMILIES = { l1: 'L1', l1Proximal: 'L1 (proximal)', l2: 'L2' };

/** What lies at the end of what was tried may be beaten beyond it. */
export function endOfTried(lambda: number, tried: number[]): string {
  if (tried.length < 2) return '';
  if (lambda === Math.max(...tried)) return ', the largest tried';
  return lambda === Math.min(...tried) ? ', the smallest tried' : '';
}

/**
 * `L2 is best at λ = 1e-3 (validation loss 0.200); 3e-3 is within one standard error of it.`, and what no regularization
 * has.
 */
export function pathInWords({ best, sweeps }: PathReport, variants: Measured['variants']): string {
  const sentences = best.map(({ family, lambda, oneStandardError }) => {
    const points = sweeps.find((sweep) => sweep.family === family)?.points ?? [];
    const loss = points.find((point) => point.lambda === lambda)?.validationLoss.mean;
    const value = loss == null ? '' : ` (validation loss ${formatLoss(loss)})`;
    const simpler =
      oneStandardError === lambda
        ? ''
        : `; ${formatStrength(oneStandardError)} is within one standard error of it`;
    const tried = points.flatMap((point) => (point.validationLoss.mean === null ? [] : [point.lambda]));
    return `${FAMILIES[family]} is best at λ = ${formatStrength(lambda)}${endOfTried(lambda, tried)}${value}${simpler}.`;
  });
  return [...sentences, ...againstNone({ best, sweeps }, variants)].join(' ');
}

function againstNone({ sweeps }: PathReport, variants: Measured['variants']): string[] {
  const none = noneLoss(variants);
  const losses = sweeps.flatMap(({ points }) =>
    points.flatMap(({ validationLoss }) => validationLoss.mean ?? []),
  );
  if (none === undefined || losses.length === 0) return [];
  return Math.min(...losses) < none
    ? [`Without regularization the validation loss is ${formatLoss(none)}.`]
    : [`No λ has a lower validation loss than no regularization, ${formatLoss(none)}.`];
}

/** The one with the lowest validation loss, and what it does to the gap; then what stopping early amounts to. */
function besideInWords({ gap, variants }: BesideReport, none: number | undefined): string {
  const finished = variants.filter(({ point }) => point.validationLoss.mean !== null);
  const [best] = [...finished].sort((a, b) => a.point.validationLoss.mean! - b.point.validationLoss.mean!);
  if (!best) return 'No run has finished: all diverged.';
  const { validationDifference: difference } = best;
  const interval = difference
    ? `, ${formatSigned(difference.low)} to ${formatSigned(difference.high)} against none${difference.low <= 0 && difference.high >= 0 ? ', which includes 0' : ''}`
    : '';
  const loss = formatLoss(best.point.validationLoss.mean!);
  if (!lowersLoss(best, none)) {
    return `None of them lowers the validation loss; the lowest is that of ${best.name} (${loss}${interval}).${equivalentInWords(variants)}`;
  }
  const closed =
    best.gapClosed === null || gap.mean === null
      ? ''
      : best.gapClosed > 0
        ? ` It closes ${shareClosed(best.gapClosed)} of the gap of ${formatLoss(gap.mean)}.`
        : ` It does not close the gap of ${formatLoss(gap.mean)}.`;
  return `Lowest validation loss: ${best.name} (${loss}${interval}).${closed}${equivalentInWords(variants)}`;
}

const noneLoss = (variants: Measured['variants']): number | undefined =>
  variants.find(({ family }) => family === 'none')?.validationLoss.mean ?? undefined;

/**
 * Is its mean validation loss below that without regularization? A model that fits worse has a smaller gap, too, and is
 * not to be praised for it.
 * @param none what to compare with where no seeds are paired
 */
export function lowersLoss(
  { validationDifference, point }: BesideReport['variants'][number],
  none: number | undefined,
): boolean {
  const loss = point.validationLoss.mean;
  if (validationDifference) return validationDifference.mean < 0;
  return loss !== null && none !== undefined && loss < none;
}

/** A training loss above the validation loss closes no more than all of the gap. */
export const shareClosed = (share: number): string => (share >= 1 ? 'all' : formatShare(share));

function equivalentInWords(variants: BesideReport['variants']): string {
  const stopped = variants.find(({ equivalentL2 }) => equivalentL2);
  if (!stopped?.equivalentL2) return '';
  const { lambda, exact } = stopped.equivalentL2;
  const size = formatStrength(Number(lambda.toPrecision(2)));
  return ` ${stopped.name} is like L2 with λ ≈ ${size} would be ${exact ? 'on a quadratic loss' : 'for plain SGD on a quadratic loss'}.`;
}

/** `--study path: 105 runs, about 40 s` */
export const offerInWords = ({ name, runs, seconds }: StudyOffer): string =>
  `--study ${name}: ${formatCount(runs, 'run')}, about ${formatRoughly(seconds)}`;
