/** The parts of the core that a session needs, each loaded when it is first used. */
import type { DataReader } from '../src/dataset/thread.ts';
import { problemOf } from '../src/errors.ts';
import type { EstimateWords } from '../src/experiment/estimateWords.ts';
import type { Experiment, StudyName } from '../src/experiment/experiment.ts';
import type { PreparedExperiment, RunOptions } from '../src/experiment/session.ts';
import type { Report } from '../src/report/report.ts';

/**
 * Reads an experiment file and everything it names.
 * @param known called with the model as soon as the experiment file is read
 * @throws UserError when something is missing, broken or does not fit
 */
export async function prepare(
  file: string,
  known: (model: Experiment['model']) => void,
  data: DataReader,
): Promise<PreparedExperiment> {
  const { readExperiment } = await import('../src/experiment/file.ts');
  const { prepareExperiment } = await import('../src/experiment/session.ts');
  const experiment = await readExperiment(file);
  known(experiment.model);
  return prepareExperiment(experiment, undefined, data.load);
}

export interface PlanWords {
  /** `64 → 128 → 64 → 10`. */
  architecture: string;
  /** `17,226 parameters, nothing regularizes it`. */
  modelTitle: string;
  /** Names of the variants. */
  variants: string[];
  estimate: EstimateWords;
}

type Resources = Pick<RunOptions, 'workers' | 'memoryPerWorker'>;

/** What measuring would take; or that it does not fit, and what to do. */
export async function estimateOf(prepared: PreparedExperiment, resources: Resources): Promise<EstimateWords> {
  const { planFor } = await import('../src/experiment/session.ts');
  const { describeEstimate } = await import('../src/experiment/estimateWords.ts');
  try {
    return describeEstimate(prepared.estimate, planFor(prepared, resources), prepared.runs.length);
  } catch (error) {
    const { title, remedy = '' } = problemOf(error);
    return { text: title, detail: remedy };
  }
}

/** The words of the empty state: the model and the variants that would be trained. */
export async function describePlan(prepared: PreparedExperiment, resources: Resources): Promise<PlanWords> {
  const { definition, variants } = prepared;
  const { architectureOf, lensTitle } = await import('../src/definition/describe.ts');
  return {
    architecture: architectureOf(definition),
    modelTitle: lensTitle(definition),
    variants: variants.map(({ name }) => name),
    estimate: await estimateOf(prepared, resources),
  };
}

/** Number of epochs that an earlier, interrupted start left behind; 0 when all of its runs are finished. */
export async function epochsToResume(prepared: PreparedExperiment): Promise<number> {
  const { readRecords } = await import('../src/experiment/runFiles.ts');
  const { isMissing } = await import('../src/experiment/workPlan.ts');
  const { folder, runs } = prepared;
  if (!runs.some(({ id }) => isMissing(prepared, id))) return 0;
  return runs.reduce((sum, { id }) => sum + readRecords(folder, id).length, 0);
}

/** Number of epochs stored of the last plan that was started, however the files have changed since. */
export async function epochsStored(file: string): Promise<number> {
  const { storedRuns } = await import('../src/experiment/stored/runs.ts');
  const runs = await storedRuns(file, 'latest');
  return runs.reduce((sum, { epochs }) => sum + epochs, 0);
}

/** Of the studies of a start, those that its report lacks. */
export async function unmeasured(
  prepared: PreparedExperiment,
  studies: StudyName[] | undefined,
  report: Report | undefined,
): Promise<StudyName[]> {
  const { studiesOf } = await import('../src/experiment/workPlan.ts');
  const isLeft = (study: StudyName) => !report || report.studies.offers.some(({ name }) => name === study);
  return studiesOf(prepared, studies).filter(isLeft);
}
