/** Numbers of a log in words. */
import { formatCount, formatLoss } from '../../words.ts';
import type { Readings } from './readings.ts';

/** From here on a power of ten says more. */
const LARGE = 1e7;

/** As `formatLoss`; small and large ones keep three digits: `0.00412`, `3.10e-6`, `5.12e+9`. */
export function logged(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 0.1 && size < LARGE)) return formatLoss(value);
  const text = size >= 1e-4 && size < LARGE ? size.toPrecision(3) : size.toExponential(2);
  return value < 0 ? `−${text}` : text;
}

/** Of a level: smaller differences come from the calculation. */
const ROUNDING = 1e-9;

/** A difference between values of this level, with its sign. */
export function loggedChange(value: number, level: number): string {
  if (Math.abs(value) <= ROUNDING * Math.abs(level)) return '+0.000';
  return value < 0 ? logged(value) : `+${logged(value)}`;
}

/** `epoch 12`, `epoch 2.5`, `step 1,200`. */
export const at = (step: number, unit: Readings['unit']): string => `${unit} ${inWords(step)}`;

/** `6 epochs`, `1,200 steps`. */
export const inStepsOf = (count: number, unit: Readings['unit']): string =>
  count === 1 ? formatCount(1, unit) : `${inWords(count)} ${unit}s`;

const inWords = (step: number): string => step.toLocaleString('en-US', { maximumFractionDigits: 2 });
