import * as tf from '@tensorflow/tfjs-core';
import type { ZeroPaddingSpec } from '../layerSpecs.ts';
import { zeroPaddingLayout } from '../layouts/zeroPadding.ts';
import type { LayerKind } from './layer.ts';

/** Zeros around the spatial axes. */
export const zeroPadding: LayerKind<ZeroPaddingSpec> = {
  ...zeroPaddingLayout,
  forward: ({ padding }, [x]) => tf.pad(x!, [[0, 0], [0, 0], ...padding, [0, 0]]),
  acceptsShared: true,
};
