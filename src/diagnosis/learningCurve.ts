/** Would more data help? */
import type { LearningCurveReport, PowerLaw } from '../report/studies.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatLoss } from '../words.ts';
import { differenceInWords, effectOf } from './effect.ts';
import { lossAt } from './powerLaw.ts';

export interface LearningCurveEvidence {
  /** The variant's name. */
  name: string;
  /** The two largest sizes. */
  rows: [smaller: number, larger: number];
  /** Validation loss with the larger minus that with the smaller, paired over seeds; absent with fewer than two. */
  difference: Difference | undefined;
  /** Validation loss with the larger, and the rows behind it. */
  level: number;
  validationRows: number;
  /** Through all sizes, where one fits. */
  law: PowerLaw | undefined;
}

type Finding = LearningCurveReport['finding'];

/** From the last step of the curve; a power law through all of it says what twice the rows would bring. */
export function concludeLearningCurve(evidence: LearningCurveEvidence): Finding {
  const { name, rows, difference, level, validationRows } = evidence;
  if (!difference) {
    return {
      kind: 'cannot-tell',
      text: 'Cannot tell whether more data would help: one seed gives no interval. Use 3 seeds or more.',
    };
  }
  const step = `from ${rows[0].toLocaleString('en-US')} to ${rows[1].toLocaleString('en-US')} training rows the validation loss of ${name}`;
  const size = differenceInWords(difference);
  switch (effectOf(difference, level, validationRows)) {
    case 'falls':
      return {
        kind: 'helps',
        text: `More data would help: ${step} still falls (${size}).${extrapolation(evidence)}`,
      };
    case 'rises':
      return { kind: 'does-not-help', text: `More data would not help: ${step} rises (${size}).` };
    case 'level':
      return {
        kind: 'does-not-help',
        text: `More data would hardly help: ${step} changes little (${size}).${extrapolation(evidence)}`,
      };
    default:
      return {
        kind: 'cannot-tell',
        text: `Cannot tell whether more data would help: ${step} changes by less than the noise (${size}).${extrapolation(evidence)}`,
      };
  }
}

function extrapolation({ rows, level, law }: LearningCurveEvidence): string {
  if (!law) return '';
  const twice = 2 * rows[1];
  return ` A power law through all sizes leads to ${formatLoss(lossAt(law, twice))} at ${twice.toLocaleString('en-US')} rows, from ${formatLoss(level)}.`;
}
