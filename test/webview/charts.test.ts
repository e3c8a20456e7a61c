import { expect, test } from 'vitest';
import { dropoutFinding, fitFinding, sparsityFinding } from '../../webview/charts/findings.ts';
import { fitChart } from '../../webview/charts/fit.ts';
import { gapChart } from '../../webview/charts/gap.ts';
import { gaussBin, histogramChart, laplaceBin } from '../../webview/charts/histogram.ts';
import { type FitFrame, levelAxis } from '../../webview/charts/levels.ts';
import { objectiveChart } from '../../webview/charts/objective.ts';
import { crossing, pruningChart } from '../../webview/charts/pruning.ts';
import { lossAxis } from '../../webview/charts/series.ts';
import { shareChart, strengthLossChart } from '../../webview/charts/strength.ts';
import { tableOf } from '../../webview/charts/table.ts';
import { baseline, estimate, l1, l2, report, variant } from './report.ts';

const frame = (change: Partial<FitFrame> = {}): FitFrame => ({
  plan: report().variants,
  measure: 'loss',
  log: false,
  baseline,
  shown: [baseline, l2],
  ...change,
});

const marksOf = (chart: { marks: readonly { kind: string }[] }, kind: string) =>
  chart.marks.filter((mark) => mark.kind === kind);

test('the fit chart marks the best epoch with its validation loss', () => {
  const chart = fitChart('fit-baseline', baseline, frame(), { summary: 'says', overfitsAfter: undefined });
  expect(chart.series.map(({ y }) => y)).toEqual([
    baseline.curves.validationLoss.mean,
    baseline.curves.trainLoss.mean,
  ]);
  expect(marksOf(chart, 'ring')).toEqual([{ kind: 'ring', x: 2, y: 0.2, tone: '--none' }]);
  expect(marksOf(chart, 'tint')).toEqual([]);
  expect(chart.x.labels).toBe(false);
});

test('the tint begins where overfitting begins, and only for losses', () => {
  const words = { summary: '', overfitsAfter: 2 };
  expect(marksOf(fitChart('a', baseline, frame(), words), 'tint')).toMatchObject([{ from: 2 }]);
  const accuracy = frame({ measure: 'accuracy' });
  expect(marksOf(fitChart('a', baseline, accuracy, words), 'tint')).toEqual([]);
});

test('side by side, curves share their axes and bands need two seeds', () => {
  const left = fitChart('a', baseline, frame(), { summary: '', overfitsAfter: undefined });
  const right = fitChart('b', l2, frame(), { summary: '', overfitsAfter: undefined });
  expect([left.y.min, left.y.max]).toEqual([right.y.min, right.y.max]);
  expect(left.series[0]?.error).toHaveLength(4);
  const single = { ...baseline, validationLoss: estimate(0.3, null, 1) };
  const alone = fitChart('c', single, frame(), { summary: '', overfitsAfter: undefined });
  expect(alone.series[0]?.error).toBeUndefined();
});

test('the axis of losses covers twice what is reached late, not the steep start', () => {
  // Late: max(final 0.3, upper median of 0.9, 0.2, 0.25, 0.3) = 0.3, of training median 0.4.
  expect(levelAxis(frame({ shown: [baseline] })).max).toBe(0.8);
  expect(levelAxis(frame({ measure: 'accuracy' }))).toMatchObject({ max: 1 });
  const log = levelAxis(frame({ log: true }));
  expect(log).toMatchObject({ scale: 'log', ticks: [0.1, 1] });
});

test('the gap is validation minus training loss, epoch by epoch', () => {
  const chart = gapChart('gap-compared', l2, frame());
  const expected = [0.9 - 0.8, 0.2 - 0.4, 0.25 - 0.2, 0.24 - 0.1];
  expect(chart.series[0]?.y).toEqual(expected);
  expect(chart.series.map(({ end }) => end)).toEqual(['0.140', 'baseline 0.200']);
  expect(chart.summary).toBe('Generalization gap of L2 1e-3 at epoch 4: 0.140');
  expect(gapChart('gap-baseline', baseline, frame()).series).toHaveLength(1);
});

