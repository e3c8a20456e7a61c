/** What was measured of a definition, and whether it still holds. */
import type { ModelDefinition } from '../src/definition/model.ts';
import type { ExperimentIndex, ExperimentReference } from './experiments.ts';
import type { ResultStore } from './resultStore.ts';
import type { Sessions } from './sessions.ts';
import { changeSince } from './staleness.ts';
import type { MeasuredSummary } from './summary.ts';

export interface MeasurementSources {
  index: ExperimentIndex;
  sessions: Sessions;
  store: ResultStore;
}

export interface MeasuredModel {
  /** Every experiment about the definition. */
  references: ExperimentReference[];
  /** The last one with results, and its summary. */
  file?: string;
  summary?: MeasuredSummary;
  /** What was changed since, in a sentence. */
  stale?: string;
  /** Whether the recommended change stands in the source. */
  isApplied: boolean;
}

export async function measuredModel(
  { index, sessions, store }: MeasurementSources,
  modelFile: string,
  definition: ModelDefinition,
): Promise<MeasuredModel> {
  const references = await index.of(modelFile, definition.name);
  const files = references.map(({ file }) => file);
  const [file, summary] =
    Object.entries(store.summaries())
      .filter(([each, { modelName }]) => files.includes(each) && modelName === definition.name)
      .at(-1) ?? [];
  if (!file || !summary) return { references, isApplied: false };
  const plan = references.find((reference) => reference.file === file)?.plan;
  const stale = sessions.find(file)?.staleReason ?? changeSince(summary, definition, plan);
  return { references, file, summary, stale, isApplied: await isApplied(summary, definition) };
}

async function isApplied({ recommended }: MeasuredSummary, definition: ModelDefinition): Promise<boolean> {
  if (!recommended) return false;
  const advice = await import('../src/advice/apply.ts');
  return advice.isApplied(definition, recommended.settings);
}
