/** Numbers in the words of reports: one place, so that the terminal, the panel and the HTML file agree. */

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

/** A loss with three decimals: `0.143`, `−0.050`; large ones in four digits: `1,204`. */
export function formatLoss(value: number): string {
  const size = Math.abs(value);
  const text = size >= 1000 ? Math.round(size).toLocaleString('en-US') : size.toFixed(3);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** With its sign, for differences: `+0.747`, `−0.050`. */
export function formatSigned(value: number, decimals = 3): string {
  return (value < 0 ? MINUS : '+') + Math.abs(value).toFixed(decimals);
}

/** A share as a whole percentage; never 0 % or 100 % unless it is exact: `<1 %`, `>99 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.005) return `<1${NARROW_SPACE}%`;
  if (share < 1 && share > 0.995) return `>99${NARROW_SPACE}%`;
  return formatPercent(share);
}

export function formatPercent(share: number, decimals = 0): string {
  return `${(100 * share).toFixed(decimals).replace('-', MINUS)}${NARROW_SPACE}%`;
}

/** `1 seed`, `1,797 rows`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** `42 s`, `3 min 07 s`, `1 h 05 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** A remaining time without false precision: `12 s`, `1 min 10 s`, `3 min`, `5 h`, `2 days`. */
export function formatRoughly(seconds: number): string {
  if (seconds < 20) return formatDuration(Math.max(1, seconds));
  const steps = Math.round(seconds / 10) * 10;
  if (steps < 120) return steps % 60 ? formatDuration(steps) : `${steps / 60} min`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.round(seconds / 86400)} days`;
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const FLOP_UNITS = ['FLOP', 'KFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP', 'EFLOP'];

/** Decimal units: `140 MB`, `1.2 GB`. */
export const formatBytes = (bytes: number): string => inUnits(bytes, BYTE_UNITS);

/** `3.4 GFLOP`. */
export const formatFlops = (flops: number): string => inUnits(flops, FLOP_UNITS);

/** Two digits, or three from 100 on. */
function inUnits(value: number, units: string[]): string {
  let unit = 0;
  let size = value;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** A penalty strength λ as people and Python write it: `1e-3`, `2.5e-4`; from 0.1 on a plain number, `0.5`. */
export function formatStrength(lambda: number): string {
  return lambda === 0 || Math.abs(lambda) >= 0.1 ? String(lambda) : lambda.toExponential();
}

/** First letter upper case. */
export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
