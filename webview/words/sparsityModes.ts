/** Sentences about the two ways of training with L1. */
import { formatShare, formatStrength } from '../../src/words.ts';
import type { Sweep } from '../measures/path.ts';

/** Said where only one of the two is measured. */
export const ONE_MODE =
  'With the sub-gradient step of frameworks, L1 leaves weights chattering around 0; its proximal step w ← sign(w)·max(|w| − ηλ, 0) makes exact zeros. Only one of the two is measured here.';

/** Where the two differ most in exact zeros. */
export function modesTitle(modes: readonly Sweep[]): string {
  const points = (family: Sweep['family']) => modes.find((one) => one.family === family)?.points ?? [];
  const pairs = points('l1Proximal').flatMap((proximal) => {
    const other = points('l1').find(({ lambda }) => lambda === proximal.lambda);
    return other ? [{ lambda: proximal.lambda, proximal: proximal.exactZeros, other: other.exactZeros }] : [];
  });
  const [widest] = pairs.sort((a, b) => b.proximal - b.other - (a.proximal - a.other));
  if (!widest) return 'The sub-gradient and the proximal step are measured at different λ';
  const { lambda, proximal, other } = widest;
  if (proximal <= other) return 'The proximal step makes no more exact zeros than the sub-gradient step here';
  const left = other === 0 ? 'none' : formatShare(other);
  return `At λ ${formatStrength(lambda)} the proximal step sets ${formatShare(proximal)} of the weights to exactly 0, the sub-gradient step ${left}`;
}
