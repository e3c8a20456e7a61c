import type { NoiseSpec } from '../layerSpecs.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** Noise in training with the formulas of Keras; nothing in evaluation. */
export const noiseLayout: LayerLayout<NoiseSpec> = {
  outputShape: (_, [shape]) => shape!,
  places: (spec) => [{ strength: spec.noise === 'gaussianNoise' ? 'deviation' : 'rate' }],
  /** A product and a sum for each number. */
  flops: (_, [shape]) => 2 * sizeOf(shape!),
};
