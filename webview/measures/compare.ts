/** Chosen runs, gathered by what they share, and the differences between the groups. */
import type { RunCurves, RunEntry } from '../../src/protocol/panel.ts';
import { curveOf, estimate, pairedDifference } from '../../src/statistics/estimate.ts';
import type { Curve, Difference, Estimate } from '../../src/statistics/estimates.ts';

/** The runs of one variant of one experiment, over seeds. */
export interface RunGroup {
  /** Of the experiment file and the variant's name: unique. */
  id: string;
  experiment: string;
  /** Path of the experiment file. */
  file: string;
  variant: string;
  name: string;
  family: RunEntry['family'];
  runs: RunCurves[];
}

/** The experiment file of a run's key. */
export const fileOf = (key: string): string => key.slice(0, key.lastIndexOf('#'));

/** In the order in which their first runs stand. */
export function groupRuns(runs: readonly RunCurves[]): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const { key, experiment, variant, variantName: name, family } = run.entry;
    const file = fileOf(key);
    const id = `${file} ${name}`;
    const known = groups.get(id);
    if (known) known.runs.push(run);
    else groups.set(id, { id, experiment, file, variant, name, family, runs: [run] });
  }
  return [...groups.values()];
}

/** The mean over the seeds and its standard error, over the epochs that all of them reached. */
export function groupCurve({ runs }: RunGroup, of: (run: RunCurves) => number[]): Curve {
  const epochs = Math.min(...runs.map((run) => of(run).length));
  return curveOf(runs.map((run) => of(run).slice(0, epochs)));
}

/** Numbers of a group: over the runs that have them. */
export interface GroupNumbers {
  lowest: Estimate;
  epochs: number[];
  test: Estimate;
  accuracy: Estimate;
  zeros: Estimate;
}

export function groupNumbers({ runs }: RunGroup): GroupNumbers {
  const of = (value: (entry: RunEntry) => number | undefined) =>
    estimate(runs.flatMap(({ entry }) => value(entry) ?? []));
  return {
    lowest: of(({ best }) => best?.validationLoss),
    epochs: runs.flatMap(({ entry }) => entry.best?.epoch ?? []),
    test: of(({ testLoss }) => testLoss),
    accuracy: of(({ testAccuracy }) => testAccuracy),
    zeros: of(({ nearZeros }) => nearZeros),
  };
}

/** Losses of other rows, or of another kind, are no measure of a difference. */
export const areComparable = (groups: readonly RunGroup[]): boolean =>
  new Set(groups.flatMap(({ runs }) => runs.map(({ entry }) => entry.comparable))).size <= 1;

/**
 * Test loss (lowest validation loss where there is none) of a group minus that of the reference, paired over the seeds
 * that both have; undefined with fewer than two, or when the losses cannot be compared.
 * @param comparisons groups that are compared with the reference, for the correction of the interval
 */
export function groupDifference(
  group: RunGroup,
  reference: RunGroup,
  comparisons: number,
): Difference | undefined {
  if (!areComparable([group, reference])) return undefined;
  const loss = ({ entry }: RunCurves) => entry.testLoss ?? entry.best?.validationLoss;
  const pairs = group.runs.flatMap((run) => {
    const other = reference.runs.find(({ entry }) => entry.seed === run.entry.seed);
    const [own, theirs] = [loss(run), other && loss(other)];
    return own !== undefined && theirs !== undefined ? [own - theirs] : [];
  });
  return pairedDifference(pairs, comparisons);
}
