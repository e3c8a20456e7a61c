/** What the user changes of charts: smoothing, bands, logarithmic axes. From a chart as plain data to another one. */
import { logTicks } from '../measures/scale.ts';
import { type OptionValue, optionsOf, type StoredOptions } from '../options.ts';
import type { Adjustment, Axis, ChartSpec, Mark, Series } from './spec.ts';

/** A type, not an interface: options have an index signature. */
export type ChartLook = {
  /** Weight of the past in the moving average, 0 to below 1; 0 leaves the curves as they are. */
  smooth: number;
  bands: boolean;
  logX: boolean;
  logY: boolean;
};

export const AS_BUILT: ChartLook = { smooth: 0, bands: true, logX: false, logY: false };
export const MOST_SMOOTH = 0.99;

/** All charts of the panel are looked at in one way: the options of no view. */
const OPTIONS = 'charts';

export function chartLookOf(stored: StoredOptions): ChartLook {
  const look = optionsOf(stored, OPTIONS, AS_BUILT satisfies Record<string, OptionValue>);
  return { ...look, smooth: Math.min(MOST_SMOOTH, Math.max(0, look.smooth)) };
}

export const CHART_OPTIONS = OPTIONS;

/**
 * Exponential moving average without the pull of its start, as TensorBoard has it:
 * aᵢ = w·aᵢ₋₁ + (1 − w)·vᵢ from a₀ = 0, divided by 1 − wⁱ. What is not finite stays and counts as no value.
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  let [average, past] = [0, 1];
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = weight * average + (1 - weight) * value;
    past *= weight;
    return average / (1 - past);
  });
}

/** The chart as the user looks at it, as far as it says that it may be changed. */
export function adjusted(spec: ChartSpec, look: ChartLook): ChartSpec {
  const may = (adjustment: Adjustment) => spec.adjusts?.includes(adjustment) ?? false;
  const steps: [boolean, (chart: ChartSpec) => ChartSpec][] = [
    [!look.bands && may('bands'), withoutBands],
    [look.logX && may('logX'), (chart) => ({ ...chart, x: logarithmic(chart, 'x') })],
    [look.logY && may('logY'), (chart) => ({ ...chart, y: logarithmic(chart, 'y') })],
    [look.smooth > 0 && may('smooth'), (chart) => withSmoothing(chart, look.smooth)],
  ];
  return steps.reduce((chart, [applies, step]) => (applies ? step(chart) : chart), spec);
}

function withoutBands(spec: ChartSpec): ChartSpec {
  return { ...spec, series: spec.series.map((series) => ({ ...series, error: undefined })) };
}

const isLine = ({ style = 'line', ghost, x }: Series) => style === 'line' && !ghost && x.length > 2;

/** What stands under a chart's title while its lines are averages; empty otherwise. */
export function smoothingNote(spec: ChartSpec, { smooth }: ChartLook): string {
  if (smooth === 0 || !spec.adjusts?.includes('smooth') || !spec.series.some(isLine)) return '';
  return `Smoothed by ${smooth.toFixed(2)}, labels as measured`;
}

/** The averages, with the curves as measured faint behind them; rings stay on the lines they mark. */
function withSmoothing(spec: ChartSpec, weight: number): ChartSpec {
  const averaged = spec.series.map((series) =>
    isLine(series)
      ? {
          ...series,
          y: smoothed(series.y, weight),
          ...(series.error && { error: smoothed(series.error, weight) }),
        }
      : series,
  );
  const behind = spec.series
    .filter((series) => isLine(series) && series.fill === undefined)
    .map((series): Series => {
      const { error: _band, end: _label, marker: _marker, ...line } = series;
      return { ...line, width: 1, ghost: true };
    });
  const marks = spec.marks.map((mark) => onAverage(mark, spec.series, averaged));
  return { ...spec, marks, series: [...averaged, ...behind] };
}

function onAverage(mark: Mark, measured: readonly Series[], averaged: readonly Series[]): Mark {
  if (mark.kind !== 'ring') return mark;
  const places = measured.map(({ x, y }) => x.findIndex((at, index) => at === mark.x && y[index] === mark.y));
  const series = places.findIndex((place) => place !== -1);
  return { ...mark, y: averaged[series]?.y[places[series] as number] ?? mark.y };
}

/** The axis over the positive values of all series, with a tick at each power of ten; unchanged when there are none. */
function logarithmic(spec: ChartSpec, along: 'x' | 'y'): Axis {
  const axis = spec[along];
  const positive = spec.series.flatMap((series) =>
    series[along].filter((value) => value > 0 && value < 1e300),
  );
  if (axis.scale === 'log' || positive.length === 0) return axis;
  const [lowest, highest] = positive.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const margin = along === 'y' ? 1.3 : 1;
  const min = lowest / margin;
  const max = Math.max(highest * margin, min * 10);
  const ticks = logTicks(min, max);
  return { ...axis, scale: 'log', min, max, ticks, format: plainPower };
}

/** `0.001`, `0.1`, `100`; `1e-5` where zeros would have to be counted. */
function plainPower(value: number): string {
  if (value >= 1e-3 && value < 1e5) return String(Number(value.toPrecision(2)));
  return value.toExponential(value === 10 ** Math.round(Math.log10(value)) ? 0 : 1).replace('e+', 'e');
}
