import type { PoolingSpec } from '../layerSpecs.ts';
import { geometryOf, outputShape, poolingLayout } from '../layouts/pooling.ts';
import { stackedPooling } from '../ops/pooling.ts';
import type { LayerKind } from './layer.ts';
import { asImages, asRows } from './windows.ts';

/** Maximum or mean over windows of one or two spatial axes. */
export const pooling: LayerKind<PoolingSpec> = {
  ...poolingLayout,
  forward(spec, [x]) {
    const shape = x!.shape.slice(2);
    const y = stackedPooling(asImages(x!), geometryOf(spec, shape), spec.operation);
    return asRows(y, outputShape(spec, shape));
  },
  acceptsShared: true,
};
