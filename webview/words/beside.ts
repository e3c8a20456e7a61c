/** Sentences over batch normalization, early stopping and augmentation, alone and combined. */
import type { Difference } from '../../src/report/report.ts';
import { lowersLoss, shareClosed } from '../../src/report/studies/words.ts';
import type { BesideReport } from '../../src/report/studies.ts';
import { formatLoss, formatSigned, formatStrength } from '../../src/words.ts';
import { includesZero } from '../measures/ranking.ts';

type Beside = BesideReport['variants'][number];

const measured = ({ variants }: BesideReport): Beside[] =>
  variants.filter(({ point }) => point.validationLoss.mean !== null);

const surelyLowers = ({ validationDifference }: Beside): boolean => (validationDifference?.high ?? 0) < 0;

/**
 * Who closes most of the gap, and whether that lowers the validation loss.
 * @param none validation loss without regularization
 */
export function besideTitle(report: BesideReport, none: number | undefined): string {
  const finished = measured(report);
  if (finished.length === 0) return 'No run beside L1, L2 and dropout has finished';
  if (report.gap.mean === null)
    return 'No run without regularization has finished: there is no gap to compare with';
  if (report.gap.mean <= 0) return 'Without regularization there is no generalization gap to close';
  const all = finished.filter((one) => lowersLoss(one, none));
  if (all.length === 0) return 'None of them lowers the validation loss';
  const helping = all.filter(surelyLowers);
  const order = [...(helping.length > 0 ? helping : all)].sort(
    (a, b) => (b.gapClosed ?? 0) - (a.gapClosed ?? 0),
  );
  const best = order[0] as Beside;
  const closed = best.gapClosed ?? 0;
  if (closed <= 0) return 'What lowers the validation loss does not close the generalization gap';
  const worth =
    helping.length > 0
      ? ''
      : all.some((one) => one.validationDifference)
        ? ', but no validation loss is surely lower'
        : '; one seed gives no intervals';
  return `${best.name} closes ${shareClosed(closed)} of the generalization gap${worth}`;
}

export function besideLegend({ gap }: BesideReport): string {
  const size = gap.mean === null ? 'unknown' : formatLoss(gap.mean);
  return `Generalization gap of the model without regularization: ${size}. Difference of validation loss against it, 95\u202f% interval; in parentheses when that includes 0`;
}

/** `−0.022 (−0.030 to −0.014)` without the mean when the interval includes 0: `(−0.010 to +0.002)`. */
export function differenceText(difference: Difference | undefined): { text: string; muted: boolean } {
  if (!difference) return { text: 'one seed', muted: true };
  const ends = `${formatSigned(difference.low)} to ${formatSigned(difference.high)}`;
  return includesZero(difference)
    ? { text: `(${ends})`, muted: true }
    : { text: `${formatSigned(difference.mean)}, ${ends}`, muted: false };
}

/** What stopping early amounts to as a penalty. */
export function equivalentSentence({ variants }: BesideReport): string | undefined {
  const stopped = variants.find(({ equivalentL2 }) => equivalentL2);
  if (!stopped?.equivalentL2) return undefined;
  const { lambda, steps, exact } = stopped.equivalentL2;
  const rough = formatStrength(Number(lambda.toPrecision(2)));
  const limits = exact
    ? 'on a quadratic loss'
    : 'for plain gradient descent on a quadratic loss; with this optimizer it is a rough guide';
  return `${stopped.name} stops after about ${Math.round(steps).toLocaleString('en-US')} steps, which acts like L2 with λ ≈ ${rough} (Keras convention) ${limits}.`;
}
