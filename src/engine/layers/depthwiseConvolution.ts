import { depthwiseConvolutionLayout, geometryOf } from '../layouts/depthwiseConvolution.ts';
import { stackedDepthwiseConvolution } from '../ops/depthwise.ts';
import { convolutionKind } from './windows.ts';

/** Each channel convolved with kernels of its own; fans as in Keras, where all channels count. */
export const depthwiseConvolution = convolutionKind(
  depthwiseConvolutionLayout,
  geometryOf,
  stackedDepthwiseConvolution,
);
