/** The plan: which variants of the model are trained. */
import { formatStrength } from '../words.ts';
import type { Experiment, Family, Settings, Variant } from './experiment.ts';

const NONE: Settings = { l1: 0, l2: 0, dropout: 0 };

const DEFAULT_SETTINGS: Partial<Settings>[] = [
  {},
  { l1: 1e-4 },
  { l1: 1e-3 },
  { l1: 1e-2 },
  { l2: 1e-4 },
  { l2: 1e-3 },
  { l2: 1e-2 },
  { dropout: 0.2 },
  { dropout: 0.5 },
  { dropout: 0.3, l2: 1e-3 },
];

/** The model with its own penalties and dropout rates, layer by layer, as the source has them. */
const AS_WRITTEN: Variant = { id: 'as-written', name: 'As written', family: 'source', settings: NONE };

/**
 * The variants trained when the experiment names none: no regularization, L1 and L2 at three strengths each,
 * two dropout rates and one combination; with `hasOwnRegularization` the model as it is written, too.
 */
export function defaultVariants(model: { hasOwnRegularization: boolean }): Variant[] {
  const variants = DEFAULT_SETTINGS.map((settings) => variantOf({ ...NONE, ...settings }));
  return model.hasOwnRegularization ? [...variants, AS_WRITTEN] : variants;
}

/**
 * The variants to train: those of the experiment, or the default plan. The unregularized model comes first
 * when the experiment does not list it, because every verdict is a comparison with it.
 */
export function variantsOf(
  experiment: Pick<Experiment, 'variants'>,
  model: { hasOwnRegularization: boolean },
): Variant[] {
  const variants = experiment.variants ?? defaultVariants(model);
  return variants.some(({ family }) => family === 'none') ? variants : [variantOf(NONE), ...variants];
}

/** A variant with the id and family that follow from its settings; equal settings have equal ids. */
export function variantOf(settings: Settings, name?: string): Variant {
  const parts = partsOf(settings);
  return {
    id: parts.map(({ family, value }) => `${family}-${value}`).join('_') || 'none',
    name: name ?? (parts.map(({ word, value }) => `${word} ${value}`).join(' + ') || 'No regularization'),
    family: parts.length > 1 ? 'combination' : (parts[0]?.family ?? 'none'),
    settings,
  };
}

interface PlanPart {
  family: Exclude<Family, 'none' | 'combination' | 'source'>;
  word: string;
  value: string;
}

function partsOf({ l1, l2, dropout }: Settings): PlanPart[] {
  const parts: PlanPart[] = [];
  if (dropout > 0) parts.push({ family: 'dropout', word: 'Dropout', value: String(dropout) });
  if (l1 > 0) parts.push({ family: 'l1', word: 'L1', value: formatStrength(l1) });
  if (l2 > 0) parts.push({ family: 'l2', word: 'L2', value: formatStrength(l2) });
  return parts;
}
