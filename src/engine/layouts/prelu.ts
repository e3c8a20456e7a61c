import type { PReluSpec, Shape } from '../layerSpecs.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

const alphaShape = ({ sharedAxes }: PReluSpec, shape: Shape): Shape =>
  shape.map((size, axis) => (sharedAxes.includes(axis) ? 1 : size));

/** max(0, x) + α·min(0, x) with a trained α (He et al. 2015). */
export const preluLayout: LayerLayout<PReluSpec> = {
  outputShape: (_, [shape]) => shape!,
  parameters(spec, [input]) {
    const shape = alphaShape(spec, input!);
    const fan = sizeOf(shape);
    return [
      {
        name: 'alpha',
        role: 'alpha',
        shape,
        initializer: spec.initializer,
        fanIn: fan,
        fanOut: fan,
        trainable: true,
      },
    ];
  },
  /** A product, a sum and a comparison for each number. */
  flops: (_, [shape]) => 3 * sizeOf(shape!),
};
