/** What a recommended variant gains on rows that nothing was chosen on, and what it costs. */
import type { Difference } from '../statistics/estimates.ts';
import { formatLoss, formatPercent, formatSigned } from '../words.ts';
import type { Candidate } from './candidate.ts';

/** On the untouched test part, against no regularization. */
export interface Gain {
  testLoss: Difference;
  /** Fall of the test loss as a share of that without regularization; below 0: it rises. */
  share: number;
  testAccuracy?: Difference;
}

/** What is given up for the gain, against no regularization. */
export interface Cost {
  /** Change of the training loss: what a regularizer is meant to give up. */
  trainLoss: number;
  /** Change of a run's training time. */
  seconds: number;
  /** Only when it surely falls. */
  testAccuracy?: Difference;
  /** One sentence or two. */
  text: string;
}

/** A change of training time below this share is the machine's. */
const NOTICEABLE = 0.1;

export function gainOf(chosen: Candidate, baseline: Candidate): Gain {
  const { testLoss, testAccuracy } = chosen.difference!;
  return {
    testLoss,
    share: -testLoss.mean / baseline.testLoss.mean!,
    ...(testAccuracy && { testAccuracy }),
  };
}

export function costOf(chosen: Candidate, baseline: Candidate): Cost {
  const { trainLoss, testAccuracy } = chosen.difference!;
  const [before, after] = [baseline, chosen].map(({ seconds }) => seconds?.mean ?? 0) as [number, number];
  const falls = testAccuracy !== undefined && testAccuracy.high < 0;
  return {
    trainLoss: trainLoss.mean,
    seconds: after - before,
    ...(falls && { testAccuracy }),
    text: [
      trainingInWords(trainLoss),
      ...(falls ? [`Test accuracy falls by ${(-100 * testAccuracy.mean).toFixed(1)} points.`] : []),
      ...timeInWords(before, after),
    ].join(' '),
  };
}

/** A smaller change of the loss is written as 0.000. */
const VISIBLE = 0.0005;

function trainingInWords({ mean, low, high }: Difference): string {
  if (Math.abs(mean) < VISIBLE) return 'Training loss stays as it is to three decimals.';
  if (low > 0) return `Training loss rises by ${formatLoss(mean)}: that is given up on the training rows.`;
  return high < 0
    ? `Training loss falls, too, by ${formatLoss(-mean)}: nothing is given up there.`
    : `Training loss is unchanged within the noise (${formatSigned(mean)}).`;
}

/** Nothing where no time is known or the difference is too small to be the variant's. */
function timeInWords(before: number, after: number): string[] {
  if (before <= 0 || after <= 0 || Math.abs(after / before - 1) < NOTICEABLE) return [];
  const share = formatPercent(Math.abs(after / before - 1));
  return [`A run takes ${share} ${after > before ? 'longer' : 'less time'}.`];
}
