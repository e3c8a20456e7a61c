import { type Geometry, slidingGeometry } from '../geometry.ts';
import type { PoolingSpec, Shape } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** @throws Error when a window could lie in the padding alone */
export function geometryOf(spec: PoolingSpec, shape: Shape): Geometry {
  const { size, padding } = spec;
  if (
    Array.isArray(padding) &&
    padding.some(([before, after], axis) => Math.max(before, after) >= size[axis]!)
  ) {
    throw new Error(
      `Pooling windows of ${size.join(' × ')} with padding ${padding.map((pair) => pair.join('+')).join(' × ')} would ` +
        'hold nothing but padding. Use padding smaller than the window.',
    );
  }
  return slidingGeometry(shape, { ...spec, dilation: size.map(() => 1) }, lastOf(shape));
}

export function outputShape(spec: PoolingSpec, shape: Shape): Shape {
  const { outHeight, outWidth, outChannels } = geometryOf(spec, shape);
  return spec.size.length === 1 ? [outWidth, outChannels] : [outHeight, outWidth, outChannels];
}

/** Maximum or mean over windows of one or two spatial axes. */
export const poolingLayout: LayerLayout<PoolingSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  /** A comparison or a sum for each place of a window. */
  flops: (spec, [shape]) => sizeOf(outputShape(spec, shape!)) * sizeOf(spec.size),
};
