import { geometryOf, transposedConvolutionLayout } from '../layouts/transposedConvolution.ts';
import { stackedTransposedConvolution } from '../ops/convolution.ts';
import { convolutionKind } from './windows.ts';

/** The transpose of a convolution, plus bias; kernel `[...size, filters, channels]` and its fans as in Keras. */
export const transposedConvolution = convolutionKind(
  transposedConvolutionLayout,
  geometryOf,
  stackedTransposedConvolution,
);
