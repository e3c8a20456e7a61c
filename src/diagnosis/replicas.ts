/** Is the error mostly the same in every training, or does it vary with the rows that were drawn? */
import type { ReplicasReport } from '../report/studies.ts';
import { formatLoss, formatShare } from '../words.ts';
import { RELEVANT_SHARE } from './noise.ts';

/** From this share of the squared error on, variance or bias is most of it. */
const MOST = 0.6;

/** About the unregularized variant, the first; the one with the least squared error says what is gained. */
export function concludeReplicas(variants: ReplicasReport['variants']): ReplicasReport['finding'] {
  const [none, ...others] = variants;
  const { error, variance } = none!.squared;
  const share = error > 0 ? variance / error : 0;
  const kind = share >= MOST ? 'variance' : share <= 1 - MOST ? 'bias' : 'balanced';
  const opening = {
    variance: `Without regularization most of the squared test error is variance (${formatShare(share)}): the model changes with the rows it was trained on.`,
    bias: `Without regularization most of the squared test error is bias and noise (${formatShare(1 - share)}), which is the same whichever rows are drawn.`,
    balanced: `Without regularization variance is ${formatShare(share)} of the squared test error, bias and noise are the rest.`,
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
      ? `leaves ${name} at ${formatLoss(to)}`
      : `${verb} ${name} from ${formatLoss(from)} to ${formatLoss(to)}`;
  };
  return [`${best.name} ${part('variance', 'variance')} and ${part('bias²', 'bias')}.`];
}
