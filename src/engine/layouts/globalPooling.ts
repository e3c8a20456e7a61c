import type { GlobalPoolingSpec, Shape } from '../layerSpecs.ts';
import { lastOf, shapeText, sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** @throws Error unless rows are sequences or images */
export function outputShape({ keepAxes }: GlobalPoolingSpec, shape: Shape): Shape {
  if (shape.length !== 2 && shape.length !== 3) {
    throw new Error(
      `Global pooling takes sequences (steps, channels) or images (height, width, channels), ` +
        `but the input’s rows are ${shapeText(shape)}. Reshape the input first.`,
    );
  }
  return keepAxes ? [...shape.slice(0, -1).map(() => 1), lastOf(shape)] : [lastOf(shape)];
}

/** Maximum or mean over all spatial axes: pooling with one window as large as the input. */
export const globalPoolingLayout: LayerLayout<GlobalPoolingSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  flops: (_, [shape]) => sizeOf(shape!),
};
