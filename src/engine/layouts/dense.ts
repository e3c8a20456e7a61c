import type { DenseSpec } from '../layerSpecs.ts';
import { lastOf, sizeOf } from '../shapes.ts';
import { kernelAndBias } from './kernelAndBias.ts';
import type { LayerLayout } from './layerLayout.ts';

/** y = x·W + b over the last axis; the axes before it are rows. */
export const denseLayout: LayerLayout<DenseSpec> = {
  outputShape: ({ units }, [shape]) => [...shape!.slice(0, -1), units],
  parameters(spec, [shape]) {
    const features = lastOf(shape!);
    return kernelAndBias(spec, [features, spec.units], { fanIn: features, fanOut: spec.units });
  },
  /** A product and a sum for each weight and row, and a sum for each bias. */
  flops({ units, useBias }, [shape]) {
    const rows = sizeOf(shape!) / lastOf(shape!);
    return rows * units * (2 * lastOf(shape!) + (useBias ? 1 : 0));
  },
};
