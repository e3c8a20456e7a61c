/** What the studies read: runs that have ended, by setting. */
import type { Outcome } from '../../diagnosis/noInterval.ts';
import { rowMeans } from '../../diagnosis/runs.ts';
import type { DivergedRun } from '../../experiment/records.ts';
import type { StudySetting } from '../../experiment/studies/settings.ts';
import { estimate, pairedDifference } from '../../statistics/estimate.ts';
import type { Difference, Estimate } from '../../statistics/estimates.ts';
import type { LinearPath } from '../../statistics/linearPaths.ts';
import type { StudyPoint } from '../studies.ts';
import { studyPoint } from '../studyPoint.ts';
import { finalRecord, type StoredRun } from '../variants.ts';

/** What is stored of the studies: runs by their ids, those of the plan that a study needs among them. */
export interface StoredStudies {
  runs: ReadonlyMap<string, StoredRun | DivergedRun>;
  /** Ids of the other runs that have finished epochs; left out: none. */
  begun?: ReadonlySet<string>;
  /** Of the study `path`. */
  linearPath?: LinearPath;
}

export type Outcomes = StoredStudies['runs'];

/** A setting's finished runs, in the order of its seeds or replicas. */
export function finishedRuns({ runs }: StudySetting, outcomes: Outcomes): StoredRun[] {
  return runs.flatMap(({ id }) => {
    const outcome = outcomes.get(id);
    return outcome && 'records' in outcome ? [outcome] : [];
  });
}

/** Numbers of a setting whose runs have all ended. */
export function pointOf(setting: StudySetting, outcomes: Outcomes): StudyPoint {
  const finished = finishedRuns(setting, outcomes);
  return studyPoint(finished, setting.runs.length - finished.length);
}

/** How many of a setting's runs finished. */
export const outcomeOf = ({ validationLoss, diverged }: StudyPoint): Outcome => ({
  finished: validationLoss.seeds,
  diverged,
});

/** Validation loss of `setting` minus that of `other` at the end, seed by seed and row by row. */
export function validationDifference(
  setting: StoredRun[],
  other: StoredRun[],
  comparisons = 1,
): Difference | undefined {
  const pairs = setting.flatMap((run) => {
    const partner = other.find(({ result }) => result.seed === run.result.seed);
    return partner ? [{ run, partner }] : [];
  });
  const bySeed = pairs.map(
    ({ run, partner }) => finalRecord(run).validationLoss - finalRecord(partner).validationLoss,
  );
  const byRow = rowMeans(pairs.length, pairs[0]?.run.rows.validation?.length ?? 0, (pair, row) => {
    const { run, partner } = pairs[pair]!;
    return run.rows.validation![row]! - partner.rows.validation![row]!;
  });
  return pairedDifference(bySeed, comparisons, byRow);
}

/** Validation minus training loss at the end. */
export const gapOf = (runs: StoredRun[]): Estimate =>
  estimate(runs.map(finalRecord).map(({ validationLoss, trainLoss }) => validationLoss - trainLoss));
