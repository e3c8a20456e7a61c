import type { BidirectionalSpec } from '../layerSpecs.ts';
import type { LayerLayout } from './layerLayout.ts';
import { RECURRENT_PLACES, recurrentFlops, recurrentLayout, recurrentParameters } from './recurrent.ts';

/**
 * A recurrent layer and its copy over the reversed sequence (Schuster & Paliwal 1997), as Keras' `Bidirectional`: where
 * sequences are returned, the copy's are turned round again, so that both stand at the same step.
 */
export const bidirectionalLayout: LayerLayout<BidirectionalSpec> = {
  outputShape({ layer, merge }, inputs) {
    const shape = recurrentLayout.outputShape(layer, inputs);
    return merge === 'concatenate' ? [...shape.slice(0, -1), 2 * layer.units] : shape;
  },
  parameters: ({ layer }, [shape]) =>
    ['forward', 'backward'].flatMap((direction) =>
      recurrentParameters(layer, shape!, `${direction}_${layer.name}/`),
    ),
  places: () => [...RECURRENT_PLACES, ...RECURRENT_PLACES],
  flops: ({ layer }, [shape]) => 2 * recurrentFlops(layer, shape!),
};
