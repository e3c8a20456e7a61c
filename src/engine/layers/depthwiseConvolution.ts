import type * as tf from '@tensorflow/tfjs-core';
import type { DepthwiseConvolutionSpec } from '../layerSpecs.ts';
import { depthwiseConvolutionLayout, geometryOf, outputShape } from '../layouts/depthwiseConvolution.ts';
import { stackedDepthwiseConvolution } from '../ops/depthwise.ts';
import type { LayerKind } from './layer.ts';
import { asImages, asKernels, asRows } from './windows.ts';

/** Each channel convolved with kernels of its own; fans as in Keras, where all channels count. */
export const depthwiseConvolution: LayerKind<DepthwiseConvolutionSpec> = {
  ...depthwiseConvolutionLayout,
  forward(spec, [x], [kernel, bias], { epilogue }) {
    const shape = x!.shape.slice(2);
    const y = stackedDepthwiseConvolution(
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
