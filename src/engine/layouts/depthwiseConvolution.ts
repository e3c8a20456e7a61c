import { slidingGeometry } from '../geometry.ts';
import type { DepthwiseConvolutionSpec, Shape } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { filterParameters } from './filters.ts';
import type { LayerLayout } from './layerLayout.ts';

export const geometryOf = (spec: DepthwiseConvolutionSpec, shape: Shape) =>
  slidingGeometry(shape, spec, lastOf(shape) * spec.multiplier);

function outputShape(spec: DepthwiseConvolutionSpec, shape: Shape): Shape {
  const { outHeight, outWidth, outChannels } = geometryOf(spec, shape);
  return spec.size.length === 1 ? [outWidth, outChannels] : [outHeight, outWidth, outChannels];
}

/** Each channel convolved with kernels of its own; fans as in Keras, where all channels count. */
export const depthwiseConvolutionLayout: LayerLayout<DepthwiseConvolutionSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  parameters(spec, [shape]) {
    const channels = lastOf(shape!);
    return filterParameters(spec, [channels, spec.multiplier], channels * spec.multiplier, 2);
  },
  flops(spec, [shape]) {
    return sizeOf(outputShape(spec, shape!)) * (2 * sizeOf(spec.size) + (spec.useBias ? 1 : 0));
  },
};
