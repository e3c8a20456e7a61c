import { expect, test } from 'vitest';
import type { StudyPoint } from '../../src/report/studies.ts';
import { ensembleChart } from '../../webview/charts/ensemble.ts';
import { featureMapChart } from '../../webview/charts/featureMaps.ts';
import { clippedAxis, reachOf, spanAxis } from '../../webview/charts/levels.ts';
import { ratesChart } from '../../webview/charts/rates.ts';
import { switchingChart } from '../../webview/charts/switching.ts';
import { tableOf } from '../../webview/charts/table.ts';
import { uncertaintyChart } from '../../webview/charts/uncertainty.ts';
import { activityChart, correlationChart } from '../../webview/charts/units.ts';
import { rateSweep } from '../../webview/measures/dropout.ts';
import { dropping, lossCurves, none, probe, units } from './dropoutReport.ts';
import { estimate, report } from './report.ts';

const [weak, half] = [dropping(0.2), dropping(0.5)];
const all = report([none, weak, half]);
const sweep = rateSweep(all, half);
const plan = all.variants;
const frame = { plan, sweep };
const named = (chart: { series: readonly { label: string }[] }) => chart.series.map(({ label }) => label);

test('on and off: three curves, and a line where validation loss and the reported one cross', () => {
  const chart = switchingChart(half, all.variants, false, 'says');
  expect(chart.series.map(({ y }) => y)).toEqual([
    half.curves.validationLoss.mean,
    half.curves.trainLossDropoutOn.mean,
    half.curves.trainLoss.mean,
  ]);
  expect(chart.marks).toEqual([{ kind: 'vertical', at: 4, text: 'epoch 4', side: 'left' }]);
  const never = { ...half, curves: lossCurves([1, 1], [0.5, 0.5], [0.9, 0.9]) };
  expect(switchingChart(never, all.variants, true, '')).toMatchObject({ marks: [], y: { scale: 'log' } });
});

const point = (validation: number): StudyPoint => {
  const none = estimate(0);
  const losses = {
    trainLoss: none,
    validationLoss: estimate(validation),
    testLoss: estimate(validation + 0.1),
  };
  const rest = { bestValidationLoss: none, exactZeros: none, nearZeros: none, l1Norm: none, l2Norm: none };
  return { ...losses, ...rest, diverged: 0 };
};

test('rates: the plan alone, then the study with wider layers; the level without dropout', () => {
  const chart = ratesChart(frame, undefined, '');
  expect(chart.series.map(({ label, x, y }) => [label, x, y])).toEqual([
    ['Validation', [0, 0.2, 0.5], [0.3, 0.2, 0.2]],
    ['Test', [0, 0.2, 0.5], [0.32, 0.22, 0.22]],
    ['No dropout', [-0.02, 0.52], [0.3, 0.3]],
  ]);
  const wide = (rate: number, own: number, wider: number) => ({
    rate,
    fixed: point(own),
    expected: { ...point(wider), parameters: 10, units: [4] },
  });
  const widths = {
    points: [wide(0.5, 0.21, 0.18), wide(0.7, 0.4, 0.25)],
    parameters: 10,
    finding: { kind: 'wider-helps' as const, text: '' },
  };
  const studied = ratesChart(frame, widths, '');
  expect(studied.series[0]).toMatchObject({ x: [0, 0.2, 0.5, 0.7], y: [0.3, 0.2, 0.21, 0.4] });
  expect(studied.series[2]).toMatchObject({ label: 'Validation, wider', x: [0.5, 0.7], y: [0.18, 0.25] });
  expect(named(ratesChart({ plan, sweep: sweep.slice(1) }, undefined, ''))).toEqual(['Validation', 'Test']);
});

test('ensembles: averages and the level of weight scaling, each in the colour of its variant', () => {
  const chart = ensembleChart([half, weak], all.variants, '');
  expect(named(chart)).toEqual([
    'k networks, rate 0.5',
    'Weight scaling, rate 0.5',
    'k networks, rate 0.2',
    'Weight scaling, rate 0.2',
  ]);
  expect(chart.series[0]).toMatchObject({ x: [1, 5, 20], y: [0.4, 0.19, 0.1], tone: '--dropout-2' });
  expect(chart.series[1]).toMatchObject({ x: [1, 20], y: [0.2, 0.2], tone: '--dropout-2' });
  expect(chart.series[2]?.tone).toBe('--dropout-1');
  expect(chart.x).toMatchObject({ scale: 'log', ticks: [1, 5, 20] });
});

