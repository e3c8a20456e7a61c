/** Sentences over the reliability diagram. */
import type { Estimate, VariantReport } from '../../src/report/report.ts';
import { formatPercent } from '../../src/words.ts';

const value = ({ mean }: Estimate): number => mean as number;

type Calibrated = VariantReport & { calibration: NonNullable<VariantReport['calibration']> };

export function isCalibrated(variant: VariantReport | undefined): variant is Calibrated {
  return variant?.calibration?.error.mean != null;
}

/** A difference of confidence and accuracy within two standard errors, or half a point, is none. */
function excessOf({ calibration }: Calibrated): 'over' | 'under' | 'none' {
  const { mean, standardError } = calibration.overConfidence;
  if (mean === null || Math.abs(mean) <= Math.max(2 * (standardError ?? 0), 0.005)) return 'none';
  return mean > 0 ? 'over' : 'under';
}

/** Is the confidence of each variant its accuracy? */
export function calibrationTitle(variants: readonly Calibrated[]): string {
  const [first, second] = variants;
  if (!first) return 'Calibration was not measured';
  const one = calibrated(first, false);
  return second ? `${one}; ${calibrated(second, excessOf(second) === excessOf(first))}` : one;
}

function calibrated(variant: Calibrated, short: boolean): string {
  const excess = excessOf(variant);
  const by = `${(100 * Math.abs(value(variant.calibration.overConfidence))).toFixed(1)} points`;
  if (excess === 'none') return short ? `so is ${variant.name}` : `${variant.name} is calibrated`;
  return short ? `${variant.name} by ${by}` : `${variant.name} is ${excess}-confident by ${by}`;
}

/** Error and temperature, and what the temperature does. */
export function calibrationLegend(variants: readonly Calibrated[]): string {
  const numbers = (read: (one: Calibrated['calibration']) => string) =>
    variants.map(({ calibration }) => read(calibration)).join(' against ');
  const error = numbers(({ error: all }) => formatPercent(value(all), 1));
  const temperature = numbers((one) =>
    one.temperature.mean === null ? 'unknown' : value(one.temperature).toFixed(2),
  );
  return `Accuracy against confidence on the test rows; on the diagonal they agree. Expected calibration error ${error}; temperature ${temperature}: divide the logits by it`;
}
