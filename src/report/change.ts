import { describeChange, regularizationEdits } from '../advice/apply.ts';
import type { ModelDefinition } from '../definition/model.ts';
import { beyondBasics } from '../experiment/variantNames.ts';
import type { Recommendation, VariantReport } from './report.ts';

/** The edit of the source that writes a variant into it, as a small diff, or the reason why there is none. */
export function changeFor(
  variant: VariantReport,
  file: string,
  source: string,
  definition: ModelDefinition,
): Pick<Recommendation, 'change' | 'noChange'> {
  if (variant.family === 'source') return { noChange: `${file} has these settings already.` };
  const beyond = beyondBasics(variant.settings);
  if (beyond.length > 0) {
    return { noChange: `${beyond.join(', ')}: not written into ${file} for you; set it in your own code.` };
  }
  const result = regularizationEdits(source, definition, variant.settings);
  if ('reason' in result) return { noChange: result.reason };
  if (result.edits.length === 0) return { noChange: `${file} has these settings already.` };
  return { change: describeChange(source, result.edits, file) };
}
