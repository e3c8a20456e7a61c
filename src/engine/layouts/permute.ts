import type { PermuteSpec, Shape } from '../layerSpecs.ts';
import { shapeText } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** @throws Error unless `order` names every axis of a row once */
function outputShape({ order }: PermuteSpec, shape: Shape): Shape {
  const sorted = [...order].sort((a, b) => a - b);
  if (order.length !== shape.length || sorted.some((axis, index) => axis !== index)) {
    throw new Error(
      `The order ${shapeText(order)} does not name each of the ${shape.length} axes of rows of ${shapeText(shape)} once. ` +
        `Give 0 to ${shape.length - 1} in the order wanted.`,
    );
  }
  return order.map((axis) => shape[axis]!);
}

/** The axes of a row in another order. */
export const permuteLayout: LayerLayout<PermuteSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  flops: () => 0,
};
