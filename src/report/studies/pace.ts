/** How long a study would take, from how long the variants took. */
import type { RunGroup } from '../../experiment/groups.ts';
import type { PreparedExperiment } from '../../experiment/prepare.ts';
import { LARGEST_STACK } from '../../experiment/stacks.ts';
import type { Report } from '../report.ts';

/**
 * Seconds with the workers of the last start. The estimates say what runs cost in proportion to those of the variants;
 * these have been measured.
 */
export function secondsFor(
  missing: RunGroup[],
  { groups }: Pick<PreparedExperiment, 'groups'>,
  { variants, execution }: Pick<Report, 'variants' | 'execution'>,
): number {
  const finished = new Map(variants.map(({ id, seeds }) => [id, seeds]));
  const trained = groups.map((group): RunGroup => {
    return {
      ...group,
      runs: group.runs.filter(({ variant, seed }) => finished.get(variant)?.includes(seed)),
    };
  });
  const measured = variants.reduce((sum, { seconds, seeds }) => sum + (seconds.mean ?? 0) * seeds.length, 0);
  const pace = measured > 0 ? measured / costOf(trained) : 1;
  return (pace * costOf(missing)) / execution.workers;
}

/** Runs on different rows do not share the fixed cost of a step. */
function costOf(groups: RunGroup[]): number {
  return groups.reduce((sum, { estimate, runs }) => {
    const { perStack, perRun } = estimate.seconds;
    const samples = new Set(runs.map(({ sample }) => JSON.stringify(sample))).size;
    return sum + runs.length * perRun + Math.max(samples, Math.ceil(runs.length / LARGEST_STACK)) * perStack;
  }, 0);
}
