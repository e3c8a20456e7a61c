/** A running experiment in one line. */
import type { Progress } from '../src/experiment/session.ts';
import { formatCount, formatRoughly } from '../src/words.ts';
import { percent } from './lensText.ts';

export interface RunFacts {
  model: string;
  progress: Progress;
}

/** `model: 12 of 30 runs finished, about 2 min left, 2 workers on wasm`. */
export function progressLine({ model, progress }: RunFacts): string {
  const { finishedRuns, plannedRuns, workers, backend, phase, secondsLeft } = progress;
  if (phase === 'starting') return `${model}: starting`;
  if (phase === 'cancelling') return `${model}: cancelling`;
  const left = phase === 'training' && secondsLeft !== null ? `about ${formatRoughly(secondsLeft)} left` : '';
  const by = `${formatCount(workers, 'worker')} on ${backend}`;
  const held = phase === 'training' ? '' : phase;
  return [`${model}: ${finishedRuns} of ${plannedRuns} runs finished`, held, left, by]
    .filter(Boolean)
    .join(', ');
}

/** `42 %, about 3 min left`. */
export function leftText({ progress, phase, secondsLeft }: Progress): string {
  if (phase !== 'training') return `${percent(progress)}, ${phase}`;
  const left = secondsLeft === null ? [] : [`about ${formatRoughly(secondsLeft)} left`];
  return [percent(progress), ...left].join(', ');
}
