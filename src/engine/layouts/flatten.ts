import type { FlattenSpec } from '../layerSpecs.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

/** All axes of a row as one, the last axis running fastest. */
export const flattenLayout: LayerLayout<FlattenSpec> = {
  outputShape: (_, [shape]) => [sizeOf(shape!)],
  flops: () => 0,
};
