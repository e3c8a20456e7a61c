import type { Shape, ZeroPaddingSpec } from '../layerSpecs.ts';
import { shapeText } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** @throws Error unless there is a pair for each spatial axis */
function outputShape({ padding }: ZeroPaddingSpec, shape: Shape): Shape {
  if (padding.length !== shape.length - 1) {
    throw new Error(
      `Zero padding of ${padding.length} spatial axes does not fit rows of ${shapeText(shape)}, ` +
        `which have ${shape.length - 1} before the channels. Give a pair for each.`,
    );
  }
  return shape.map((size, axis) => size + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0));
}

/** Zeros around the spatial axes. */
export const zeroPaddingLayout: LayerLayout<ZeroPaddingSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  flops: () => 0,
};
