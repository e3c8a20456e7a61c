/** Axis ranges and ticks. */

const STEPS = [1, 2, 2.5, 5, 10];
const TICK_STEPS = [1, 2, 5, 10];

/** The smallest of 1, 2, 2.5 and 5 (or the given steps) times a power of ten that is at least `value`. */
export function niceAbove(value: number, steps: readonly number[] = STEPS): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = steps.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Round tick values inside [low, high], at most `most` of them. */
export function ticksWithin(low: number, high: number, most: number): number[] {
  if (!(high > low) || most < 1) return [low];
  let step = niceAbove((high - low) / most, TICK_STEPS);
  while (inside(low, high, step).length > most) step = niceAbove(step * 1.01, TICK_STEPS);
  return inside(low, high, step);
}

function inside(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** An axis from `low` to at least `high` whose last tick is its end: about `parts` equal parts. */
export function axisUpTo(high: number, parts: number, low = 0): { max: number; ticks: number[] } {
  if (!(high > low)) return { max: low + 1, ticks: [low, low + 1] };
  const step = niceAbove((high - low) / parts);
  const steps = Math.ceil((high - low) / step - 1e-9);
  const ticks = Array.from({ length: steps + 1 }, (_, index) => Number((low + index * step).toPrecision(12)));
  return { max: ticks[steps] as number, ticks };
}

/** Decimals that tell neighbouring ticks apart. */
export function tickDecimals(ticks: readonly number[]): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    if (ticks.every((tick) => Math.abs(Number(tick.toFixed(decimals)) - tick) < 1e-9)) return decimals;
  }
  return 6;
}

/** Powers of ten inside [low, high]; when there are fewer than two, also 2 and 5 times them, then all digits. */
export function logTicks(low: number, high: number): number[] {
  const exponents = range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)));
  const within = (values: number[]) =>
    values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  const times = (digits: number[]) =>
    within(exponents.flatMap((exponent) => digits.map((digit) => Number(`${digit}e${exponent}`))));
  const found = [[1], [1, 2, 5], range(1, 9)].map(times);
  return found.find((ticks) => ticks.length >= 2) ?? (found.at(-1) as number[]);
}

/** The epochs 1 … last for an axis: 1, round numbers between, last. */
export function epochTicks(last: number, parts = 4): number[] {
  if (last <= parts + 1) return range(1, last);
  const step = niceAbove(Math.max(1, last / parts));
  const whole = Math.max(1, Math.round(step));
  const between = range(1, Math.floor(last / whole))
    .map((index) => index * whole)
    .filter((epoch) => epoch > 1 && epoch <= last - whole * 0.4);
  return [1, ...between, last];
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
