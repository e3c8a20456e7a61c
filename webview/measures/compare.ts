/** Chosen runs, gathered by what they share, and the differences between the groups. */
import type { RunCurves, RunEntry } from '../../src/protocol/panel.ts';
import type { Report, VariantReport } from '../../src/report/report.ts';
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
  /** Where only a report is known: its means over the seeds, which stand in `runs` as one run. */
  means?: VariantReport;
}

/** What curves are drawn of. */
export type Compared = 'validationLoss' | 'trainLoss' | 'penalty';

/** The experiment file of a run's key. */
export const fileOf = (key: string): string => key.slice(0, key.lastIndexOf('#'));

/**
 * In the order in which their first runs stand.
 * @param report where the runs are its means
 */
export function groupRuns(runs: readonly RunCurves[], report?: Report): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const { key, experiment, variant, variantName: name, family } = run.entry;
    const file = fileOf(key);
    const id = `${file} ${name}`;
    const known = groups.get(id);
    if (known) known.runs.push(run);
    else
      groups.set(id, {
        id,
        experiment,
        file,
        variant,
        name,
        family,
        runs: [run],
        ...meansOf(variant, report),
      });
  }
  return [...groups.values()];
}

function meansOf(variant: string, report: Report | undefined): Pick<RunGroup, 'means'> {
  const means = report?.variants.find(({ id }) => id === variant);
  return means ? { means } : {};
}

/** The number of seeds behind a group's means. */
export const groupSeeds = ({ runs, means }: RunGroup): number => means?.validationLoss.seeds ?? runs.length;

/** The mean over the seeds and its standard error, over the epochs that all of them reached. */
export function groupCurve({ runs, means }: RunGroup, compared: Compared): Curve {
  if (means) return means.curves[compared];
  const epochs = Math.min(...runs.map((run) => run[compared].length));
  return curveOf(runs.map((run) => run[compared].slice(0, epochs)));
}

/** Numbers of a group: over the runs that have them. */
export interface GroupNumbers {
  lowest: Estimate;
  epochs: number[];
  test: Estimate;
  accuracy: Estimate;
  zeros: Estimate;
}

export function groupNumbers({ runs, means }: RunGroup): GroupNumbers {
  if (means) {
    const { bestValidationLoss, bestEpochs, testLoss, testAccuracy, nearZeros } = means;
    const accuracy = testAccuracy ?? estimate([]);
    return { lowest: bestValidationLoss, epochs: bestEpochs, test: testLoss, accuracy, zeros: nearZeros };
  }
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

/** What a difference is of: test losses, or lowest validation losses where fewer than two seeds have both. */
export interface ComparedLosses {
  name: 'test loss' | 'validation loss';
  /** A group's loss minus the reference's, of each seed that both have. */
  pairs: number[];
}

export function comparedLosses(group: RunGroup, reference: RunGroup): ComparedLosses {
  const paired = (loss: (entry: RunEntry) => number | undefined) =>
    group.runs.flatMap((run) => {
      const other = reference.runs.find(({ entry }) => entry.seed === run.entry.seed);
      const [own, theirs] = [loss(run.entry), other && loss(other.entry)];
      return own !== undefined && theirs !== undefined ? [own - theirs] : [];
    });
  const test = paired(({ testLoss }) => testLoss);
  if (test.length > 1 || group.means) return { name: 'test loss', pairs: test };
  return { name: 'validation loss', pairs: paired(({ best }) => best?.validationLoss) };
}

/** The groups that have a difference from the reference: the number that their intervals are corrected for. */
export function comparisonsOf(groups: readonly RunGroup[]): number {
  const [reference, ...others] = groups;
  if (!reference) return 0;
  return others.filter((group) => groupDifference(group, reference, 1) !== undefined).length;
}

/**
 * The losses of a group minus those of the reference, paired over the seeds that both have; undefined with fewer than
 * two, or when the losses cannot be compared. A report's means have the report's differences: from no regularization,
 * corrected for its comparisons.
 * @param comparisons groups that are compared with the reference, for the correction of the interval
 */
export function groupDifference(
  group: RunGroup,
  reference: RunGroup,
  comparisons: number,
): Difference | undefined {
  if (group.means) return reference.family === 'none' ? group.means.difference?.testLoss : undefined;
  if (!areComparable([group, reference])) return undefined;
  return pairedDifference(comparedLosses(group, reference).pairs, comparisons);
}
