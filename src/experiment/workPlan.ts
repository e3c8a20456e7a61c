/** What is left to train of an experiment, and how it would be spread over processes. */
import type { StudyName } from './experiment.ts';
import type { RunGroup } from './groups.ts';
import { freeMemory, planWork, type Resources, type WorkPlan } from './memory.ts';
import type { PreparedExperiment } from './prepare.ts';
import { readResult } from './runFiles.ts';
import { studyGroups } from './studies/plan.ts';
import type { MainResult } from './studies/settings.ts';

export type WorkLimits = Pick<Resources, 'workers' | 'memoryPerWorker'>;

/** The studies that belong to a start: those it names, or else those of the experiment. */
export const studiesOf = (
  { experiment }: Pick<PreparedExperiment, 'experiment'>,
  asked: StudyName[] | undefined,
): StudyName[] => asked ?? experiment.studies ?? [];

/**
 * How the runs that are not finished yet, those of the studies that are asked for among them, would be spread over
 * processes now. What successive halving saves is not known before.
 * @throws UserError `MODEL_TOO_LARGE` when not even one run fits into memory
 */
export function planFor(
  prepared: PreparedExperiment,
  limits: WorkLimits & { studies?: StudyName[] },
): WorkPlan {
  const studies = studiesOf(prepared, limits.studies);
  const further = studies.flatMap((name) => studyGroups(name, prepared, nothingMeasured(prepared)));
  return planGroups(prepared, [...prepared.groups, ...further], limits);
}

/** {@link planFor} of these groups alone; a run that is in several counts once. */
export function planGroups(
  prepared: PreparedExperiment,
  groups: RunGroup[],
  { workers, memoryPerWorker }: WorkLimits,
  wholeRuns?: boolean,
): WorkPlan {
  const { definition, experiment } = prepared;
  const counted = new Set<string>();
  const needs = groups.map(({ estimate, runs }) => {
    const left = runs.filter(({ id }) => !counted.has(id) && isMissing(prepared, id, wholeRuns));
    for (const { id } of left) counted.add(id);
    return { estimate, runs: left.length };
  });
  const { startLine, startColumn } = definition.anchor;
  const model = { file: experiment.model.file, line: startLine, column: startColumn };
  return planWork(needs, { workers, memoryPerWorker, free: freeMemory(), model });
}

/**
 * Whether a run has to be trained: it has no result, or was dropped by successive halving.
 * @param wholeRuns runs that were dropped go on: in studies, and when halving is switched off
 */
export function isMissing(
  { folder, experiment }: PreparedExperiment,
  id: string,
  wholeRuns = !experiment.training.successiveHalving,
): boolean {
  const result = readResult(folder, id);
  return !result || (result.outcome === 'dropped' && wholeRuns);
}

/** Studies are planned by what the main runs recommend: before, nothing. */
const nothingMeasured = ({ variants }: PreparedExperiment): MainResult => ({
  recommendation: { variant: null },
  variants: variants.map(({ id, family }) => ({
    id,
    family,
    validationLoss: { mean: null, standardError: null, seeds: 0 },
  })),
});
