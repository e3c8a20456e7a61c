import type * as tf from '@tensorflow/tfjs-core';
import type { TransposedConvolutionSpec } from '../layerSpecs.ts';
import { geometryOf, outputShape, transposedConvolutionLayout } from '../layouts/transposedConvolution.ts';
import { stackedTransposedConvolution } from '../ops/convolution.ts';
import type { LayerKind } from './layer.ts';
import { asImages, asKernels, asRows } from './windows.ts';

/** The transpose of a convolution, plus bias; kernel `[...size, filters, channels]` and its fans as in Keras. */
export const transposedConvolution: LayerKind<TransposedConvolutionSpec> = {
  ...transposedConvolutionLayout,
  forward(spec, [x], [kernel, bias], { epilogue }) {
    const shape = x!.shape.slice(2);
    const y = stackedTransposedConvolution(
      asImages(x!),
      asKernels(kernel!),
      bias as tf.Tensor2D | undefined,
      geometryOf(spec, shape),
      epilogue?.relu ? 'relu' : 'linear',
    );
    return asRows(y, outputShape(spec, shape));
  },
  acceptsShared: true,
  fuses: 'relu',
};
