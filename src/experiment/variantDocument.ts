/** A variant as the experiment file has it, and the variant that it means. */
import type { EarlyStopping } from '../engine/network.ts';
import type { AugmentationSettings, LayerStrengths, Settings, Variant } from './experiment.ts';
import { variantOf } from './plan.ts';

export interface VariantDocument extends Partial<LayerStrengths> {
  name?: string;
  l1Mode?: 'framework' | 'proximal';
  groupLassoMode?: 'framework' | 'proximal';
  decayAll?: boolean;
  labelSmoothing?: number;
  batchNormalization?: boolean;
  earlyStopping?: Partial<EarlyStopping> & { patience: number };
  augmentation?: Omit<AugmentationSettings, 'flip'> & { flip?: boolean };
  layers?: Record<string, Partial<LayerStrengths>>;
}

/** What does nothing is left out, so that equal variants have equal settings. */
export function variantFrom(document: VariantDocument): Variant {
  const { name, l1 = 0, l2 = 0, dropout = 0, l1Mode, groupLassoMode, decayAll, ...rest } = document;
  const { batchNormalization, earlyStopping, augmentation, layers, ...strengths } = rest;
  const own = Object.entries(layers ?? {}).filter(([, values]) => Object.keys(values).length > 0);
  const any = (of: (values: Partial<LayerStrengths>) => number | undefined) =>
    [document, ...own.map(([, values]) => values)].some((values) => of(values));
  const settings: Settings = {
    l1,
    l2,
    dropout,
    ...withoutZeros(strengths),
    ...(l1Mode === 'proximal' && any(anyL1) && { l1Mode }),
    ...(groupLassoMode === 'proximal' && any(({ groupLasso }) => groupLasso) && { groupLassoMode }),
    ...(decayAll && any(({ weightDecay }) => weightDecay) && { decayAll }),
    ...(batchNormalization && { batchNormalization }),
    ...(earlyStopping && { earlyStopping: { minimumImprovement: 0, ...earlyStopping } }),
    ...nonEmpty('augmentation', withoutZeros(augmentation ?? {})),
    ...nonEmpty('layers', Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)))),
  };
  return variantOf(settings, name);
}

const anyL1 = ({ l1, biasL1, recurrentL1, embeddingL1 }: Partial<LayerStrengths>): number | undefined =>
  l1 || biasL1 || recurrentL1 || embeddingL1;

/** In the order of the names, so that the order of writing does not matter. */
function withoutZeros<T extends object>(values: T): Partial<T> {
  const acting = Object.entries(values).filter(([, value]) => value);
  return Object.fromEntries(acting.sort(([a], [b]) => (a < b ? -1 : 1))) as Partial<T>;
}

const nonEmpty = (name: string, value: object): object =>
  Object.keys(value).length > 0 ? { [name]: value } : {};
