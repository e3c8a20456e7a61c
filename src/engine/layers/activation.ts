import type { ActivationSpec } from '../layerSpecs.ts';
import { activationLayout } from '../layouts/activation.ts';
import { activate } from '../ops/activations.ts';
import type { LayerKind } from './layer.ts';

/** y = f(x), element by element; softmax and logSoftmax over the last axis. */
export const activation: LayerKind<ActivationSpec> = {
  ...activationLayout,
  forward: (spec, [x]) => activate(x!, spec.activation, spec),
  acceptsShared: true,
};
