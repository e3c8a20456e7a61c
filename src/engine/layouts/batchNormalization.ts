import type { BatchNormalizationSpec } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { affineParameters, normalizationFlops } from './affine.ts';
import type { LayerLayout, LayerParameter } from './layerLayout.ts';

const averages = (features: number): LayerParameter[] =>
  (['movingMean', 'movingVariance'] as const).map((role) => ({
    name: role === 'movingMean' ? 'moving_mean' : 'moving_variance',
    role,
    shape: [features],
    initializer: { kind: 'constant', value: role === 'movingMean' ? 0 : 1 },
    fanIn: features,
    fanOut: features,
    trainable: false,
  }));

/**
 * y = γ·(x − μ)/√(σ² + ε) + β for each feature (last axis): in training with the mean and variance (divided by n) of the
 * batch and all other axes, in evaluation with the moving ones (Ioffe & Szegedy 2015).
 */
export const batchNormalizationLayout: LayerLayout<BatchNormalizationSpec> = {
  outputShape: (_, [shape]) => shape!,
  parameters(spec, [shape]) {
    const features = lastOf(shape!);
    return [...affineParameters(spec, [features]), ...averages(features)];
  },
  flops: (spec, [shape]) => normalizationFlops(spec, sizeOf(shape!)),
};
