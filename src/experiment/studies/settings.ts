/** What all studies share: their runs are those of variants, some on other rows or with another network. */
import type { RunSpec } from '../../engine/network.ts';
import type { Estimate } from '../../statistics/estimates.ts';
import type { Architecture } from '../architecture.ts';
import { architectureFor } from '../batchNormalization.ts';
import type { Family, Settings, Variant } from '../experiment.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { runSpecs } from '../runSpecs.ts';

/** Runs of one setting of a study, one for each seed or replica. */
export interface StudySetting {
  /** With an id of its own, which its runs have; for progress and reports. */
  variant: Variant;
  architecture: Architecture;
  runs: RunSpec[];
}

/** What a study's plan takes from the report of the main runs. */
export interface MainResult {
  /** A variant's id. */
  recommendation: { variant: string | null };
  variants: { id: string; family: Family; validationLoss: Estimate }[];
}

export const NOTHING: Settings = { l1: 0, l2: 0, dropout: 0 };

/** The runs of a variant of the plan with the network that they train. */
export function plannedSetting(prepared: PreparedExperiment, id: string): StudySetting | undefined {
  const variant = prepared.variants.find((known) => known.id === id);
  if (!variant) return undefined;
  const architecture = architectureFor(prepared.architecture, variant);
  return { variant, architecture, runs: prepared.runs.filter((run) => run.variant === id) };
}

/**
 * All seeds of a variant, which may be in the plan or not: its runs are the same then.
 * @param model the model's own architecture, or a changed one
 */
export function settingOf(
  { experiment, architecture }: PreparedExperiment,
  variant: Variant,
  model = architecture,
): StudySetting {
  const runs = runSpecs(model, [variant], experiment.seeds, experiment.training.earlyStopping);
  return { variant, architecture: architectureFor(model, variant), runs };
}

export const unregularized = ({ variants }: MainResult): string =>
  variants.find(({ family }) => family === 'none')!.id;

/** The unregularized variant, and the recommended one when there is one. */
export function mainSettings(prepared: PreparedExperiment, result: MainResult): StudySetting[] {
  const ids = [unregularized(result), result.recommendation.variant];
  return ids.flatMap((id) => (id === null ? [] : (plannedSetting(prepared, id) ?? [])));
}

/** The same runs on other rows or with another network: `id` comes before the seed in theirs. */
export function changedRun(run: RunSpec, id: string, change: Partial<RunSpec>): RunSpec {
  return { ...run, id: `${id}-seed${run.seed}`, variant: id, ...change };
}

/** A run's id without its seed: the variant's, with the version of the source when that is what is trained. */
export const baseOf = ({ id }: RunSpec): string => id.replace(/-seed\d+$/, '');
