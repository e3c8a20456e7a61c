/** Runs of one log against each other, as far as one run each can be. */
import { type BestReading, bestReading } from '../../diagnosis/curve/level.ts';
import { CHOSEN_MINIMUM } from '../../diagnosis/noise.ts';
import type { History } from '../../history/history.ts';
import { formatCount } from '../../words.ts';
import type { LogReport, LossContents } from './logReport.ts';

interface Ranked extends BestReading {
  name: string;
}

/**
 * The run with the lowest validation loss (or the best metric), and whether that is more than the curves' noise. Runs that
 * logged something else are not compared.
 * @returns null with fewer than two runs that can be
 */
export function comparisonOf({ runs }: History, contains: LossContents): LogReport['comparison'] {
  const pairs = (runs.length * (runs.length - 1)) / 2;
  const read = runs.flatMap((run): Ranked[] => {
    const reading = bestReading(run, CHOSEN_MINIMUM * pairs);
    return reading ? [{ name: run.name, ...reading }] : [];
  });
  const ranked = comparable(read).sort((a, b) => a.cost - b.cost);
  const [best, second] = ranked;
  if (!best || !second) return null;
  const left = runs.length - ranked.length;
  const text = [
    sentence(best, second),
    ...(left > 0
      ? [`${formatCount(left, 'run')} without “${best.quantity}” ${left === 1 ? 'is' : 'are'} left out.`]
      : []),
    ...(contains.penaltyInValidation === 'yes' && best.isLoss ? [PENALTY] : []),
    ...(contains.penaltyInValidation === 'unknown' && best.isLoss ? [PERHAPS] : []),
  ].join(' ');
  return { best: best.name, text };
}

const PENALTY =
  'Keras’ val_loss contains the penalties: runs with different λ cannot be compared by it; a metric can.';
const PERHAPS =
  'If Keras wrote these logs, val_loss contains the penalties, and runs with different λ cannot be compared by it.';

/** The largest group that logged one and the same quantity. */
function comparable(read: Ranked[]): Ranked[] {
  const groups = new Map<string, Ranked[]>();
  for (const each of read) groups.set(each.quantity, [...(groups.get(each.quantity) ?? []), each]);
  return [...groups.values()].reduce<Ranked[]>((most, next) => (next.length > most.length ? next : most), []);
}

function sentence(best: Ranked, second: Ranked): string {
  const what = best.isLoss ? 'the lowest validation loss' : `the best “${best.quantity}”`;
  const found = `“${best.name}” has ${what}, ${best.words}`;
  const difference = second.cost - best.cost;
  if (difference <= best.half + second.half)
    return `${found}, but cannot be ranked against “${second.name}” (${second.words}): 1 run each, and the difference is within the curves’ noise.`;
  return `${found}; next is “${second.name}” with ${second.words}. That is more than the curves’ noise, but with 1 run each other seeds may change the order.`;
}
