import type { LayerNormalizationSpec } from '../layerSpecs.ts';
import { shapeText, sizeOf } from '../shapes.ts';
import { affineParameters, normalizationFlops } from './affine.ts';
import type { LayerLayout } from './layerLayout.ts';

/** y = γ·(x − μ)/√(σ² + ε) + β with μ and σ² of each row's last `axes` axes (Ba, Kiros & Hinton 2016). */
export const layerNormalizationLayout: LayerLayout<LayerNormalizationSpec> = {
  outputShape({ name, axes }, [shape]) {
    if (axes < 1 || axes > shape!.length) {
      throw new Error(
        `${name} normalizes the last ${axes} axes, but its input ${shapeText(shape!)} has ${shape!.length}.`,
      );
    }
    return shape!;
  },
  parameters: (spec, [shape]) => affineParameters(spec, shape!.slice(-spec.axes)),
  flops: (spec, [shape]) => normalizationFlops(spec, sizeOf(shape!)),
};
