/** Losses over the dropout rate. */
import type { Estimate } from '../../src/report/report.ts';
import type { WidthsReport } from '../../src/report/studies.ts';
import { formatLoss } from '../../src/words.ts';
import type { RatePoint } from '../measures/dropout.ts';
import { clippedAxis, reachOf } from './levels.ts';
import { besidePoint, isDrawn, overRates, type RateFrame, rateSeries } from './rateSeries.ts';
import { referenceSeries } from './series.ts';
import type { ChartSpec, Series } from './spec.ts';

interface Losses {
  validationLoss: Estimate;
  testLoss: Estimate;
}

/** The losses at the model's own width: of the study where there is one, else of the plan's variants. */
function fixedWidth(sweep: readonly RatePoint[], widths: WidthsReport | undefined) {
  const studied = (widths?.points ?? []).map(({ rate, fixed }) => ({ rate, losses: fixed as Losses }));
  const planned = sweep
    .filter(({ rate }) => !studied.some((point) => point.rate === rate))
    .map(({ rate, variant }) => ({ rate, losses: variant as Losses }));
  return [...studied, ...planned].sort((a, b) => a.rate - b.rate);
}

/** Validation and test loss over the rate, and validation loss of hidden layers that are wider by 1/(1 − rate). */
export function ratesChart(frame: RateFrame, widths: WidthsReport | undefined, summary: string): ChartSpec {
  const fixed = fixedWidth(frame.sweep, widths);
  const common = overRates(
    frame,
    fixed.map(({ rate }) => rate),
  );
  const format = formatLoss;
  const series = [
    ...lines(fixed, widths),
    ...besidePoint(frame, { label: 'Validation', format }, ({ variant }) => variant.validationLoss),
    ...besidePoint(frame, { label: 'Test', format, hollow: true }, ({ variant }) => variant.testLoss),
  ].filter(isDrawn);
  const none = fixed.find(({ rate }) => rate === 0)?.losses.validationLoss.mean;
  const all = reachOf(series);
  return {
    ...common,
    id: 'dropout-rates',
    summary,
    y: clippedAxis(all, none ?? Math.min(...all), 5),
    adjusts: ['bands', 'logY'],
    marks: [],
    series: [
      ...series,
      ...(none == null
        ? []
        : [{ ...referenceSeries('No dropout', common.x, none, format), end: 'no dropout' }]),
    ],
  };
}

function lines(fixed: ReturnType<typeof fixedWidth>, widths: WidthsReport | undefined): Series[] {
  const of = (name: keyof Losses) => fixed.map(({ rate, losses }) => ({ rate, estimate: losses[name] }));
  const wider = (widths?.points ?? []).map(({ rate, expected }) => ({
    rate,
    estimate: expected.validationLoss,
  }));
  return [
    rateSeries(of('validationLoss'), {
      label: 'Validation',
      end: 'validation',
      tone: '--dropout-2',
      format: formatLoss,
    }),
    rateSeries(of('testLoss'), {
      label: 'Test',
      end: 'test',
      tone: '--none',
      hollow: true,
      width: 1.5,
      format: formatLoss,
    }),
    rateSeries(wider, {
      label: 'Validation, wider',
      end: 'wider',
      // A third band would hide the other two.
      error: undefined,
      tone: '--dropout-3',
      marker: 'diamond',
      hollow: true,
      width: 1.5,
      dash: [5, 3],
      format: formatLoss,
    }),
  ];
}
