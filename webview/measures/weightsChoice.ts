/** What the Weights view shows: a variant, another one beside it, a layer and a seed. */
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { baselineOf, isMeasured, recommendedOf } from './ranking.ts';
import { shownLayer } from './sparsity.ts';

export interface WeightsChoice {
  variant: VariantReport;
  layer: LayerReport;
  /** Of `variant`. */
  seed: number;
  compared?: { variant: VariantReport; layer: LayerReport };
}

interface Wanted {
  variant: string;
  compared: string;
  layer: string;
  seed: number;
}

/** Names no variant: the picture stands alone. */
export const ALONE = 'none-beside';

/** The variants whose weights there are to look at. */
export function weighed(report: Report): VariantReport[] {
  return report.variants.filter((variant) => isMeasured(variant) && variant.layers.length > 0);
}

/**
 * What is wanted, as far as the report has it. At first the recommended variant (or the strongest change of the weights
 * there is: the last penalty) beside the unregularized one.
 */
export function weightsChoice(report: Report, wanted: Wanted): WeightsChoice | undefined {
  const variants = weighed(report);
  const find = (id: string) => variants.find((variant) => variant.id === id);
  const first = recommendedOf(report);
  const variant =
    find(wanted.variant) ??
    (first && find(first.id)) ??
    variants.find(({ family }) => family !== 'none') ??
    variants[0];
  if (!variant) return undefined;
  const layer = variant.layers.find((one) => one.layer === wanted.layer) ?? shownLayer(variant);
  const seed = variant.seeds.includes(wanted.seed) ? wanted.seed : variant.seeds[0];
  if (!layer || seed === undefined) return undefined;
  const beside = wanted.compared === ALONE ? undefined : (find(wanted.compared) ?? baselineOf(report));
  const other = beside?.layers.find((one) => one.layer === layer.layer);
  return {
    variant,
    layer,
    seed,
    ...(beside && other && beside !== variant && { compared: { variant: beside, layer: other } }),
  };
}

/** Largest |w| of a layer in the run of a seed; of any run when the seed has none. */
export function largestWeight({ seeds }: VariantReport, { unitMaxima }: LayerReport, seed: number): number {
  const maxima = unitMaxima[seeds.indexOf(seed)] ?? unitMaxima.flat();
  return maxima.reduce((largest, one) => Math.max(largest, one), 0);
}
