/** One colour and one marker for a variant, everywhere. */
import type { Family, Settings } from '../../src/experiment/experiment.ts';
import type { Tone } from './palette.ts';

export type MarkerShape = 'ring' | 'triangle' | 'square' | 'disc' | 'diamond' | 'cross';

export interface Look {
  tone: Tone;
  shape: MarkerShape;
}

/** What a look is decided from: variants of the plan and of the report have it. */
export interface Identified {
  family: Family;
  settings: Settings;
}

/**
 * The look of a variant. L1 and L2 are weak, middle or strong by the rank of λ among the plan's λ of
 * the family (middle when there is one); dropout by its rate: below 0.3, below 0.6, above.
 */
export function lookOf(variant: Identified, plan: readonly Identified[]): Look {
  const { family, settings } = variant;
  switch (family) {
    case 'none':
      return { tone: '--none', shape: 'ring' };
    case 'l1':
    case 'l2':
      return {
        tone: `--${family}-${strength(variant, plan)}`,
        shape: family === 'l1' ? 'triangle' : 'square',
      };
    case 'dropout':
      return {
        tone: `--dropout-${settings.dropout < 0.3 ? 1 : settings.dropout < 0.6 ? 2 : 3}`,
        shape: 'disc',
      };
    case 'other':
    case 'combination':
      return { tone: '--combination', shape: 'diamond' };
    case 'source':
      return { tone: '--source', shape: 'cross' };
    default:
      return family satisfies never;
  }
}

function strength(variant: Identified, plan: readonly Identified[]): 1 | 2 | 3 {
  const family = variant.family as 'l1' | 'l2';
  const lambdas = [...new Set(plan.filter((v) => v.family === family).map((v) => v.settings[family]))];
  if (lambdas.length < 2) return 2;
  lambdas.sort((a, b) => a - b);
  const rank = lambdas.indexOf(variant.settings[family]) / (lambdas.length - 1);
  return rank < 1 / 3 ? 1 : rank <= 2 / 3 ? 2 : 3;
}
