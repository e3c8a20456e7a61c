/** A running experiment in one line. */
import type { Progress } from '../src/experiment/session.ts';
import { formatCount, formatDuration } from '../src/words.ts';

export interface RunFacts {
  model: string;
  progress: Progress;
}

/** `model: 12 of 30 runs finished, about 2 min 10 s left, 2 workers on wasm`. */
export function progressLine({ model, progress }: RunFacts): string {
  const { finishedRuns, plannedRuns, workers, backend, phase, secondsLeft } = progress;
  if (phase === 'starting') return `${model}: starting`;
  if (phase === 'cancelling') return `${model}: cancelling`;
  const left = secondsLeft === null ? '' : `about ${formatDuration(secondsLeft)} left`;
  const by = `${formatCount(workers, 'worker')} on ${backend}`;
  return [`${model}: ${finishedRuns} of ${plannedRuns} runs finished`, left, by].filter(Boolean).join(', ');
}
