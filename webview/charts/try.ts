/** A tried run beside the unregularized one: losses over epochs, sizes of the weights. */
import type { TriedRun } from '../../src/protocol/lab.ts';
import { formatLoss } from '../../src/words.ts';
import { epochTicks, range } from '../measures/scale.ts';
import { last, median } from '../measures/statistics.ts';
import type { Tone } from '../theme/palette.ts';
import { mirroredHistogram } from './histogram.ts';
import { linearAxis } from './levels.ts';
import { epochTitle } from './series.ts';
import type { ChartSpec, Series } from './spec.ts';

/** Losses to compare with: of the same seed, or the means that the report has. */
export interface ReferenceCurves {
  label: string;
  trainLoss: readonly number[];
  validationLoss: readonly number[];
}

export function tryLossChart(
  run: TriedRun | undefined,
  reference: ReferenceCurves | undefined,
  { epochs, tone, summary }: { epochs: number; tone: Tone; summary: string },
): ChartSpec {
  const none = reference && [
    line('none, validation', reference.validationLoss, '--none', { end: reference.label, width: 1.5 }),
    line('none, training', reference.trainLoss, '--none', { dash: [4, 3], width: 1 }),
  ];
  const tried = run && [
    line('validation', run.validationLoss, tone, { end: 'validation' }),
    line('training', run.trainLoss, tone, { end: 'training', dash: [4, 3], width: 1.5 }),
  ];
  const series = [...(none ?? []), ...(tried ?? [])];
  const finite = series.map(({ y }) => y.filter(Number.isFinite));
  const late = finite.map((curve) => Math.max(last(curve) ?? 0, median(curve) || 0));
  const highest = Math.max(1e-6, ...finite.flat());
  return {
    id: 'try-loss',
    summary,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { scale: 'linear', min: 1, max: Math.max(2, epochs), ticks: epochTicks(epochs), format: String },
    y: linearAxis(Math.min(2 * Math.max(0, ...late), highest) || 1, 4),
    adjusts: ['smooth', 'logY'],
    room: ['validation'],
    marks: [],
    series,
  };
}

const line = (label: string, values: readonly number[], tone: Tone, rest: Partial<Series>): Series => ({
  label,
  x: range(1, values.length),
  y: values,
  tone,
  format: formatLoss,
  ...rest,
});

/** The tried run above, the unregularized one below. */
export function tryHistogram(
  histogramStart: number,
  layer: string,
  runs: { name: string; tone: Tone; run: TriedRun | undefined }[],
  summary: string,
): ChartSpec {
  const [above, below] = runs.map(({ name, tone, run }) => {
    const found = run?.layers.find((one) => one.layer === layer);
    if (!found) return undefined;
    const { histogram, count, exactZeros } = found;
    return {
      label: name,
      tone,
      counts: histogram,
      weights: count,
      nonZero: 1 - exactZeros / count,
      fits: [],
    };
  });
  const frame = { id: 'try-histogram', summary, exponent: -3 };
  return mirroredHistogram(histogramStart, [above, below], frame);
}
