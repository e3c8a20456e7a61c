/** Whether a paired difference of losses is one that matters. */
import type { Difference } from '../statistics/estimates.ts';
import { formatLoss, formatSigned } from '../words.ts';
import { overSeedsAndRows, RELEVANT_SHARE } from './noise.ts';

export type Effect = 'falls' | 'rises' | 'level' | 'cannot-tell';

/** "Changes little" is said when a change above this share of the level is excluded. */
export const LITTLE_SHARE = 0.05;

/**
 * By the interval over seeds and rows. `falls`, `rises`: it excludes 0, and the mean is more than a trifle (2 % of the
 * level). `level`: otherwise, when it lies within 5 % of the level.
 * @param level the loss that the difference is compared with
 * @param rows behind the losses
 * @param comparisons that the difference was corrected for
 */
export function effectOf(difference: Difference, level: number, rows: number, comparisons = 1): Effect {
  const { low, high } = overSeedsAndRows(difference, rows, comparisons);
  const large = Math.abs(difference.mean) > RELEVANT_SHARE * Math.abs(level);
  if (large && high < 0) return 'falls';
  if (large && low > 0) return 'rises';
  return Math.max(-low, high) <= LITTLE_SHARE * Math.abs(level) ? 'level' : 'cannot-tell';
}

/** `−0.012 ± 0.004`: the interval over seeds. */
export const differenceInWords = ({ mean, low, high }: Difference): string =>
  `${formatSigned(mean)} ± ${formatLoss((high - low) / 2)}`;
