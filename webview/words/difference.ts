/** A variant's difference of test loss against no regularization, as the ranking writes it. */
import type { Difference, Report, VariantReport } from '../../src/report/report.ts';
import { formatSigned } from '../../src/words.ts';
import { baselineOf, halfWidth, includesZero } from '../measures/ranking.ts';

/** `+0.137 ± 0.051` */
export const interval = (difference: Difference): string =>
  `${formatSigned(difference.mean)} ± ${halfWidth(difference).toFixed(3)}`;

/** In parentheses when the interval includes 0; `baseline` for what it is compared with. */
export function differenceText(variant: VariantReport, report: Report): string {
  if (variant === baselineOf(report)) return 'baseline';
  const difference = variant.difference?.testLoss;
  if (!difference) return '–';
  return includesZero(difference) ? `(${interval(difference)})` : interval(difference);
}
