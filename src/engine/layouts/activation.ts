import type { ActivationSpec } from '../layerSpecs.ts';
import type { LayerLayout } from './layerLayout.ts';

/** y = f(x), element by element; softmax and logSoftmax over the last axis. */
export const activationLayout: LayerLayout<ActivationSpec> = {
  outputShape: (_, [shape]) => shape!,
};
