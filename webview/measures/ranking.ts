/** Who is compared with whom: baseline, ranking, the variants that can be drawn. */
import type { Difference, Report, VariantReport } from '../../src/report/report.ts';

/** The unregularized variant, when the plan has one with a finished seed. */
export function baselineOf(report: Report): VariantReport | undefined {
  return report.variants.find((variant) => variant.family === 'none' && isMeasured(variant));
}

/** True when at least one seed of the variant finished. */
export function isMeasured(variant: VariantReport): boolean {
  return variant.validationLoss.mean !== null;
}

export function recommendedOf(report: Report): VariantReport | undefined {
  return report.variants.find((variant) => variant.id === report.recommendation.variant);
}

/** The recommended variant when the test rows do not confirm it: its interval there reaches 0. */
export function betterOnValidationOnly(report: Report): VariantReport | undefined {
  const variant = recommendedOf(report);
  return (variant?.difference?.testLoss.high ?? -1) >= 0 ? variant : undefined;
}

/** Measured variants by mean validation loss, lowest first; then those without a finished seed in plan order. */
export function ranked(report: Report): VariantReport[] {
  const measured = report.variants.filter(isMeasured);
  measured.sort((a, b) => (a.validationLoss.mean as number) - (b.validationLoss.mean as number));
  return [...measured, ...report.variants.filter((variant) => !isMeasured(variant))];
}

/** The variants that the Fit view can put beside the baseline. */
export function comparable(report: Report): VariantReport[] {
  const baseline = baselineOf(report);
  return report.variants.filter((variant) => variant !== baseline && isMeasured(variant));
}

export function includesZero(difference: Pick<Difference, 'low' | 'high'>): boolean {
  return difference.low <= 0 && difference.high >= 0;
}

/** Half the width of the interval: the number after ±. */
export function halfWidth(difference: Difference): number {
  return (difference.high - difference.low) / 2;
}

/** The largest number of finished seeds that a variant has. */
export function mostSeeds(report: Report): number {
  return Math.max(0, ...report.variants.map((variant) => variant.validationLoss.seeds));
}

/** Measured variants whose mean validation loss is at most the best one's mean plus its standard error. */
export function withinOneError(report: Report): VariantReport[] {
  const order = ranked(report).filter(isMeasured);
  const best = order[0]?.validationLoss;
  if (best?.standardError == null) return order.slice(0, 1);
  const limit = (best.mean as number) + best.standardError;
  return order.filter((variant) => (variant.validationLoss.mean as number) <= limit);
}
