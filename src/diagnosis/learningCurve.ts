/** Would more data help? */
import type { LearningCurveReport, PowerLaw } from '../report/studies.ts';
import type { Difference } from '../statistics/estimates.ts';
import { formatLoss } from '../words.ts';
import { differenceInWords, effectOf, LITTLE_SHARE } from './effect.ts';
import { noInterval, type Outcome } from './noInterval.ts';
import { RELEVANT_SHARE } from './noise.ts';
import { lossAt } from './powerLaw.ts';
import { fallAtEnd } from './turn.ts';

export interface LearningCurveEvidence {
  /** The variant's name. */
  name: string;
  /** The two largest sizes. */
  rows: [smaller: number, larger: number];
  /** Validation loss with the larger minus that with the smaller, paired over seeds; absent with fewer than two. */
  difference: Difference | undefined;
  /** Runs of the two sizes. */
  outcomes: Outcome[];
  /** Of the two sizes. */
  endings: [smaller: Ending, larger: Ending];
  /** Validation loss with the larger, and the rows behind it. */
  level: number;
  validationRows: number;
  /** Through all sizes, where one fits. */
  law: PowerLaw | undefined;
}

/**
 * How the runs of one size end. `falling`: their validation loss still falls, so that more steps, which more rows bring
 * with as many epochs, lower it as well as more data do. `short`: too few epochs to tell.
 */
export type Ending = 'falling' | 'short' | 'trained';

/** @param curves validation loss per seed and epoch, of runs that did not end by themselves */
export function endingOf(curves: number[][], level: number): Ending {
  if (curves.length < 2) return 'trained';
  const fall = fallAtEnd(curves);
  if (!fall) return 'short';
  return fall.low > 0 && fall.mean > RELEVANT_SHARE * Math.abs(level) ? 'falling' : 'trained';
}

type Finding = LearningCurveReport['finding'];

/** From the last step of the curve; a power law through all of it says what twice the rows would bring. */
export function concludeLearningCurve(evidence: LearningCurveEvidence): Finding {
  const { name, rows, difference, outcomes, level, validationRows } = evidence;
  if (!difference) return cannotTell(noInterval(outcomes));
  const step = `from ${rows[0].toLocaleString('en-US')} to ${rows[1].toLocaleString('en-US')} training rows the validation loss of ${name}`;
  const size = differenceInWords(difference);
  const untrained = notTrained(evidence, size);
  if (untrained) return cannotTell(untrained);
  switch (effectOf(difference, level, validationRows)) {
    case 'falls':
      return {
        kind: 'helps',
        text: `More data would help: ${step} still falls (${size}).${extrapolation(evidence, 'falls')}`,
      };
    case 'rises':
      return { kind: 'does-not-help', text: `More data would not help: ${step} rises (${size}).` };
    case 'level':
      return { kind: 'does-not-help', text: hardly(evidence, `${step} changes little (${size}).`) };
    default:
      return cannotTell(`${step} changes by less than the noise (${size}).`);
  }
}

const cannotTell = (why: string): Finding => ({
  kind: 'cannot-tell',
  text: `Cannot tell whether more data would help: ${why}`,
});

/** More rows make more steps in as many epochs: where those still lower the loss, nothing is known of the rows. */
function notTrained({ endings, rows, name }: LearningCurveEvidence, size: string): string | undefined {
  const [smaller, larger] = endings;
  const steps = `more rows also make more steps, which may be all that changes the loss (${size})`;
  if (larger === 'falling' || smaller === 'falling') {
    const at = (larger === 'falling' ? rows[1] : rows[0]).toLocaleString('en-US');
    return `the validation loss of ${name} with ${at} training rows still falls at the last epoch, and ${steps}. Train for more epochs first.`;
  }
  if (larger === 'short' || smaller === 'short') {
    return `so few epochs do not show whether ${name} is trained to the end, and ${steps}. Train for 10 or more.`;
  }
  return undefined;
}

/** A step that changes little and a law that promises much are no contradiction: a step is a small part of twice. */
function hardly(evidence: LearningCurveEvidence, step: string): string {
  const { law, rows } = evidence;
  if (!law) return `More data would hardly help: ${step}`;
  const [now, then] = [lossAt(law, rows[1]), lossAt(law, 2 * rows[1])];
  return now - then > LITTLE_SHARE * now
    ? `A little more data would hardly help: ${step}${extrapolation(evidence, 'still falls')}`
    : `More data would hardly help: ${step}${extrapolation(evidence, 'falls only')}`;
}

/** Law against law: at the largest size it is not the measured loss. */
function extrapolation({ rows, law }: LearningCurveEvidence, falls: string): string {
  if (!law) return '';
  const [now, twice] = [rows[1], 2 * rows[1]];
  const at = (count: number) => `${formatLoss(lossAt(law, count))} at ${count.toLocaleString('en-US')} rows`;
  return ` A power law through all sizes ${falls} from about ${at(now)} to ${at(twice)}.`;
}
