import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import type { StudyPoint } from '../../src/report/studies.ts';
import type { LinearPath } from '../../src/statistics/linearPaths.ts';
import { coefficientChart, linearLossChart, zeroColumnsChart } from '../../webview/charts/linearPath.ts';
import { sweepLossChart, sweepNormChart, sweepZerosChart } from '../../webview/charts/sweep.ts';
import { tableOf } from '../../webview/charts/table.ts';
import {
  activeColumns,
  bestPathPoint,
  columnsBySize,
  type Sweep,
  sweepChoice,
  sweepsOf,
} from '../../webview/measures/path.ts';
import {
  choiceCells,
  linearLegend,
  linearSentence,
  linearTitle,
  lossLegend,
  lowestSentence,
  pathHeadline,
  sweepLegend,
  zeroColumnsTitle,
  zerosTitle,
} from '../../webview/words/path.ts';
import { baseline, estimate, l1, l2, layer, report, variant } from './report.ts';

const studyPoint = (validation: number | null, change: Partial<StudyPoint> = {}): StudyPoint => ({
  trainLoss: estimate(0.1),
  validationLoss: estimate(validation),
  testLoss: estimate(0.3),
  bestValidationLoss: estimate(0.2),
  exactZeros: estimate(0),
  nearZeros: estimate(0.2),
  l1Norm: estimate(100),
  l2Norm: estimate(5),
  diverged: 0,
  ...change,
});

type Points = { lambda: number; loss: number | null; zeros?: number; near?: number }[];

const sweep = (family: 'l1' | 'l1Proximal' | 'l2', points: Points) => ({
  family,
  points: points.map(({ lambda, loss, zeros = 0, near = 0.2 }) => ({
    lambda,
    ...studyPoint(loss, { exactZeros: estimate(zeros), nearZeros: estimate(near) }),
  })),
});

const proximal = sweep('l1Proximal', [
  { lambda: 0.1, loss: 2, zeros: 1, near: 1 },
  { lambda: 1e-4, loss: 0.25, zeros: 0.3, near: 0.4 },
  { lambda: 1e-3, loss: 0.255, zeros: 0.8, near: 0.85 },
  { lambda: 1e-2, loss: 0.27, zeros: 0.9, near: 0.9 },
]);
const ridge = sweep('l2', [
  { lambda: 1e-3, loss: 0.24 },
  { lambda: 1e-2, loss: null },
]);
const measured = (
  best: { family: 'l1' | 'l1Proximal' | 'l2'; lambda: number; oneStandardError: number }[] = [],
) => report(undefined, { studies: { offers: [], path: { sweeps: [proximal, ridge], best } } });

