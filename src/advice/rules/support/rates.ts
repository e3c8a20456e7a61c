/** Drop probabilities: where they are written, and whether they drop anything. */
import type { LayerDefinition, Setting } from '../../../definition/model.ts';
import type { Step } from './flows.ts';

/** The drop probability of a step: of its layer, of the layer that it wraps, or of a function. */
export function rateOf({ node }: Pick<Step, 'node'>): Setting<number> | undefined {
  return node.layer ? rateOfLayer(node.layer) : node.settings?.rate;
}

export const rateOfLayer = ({ settings, wrapped }: LayerDefinition): Setting<number> | undefined =>
  settings.rate ?? wrapped?.settings.rate;

/** Whether a rate is 0 for sure: a parameter's default is not, a caller may give another. */
export const isZero = (rate: Setting<number> | undefined): boolean =>
  rate?.value === 0 && rate.origin !== 'parameter';

const DROPS = new Set(['dropout', 'channelDropout', 'noise']);

/** Whether values are dropped or made noisy here, as far as can be seen: an unknown rate counts. */
export function isNoisy(step: Step): boolean {
  if (DROPS.has(step.role)) return !isZero(rateOf(step));
  if (step.role === 'recurrent' || step.role === 'attention') {
    const rate = rateOf(step);
    return rate !== undefined && !isZero(rate);
  }
  return step.role === 'transformer' && !isZero(rateOf(step));
}
