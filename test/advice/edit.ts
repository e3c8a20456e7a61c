/** Helpers of the edit tests: from source and settings to source. */
import { applyEdits, isApplied, regularizationEdits } from '../../src/advice/apply.ts';
import { readDefinitions } from '../../src/definition/source.ts';
import type { Settings } from '../../src/experiment/experiment.ts';

export const settings = (part: Partial<Settings>): Settings => ({ l1: 0, l2: 0, dropout: 0, ...part });

export const DROPOUT_L2 = settings({ dropout: 0.3, l2: 1e-3 });

/** The source after the edits of its first (or the named) model, or the reason why there are none. */
export function edit(text: string, part: Partial<Settings>, name?: string): string {
  const models = readDefinitions('model.py', text);
  const model = models.find((candidate) => name === undefined || candidate.name === name);
  if (!model) throw new Error('no model');
  const result = regularizationEdits(text, model, settings(part));
  return 'reason' in result ? `reason: ${result.reason}` : applyEdits(text, result.edits);
}

/** Whether the first model of a source means the settings. */
export function applied(text: string, part: Partial<Settings>): boolean {
  return isApplied(readDefinitions('model.py', text)[0]!, settings(part));
}
