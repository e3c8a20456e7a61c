/** Sentences over the reliability diagram. */
import { overSeedsAndRows } from '../../src/diagnosis/noise.ts';
import type { Estimate, VariantReport } from '../../src/report/report.ts';
import { LEAST_TEMPERATURE, MOST_TEMPERATURE } from '../../src/statistics/calibration.ts';
import { formatCount, formatPercent } from '../../src/words.ts';

const value = ({ mean }: Estimate): number => mean as number;

type Calibrated = VariantReport & { calibration: NonNullable<VariantReport['calibration']> };

export function isCalibrated(variant: VariantReport | undefined): variant is Calibrated {
  return variant?.calibration?.error.mean != null;
}

/** Half a point of difference between confidence and accuracy has no consequence. */
const NO_EXCESS = 0.005;
/** A model is called calibrated when a larger difference is excluded. */
const EXCLUDED_EXCESS = 0.05;

type Excess = 'over' | 'under' | 'none' | 'unclear';

/**
 * By the 95 % interval of mean confidence − accuracy over seeds and rows. Whether a row is right is drawn with the
 * accuracy p, or with the mean confidence if that is what is true: √(p(1 − p)/rows) of whichever is larger.
 */
function excessOf({ calibration, testAccuracy }: Calibrated, rows: number): Excess {
  const { mean, standardError, seeds } = calibration.overConfidence;
  const accuracy = testAccuracy?.mean;
  if (mean === null || accuracy == null) return 'unclear';
  const spread = (share: number) => Math.max(0, share * (1 - share));
  const rowError = Math.sqrt(Math.max(spread(accuracy), spread(accuracy + mean)) / rows);
  // With one seed the rows alone.
  const seen = { mean, seeds: Math.max(2, seeds), seedError: standardError ?? 0, rowError };
  const { low, high } = overSeedsAndRows(seen, rows);
  if (Math.abs(mean) > NO_EXCESS && (low > 0 || high < 0)) return mean > 0 ? 'over' : 'under';
  return Math.max(-low, high) <= EXCLUDED_EXCESS ? 'none' : 'unclear';
}

/**
 * Is the confidence of each variant its accuracy?
 * @param rows test rows
 */
export function calibrationTitle(variants: readonly Calibrated[], rows: number): string {
  const [first, second] = variants;
  if (!first) return 'Calibration was not measured';
  const excess = excessOf(first, rows);
  const one = calibrated(first, excess, false, rows);
  if (!second) return one;
  const other = excessOf(second, rows);
  return `${one}; ${calibrated(second, other, other === excess, rows)}`;
}

function calibrated(variant: Calibrated, excess: Excess, short: boolean, rows: number): string {
  const { name } = variant;
  if (excess === 'unclear') {
    return short
      ? `nor whether ${name} is`
      : `${formatCount(rows, 'test row')} ${rows === 1 ? 'does' : 'do'} not show whether ${name} is calibrated`;
  }
  if (excess === 'none') return short ? `so is ${name}` : `${name} is calibrated`;
  const by = `${(100 * Math.abs(value(variant.calibration.overConfidence))).toFixed(1)} points`;
  return short ? `${name} by ${by}` : `${name} is ${excess}-confident by ${by}`;
}

/** Error and temperature, and what the temperature does. */
export function calibrationLegend(variants: readonly Calibrated[]): string {
  const numbers = (read: (one: Calibrated['calibration']) => string) =>
    variants.map(({ calibration }) => read(calibration)).join(' against ');
  const error = numbers(({ error: all }) => formatPercent(value(all), 1));
  const temperature = numbers((one) => temperatureInWords(one.temperature.mean));
  return `Accuracy against confidence on the test rows; on the diagonal they agree. Expected calibration error ${error}; temperature ${temperature}: divide the logits by it`;
}

/** At a bound of the search it is no estimate. */
function temperatureInWords(temperature: number | null): string {
  if (temperature === null) return 'unknown';
  if (temperature <= LEAST_TEMPERATURE * 1.001) {
    return `below ${LEAST_TEMPERATURE} (every validation row is right)`;
  }
  if (temperature >= MOST_TEMPERATURE / 1.001) {
    return `above ${MOST_TEMPERATURE} (the logits do not tell the classes apart)`;
  }
  return temperature.toFixed(2);
}
