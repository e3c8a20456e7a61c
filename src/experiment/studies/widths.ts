/** Dropout at the model's own width, and at one that keeps the expected number of units. */
import type { LayerSpec } from '../../engine/layerSpecs.ts';
import type { Network } from '../../engine/network.ts';
import type { Architecture } from '../architecture.ts';
import { variantOf } from '../plan.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { changedRun, NOTHING, type StudySetting, settingOf } from './settings.ts';

const RATES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];

export interface RateSetting {
  rate: number;
  fixed: StudySetting;
  /** Hidden Dense layers of units/(1 − rate) units; at 0 the same runs. */
  expected: StudySetting;
  /** Units of the layers that are widened, in `expected`. */
  units: number[];
}

/** Dropout before Dense layers as the only regularization, at each rate; none where the model has no such place. */
export function rateSettings(prepared: PreparedExperiment): RateSetting[] {
  const { architecture } = prepared;
  const layers = widened(architecture);
  if (layers.length === 0) return [];
  return RATES.map((rate): RateSetting => {
    const variant = variantOf({ ...NOTHING, dropout: rate });
    const fixed = settingOf(prepared, variant);
    const wide = withUnits(architecture, layers, rate);
    const units = layers.map((node) => (wide.network.nodes[node]!.layer as { units: number }).units);
    if (rate === 0) return { rate, fixed, expected: fixed, units };
    const expected = settingOf(prepared, variant, wide);
    const id = `widths-expected-${variant.id}`;
    return {
      rate,
      fixed,
      units,
      expected: {
        ...expected,
        variant: { ...variant, id, name: `${variant.name}, ${units.join(' and ')} units` },
        runs: expected.runs.map((run) => changedRun(run, id, {})),
      },
    };
  });
}

/** Layers that take whatever number of units there is, one by one. */
const OF_ANY_WIDTH: ReadonlySet<LayerSpec['kind']> = new Set([
  'activation',
  'batchNormalization',
  'dropout',
  'layerNormalization',
  'noise',
  'prelu',
]);

/** Nodes of Dense layers whose units a variant drops before they enter the next Dense layer. */
export function widened({ network, parts }: Architecture): number[] {
  const kinds = network.nodes.map(({ layer }) => layer.kind);
  return kinds.flatMap((kind, node) => {
    if (kind !== 'dense') return [];
    const next = kinds.findIndex((later, index) => index > node && !OF_ANY_WIDTH.has(later));
    const dropped = parts.slice(node + 1, next).some(({ rules }) => rules.includes('dropout'));
    return kinds[next] === 'dense' && dropped ? [node] : [];
  });
}

/** The network with round(units/(1 − rate)) units in these layers; `parts` stay as they are. */
function withUnits(architecture: Architecture, layers: number[], rate: number): Architecture {
  const nodes = architecture.network.nodes.map((node, index): Network['nodes'][number] => {
    const { layer } = node;
    if (layer.kind !== 'dense' || !layers.includes(index)) return node;
    return { ...node, layer: { ...layer, units: Math.round(layer.units / (1 - rate)) } };
  });
  return { ...architecture, network: { ...architecture.network, nodes } };
}