test('charts over one another make room for the same labels', () => {
  const words = { summary: '', overfitsAfter: undefined };
  expect(fitChart('a', l2, frame(), words).room).toEqual(gapChart('b', l2, frame()).room);
});

test('the objective stacks the penalty on the data loss with dropout on', () => {
  const chart = objectiveChart('fit-objective', l2, report().variants);
  expect(chart.series[0]?.y).toEqual([0.9 + 0.4, 0.5 + 0.3, 0.3 + 0.2, 0.1 + 0.1]);
  expect(chart.series[1]?.y).toEqual(l2.curves.trainLossDropoutOn.mean);
  expect(chart.series[0]?.end).toBe('+ penalty 0.100');
  expect(objectiveChart('o', baseline, []).series[0]?.end).toBeUndefined();
});

// A bin is a tenth of a decade: the probabilities of all bins of a distribution add up to 1.
test.each([
  ['Laplace', laplaceBin],
  ['Gauss', gaussBin],
])('the %s fit is a distribution', (_, density) => {
  const bins = Array.from({ length: 120 }, (_, index) => density(-10 + (index + 0.5) * 0.1, 0.05));
  expect(bins.reduce((sum, bin) => sum + bin, 0)).toBeCloseTo(1, 3);
});

test('the histograms are shares of all weights, L1 up and L2 down', () => {
  const chart = histogramChart(report(), { lambda: 0.001, l1, l2 }, -3, '');
  const [above, laplace, below] = chart.series;
  // The first drawn bin is 20, at 1e-6; bin 40 holds 12 and bin 70 holds 24 of 40 weights.
  expect(above?.y[20]).toBe(12 / 40);
  expect(above?.y[50]).toBe(24 / 40);
  expect(below?.y[50]).toBe(-24 / 40);
  expect(laplace?.label).toBe('Laplace fit');
  // Over all sizes a fit sums to the weights that are not exactly 0: 18 of 20.
  const fitted = laplace?.y.reduce((sum, share) => sum + share, 0);
  expect(fitted).toBeCloseTo(0.9, 3);
  const texts = chart.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
  expect(texts).toEqual(['L1 1e-3', '10\u202f% exactly 0', 'L2 1e-3', '10\u202f% exactly 0']);
});

test('a missing penalty leaves its half of the histogram away', () => {
  const chart = histogramChart(report([baseline, l1]), { lambda: 0.001, l1 }, -3, '');
  expect(chart.series.map(({ label }) => label)).toEqual(['L1 1e-3', 'Laplace fit']);
  expect(chart.y.min).toBe(0);
});

test('shares over λ, with exact zeros apart', () => {
  const chart = shareChart(report(), 0.001, -3, '');
  expect(chart.series.map(({ label, y }) => [label, y])).toEqual([
    ['L1', [16 / 40]],
    ['L1, exactly 0', [2 / 20]],
    ['L2', [16 / 40]],
  ]);
  expect(shareChart(report([baseline, l2]), 0.001, -3, '').series).toHaveLength(1);
});

test('one line is of one way of L1: that of the λ which is shown', () => {
  const proximal = variant('l1', { l1: 0.001, l1Mode: 'proximal' }, 0.25);
  const stronger = variant('l1', { l1: 0.01 }, 0.29);
  const all = report([baseline, l1, proximal, stronger, l2]);
  const lambdas = (lambda: number) => strengthLossChart(all, lambda).series[0]?.x;
  expect(lambdas(0.001)).toEqual([0.001]);
  expect(lambdas(0.01)).toEqual([0.001, 0.01]);
});

