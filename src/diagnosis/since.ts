import type { Verdict } from './fit.ts';

/** Since when the unregularized model overfits: since its validation loss rises, or since a witness is better. */
export function overfitsSince({ kind, sinceEpoch, witness }: Verdict): number | undefined {
  return kind === 'overfitting' ? (sinceEpoch ?? witness?.since) : undefined;
}
