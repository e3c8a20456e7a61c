/** From stored runs to what the studies found, and what could still be measured. */
import { setImmediate } from 'node:timers/promises';
import { STUDY_NAMES, type StudyName } from '../../experiment/experiment.ts';
import type { RunGroup } from '../../experiment/groups.ts';
import type { PreparedExperiment } from '../../experiment/prepare.ts';
import { besideSettings } from '../../experiment/studies/beside.ts';
import { learningCurveSettings } from '../../experiment/studies/learningCurve.ts';
import { pathSettings } from '../../experiment/studies/path.ts';
import { studyGroups } from '../../experiment/studies/plan.ts';
import { replicaSettings } from '../../experiment/studies/replicas.ts';
import { mainSettings } from '../../experiment/studies/settings.ts';
import { rateSettings } from '../../experiment/studies/widths.ts';
import type { Report } from '../report.ts';
import type { StudiesReport, StudyOffer } from '../studies.ts';
import { besideReport } from './beside.ts';
import { learningCurveReport } from './learningCurve.ts';
import { secondsFor } from './pace.ts';
import { pathReport } from './path.ts';
import { replicasReport } from './replicas.ts';
import type { StoredStudies } from './stored.ts';
import { widthsReport } from './widths.ts';

export type { StoredStudies } from './stored.ts';

/**
 * The studies whose runs have all ended, and an offer for each of the others that means something here. Lets an editor
 * that shares this thread go on in between.
 */
export async function studiesReport(
  prepared: PreparedExperiment,
  report: Report,
  stored: StoredStudies,
): Promise<StudiesReport> {
  const studies: StudiesReport = { offers: [] };
  for (const name of STUDY_NAMES) {
    const groups = studyGroups(name, prepared, report);
    if (groups.length === 0) continue;
    const missing = groups.map((group): RunGroup => {
      return { ...group, runs: group.runs.filter(({ id }) => !stored.runs.has(id)) };
    });
    const runs = missing.reduce((sum, group) => sum + group.runs.length, 0);
    const seconds = secondsFor(missing, prepared, report);
    if (runs > 0) studies.offers.push({ name, runs, seconds, ...keptOf(groups, prepared, stored) });
    else Object.assign(studies, await REPORTS[name](prepared, report, stored));
    await setImmediate();
  }
  return studies;
}

/** What an earlier start left of a study's own runs; those of the plan are shown as the plan's. */
function keptOf(
  groups: RunGroup[],
  prepared: PreparedExperiment,
  { runs, begun = new Set() }: StoredStudies,
): Pick<StudyOffer, 'kept' | 'begun'> {
  const planned = new Set(prepared.runs.map(({ id }) => id));
  const own = groups.flatMap((group) => group.runs.map(({ id }) => id)).filter((id) => !planned.has(id));
  const [finished, left] = [runs, begun].map((ids) => own.filter((id) => ids.has(id)).length);
  return { ...(finished && { kept: finished }), ...(left && { begun: left }) };
}

type Results = Omit<StudiesReport, 'offers'>;

const REPORTS: Record<
  StudyName,
  (prepared: PreparedExperiment, report: Report, stored: StoredStudies) => Results | Promise<Results>
> = {
  learningCurve: (prepared, report, { runs }) => ({
    learningCurve: learningCurveReport(learningCurveSettings(prepared, report), runs, prepared.dataset),
  }),
  replicas: async (prepared, report, { runs }) => {
    const { dataset, architecture } = prepared;
    const replicas = await replicasReport(
      replicaSettings(prepared, report),
      runs,
      dataset,
      architecture.network.loss,
    );
    return replicas ? { replicas } : {};
  },
  widths: (prepared, _, { runs }) => ({
    widths: widthsReport(rateSettings(prepared), runs, prepared.dataset),
  }),
  path: (prepared, _, stored) => ({ path: pathReport(pathSettings(prepared), stored) }),
  beside: (prepared, report, { runs }) => {
    const [none] = mainSettings(prepared, report);
    return { beside: besideReport(besideSettings(prepared, report), none!, runs, prepared) };
  },
};
