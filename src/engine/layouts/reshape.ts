import type { ReshapeSpec, Shape } from '../layerSpecs.ts';
import { shapeText, sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** The wanted shape with −1 replaced by what is left. @throws Error when the sizes do not match */
export function outputShape({ shape: wanted }: ReshapeSpec, shape: Shape): Shape {
  const open = wanted.filter((size) => size === -1).length;
  const known = sizeOf(wanted.filter((size) => size !== -1));
  const rest = sizeOf(shape) / known;
  const fits = open === 0 ? rest === 1 : open === 1 && Number.isInteger(rest);
  if (!fits) {
    throw new Error(
      `Rows of ${shapeText(shape)} (${sizeOf(shape)} values) cannot be reshaped to ${shapeText(wanted)}` +
        `${open === 0 ? ` (${known} values)` : ''}. Give a shape with as many values, or one −1.`,
    );
  }
  return wanted.map((size) => (size === -1 ? rest : size));
}

/** The values of a row in the same order under another shape. */
export const reshapeLayout: LayerLayout<ReshapeSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  flops: () => 0,
};
