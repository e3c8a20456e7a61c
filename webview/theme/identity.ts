/** One colour and one marker for a variant, everywhere. */
import type { Family, Settings } from '../../src/experiment/experiment.ts';
import type { Tone } from './palette.ts';

export type MarkerShape =
  | 'ring'
  | 'triangle'
  | 'triangle-down'
  | 'square'
  | 'disc'
  | 'diamond'
  | 'cross'
  | 'plus'
  | 'bar';

export interface Look {
  tone: Tone;
  shape: MarkerShape;
  /** Another form of what the filled marker stands for, such as proximal L1. */
  hollow?: true;
}

/** What a look is decided from: variants of the plan and of the report have it. */
export interface Identified {
  family: Family;
  settings: Settings;
}

/**
 * The look of a variant. L1 and L2 are weak, middle or strong by the rank of λ among the plan's λ of
 * the family (middle when there is one); dropout by its rate: below 0.3, below 0.6, above. Relatives of these three
 * have their colour and a hollow marker; what is related to none of them is grey.
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
        ...(family === 'l1' && settings.l1Mode === 'proximal' && { hollow: true }),
      };
    case 'dropout':
      return { tone: dropoutTone(settings.dropout), shape: 'disc' };
    case 'other':
      return otherLook(settings);
    case 'combination':
      if (isOnlyAugmented(settings)) return AUGMENTED;
      return { tone: '--combination', shape: 'diamond' };
    case 'source':
      return { tone: '--source', shape: 'cross' };
    default:
      return family satisfies never;
  }
}

const dropoutTone = (rate: number): Tone => `--dropout-${rate < 0.3 ? 1 : rate < 0.6 ? 2 : 3}`;

const AUGMENTED: Look = { tone: '--source', shape: 'plus' };

/** Several augmentations are a combination, but of nothing else. */
const isOnlyAugmented = (settings: Settings): boolean =>
  Object.entries(settings).every(([name, value]) => name === 'augmentation' || !value);

function otherLook(settings: Settings): Look {
  const rate = settings.spatialDropout || settings.recurrentDropout;
  if (rate) return { tone: dropoutTone(rate), shape: 'disc', hollow: true };
  const { groupLasso, recurrentL1, embeddingL1, biasL1, activityL1 } = settings;
  if (groupLasso || recurrentL1 || embeddingL1 || biasL1 || activityL1) {
    return { tone: '--l1-2', shape: 'triangle-down', hollow: true };
  }
  const { weightDecay, maxNorm, recurrentL2, embeddingL2, biasL2, activityL2 } = settings;
  if (weightDecay || maxNorm || recurrentL2 || embeddingL2 || biasL2 || activityL2) {
    return { tone: '--l2-2', shape: 'square', hollow: true };
  }
  if (settings.earlyStopping) return { tone: '--source', shape: 'bar' };
  if (settings.augmentation) return AUGMENTED;
  return { tone: '--source', shape: 'diamond', hollow: true };
}

function strength(variant: Identified, plan: readonly Identified[]): 1 | 2 | 3 {
  const family = variant.family as 'l1' | 'l2';
  const lambdas = [...new Set(plan.filter((v) => v.family === family).map((v) => v.settings[family]))];
  if (lambdas.length < 2) return 2;
  lambdas.sort((a, b) => a - b);
  const rank = lambdas.indexOf(variant.settings[family]) / (lambdas.length - 1);
  return rank < 1 / 3 ? 1 : rank <= 2 / 3 ? 2 : 3;
}
