import { slidingGeometry } from '../geometry.ts';
import type { ConvolutionSpec, Shape } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { filterParameters } from './filters.ts';
import type { LayerLayout } from './layerLayout.ts';

export const geometryOf = (spec: ConvolutionSpec, shape: Shape) => slidingGeometry(shape, spec, spec.filters);

function outputShape(spec: ConvolutionSpec, shape: Shape): Shape {
  const { outHeight, outWidth, outChannels } = geometryOf(spec, shape);
  return spec.size.length === 1 ? [outWidth, outChannels] : [outHeight, outWidth, outChannels];
}

/** y = x ∗ W + b over one or two spatial axes, cross-correlation as in all frameworks. */
export const convolutionLayout: LayerLayout<ConvolutionSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  parameters: (spec, [shape]) => filterParameters(spec, [lastOf(shape!), spec.filters], spec.filters),
  flops(spec, [shape]) {
    const outputs = sizeOf(outputShape(spec, shape!));
    return outputs * (2 * sizeOf(spec.size) * lastOf(shape!) + (spec.useBias ? 1 : 0));
  },
};
