import { slidingGeometry } from '../geometry.ts';
import type { GlobalPoolingSpec } from '../layerSpecs.ts';
import { globalPoolingLayout, outputShape } from '../layouts/globalPooling.ts';
import { stackedPooling } from '../ops/pooling.ts';
import { lastOf } from '../shapes.ts';
import type { LayerKind } from './layer.ts';
import { asImages, asRows } from './windows.ts';

/** Maximum or mean over all spatial axes: pooling with one window as large as the input. */
export const globalPooling: LayerKind<GlobalPoolingSpec> = {
  ...globalPoolingLayout,
  forward(spec, [x]) {
    const shape = x!.shape.slice(2);
    const size = shape.slice(0, -1);
    const ones = size.map(() => 1);
    const window = { size, strides: ones, dilation: ones, padding: 'valid' } as const;
    const y = stackedPooling(asImages(x!), slidingGeometry(shape, window, lastOf(shape)), spec.operation);
    return asRows(y, outputShape(spec, shape));
  },
  acceptsShared: true,
};
