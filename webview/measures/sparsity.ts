/** What the Sparsity view measures: shares of small weights, dead units, dropped inputs. */
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { baselineOf, isMeasured } from './ranking.ts';
import { mean } from './statistics.ts';

/** Width of a histogram bin in log10|w|. */
export const BIN = 0.1;

/** One strength λ with its L1 and its L2 variant; one of them may be missing. */
export interface StrengthPair {
  lambda: number;
  l1?: VariantReport;
  l2?: VariantReport;
}

/** Whether its exact zeros are made on purpose. */
export const isProximal = ({ settings }: VariantReport): boolean => settings.l1Mode === 'proximal';

/** The measured variants of one penalty by rising λ; of two L1 of one strength the one that makes exact zeros. */
export function penaltyVariants(report: Report, family: 'l1' | 'l2'): VariantReport[] {
  const all = report.variants
    .filter((variant) => variant.family === family && isMeasured(variant) && variant.layers.length > 0)
    .sort((a, b) => a.settings[family] - b.settings[family]);
  const hasProximal = (lambda: number) =>
    all.some((variant) => isProximal(variant) && variant.settings[family] === lambda);
  return all.filter((variant) => isProximal(variant) || !hasProximal(variant.settings[family]));
}

/** The strengths that both penalties have; all of them when they share none. */
export function strengthPairs(report: Report): StrengthPair[] {
  const l1 = penaltyVariants(report, 'l1');
  const l2 = penaltyVariants(report, 'l2');
  const lambdas = [...new Set([...l1.map((v) => v.settings.l1), ...l2.map((v) => v.settings.l2)])];
  const pairs = lambdas
    .sort((a, b) => a - b)
    .map((lambda) => ({
      lambda,
      l1: l1.find((variant) => variant.settings.l1 === lambda),
      l2: l2.find((variant) => variant.settings.l2 === lambda),
    }));
  const complete = pairs.filter((pair) => pair.l1 && pair.l2);
  return complete.length > 0 ? complete : pairs;
}

/** The pair in the middle: what the Sparsity view opens with. */
export function middlePair(pairs: readonly StrengthPair[]): StrengthPair | undefined {
  return pairs[Math.floor((pairs.length - 1) / 2)];
}

const UNPENALIZED = /\/recurrent_kernel$|^embedding(_\d+)?$/;

/**
 * The layer that headlines and histograms are about: the first one where it takes the input columns, otherwise the
 * largest of the kernels that L1 and L2 act on (the first of a convolutional network has few weights).
 */
export function shownLayer({ layers, inputNorms }: VariantReport): LayerReport | undefined {
  if (inputNorms) return layers[0];
  const kernels = layers.filter(({ layer }) => !UNPENALIZED.test(layer));
  const largest = Math.max(...kernels.map(({ count }) => count));
  return kernels.find(({ count }) => count === largest) ?? layers[0];
}

/** Number of weights in all seeds, of which the histogram counts the non-zero ones. */
function pooled(layer: LayerReport): number {
  return layer.count * layer.unitMaxima.length;
}

/** Share of the layer's weights with |w| ≤ 10^`exponent`, exact zeros included, over all seeds. */
export function shareBelow(report: Report, layer: LayerReport, exponent: number): number {
  const edges = Math.round((exponent - report.histogramStart) / BIN);
  const small = layer.histogram.slice(0, Math.max(0, edges)).reduce((sum, bin) => sum + bin, 0);
  return (small + layer.exactZeros * layer.unitMaxima.length) / pooled(layer);
}

/** Share of the layer's weights that are exactly 0. */
export function zeroShare(layer: LayerReport): number {
  return layer.exactZeros / layer.count;
}

/** A share over all layers, each layer counted by its weights. */
export function overLayers(layers: readonly LayerReport[], share: (layer: LayerReport) => number): number {
  const total = layers.reduce((sum, layer) => sum + layer.count, 0);
  return layers.reduce((sum, layer) => sum + share(layer) * layer.count, 0) / total;
}

/** Units whose every incoming weight is ≤ 10^`exponent` in size: mean over the seeds. */
export function deadUnits(layer: LayerReport, exponent: number): number {
  const limit = 10 ** exponent;
  return mean(layer.unitMaxima.map((maxima) => maxima.filter((maximum) => maximum <= limit).length));
}

/** For every input column: are all its outgoing weights ≤ 10^`exponent` in more than half of the seeds? */
export function droppedInputs(
  { inputMaxima = [], inputNorms = [] }: VariantReport,
  exponent: number,
): boolean[] {
  const limit = 10 ** exponent;
  const needed = Math.floor(inputMaxima.length / 2) + 1;
  return inputNorms.map(
    (_, column) => inputMaxima.filter((maxima) => (maxima[column] as number) <= limit).length >= needed,
  );
}

/** Histograms are drawn from here up, as log10|w|; what lies below is said in words. */
export const DRAWN_FROM = -6;

/** Number of histogram bins below the drawn ones. */
export function skippedBins(report: Report): number {
  return Math.round((DRAWN_FROM - report.histogramStart) / BIN);
}

/** Where most of the drawn weights lie: the middle of the fullest bin, as |w|. */
export function commonSize(report: Report, layer: LayerReport): number {
  const skipped = skippedBins(report);
  const drawn = layer.histogram.slice(skipped);
  const fullest = skipped + drawn.indexOf(Math.max(...drawn));
  return 10 ** (report.histogramStart + (fullest + 0.5) * BIN);
}

/** The last point of the pruning curve before test loss first exceeds its start by more than 5 %. */
export function prunablePoint(variant: VariantReport): VariantReport['pruning'][number] | undefined {
  const start = variant.pruning[0];
  if (!start) return undefined;
  const exceeded = variant.pruning.findIndex((point) => !(point.testLoss <= start.testLoss * 1.05));
  return variant.pruning[exceeded === -1 ? variant.pruning.length - 1 : exceeded - 1];
}

/** Number of weights in all layers of the model, from any measured variant. */
export function weightCount(report: Report): number {
  const variant = baselineOf(report) ?? report.variants.find(isMeasured);
  return variant ? variant.layers.reduce((sum, layer) => sum + layer.count, 0) : 0;
}
