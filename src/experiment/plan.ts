/** The plan: which variants of the model are trained. */
import { createHash } from 'node:crypto';
import type { Experiment, Settings, Variant } from './experiment.ts';
import { partsOf } from './variantNames.ts';

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

/** Ids are file names; longer ones end in a digest. */
const LONGEST_ID = 80;

/** A variant with the id and family that follow from its settings; equal settings have equal ids. */
export function variantOf(settings: Settings, name?: string): Variant {
  const parts = partsOf(settings);
  const id = parts.map((part) => part.id).join('_') || 'none';
  const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
  return {
    id: id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID)}-${digest}` : id,
    name: name ?? (parts.map((part) => part.name).join(' + ') || 'No regularization'),
    family: parts.length > 1 ? 'combination' : (parts[0]?.family ?? 'none'),
    settings,
  };
}