test('units over the rate: one line a layer; a layer without pairs of units is left out', () => {
  expect(activityChart(frame, '').series.map(({ label, y }) => [label, y])).toEqual([
    ['dense', [0.8, 0.4, 0.4]],
    ['dense_1', [0.6, 0.6, 0.6]],
  ]);
  const single = [none, half].map((one) => ({ ...one, units: [units('dense', 0.5, null)] }));
  const alone = rateSweep(report(single), single[1] as typeof half);
  expect(correlationChart({ plan, sweep: alone }, '').series).toEqual([]);
});

test('uncertainty starts at the first rate above 0; ln C is drawn when it is near', () => {
  const chart = uncertaintyChart(all, frame, '');
  expect(chart.series.map(({ label, x, y }) => [label, x, y])).toEqual([
    ['Rows: wrong', [0.2, 0.5], [0.4, 0.4]],
    ['Rows: right', [0.2, 0.5], [0.1, 0.1]],
    ['ln 2', [-0.02, 0.52], [Math.log(2), Math.log(2)]],
  ]);
  // 0.2 + its error is below 0.4 · ln 2.
  const sure = dropping(0.5, {
    dropout: probe({ uncertainty: { right: estimate(0.1), wrong: estimate(0.2) } }),
  });
  expect(
    uncertaintyChart(all, { plan, sweep: rateSweep(report([none, sure]), sure) }, '').series,
  ).toHaveLength(2);
  const { classes: _, ...data } = all.data;
  const regression = report([none, half], { data: { ...data, task: 'regression' } });
  expect(named(uncertaintyChart(regression, frame, ''))).toEqual([
    'Rows: large errors',
    'Rows: small errors',
  ]);
});

test('feature maps begin at the loss with nothing dropped', () => {
  const maps = {
    layer: 'conv',
    neighbourCorrelation: 0.8,
    rates: [{ rate: 0.5, elementLoss: 0.4, channelLoss: 0.6 }],
  };
  expect(tableOf(featureMapChart(maps, 0.3, '')).rows).toEqual([
    ['Rate 0', '0.300', '0.300'],
    ['Rate 0.5', '0.600', '0.400'],
  ]);
});

test('an axis around values holds the ends of their bands, and need not begin at 0', () => {
  const series = {
    label: '',
    x: [0, 1],
    y: [0.5, 0.7],
    error: [0.05, 0.1],
    tone: '--none' as const,
    format: String,
  };
  expect(reachOf([series]).map((value) => Number(value.toFixed(6)))).toEqual([0.45, 0.55, 0.6, 0.8]);
  const axis = spanAxis(reachOf([series]), 4);
  expect([axis.min, axis.max]).toEqual([0.4, 0.8]);
  expect(spanAxis([0, 0.02], 4).min).toBe(0);
  expect(clippedAxis([0.2, 9], 0.2, 4).max).toBeLessThan(1);
  expect(spanAxis([0.5, 0.5], 4)).toMatchObject({ scale: 'linear' });
});

test('a variant that does more than drop stands beside the sweep, in its own colour', () => {
  const both = { ...dropping(0.3), id: 'both', name: 'Both', family: 'combination' as const };
  const beside = { plan, sweep, beside: { rate: 0.3, variant: both } };
  const own = (chart: { series: readonly { tone: string; label: string; x: readonly number[] }[] }) =>
    chart.series.flatMap(({ tone, label, x }) => (tone === '--combination' ? [[label, x]] : []));
  expect(own(ratesChart(beside, undefined, ''))).toEqual([
    ['Validation, Both', [0.3]],
    ['Test, Both', [0.3]],
  ]);
  expect(own(activityChart(beside, ''))).toEqual([
    ['dense, Both', [0.3]],
    ['dense_1, Both', [0.3]],
  ]);
  expect(own(uncertaintyChart(all, beside, ''))).toHaveLength(2);
  expect(activityChart(beside, '').x.ticks).toEqual([0, 0.2, 0.3, 0.5]);
});
