/** Batch normalization as a regularizer of its own: the model with it in every hidden layer. */
import type { BatchNormalizationSpec, LayerSpec } from '../engine/layerSpecs.ts';
import type { Network } from '../engine/network.ts';
import type { Architecture, NodePart } from './architecture.ts';
import type { Variant } from './experiment.ts';
import { NOTHING_OWN } from './ownRegularization.ts';

const architectures = new WeakMap<Architecture, Architecture>();

/** What a variant trains: the model's own architecture, or the one with batch normalization; the same object each time. */
export function architectureFor(
  architecture: Architecture,
  { settings }: Pick<Variant, 'settings'>,
): Architecture {
  if (!settings.batchNormalization) return architecture;
  const known = architectures.get(architecture) ?? withBatchNormalization(architecture);
  architectures.set(architecture, known);
  return known;
}

/**
 * A batch normalization with Keras' defaults between every hidden Dense layer or convolution and its activation. A layer
 * that is normalized already before the next layer with weights gets none; the architecture itself when that is all.
 */
export function withBatchNormalization(architecture: Architecture): Architecture {
  const { network, parts } = architecture;
  const places = placesOf(network);
  if (places.length === 0) return architecture;
  const nodes: LayerSpec[] = [];
  const newParts: NodePart[] = [];
  const names = namesOf(network);
  network.nodes.forEach(({ layer }, index) => {
    nodes.push(layer);
    newParts.push(parts[index]!);
    if (!places.includes(index)) return;
    const spec = batchNormalization(freeName(names));
    nodes.push(spec);
    newParts.push({ layer: spec.name, activity: false, rules: [], sourceRates: [], own: NOTHING_OWN });
  });
  return {
    ...architecture,
    network: { ...network, nodes: nodes.map((layer, index) => ({ layer, inputs: [index - 1] })) },
    parts: newParts,
  };
}

const LINEAR: ReadonlySet<LayerSpec['kind']> = new Set([
  'dense',
  'convolution',
  'depthwiseConvolution',
  'transposedConvolution',
]);
const NORMALIZING: ReadonlySet<LayerSpec['kind']> = new Set([
  'batchNormalization',
  'layerNormalization',
  'groupNormalization',
]);
const WITH_WEIGHTS: ReadonlySet<LayerSpec['kind']> = new Set([
  ...LINEAR,
  'embedding',
  'recurrent',
  'bidirectional',
  'multiHeadAttention',
]);

/** Nodes that a batch normalization goes behind: all linear ones but the last, unless one follows before other weights. */
function placesOf({ nodes }: Network): number[] {
  const kinds = nodes.map(({ layer }) => layer.kind);
  const last = kinds.findLastIndex((kind) => WITH_WEIGHTS.has(kind));
  return kinds.flatMap((kind, index) => {
    if (!LINEAR.has(kind) || index >= last) return [];
    const next = kinds.findIndex((later, at) => at > index && WITH_WEIGHTS.has(later));
    return kinds.slice(index, next).some((between) => NORMALIZING.has(between)) ? [] : [index];
  });
}

const batchNormalization = (name: string): BatchNormalizationSpec => ({
  kind: 'batchNormalization',
  name,
  momentum: 0.99,
  epsilon: 1e-3,
  scale: true,
  center: true,
  unbiasedMovingVariance: false,
});

const namesOf = ({ nodes }: Network): Set<string> =>
  new Set(nodes.flatMap(({ layer }) => ('name' in layer ? [layer.name] : [])));

/** As Keras numbers layers without a name: `batch_normalization`, `batch_normalization_1`, … */
function freeName(taken: Set<string>): string {
  for (let number = 0; ; number++) {
    const name = number === 0 ? 'batch_normalization' : `batch_normalization_${number}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
