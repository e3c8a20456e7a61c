/** From what is stored of an experiment to its report. */

import { backendName, backendWarning } from '../experiment/backend.ts';
import type { Variant } from '../experiment/experiment.ts';
import { STUDY_NAMES } from '../experiment/experiment.ts';
import { readLinearPath } from '../experiment/linearPathFile.ts';
import { type Plan, readPlan } from '../experiment/planFile.ts';
import type { PreparedExperiment } from '../experiment/prepare.ts';
import type { DivergedRun, FinishedRun } from '../experiment/records.ts';
import { hasBegun, readRecords, readResult, readRowLosses } from '../experiment/runFiles.ts';
import { studyGroups } from '../experiment/studies/plan.ts';
import { buildReport } from '../report/build.ts';
import type { Report } from '../report/report.ts';
import { type StoredStudies, studiesReport } from '../report/studies/build.ts';
import type { StoredRun, VariantRuns } from '../report/variants.ts';

/** Lets an editor that shares this thread go on between two files. */
export const othersTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The report of the runs stored so far, if there are any, with the studies that are complete. */
export async function storedReport(prepared: PreparedExperiment): Promise<Report | undefined> {
  const report = await mainReport(prepared);
  if (!report) return undefined;
  return { ...report, studies: await studiesReport(prepared, report, await storedStudies(prepared, report)) };
}

/** The report without studies: what they are planned by. */
export async function mainReport(prepared: PreparedExperiment): Promise<Report | undefined> {
  const { folder, experiment, definition, source, dataset, architecture } = prepared;
  const plan = readPlan(folder);
  const runs: VariantRuns[] = [];
  for (const variant of prepared.variants) {
    runs.push(await storedRuns(prepared, variant));
  }
  if (!plan || runs.every(({ finished, diverged }) => finished.length + diverged.length === 0))
    return undefined;
  return buildReport({
    experiment,
    definition,
    source,
    dataset,
    network: architecture.network,
    runs,
    ...backendWords(plan),
    workers: plan.workers,
    plannedRuns: prepared.runs.length,
  });
}

function backendWords({ backend, earlier }: Plan) {
  if (!backend) return { backend: 'unknown' };
  return {
    backend: backendName(backend),
    backendReason: backend.reason,
    backendWarning: backendWarning(backend, earlier),
  };
}

async function storedRuns({ folder, runs }: PreparedExperiment, variant: Variant): Promise<VariantRuns> {
  const stored: VariantRuns = { variant, finished: [], diverged: [], dropped: [] };
  for (const { id } of runs.filter((run) => run.variant === variant.id)) {
    const result = readResult(folder, id);
    const run = result?.outcome === 'finished' && withFiles(folder, id, result);
    if (run) stored.finished.push(run);
    else if (result?.outcome === 'diverged') stored.diverged.push(result);
    else if (result?.outcome === 'dropped') stored.dropped.push(result);
    await othersTurn();
  }
  return stored;
}

/** Undefined when its records are damaged. */
function withFiles(folder: string, id: string, result: FinishedRun): StoredRun | undefined {
  const records = readRecords(folder, id);
  return records.length === result.epochs ? { result, records, rows: readRowLosses(folder, id) } : undefined;
}

async function storedStudies(prepared: PreparedExperiment, report: Report): Promise<StoredStudies> {
  const { folder } = prepared;
  const groups = STUDY_NAMES.flatMap((name) => studyGroups(name, prepared, report));
  const runs = new Map<string, StoredRun | DivergedRun>();
  const begun = new Set<string>();
  for (const id of new Set(groups.flatMap((group) => group.runs.map((run) => run.id)))) {
    const result = readResult(folder, id);
    const run = result?.outcome === 'finished' ? withFiles(folder, id, result) : undefined;
    if (run) runs.set(id, run);
    else if (result?.outcome === 'diverged') runs.set(id, result);
    else if (hasBegun(folder, id)) begun.add(id);
    await othersTurn();
  }
  const linearPath = readLinearPath(folder);
  return { runs, begun, ...(linearPath && { linearPath }) };
}
