/** Which runs train together. */
import type { RunSpec } from '../engine/network.ts';

/** More runs at a time save nothing: the fixed cost of a step is spread thin enough. */
export const LARGEST_STACK = 64;

/**
 * How much longer the longest worker may take for the sake of stacks of one seed, which gather and hold each batch
 * once for all of their runs.
 */
const WORTH = 1.1;

/**
 * Cuts the runs, which come seed by seed, into stacks of at most `largest`: as many for one worker as for another,
 * nearly equal, and of one seed each where that keeps the workers equally busy.
 * @param overhead the fixed cost of a step in runs: how many runs' arithmetic takes as long
 */
export function stacksOf(runs: RunSpec[], workers: number, largest: number, overhead: number): RunSpec[][] {
  if (runs.length === 0) return [];
  const rounds = Math.ceil(runs.length / largest / workers);
  const mixed = cut(runs, Math.min(runs.length, rounds * workers));
  const seeds = [...new Set(runs.map(({ seed }) => seed))].map((seed) =>
    runs.filter((run) => run.seed === seed),
  );
  const parts = Math.ceil(Math.max(...seeds.map(({ length }) => length)) / largest);
  const pure = [parts, parts + 1, parts * 2].map((count) =>
    seeds.flatMap((group) => cut(group, Math.min(count, group.length))),
  );
  const cost = (stacks: RunSpec[][]) => timeOf(stacks, workers, overhead);
  const best = pure.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  return cost(best) <= WORTH * cost(mixed) ? best : mixed;
}

/** `count` stacks in order whose sizes differ by one at most. */
function cut(runs: RunSpec[], count: number): RunSpec[][] {
  return Array.from({ length: count }, (_, index) =>
    runs.slice(Math.ceil((index * runs.length) / count), Math.ceil(((index + 1) * runs.length) / count)),
  );
}

/** Time until the last worker is done when each takes the next stack as soon as it is free. */
function timeOf(stacks: RunSpec[][], workers: number, overhead: number): number {
  const busy = Array<number>(workers).fill(0);
  for (const { length } of stacks) {
    const next = busy.indexOf(Math.min(...busy));
    busy[next]! += overhead + length;
  }
  return Math.max(...busy);
}