test('ticks of losses are round', () => {
  const weak = variant('l1', { l1: 0.01 }, 0.0733);
  const strong = variant('l1', { l1: 0.1 }, 0.1233);
  const { y } = strengthLossChart(
    report([{ ...baseline, validationLoss: estimate(0.113) }, weak, strong]),
    0.1,
  );
  expect(y.ticks).toEqual([0.05, 0.1, 0.15]);
  // Whatever the axis begins with: not 0.125, 0.625, 1.125 and 0.075, 0.125, 0.175.
  expect(lossAxis([0.26, 0.7], 0.4).ticks).toEqual([0.5, 1]);
  expect(lossAxis([0.09, 0.13], 0.115).ticks).toEqual([0.1, 0.15]);
});

test('a loss above the plot is written where its line leaves it', () => {
  const failed = variant('l1', { l1: 0.01 }, 2);
  const chart = strengthLossChart(report([baseline, l1, failed, l2]), 0.001);
  expect(chart.y.max).toBeLessThan(2);
  const texts = chart.marks.filter((mark) => mark.kind === 'text');
  expect(texts).toMatchObject([{ text: '↑ 2.00', y: chart.y.max, tone: '--l1-2' }]);
  const share = (chart.y.max - 0.26) / (2 - 0.26);
  expect(Math.log10(texts[0]?.x ?? 0)).toBeCloseTo(-3 + share, 10);
  expect(chart.series.at(-1)).toMatchObject({ label: 'No regularization', y: [0.3, 0.3] });
});

test('a pruning curve is labelled at its flank, a ring ends what is harmless', () => {
  expect(
    crossing(
      [
        { share: 0, testLoss: 0 },
        { share: 1, testLoss: 2 },
      ],
      0.5,
    ),
  ).toBe(0.25);
  expect(crossing([{ share: 0, testLoss: 3 }], 0.5)).toBe(0);
  expect(crossing([{ share: 0, testLoss: 0 }], 0.5)).toBeUndefined();
  const chart = pruningChart(report(), [baseline, l2, l1], 0.2, '');
  expect(marksOf(chart, 'ring')).toMatchObject([{ x: 0.5 }, { x: 0.5 }, { x: 0.5 }]);
  expect(marksOf(chart, 'text')).toMatchObject([{ text: 'none' }, { text: 'L2 1e-3' }, { text: 'L1 1e-3' }]);
  const flat = [0, 1].map((share) => ({ share, testLoss: 0.2, standardError: 0 }));
  const level = pruningChart(report(), [{ ...l2, pruning: flat }], 0.2, '');
  expect(level.series[0]?.end).toBe('L2 1e-3');
});

test('findings: curves of the baseline, small weights, rates with the baseline at 0', () => {
  expect(fitFinding(baseline, '').x.ticks).toEqual([1, 2, 4]);
  expect(sparsityFinding(report(), 0.001, '').series.map(({ y }) => y)).toEqual([[16 / 40], [16 / 40]]);
  const rates = [variant('dropout', { dropout: 0.2 }, 0.25), variant('dropout', { dropout: 0.5 }, 0.35)];
  const chart = dropoutFinding(rates, baseline, '');
  expect(chart.series[0]).toMatchObject({ x: [0, 0.2, 0.5], y: [0.3, 0.25, 0.35] });
  expect(chart.series[1]).toMatchObject({ y: [0.3, 0.3] });
  expect(dropoutFinding(rates, undefined, '').series).toHaveLength(1);
});

test('a table has one row for every x and a gap where a series has none', () => {
  const stronger = variant('l1', { l1: 0.01 }, 0.5);
  const table = tableOf(shareChart(report([baseline, l1, stronger, l2]), 0.001, -3, ''));
  expect(table.header).toEqual(['λ', 'L1', 'L1, exactly 0', 'L2']);
  expect(table.rows).toEqual([
    ['λ 1e-3', '40\u202f%', '10\u202f%', '40\u202f%'],
    ['λ 1e-2', '40\u202f%', '10\u202f%', ''],
  ]);
});
