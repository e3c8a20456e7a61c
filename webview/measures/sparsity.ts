/** What the Sparsity view measures: shares of small weights, dead units, dropped inputs. */
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { binsBelow, countBelow } from '../../src/statistics/bins.ts';
import { baselineOf, isMeasured, recommendedOf } from './ranking.ts';
import { mean } from './statistics.ts';

/** Width of a histogram bin in log10|w|. */
export const BIN = 0.1;

/** One strength λ with its L1 and its L2 variant; one of them may be missing. */
export interface StrengthPair {
  lambda: number;
  l1?: VariantReport;
  l2?: VariantReport;
  /** L1 of this strength as the framework does it, where `l1` makes its exact zeros by the proximal step. */
  subGradient?: VariantReport;
}

/** Whether its exact zeros are made on purpose. */
export const isProximal = ({ settings }: VariantReport): boolean => settings.l1Mode === 'proximal';

/** The measured variants of one penalty by rising λ. */
export function measuredPenalty(report: Report, family: 'l1' | 'l2'): VariantReport[] {
  return report.variants
    .filter((variant) => variant.family === family && isMeasured(variant) && variant.layers.length > 0)
    .sort((a, b) => a.settings[family] - b.settings[family]);
}

/** Of two L1 of one strength only the one that makes exact zeros. */
export function penaltyVariants(report: Report, family: 'l1' | 'l2'): VariantReport[] {
  const all = measuredPenalty(report, family);
  const hasProximal = (lambda: number) =>
    all.some((variant) => isProximal(variant) && variant.settings[family] === lambda);
  return all.filter((variant) => isProximal(variant) || !hasProximal(variant.settings[family]));
}

/** The sweep of a penalty around λ: L1 by one step alone, that of the λ, as the two steps make different weights. */
export function sweptVariants(report: Report, family: 'l1' | 'l2', lambda: number): VariantReport[] {
  const shown = penaltyVariants(report, family);
  const mode = shown.find((variant) => variant.settings[family] === lambda) ?? shown[0];
  return measuredPenalty(report, family).filter(
    (variant) => mode && isProximal(variant) === isProximal(mode),
  );
}

/** All strengths, weakest first; one of the penalties may lack some of them. */
export function strengthPairs(report: Report): StrengthPair[] {
  const l1 = penaltyVariants(report, 'l1');
  const l2 = penaltyVariants(report, 'l2');
  const lambdas = [...new Set([...l1.map((v) => v.settings.l1), ...l2.map((v) => v.settings.l2)])];
  return lambdas
    .sort((a, b) => a - b)
    .map((lambda) => ({
      lambda,
      l1: l1.find((variant) => variant.settings.l1 === lambda),
      l2: l2.find((variant) => variant.settings.l2 === lambda),
      subGradient: subGradientOf(
        report,
        l1.find((variant) => variant.settings.l1 === lambda),
      ),
    }));
}

/** The other one of two L1 of one strength. */
function subGradientOf(report: Report, l1: VariantReport | undefined): VariantReport | undefined {
  if (!l1 || !isProximal(l1)) return undefined;
  return measuredPenalty(report, 'l1').find(
    (variant) => !isProximal(variant) && variant.settings.l1 === l1.settings.l1,
  );
}

/** The variants of a pair as every picture of it orders them, after the unregularized one. */
export function pairVariants(report: Report, { l1, l2, subGradient }: StrengthPair): VariantReport[] {
  return [baselineOf(report), l2, subGradient, l1].filter((variant) => variant !== undefined);
}

/** The pair in the middle of those that have both penalties, or of all when none has. */
export function middlePair(pairs: readonly StrengthPair[]): StrengthPair | undefined {
  const complete = pairs.filter((pair) => pair.l1 && pair.l2);
  const among = complete.length > 0 ? complete : pairs;
  return among[Math.floor((among.length - 1) / 2)];
}

/** What the Sparsity view opens with: the strength of the L1 that is recommended, otherwise the middle. */
export function openingPair(report: Report, pairs: readonly StrengthPair[]): StrengthPair | undefined {
  const recommended = recommendedOf(report)?.id;
  const own = pairs.find(({ l1, subGradient }) => [l1?.id, subGradient?.id].includes(recommended));
  return (recommended && own) || middlePair(pairs);
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
export function pooled(layer: LayerReport): number {
  return layer.count * layer.unitMaxima.length;
}

/** Share of the layer's weights with |w| ≤ 10^`exponent`, exact zeros included, over all seeds. */
export function shareBelow(report: Report, layer: LayerReport, exponent: number): number {
  const small = countBelow(layer.histogram, report.histogramStart, exponent);
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

/** Where most of the drawn weights lie: the middle of the fullest bin, as |w|. */
export function commonSize(report: Report, layer: LayerReport): number {
  const skipped = binsBelow(report.histogramStart, DRAWN_FROM);
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
