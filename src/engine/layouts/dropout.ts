import type { DropoutSpec } from '../layerSpecs.ts';
import type { LayerLayout } from './layerLayout.ts';

/**
 * Drops each unit with the run's rate. Inverted: kept units are divided by 1 − rate in training (all frameworks).
 * Standard (Hinton et al. 2012): a 0/1 mask in training, all units times 1 − rate in evaluation. `channel`: a whole
 * channel of a row at once (Tompson et al. 2015).
 */
export const dropoutLayout: LayerLayout<DropoutSpec> = {
  outputShape: (_, [shape]) => shape!,
  places: () => [{ strength: 'rate' }],
};
