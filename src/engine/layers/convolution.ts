import { convolutionLayout, geometryOf } from '../layouts/convolution.ts';
import { stackedConvolution } from '../ops/convolution.ts';
import { convolutionKind } from './windows.ts';

/** y = x ∗ W + b over one or two spatial axes, cross-correlation as in all frameworks. */
export const convolution = convolutionKind(convolutionLayout, geometryOf, stackedConvolution);
