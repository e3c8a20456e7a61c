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
import type { BesideReport, PathReport, StudiesReport, StudyOffer } from '../studies.ts';

/** In the order of the studies; those that have not been measured are left out. */
export function studyFindings(studies: StudiesReport): { study: StudyName; text: string }[] {
  const { learningCurve, replicas, widths, path, beside } = studies;
  const found: [StudyName, string | undefined][] = [
    ['learningCurve', learningCurve?.finding.text],
    ['replicas', replicas?.finding.text],
    ['widths', widths?.finding.text],
    ['path', path && pathInWords(path)],
    ['beside', beside && besideInWords(beside)],
  ];
  return found.flatMap(([study, text]) => (text ? [{ study, text }] : []));
}

const FAMILIES = { l1: 'L1', l1Proximal: 'L1 (proximal)', l2: 'L2' };

/** `L2 is best at λ = 1e-3 (validation loss 0.200); 3e-3 is within one standard error of it.` */
export function pathInWords({ best, sweeps }: PathReport): string {
  const sentences = best.map(({ family, lambda, oneStandardError }) => {
    const points = sweeps.find((sweep) => sweep.family === family)?.points ?? [];
    const loss = points.find((point) => point.lambda === lambda)?.validationLoss.mean;
    const value = loss == null ? '' : ` (validation loss ${formatLoss(loss)})`;
    const simpler =
      oneStandardError === lambda
        ? ''
        : `; ${formatStrength(oneStandardError)} is within one standard error of it`;
    return `${FAMILIES[family]} is best at λ = ${formatStrength(lambda)}${value}${simpler}.`;
  });
  return sentences.join(' ');
}

/** The one with the lowest validation loss, and what it does to the gap; then what stopping early amounts to. */
function besideInWords({ gap, variants }: BesideReport): string {
  const finished = variants.filter(({ point }) => point.validationLoss.mean !== null);
  const [best] = [...finished].sort((a, b) => a.point.validationLoss.mean! - b.point.validationLoss.mean!);
  if (!best) return 'No run has finished: all diverged.';
  const { validationDifference: difference } = best;
  const interval = difference
    ? `, ${formatSigned(difference.low)} to ${formatSigned(difference.high)} against none${difference.low <= 0 && difference.high >= 0 ? ', which includes 0' : ''}`
    : '';
  const closed =
    best.gapClosed === null || gap.mean === null
      ? ''
      : best.gapClosed > 0
        ? ` It closes ${formatShare(best.gapClosed)} of the gap of ${formatLoss(gap.mean)}.`
        : ` It does not close the gap of ${formatLoss(gap.mean)}.`;
  const loss = formatLoss(best.point.validationLoss.mean!);
  return `Lowest validation loss: ${best.name} (${loss}${interval}).${closed}${equivalentInWords(variants)}`;
}

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
