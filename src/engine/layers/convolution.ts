import type * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionSpec } from '../layerSpecs.ts';
import { convolutionLayout, geometryOf, outputShape } from '../layouts/convolution.ts';
import { stackedConvolution } from '../ops/convolution.ts';
import type { LayerKind } from './layer.ts';
import { asImages, asKernels, asRows } from './windows.ts';

/** y = x ∗ W + b over one or two spatial axes, cross-correlation as in all frameworks. */
export const convolution: LayerKind<ConvolutionSpec> = {
  ...convolutionLayout,
  forward(spec, [x], [kernel, bias], { epilogue }) {
    const shape = x!.shape.slice(2);
    const y = stackedConvolution(
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
