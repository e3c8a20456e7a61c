import { transposedGeometry } from '../geometry.ts';
import type { Shape, TransposedConvolutionSpec } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { filterParameters } from './filters.ts';
import type { LayerLayout } from './layerLayout.ts';

/** Of the convolution that is transposed: its input is this layer's output. */
export const geometryOf = (spec: TransposedConvolutionSpec, shape: Shape) =>
  transposedGeometry(shape, spec, spec.filters, spec.outputPadding);

function outputShape(spec: TransposedConvolutionSpec, shape: Shape): Shape {
  const { inHeight, inWidth, inChannels } = geometryOf(spec, shape);
  return spec.size.length === 1 ? [inWidth, inChannels] : [inHeight, inWidth, inChannels];
}

/** The transpose of a convolution, plus bias; kernel `[...size, filters, channels]` and its fans as in Keras. */
export const transposedConvolutionLayout: LayerLayout<TransposedConvolutionSpec> = {
  outputShape: (spec, [shape]) => outputShape(spec, shape!),
  parameters: (spec, [shape]) =>
    filterParameters(spec, [spec.filters, lastOf(shape!)], spec.filters).map((parameter) =>
      parameter.role === 'kernel' ? { ...parameter, unitsBeforeLast: true } : parameter,
    ),
  /** Each input meets the whole kernel. */
  flops(spec, [shape]) {
    const products = 2 * sizeOf(shape!) * sizeOf(spec.size) * spec.filters;
    return products + (spec.useBias ? sizeOf(outputShape(spec, shape!)) : 0);
  },
};
