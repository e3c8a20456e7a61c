/** Is the error mostly the same in every training, or does it vary with the rows that were drawn? */
import type { ReplicasReport } from '../report/studies.ts';
import { formatCount, formatLoss, formatShare } from '../words.ts';
import { RELEVANT_SHARE } from './noise.ts';

/** From this share of the squared error on, variance or bias is most of it. */
const MOST = 0.6;

/**
 * About the unregularized variant, the first; the one with the least squared error says what is gained. Other test rows
 * would give other numbers, and of those no interval is known: how many there are is said.
 * @param rows test rows behind the numbers
 */
export function concludeReplicas(
  variants: ReplicasReport['variants'],
  rows: number,
): ReplicasReport['finding'] {
  const [none, ...others] = variants;
  const { error, variance } = none!.squared;
  const share = error > 0 ? variance / error : 0;
  const kind = share >= MOST ? 'variance' : share <= 1 - MOST ? 'bias' : 'balanced';
  const on = formatCount(rows, 'test row');
  const opening = {
    variance: `Without regularization most of the squared test error is variance (about ${formatShare(share)} on ${on}): the model changes with the rows it was trained on.`,
    bias: `Without regularization most of the squared test error is bias and noise (about ${formatShare(1 - share)} on ${on}), which is the same whichever training rows are drawn.`,
    balanced: `Without regularization variance is about ${formatShare(share)} of the squared test error on ${on}, bias and noise are the rest.`,
  };
  return { kind, text: [opening[kind], ...comparison(none!, others)].join(' ') };
}

type Repeated = ReplicasReport['variants'][number];

function comparison(none: Repeated, others: Repeated[]): string[] {
  const [best] = [...others].sort((a, b) => a.squared.error - b.squared.error);
  if (!best) return [];
  if (best.squared.error > (1 - RELEVANT_SHARE) * none.squared.error) {
    return ['No variant changes the sum of the two for the better by more than a trifle.'];
  }
  const part = (name: string, key: 'variance' | 'bias') => {
    const [from, to] = [none.squared[key], best.squared[key]];
    const verb = formatLoss(from) === formatLoss(to) ? 'leaves' : to < from ? 'lowers' : 'raises';
    return verb === 'leaves'
      ? `leaves ${name} at about ${formatLoss(to)}`
      : `${verb} ${name} from about ${formatLoss(from)} to ${formatLoss(to)}`;
  };
  return [`${best.name} ${part('variance', 'variance')} and ${part('bias²', 'bias')}.`];
}
