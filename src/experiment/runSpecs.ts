/** From variants and seeds to runs: every setting resolved to the parameters and places of the network. */
import { createHash } from 'node:crypto';
import type { Regularized } from '../definition/model.ts';
import { layoutOf } from '../engine/layout.ts';
import type { Role } from '../engine/layouts/layerLayout.ts';
import {
  type ActivityPenalty,
  type EarlyStopping,
  NO_AUGMENTATION,
  NO_PENALTY,
  type ParameterPenalty,
  type RunSpec,
} from '../engine/network.ts';
import type { Architecture, NodePart } from './architecture.ts';
import { architectureFor } from './batchNormalization.ts';
import type { LayerStrengths, Settings, Variant } from './experiment.ts';

/** What a run is beside its name and seed. */
export type RunSettings = Omit<RunSpec, 'id' | 'variant' | 'seed'>;

/**
 * The runs of a plan, seed by seed, so that early readings cover every variant.
 * @param architecture the model's own; a variant with batch normalization is resolved to the network that it trains
 * @param earlyStopping of variants that have none of their own
 */
export function runSpecs(
  architecture: Architecture,
  variants: Variant[],
  seeds: number[],
  earlyStopping?: EarlyStopping,
): RunSpec[] {
  const settings = variants.map((variant) => runSettings(architecture, variant, earlyStopping));
  return seeds.flatMap((seed) =>
    variants.map((variant, index): RunSpec => {
      // The source's own settings are not in the variant's id, so that a changed source is another run.
      const version = variant.family === 'source' ? `-${digest(settings[index]!)}` : '';
      return { id: `${variant.id}${version}-seed${seed}`, variant: variant.id, seed, ...settings[index]! };
    }),
  );
}

const digest = (settings: object): string =>
  createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);

/**
 * A variant's settings in the network that {@link architectureFor} gives for it. Equal for variants of one network that are
 * the same in this model.
 */
export function runSettings(
  model: Architecture,
  { family, settings }: Pick<Variant, 'family' | 'settings'>,
  earlyStopping?: EarlyStopping,
): RunSettings {
  const architecture = architectureFor(model, { settings });
  const stopping = settings.earlyStopping ?? earlyStopping;
  return {
    ...(family === 'source' ? sourceSettings(architecture) : variantSettings(architecture, settings)),
    labelSmoothing: settings.labelSmoothing ?? 0,
    augmentation: { ...NO_AUGMENTATION, ...settings.augmentation },
    ...(stopping && { earlyStopping: stopping }),
  };
}

type Resolved = Pick<RunSpec, 'penalties' | 'rates' | 'activity'>;

/** Calls `rateAt` with each random place's node and its index within the node. */
function rates(
  { network, parts }: Architecture,
  rateAt: (part: NodePart, index: number) => number,
): number[] {
  const { places } = layoutOf(network);
  return places.map(({ node }, place) => {
    const first = places.findIndex((other) => other.node === node);
    return rateAt(parts[node]!, place - first);
  });
}

/** Both directions of a layer have the same settings. */
const cyclic = <T>(values: T[], index: number): T | undefined => values[index % Math.max(1, values.length)];

function variantSettings(architecture: Architecture, settings: Settings): Resolved {
  const { network, parts } = architecture;
  const at = (part: NodePart): Settings => ({ ...settings, ...settings.layers?.[part.layer] });
  return {
    penalties: layoutOf(network).trainable.map(({ node, role }) => penaltyOf(at(parts[node]!), role)),
    rates: rates(architecture, (part, index) => {
      const rule = cyclic(part.rules, index) ?? 'none';
      return rule === 'none' ? 0 : (at(part)[rule] ?? 0);
    }),
    activity: parts.flatMap((part, node): ActivityPenalty[] => {
      const { activityL1: l1 = 0, activityL2: l2 = 0 } = at(part);
      return part.activity && l1 + l2 > 0 ? [{ node, l1, l2 }] : [];
    }),
  };
}

/** Which strengths of a variant act on a parameter. */
const PENALIZED: Partial<Record<Role, { l1: keyof LayerStrengths; l2: keyof LayerStrengths }>> = {
  kernel: { l1: 'l1', l2: 'l2' },
  recurrentKernel: { l1: 'recurrentL1', l2: 'recurrentL2' },
  embedding: { l1: 'embeddingL1', l2: 'embeddingL2' },
  bias: { l1: 'biasL1', l2: 'biasL2' },
};
const DECAYED: ReadonlySet<Role> = new Set(['kernel', 'recurrentKernel', 'embedding']);

function penaltyOf(settings: Settings, role: Role): ParameterPenalty {
  const names = PENALIZED[role];
  const l1 = (names && settings[names.l1]) ?? 0;
  const l2 = (names && settings[names.l2]) ?? 0;
  const groups = role === 'kernel' ? (settings.groupLasso ?? 0) : 0;
  const proximal = settings.l1Mode === 'proximal';
  const proximalGroups = settings.groupLassoMode === 'proximal';
  return {
    l1: proximal ? 0 : l1,
    proximalL1: proximal ? l1 : 0,
    l2,
    groupLasso: proximalGroups ? 0 : groups,
    proximalGroupLasso: proximalGroups ? groups : 0,
    maxNorm: (role === 'kernel' && settings.maxNorm) || NO_PENALTY.maxNorm,
    decay: DECAYED.has(role) || settings.decayAll ? (settings.weightDecay ?? 0) : 0,
  };
}

/** What the definition calls a parameter of this role; its kernel also stands for an embedding's table. */
const PARTS: Partial<Record<Role, Regularized>> = {
  kernel: 'kernel',
  embedding: 'kernel',
  recurrentKernel: 'recurrentKernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  alpha: 'alpha',
};

/** The penalties and rates of the source, layer by layer. */
function sourceSettings(architecture: Architecture): Resolved {
  const { network, parts } = architecture;
  return {
    penalties: layoutOf(network).trainable.map(({ node, role }) => {
      const { penalties, maxNorms } = parts[node]!.own;
      const part = PARTS[role];
      return {
        ...NO_PENALTY,
        ...(part && penalties[part]),
        ...(part && maxNorms[part] !== undefined && { maxNorm: maxNorms[part] }),
      };
    }),
    rates: rates(architecture, ({ sourceRates }, index) => cyclic(sourceRates, index) ?? 0),
    activity: parts.flatMap(({ own }, node): ActivityPenalty[] =>
      own.penalties.activity ? [{ node, ...own.penalties.activity }] : [],
    ),
  };
}