describe('sweeps', () => {
  test('of the study go by rising λ, without strengths of which every run diverged', () => {
    const sweeps = sweepsOf(measured());
    expect(sweeps.map(({ family, points }) => [family, points.map(({ lambda }) => lambda)])).toEqual([
      ['l1Proximal', [1e-4, 1e-3, 1e-2, 0.1]],
      ['l2', [1e-3]],
    ]);
  });

  test('without the study are the plan’s variants, proximal ones apart', () => {
    const withZeros = variant('l1', { l1: 0.001, l1Mode: 'proximal' }, 0.25, {
      id: 'proximal',
      layers: [layer({ exactZeros: 10 }), layer({ count: 60, exactZeros: 30, l1Norm: 2.7, l2Norm: 1.2 })],
    });
    const sweeps = sweepsOf(report([baseline, l1, withZeros, l2]));
    expect(sweeps.map(({ family, points }) => [family, points.length])).toEqual([
      ['l1', 1],
      ['l1Proximal', 1],
      ['l2', 1],
    ]);
    expect(sweeps[1]?.points[0]).toMatchObject({
      validationLoss: 0.25,
      error: 0.01,
      exactZeros: (10 + 30) / (20 + 60),
      l1Norm: 1.3 + 2.7,
      l2Norm: Math.hypot(0.5, 1.2),
    });
  });

  test('choose the lowest loss, and the largest λ within one standard error of it', () => {
    const [first] = sweepsOf(measured()) as [Sweep];
    // 0.25 + 0.01 allows 0.255 and not 0.27.
    const choice = sweepChoice(first, undefined);
    expect([choice?.best.lambda, choice?.oneStandardError.lambda]).toEqual([1e-4, 1e-3]);
    const given = sweepChoice(first, [{ family: 'l1Proximal', lambda: 1e-3, oneStandardError: 1e-2 }]);
    expect([given?.best.lambda, given?.oneStandardError.lambda]).toEqual([1e-3, 1e-2]);
    expect(sweepChoice({ family: 'l1', points: [] }, undefined)).toBeUndefined();
  });

  test('are drawn with their zeros, norms and losses', () => {
    const sweeps = sweepsOf(measured());
    const zeros = sweepZerosChart(sweeps, 'exact', '');
    expect(zeros.series.map(({ label, y }) => [label, y])).toEqual([
      ['L1 proximal', [0.3, 0.8, 0.9, 1]],
      ['L2', [0]],
    ]);
    expect(sweepZerosChart(sweeps, 'near', '').series[1]?.y).toEqual([0.2]);
    expect(sweepNormChart(sweeps, 'l1Norm', '').series[0]?.y).toEqual([100, 100, 100, 100]);
    const choices = sweeps.map((one) => sweepChoice(one, undefined));
    const losses = sweepLossChart(sweeps, choices, 0.3, '');
    // A sweep of one point keeps its marker and gets no ring.
    expect(losses.marks).toEqual([
      { kind: 'vertical', at: 1e-3, text: '1 s.e.' },
      { kind: 'ring', x: 1e-4, y: 0.25, tone: '--l1-2' },
    ]);
    expect(losses.series.map(({ label }) => label)).toEqual(['L1 proximal', 'L2', 'No regularization']);
    expect(sweepLossChart(sweeps, choices, undefined, '').series).toHaveLength(2);
  });

  test('a norm of 0 stands on the floor of its logarithmic axis', () => {
    const flat = {
      family: 'l1' as const,
      points: sweepsOf(measured())[0]!.points.map((p, i) => ({ ...p, l1Norm: i })),
    };
    const chart = sweepNormChart([flat], 'l1Norm', '');
    expect(chart.series[0]?.y[0]).toBe(chart.y.min);
    expect(chart.y.min).toBeGreaterThan(0);
  });
});

describe('the network in words', () => {
  test('how far the penalty may grow', () => {
    expect(pathHeadline(measured())).toBe(
      'L1 proximal can grow to λ 1e-3 before validation loss leaves one standard error of its lowest: 80\u202f% of the network’s weights are exactly 0 there.',
    );
  });

  test('how far it may grow where the largest λ tried is as good', () => {
    const found = measured([{ family: 'l1Proximal', lambda: 1e-3, oneStandardError: 0.1 }]);
    expect(pathHeadline(found)).toMatch(
      /^L1 proximal is within one standard error of its lowest validation loss even at the largest λ tried, 0\.1: /,
    );
  });

  test('at one λ only, without exact zeros', () => {
    // The layer: 12 of 40 at 1e-4; `nearZeros` of the variant is 0.1, of its 20 weights 2 are exactly 0.
    const none = variant('l1', { l1: 0.001 }, 0.26, { layers: [layer({ exactZeros: 0 })] });
    expect(pathHeadline(report([baseline, none]))).toBe(
      'L1 is measured at one λ only, 1e-3: 10\u202f% of the network’s weights are at most 1e-3 there, none exactly 0.',
    );
  });

  test('with one seed there is no standard error', () => {
    const one = (lambda: number, loss: number) =>
      variant('l2', { l2: lambda }, loss, { validationLoss: estimate(loss, null, 1) });
    expect(pathHeadline(report([one(1e-4, 0.3), one(1e-3, 0.25)]))).toMatch(
      /^L2 has its lowest validation loss at λ 1e-3, the largest tried: /,
    );
    const [cells] = sweepsOf(report([one(1e-4, 0.3), one(1e-3, 0.25)])).map((sweeps) =>
      choiceCells(sweepChoice(sweeps, undefined)!),
    );
    expect(cells?.slice(0, 3)).toEqual(['1e-3', '0.250', '–']);
  });

  test('without L1 and L2 in the plan', () => {
    expect(pathHeadline(report([baseline]))).toBe(
      'No variant of this plan has L1 or L2 alone: the network has no path over λ yet.',
    );
    expect(lowestSentence(report([baseline]))).toBe('');
    expect(sweepsOf(report([baseline]))).toEqual([]);
  });

  test('the lowest loss, also when it is no success', () => {
    expect(lowestSentence(measured())).toBe(
      'Lowest validation loss: 0.240, L2 at λ 1e-3; without regularization 0.300.',
    );
    const bad = variant('l2', { l2: 0.001 }, 0.4);
    expect(lowestSentence(report([baseline, bad]))).toBe(
      'No λ has a lower validation loss than no regularization, 0.300; the lowest is 0.400, L2 at λ 1e-3.',
    );
    expect(lowestSentence(report([bad]))).toBe('Lowest validation loss: 0.400, L2 at λ 1e-3.');
  });

  test('the lowest loss at an end of what was tried', () => {
    const at = (...losses: number[]) =>
      lowestSentence(
        report([baseline, ...losses.map((loss, i) => variant('l2', { l2: 10 ** (i - 4) }, loss))]),
      );
    expect(at(0.25, 0.2)).toBe(
      'Lowest validation loss: 0.200, L2 at λ 1e-3, the largest tried; without regularization 0.300.',
    );
    expect(at(0.2, 0.25)).toContain('L2 at λ 1e-4, the smallest tried;');
    expect(at(0.25, 0.2, 0.25)).toContain('L2 at λ 1e-3;');
  });

  test('how many zeros', () => {
    const sweeps = sweepsOf(measured());
    expect(zerosTitle(sweeps, 'exact')).toBe(
      'L1 proximal brings up to 100\u202f% of the weights to exactly 0; L2 none',
    );
    const [one] = sweepsOf(report([baseline, l1]));
    expect(zerosTitle([one!], 'near')).toBe('L1 brings 10\u202f% of the weights to |w| ≤ 1e-3');
    expect(zerosTitle(sweeps.slice(1), 'exact')).toBe('L2 brings no weight to exactly 0');
    expect(zerosTitle(sweeps, 'near')).toContain('to |w| ≤ 1e-3; L2 20\u202f%');
  });

  test('what is marked over the losses', () => {
    const of = (found: Report) => lossLegend(found, sweepsOf(found));
    expect(of(measured())).toBe(
      'The whole network, means of 3 seeds. Circles: lowest of each penalty; dashed: L1 proximal’s largest λ within 1 s.e.',
    );
    expect(of(report())).toBe('The variants of the plan, means of 3 seeds');
    const one = (lambda: number) =>
      variant('l2', { l2: lambda }, 0.3, { validationLoss: estimate(0.3, null, 1) });
    expect(of(report([one(1e-4), one(1e-3)]))).toMatch(/Circles: lowest of each penalty$/);
  });

  test('where the points come from', () => {
    expect(sweepLegend(measured())).toBe('The whole network, means of 3 seeds');
    expect(sweepLegend(report())).toBe('The variants of the plan, means of 3 seeds');
  });
});

