/** What regularizes beside penalties and dropout: batch normalization, early stopping and augmentation. */
import { architectureFor } from '../batchNormalization.ts';
import type { Settings } from '../experiment.ts';
import { variantOf } from '../plan.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { partsOf } from '../variantNames.ts';
import { type MainResult, NOTHING, plannedSetting, type StudySetting, settingOf } from './settings.ts';

/** Of the epochs, and at least so many. */
const PATIENCE_SHARE = 0.1;
const LEAST_PATIENCE = 5;
/** Standard deviation on inputs as they enter the network; for images a share of height and width. */
const NOISE = 0.1;
const SHIFT = 0.1;

export interface BesideSetting extends StudySetting {
  /** Names of what is combined. */
  parts: string[];
}

/** Each alone, in pairs, all together, and all with the recommended variant. */
export function besideSettings(prepared: PreparedExperiment, result: MainResult): BesideSetting[] {
  const parts = partsFor(prepared);
  const combined = combinations(parts).map((chosen) => Object.assign({ ...NOTHING }, ...chosen) as Settings);
  const { variant: recommended } = result.recommendation;
  const best = recommended === null ? undefined : plannedSetting(prepared, recommended)?.variant;
  // The settings of the source are not a variant's: nothing can be added to them.
  const addable = best && best.family !== 'source' && parts.length > 0;
  const withBest = addable ? [Object.assign({ ...best.settings }, ...parts) as Settings] : [];
  const variants = [...combined, ...withBest].map((settings) => variantOf(settings));
  const distinct = new Map(variants.map((variant) => [variant.id, variant]));
  return [...distinct.values()].map((variant) => ({
    ...settingOf(prepared, variant),
    parts: partsOf(variant.settings).map(({ name }) => name),
  }));
}

/** Those that mean something for this model, these inputs and this training. */
function partsFor({ experiment, architecture }: PreparedExperiment): Partial<Settings>[] {
  const { epochs, earlyStopping } = experiment.training;
  const batchNormalization: Partial<Settings> = { batchNormalization: true };
  const normalized = architectureFor(architecture, { settings: { ...NOTHING, ...batchNormalization } });
  const patience = Math.max(LEAST_PATIENCE, Math.round(PATIENCE_SHARE * epochs));
  const { inputShape, nodes } = architecture.network;
  const words = nodes.some(({ layer }) => layer.kind === 'embedding');
  const image = inputShape.length === 3;
  return [
    ...(normalized === architecture ? [] : [batchNormalization]),
    ...(earlyStopping ? [] : [{ earlyStopping: { patience, minimumImprovement: 0 } }]),
    ...(words ? [] : [{ augmentation: image ? { shift: SHIFT } : { noise: NOISE } }]),
  ];
}

/** All subsets but the empty one, smaller ones first. */
function combinations<T>(items: T[]): T[][] {
  const sets = Array.from({ length: 2 ** items.length - 1 }, (_, code) =>
    items.filter((_, index) => ((code + 1) >> index) & 1),
  );
  return sets.sort((a, b) => a.length - b.length);
}
