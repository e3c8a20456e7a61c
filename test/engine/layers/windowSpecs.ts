/** Short forms of layers with windows. */
import type {
  ConvolutionSpec,
  DepthwiseConvolutionSpec,
  Initializer,
  Padding,
  PoolingSpec,
  TransposedConvolutionSpec,
  Window,
} from '../../../src/engine/layerSpecs.ts';

const zero: Initializer = { kind: 'constant', value: 0 };

export const FILTERS = { name: 'layer', useBias: true, kernelInitializer: zero, biasInitializer: zero };

/** Strides and dilation 1, padding `valid`, where nothing else is given. */
export const windowOf = (size: number[], settings: Partial<Window> = {}): Window => ({
  size,
  strides: size.map(() => 1),
  dilation: size.map(() => 1),
  padding: 'valid',
  ...settings,
});

export const convolutionOf = (filters: number, window: Window): ConvolutionSpec => ({
  kind: 'convolution',
  filters,
  ...FILTERS,
  ...window,
});

export const depthwiseOf = (multiplier: number, window: Window): DepthwiseConvolutionSpec => ({
  kind: 'depthwiseConvolution',
  multiplier,
  ...FILTERS,
  ...window,
});

export const transposedOf = (
  filters: number,
  window: Window,
  outputPadding?: number[],
): TransposedConvolutionSpec => ({
  kind: 'transposedConvolution',
  filters,
  ...FILTERS,
  ...window,
  ...(outputPadding && { outputPadding }),
});

export const poolingOf = (
  operation: PoolingSpec['operation'],
  size: number[],
  strides: number[],
  padding: Padding = 'valid',
): PoolingSpec => ({ kind: 'pooling', operation, size, strides, padding });
