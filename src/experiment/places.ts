/**
 * Where variants drop units. Between two layers with kernels there is one place, by what the later of them is:
 * before Dense and recurrent layers units (`dropout`), before convolutions whole channels (`spatialDropout`), on the
 * states of recurrent layers `recurrentDropout`. Nothing is dropped before the first layer with a kernel or after the
 * last. A dropout layer that the source has there is the place; where it has none, one is put right before the layer.
 */
import type { LayerDefinition } from '../definition/model.ts';
import { hasKernel, isConvolution, isElementDropout, isRecurrent, isSpatialDropout } from './layers/table.ts';

/** Which setting of a variant is the rate at a place; `none`: dropped by the source's own settings only. */
export type PlaceRule = 'dropout' | 'spatialDropout' | 'recurrentDropout' | 'none';

export interface LayerPlaces {
  /** A dropout to be put before the layer. */
  insert?: 'element' | 'channel';
  /** For the layer's own random places. */
  rules: PlaceRule[];
  /** The layer by whose name a variant sets the rate. */
  names: string;
}

/** For each layer what is random before and in it. */
export function placesOf(layers: LayerDefinition[]): LayerPlaces[] {
  let isFirst = true;
  let used = new Set<PlaceRule>();
  return layers.map((layer, index): LayerPlaces => {
    const { kind } = layer;
    if (hasKernel(kind)) {
      const places = isFirst ? firstPlaces(layer) : placesAt(layer, used);
      isFirst = false;
      used = new Set();
      return places;
    }
    const next = layers.slice(index + 1).find((later) => hasKernel(later.kind));
    const rule = isFirst || !next ? 'none' : ruleFor(kind, next.kind);
    const first = rule !== 'none' && !used.has(rule);
    if (first) used.add(rule);
    return { rules: [first ? rule : 'none'], names: first ? next!.name : layer.name };
  });
}

const firstPlaces = ({ kind, name }: LayerDefinition): LayerPlaces => ({
  rules: isRecurrent(kind) ? ['none', 'recurrentDropout'] : [],
  names: name,
});

function placesAt({ kind, name }: LayerDefinition, used: ReadonlySet<PlaceRule>): LayerPlaces {
  if (isRecurrent(kind)) {
    return { rules: [used.has('dropout') ? 'none' : 'dropout', 'recurrentDropout'], names: name };
  }
  if (kind === 'Dense' && !used.has('dropout')) return { insert: 'element', rules: [], names: name };
  if (isConvolution(kind) && !used.has('spatialDropout'))
    return { insert: 'channel', rules: [], names: name };
  return { rules: [], names: name };
}

/** What a dropout layer of the source stands for, by the next layer with a kernel. */
function ruleFor(kind: string, next: string): PlaceRule {
  if (isSpatialDropout(kind)) return 'spatialDropout';
  return isElementDropout(kind) && (next === 'Dense' || isRecurrent(next)) ? 'dropout' : 'none';
}
