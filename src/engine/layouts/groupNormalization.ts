import type { GroupNormalizationSpec } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { affineParameters, normalizationFlops } from './affine.ts';
import type { LayerLayout } from './layerLayout.ts';

/**
 * y = γ·(x − μ)/√(σ² + ε) + β with μ and σ² over the spatial axes and one group of neighbouring channels of each row
 * (Wu & He 2018); γ and β are those of the channel.
 */
export const groupNormalizationLayout: LayerLayout<GroupNormalizationSpec> = {
  outputShape({ name, groups }, [shape]) {
    const channels = lastOf(shape!);
    if (channels % groups !== 0) {
      throw new Error(
        `${name} divides ${channels} channels into ${groups} groups, which leaves a remainder.`,
      );
    }
    return shape!;
  },
  parameters: (spec, [shape]) => affineParameters(spec, [lastOf(shape!)]),
  flops: (spec, [shape]) => normalizationFlops(spec, sizeOf(shape!)),
};