/** Soft thresholds and shrinkage of the coefficients 2, −1 and 0 of an orthonormal design. */
const linear: LinearPath = {
  loss: 'squared',
  columns: ['bmi', 'age', 'constant'],
  rows: 300,
  l1: [3, 1.5, 0.5].map((lambda) => {
    const coefficients = [2, -1, 0].map((w) => Math.sign(w) * Math.max(0, Math.abs(w) - lambda));
    return point(lambda, coefficients, lambda === 1.5 ? 0.4 : 0.6);
  }),
  l2: [3, 1.5, 0.5].map((lambda) =>
    point(
      lambda,
      [2, -1, 0].map((w) => w / (1 + lambda)),
      lambda / 3,
    ),
  ),
};

function point(lambda: number, coefficients: number[], validationLoss: number) {
  const zeroColumns = coefficients.filter((w) => w === 0).length;
  return { lambda, coefficients, zeroColumns, trainLoss: 0.3, validationLoss };
}

describe('the linear model', () => {
  test('its best λ, its columns by size, and those that are left', () => {
    expect(bestPathPoint(linear.l1)?.lambda).toBe(1.5);
    expect(columnsBySize(linear.l1, 3)).toEqual([0, 1, 2]);
    expect(activeColumns(linear, linear.l1[2]!)).toEqual(['bmi', 'age']);
    expect(bestPathPoint([])).toBeUndefined();
  });

  test('a line for every column over rising λ, the largest on top, hover names one', () => {
    const chart = coefficientChart(linear, 'l1', 'summary');
    expect(chart.nearest).toBe('xy');
    expect(chart.series.map(({ label }) => label)).toEqual(['constant', 'age', 'bmi']);
    expect(chart.series.at(-1)).toMatchObject({ x: [0.5, 1.5, 3], y: [1.5, 0.5, 0] });
    const names = chart.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    expect(names.sort()).toEqual(['age', 'bmi', 'constant']);
    expect(chart.x.min).toBeLessThan(0.5);
    expect(tableOf(chart).rows[0]).toEqual(['λ 0.5', '+0.000', '\u22120.500', '+1.500']);
  });

  test('names beside the lines stay apart', () => {
    const names = Array.from({ length: 6 }, (_, index) => `column ${index}`);
    const close = { ...linear, columns: names, l1: [point(1, [1, 1.001, 1.002, 1.003, 1.004, 0], 1)] };
    const chart = coefficientChart({ ...close, l2: close.l1 }, 'l1', '');
    const heights = chart.marks
      .flatMap((mark) => (mark.kind === 'text' ? [mark.y] : []))
      .sort((a, b) => a - b);
    const gaps = heights.slice(1).map((height, index) => height - (heights[index] ?? 0));
    // 14 of about 250 pixels.
    expect(Math.min(...gaps)).toBeGreaterThan((13 / 250) * (chart.y.max - chart.y.min));
  });

  test('columns at 0 and losses on the same axis', () => {
    const coefficients = coefficientChart(linear, 'l1', '');
    const zeros = zeroColumnsChart(linear, 'l1', '');
    const loss = linearLossChart(linear, 'l1', '');
    expect(zeros.series.map(({ label, y }) => [label, y])).toEqual([
      ['L1', [1, 2, 3]],
      ['L2', [1, 1, 1]],
    ]);
    expect(loss.series[0]?.y).toEqual([0.6, 0.4, 0.6]);
    expect(loss.marks).toContainEqual({ kind: 'ring', x: 1.5, y: 0.4, tone: '--l1-2' });
    for (const chart of [zeros, loss]) {
      expect([chart.x.min, chart.x.max, chart.shared]).toEqual([
        coefficients.x.min,
        coefficients.x.max,
        coefficients.shared,
      ]);
    }
  });

  test('in words: what is kept', () => {
    expect(linearTitle(linear, 'l1', 1)).toBe('L1 keeps 1 of 3 columns at its best λ, 1.5: bmi');
    expect(linearTitle(linear, 'l2', 1)).toBe(
      'L2 drops no column but the 1 that never varies; its best λ, 0.5, the smallest tried',
    );
    expect(linearTitle(linear, 'l2', 0)).toBe(
      'L2 drops no column but the 1 that is 0 at every λ; its best λ, 0.5, the smallest tried',
    );
    const all = {
      ...linear,
      columns: ['a', 'b'],
      l1: [point(0.5, [1.5, -0.5], 0.3)],
      l2: [point(0.5, [1, -0.5], 0.3)],
    };
    expect(linearTitle(all, 'l1', 0)).toBe('L1 keeps all 2 columns at its best λ, 0.5');
    expect(linearTitle(all, 'l2', 0)).toBe(
      'L2 shrinks all 2 columns together and drops none; its best λ, 0.5',
    );
    const nothing = { ...linear, l1: [point(3, [0, 0, 0], 0.3)] };
    expect(linearTitle(nothing, 'l1', 0)).toBe(
      'L1 drops all 3 columns at its best λ, 3: no column helps a linear model',
    );
    expect(linearTitle({ ...linear, l1: [] }, 'l1', 0)).toBe('The linear model has no path');
  });

  test('in words: what it is, and how it does against the network', () => {
    expect(linearLegend(linear, 300)).toMatch(/^Linear regression, coefficient of each standardized column/);
    expect(linearLegend({ ...linear, loss: 'softmax' }, 300)).toMatch(
      /^Softmax regression, ‖w‖₂ of each column/,
    );
    expect(linearLegend(linear, 5000)).toMatch(
      /^Linear regression, fitted to the first 300 rows, coefficient/,
    );
    expect(zeroColumnsTitle(linear)).toBe('Columns that are exactly 0, of 3');
    // Lowest of the linear model 0.5/3, of the network 0.24.
    const deep = report([baseline, l1, l2].map((one) => ({ ...one, layers: [layer(), layer()] })));
    expect(linearSentence(linear, deep)).toBe(
      'The linear model’s lowest validation loss is no higher than the network’s: 0.167 against 0.240. The columns may need no hidden layer.',
    );
    expect(linearSentence({ ...linear, l2: linear.l1 }, deep)).toBe(
      'The network’s lowest validation loss is below the linear model’s, 0.240 against 0.400.',
    );
    expect(linearSentence(linear, report())).toBe(
      'The model is linear, too: its lowest validation loss is 0.240, with the whole path 0.167.',
    );
    const huber = { ...report().training, loss: 'huber' as const };
    expect(linearSentence(linear, report(undefined, { training: huber }))).toBe('');
  });
});
