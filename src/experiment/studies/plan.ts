/** Studies: what is trained beside the variants of the plan, to answer one question each. */
import type { StudyName } from '../experiment.ts';
import { groupFor, type RunGroup } from '../groups.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { besideSettings } from './beside.ts';
import { learningCurveSettings } from './learningCurve.ts';
import { pathSettings } from './path.ts';
import { replicaSettings } from './replicas.ts';
import type { MainResult, StudySetting } from './settings.ts';
import { rateSettings } from './widths.ts';

const SETTINGS: Record<StudyName, (prepared: PreparedExperiment, result: MainResult) => StudySetting[]> = {
  learningCurve: learningCurveSettings,
  replicas: replicaSettings,
  widths: (prepared) => rateSettings(prepared).flatMap(({ fixed, expected }) => [fixed, expected]),
  path: pathSettings,
  beside: besideSettings,
};

/**
 * All settings of a study, those of the plan among them that it needs; none when it means nothing for this model and
 * data. Settings that are the same runs stand once.
 */
export function studySettings(
  name: StudyName,
  prepared: PreparedExperiment,
  result: MainResult,
): StudySetting[] {
  const known = new Map<string, StudySetting>();
  for (const setting of SETTINGS[name](prepared, result)) known.set(setting.variant.id, setting);
  return [...known.values()];
}

/** The runs of a study by the network they train; runs of the plan are among them with their own ids. */
export function studyGroups(name: StudyName, prepared: PreparedExperiment, result: MainResult): RunGroup[] {
  const settings = studySettings(name, prepared, result);
  const networks = [...new Set(settings.map(({ architecture }) => architecture))];
  return networks.map((architecture) => {
    const own = settings.filter((setting) => setting.architecture === architecture);
    // Seed by seed: runs of one seed train together best.
    const runs = own.flatMap((setting) => setting.runs).sort((a, b) => a.seed - b.seed);
    const variants = own.map(({ variant }) => variant);
    return groupFor(prepared, architecture, variants, runs);
  });
}
