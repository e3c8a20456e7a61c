/** Words before the first result: a new measurement, or one that was stopped before any run finished. */
import type { EmptyState } from '../../src/protocol/panel.ts';
import { formatShare } from '../../src/words.ts';

export function emptyHeading({ epochsDone, epochsPlanned }: EmptyState): string {
  if (!epochsDone) return 'Measure which regularization this model needs';
  return epochsPlanned ? `Stopped at ${formatShare(epochsDone / epochsPlanned)}` : 'Stopped';
}

/** Of the button: starting again continues with the epochs that are kept. */
export function measureLabel({ epochsDone }: EmptyState): string {
  return epochsDone ? 'Resume' : 'Measure';
}
