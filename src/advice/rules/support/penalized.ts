/** Where a layer's penalties are: on itself, or on the layer that it wraps. */
import type { LayerDefinition, WrappedLayer } from '../../../definition/model.ts';

export interface PenalizedPart {
  layer: LayerDefinition | WrappedLayer;
  /** How many of it the call makes: Bidirectional reads a sequence forward and backward. */
  times: number;
}

/** The innermost layer, as of `TimeDistributed(Dense(10))`. */
export function penalizedPart(layer: LayerDefinition | WrappedLayer): PenalizedPart {
  if (!layer.wrapped) return { layer, times: 1 };
  const inner = penalizedPart(layer.wrapped);
  const isCopied = layer.kind === 'Bidirectional' && !hasOwnBackward(layer);
  return { layer: inner.layer, times: inner.times * (isCopied ? 2 : 1) };
}

/** `backward_layer=` has penalties of its own. */
export const hasOwnBackward = ({ settings }: Pick<LayerDefinition, 'settings'>): boolean =>
  settings.backwardLayer !== undefined && settings.backwardLayer.value !== null;
