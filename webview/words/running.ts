/** Sentences while the experiment runs. */
import type { RunningState, RunningVariant } from '../../src/protocol/panel.ts';
import { formatCount, formatLoss, formatPercent, formatRoughly } from '../../src/words.ts';
import { count } from './numbers.ts';

export function runningHeadline(state: RunningState): string {
  const what = state.study ?? 'Measuring';
  const runs = `${count(state.finishedRuns)} of ${formatCount(state.plannedRuns, 'run')} finished`;
  switch (state.phase) {
    case 'starting':
      return 'Starting the workers';
    case 'cancelling':
      return state.finishedRuns > 0
        ? `Cancelling: ${formatCount(state.finishedRuns, 'finished run')} ${state.finishedRuns === 1 ? 'is' : 'are'} kept`
        : 'Cancelling';
    case 'pausing':
      return 'Pausing: the epochs under way come to their end';
    case 'paused':
      return `Paused: ${runs}`;
    case 'training':
      return `${what}: ${runs}${state.secondsLeft === null ? '' : `, about ${formatRoughly(state.secondsLeft)} left`}`;
    default:
      return state.phase satisfies never;
  }
}

type Seed = RunningVariant['seeds'][number];

/** Whether a run came to its end, be it by early stopping. */
export function isFinished({ ended, stopped, epochs }: Seed, planned: number): boolean {
  return !stopped && (ended === true || epochs >= planned);
}

/** Whether a run goes no further: it became NaN, or successive halving ended it. */
const hasStopped = ({ stopped, dropped }: Seed): boolean => stopped || dropped === true;

/** What the cells of a variant show, for who cannot see them. */
export function seedsText(seeds: readonly Seed[], planned: number): string {
  const count = (is: (seed: Seed) => boolean) => seeds.filter(is).length;
  const [stopped, dropped] = [count((seed) => seed.stopped), count((seed) => seed.dropped === true)];
  const parts = [
    `${count((seed) => isFinished(seed, planned))} of ${seeds.length} seeds finished`,
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    ...(dropped > 0 ? [`${dropped} ended early by successive halving`] : []),
  ];
  return parts.join(', ');
}

/** Who leads so far, from how many seeds; undefined before anything can be said. */
export function earlyReading(state: RunningState): string {
  if (state.study !== undefined) return 'What it finds is shown when it has ended.';
  const leader = inOrder(state.variants)[0];
  if (!leader?.lowest) return 'The first epochs are on their way.';
  const finished = leader.seeds.filter((seed) => isFinished(seed, state.epochs)).length;
  const seeds = finished > 0 ? ` from ${formatCount(finished, 'finished seed')}` : '';
  const { mean, standardError } = leader.lowest;
  const spread = standardError === null ? '' : ` ± ${formatLoss(standardError)}`;
  return `Early reading${seeds}: ${leader.variant.name} leads with ${formatLoss(mean)}${spread}. The order may still change.`;
}

/** By the lowest validation loss so far; variants without one keep the plan's order at the end. */
export function inOrder(variants: readonly RunningVariant[]): RunningVariant[] {
  const lowest = ({ lowest: found }: RunningVariant) => found?.mean ?? Number.POSITIVE_INFINITY;
  return [...variants].sort((a, b) => (lowest(a) === lowest(b) ? 0 : lowest(a) - lowest(b)));
}

export function progressLine(state: RunningState): string {
  const under = state.variants
    .flatMap((variant) => variant.seeds)
    .filter((seed) => seed.epochs > 0 && !hasStopped(seed) && !isFinished(seed, state.epochs)).length;
  const running = under > 0 ? `, ${formatCount(under, 'run')} in progress` : '';
  const workers = formatCount(state.workers, 'worker');
  const restarts = state.restarts
    ? ` ${formatCount(state.restarts, 'worker')} died and ${state.restarts === 1 ? 'was' : 'were'} started again.`
    : '';
  const backend = state.backend ? `Backend: ${state.backend}, ${workers}.` : `${workers}.`;
  return `${formatPercent(state.progress, 0)}${running}. ${backend}${restarts}`;
}

/** The button names what is kept. */
export function cancelLabel({ phase, finishedRuns }: RunningState): string {
  if (phase === 'cancelling') return 'Cancelling';
  return finishedRuns > 0 ? `Cancel, keep ${formatCount(finishedRuns, 'run')}` : 'Cancel';
}

/** `Seeds 1 to 3` when they are consecutive, else `4 seeds`. */
export function seedsHeading(variants: readonly RunningVariant[]): string {
  const seeds = variants[0]?.seeds.map(({ seed }) => seed) ?? [];
  const [first, last] = [seeds[0], seeds[seeds.length - 1]];
  if (seeds.length === 1) return `Seed ${first}`;
  const consecutive = seeds.every((seed, index) => seed === (first ?? 0) + index);
  return consecutive && seeds.length > 0 ? `Seeds ${first} to ${last}` : formatCount(seeds.length, 'seed');
}

/** For the live region: changes only at each quarter. */
export function quarterStep(state: RunningState): string {
  if (state.phase !== 'training') return runningHeadline(state);
  const quarter = Math.floor(state.progress * 4) * 25;
  return `${state.study ?? 'Measuring'}: ${quarter === 0 ? 'started' : `${quarter} % done`}`;
}
