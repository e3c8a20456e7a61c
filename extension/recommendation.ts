/** What a report recommends, and whether the source has it already. */
import type { ModelDefinition } from '../src/definition/model.ts';
import type { Report, VariantReport } from '../src/report/report.ts';

/** The recommended variant; undefined when none is measurably better. */
export function recommendedVariant({ recommendation, variants }: Report): VariantReport | undefined {
  return variants.find(({ id }) => id === recommendation.variant);
}

/** True when a definition has the settings of a variant, which the variant “As written” has by itself. */
export async function isWritten(definition: ModelDefinition, variant: VariantReport): Promise<boolean> {
  if (variant.family === 'source') return true;
  const { isApplied } = await import('../src/advice/apply.ts');
  return isApplied(definition, variant.settings);
}
