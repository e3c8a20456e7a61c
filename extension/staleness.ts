/** Whether results still describe what the files say. */
import { basename } from 'node:path';
import type { LayerDefinition, ModelDefinition } from '../src/definition/model.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import type { PreparedExperiment } from '../src/experiment/session.ts';
import type { Report } from '../src/report/report.ts';

/** A report with what it was measured on. */
export interface MeasuredResults {
  report: Report;
  /** See {@link architectureKey}. */
  architecture: string;
  /** Digest of the dataset. */
  data: string;
  /** See {@link planKey}. */
  plan: string;
}

/**
 * A key that stays the same when only regularization changes: every variant sets penalties and dropout itself,
 * so applying the recommendation does not make its own measurement stale.
 */
export function architectureKey(definition: ModelDefinition): string {
  const layers = definition.layers.filter(({ kind }) => kind !== 'Dropout').map(layerKey);
  return JSON.stringify([definition.framework, definition.inputShape ?? null, layers]);
}

/** Settings that variants replace. */
const REGULARIZING = new Set(['rate', 'recurrentRate', 'deviation']);

function layerKey({
  kind,
  settings,
  wrapped,
}: Pick<LayerDefinition, 'kind' | 'settings' | 'wrapped'>): unknown[] {
  const kept = Object.entries(settings).filter(([name]) => !REGULARIZING.has(name));
  const values = kept.map(([name, setting]) => [name, setting.value ?? null]);
  return [kind, values, wrapped ? layerKey(wrapped) : null];
}

/** What is trained, as the experiment file says it. */
export function planKey({ training, variants, seeds }: Experiment): string {
  return JSON.stringify([training, variants?.map(({ settings }) => settings) ?? null, seeds]);
}

/** A report with what `prepared` says it was measured on. */
export function measuredResults(prepared: PreparedExperiment, report: Report): MeasuredResults {
  const architecture = architectureKey(prepared.definition);
  return { report, architecture, data: prepared.dataset.digest, plan: planKey(prepared.experiment) };
}

/** What differs from what was measured, as far as it shows without reading the data; undefined when nothing does. */
export function changeSince(
  measured: { architecture: string; plan: string; modelName: string; experiment: string },
  definition: ModelDefinition,
  plan: string | undefined,
): string | undefined {
  if (measured.architecture !== architectureKey(definition))
    return `“${measured.modelName}” was changed since.`;
  if (plan !== undefined && plan !== measured.plan)
    return `The plan in ${measured.experiment} was changed since.`;
  return undefined;
}

/** A sentence on why results no longer describe what the files say; undefined while they do. */
export function staleText(
  results: MeasuredResults,
  prepared: PreparedExperiment,
  current: ModelDefinition | undefined,
): string | undefined {
  const { experiment, dataset } = prepared;
  const source = basename(experiment.model.file);
  const { name } = prepared.definition;
  if (!current) return `${source} no longer defines “${name}”.`;
  if (architectureKey(current) !== results.architecture) {
    return `“${name}” in ${source} was changed since: ${results.report.model.architecture} was measured.`;
  }
  if (dataset.digest !== results.data) return `${dataset.file}, or how it is split, was changed since.`;
  if (planKey(experiment) !== results.plan)
    return `The plan in ${basename(experiment.file)} was changed since.`;
  return undefined;
}
