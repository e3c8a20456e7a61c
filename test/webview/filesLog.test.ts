import { describe, expect, test } from 'vitest';
import type { VerdictKind } from '../../src/diagnosis/fit.ts';
import type { DrawnCurve } from '../../src/report/logs/logReport.ts';
import { stepAxis } from '../../webview/files/log/axes.ts';
import { gapStrip, lossChart, metricChart, otherChart } from '../../webview/files/log/charts.ts';
import { runColumns } from '../../webview/files/log/columns.ts';
import { gapOf } from '../../webview/files/log/gap.ts';
import { withColumn } from '../../webview/files/log/mapping.ts';
import { curveBeside, lowest, otherCurves, runLook, shownRun } from '../../webview/files/log/runs.ts';
import { runsChart } from '../../webview/files/log/runsChart.ts';
import { containsFacts, logLine, lossLegend, lossTitle, runsTitle } from '../../webview/files/log/words.ts';
import { sortedRows } from '../../webview/files/table/columns.ts';
import { logReport, run } from './filesReports.ts';

const judged = (name: string, kind: VerdictKind) =>
  run(name, { verdict: { kind, bestEpoch: null, text: '', evidence: [] } });

const curve = (name: string, steps: number[], values: (number | null)[]): DrawnCurve => ({
  name,
  steps,
  values,
  logged: values.length,
});

describe('the run that is shown', () => {
  const runs = [
    judged('a', 'good'),
    judged('b', 'overfitting'),
    judged('c', 'overfitting'),
    judged('d', 'cannot-tell'),
  ];

  test('is the worst one, of equals the first', () => {
    expect(shownRun({ runs }, {})?.name).toBe('b');
    expect(shownRun({ runs: [...runs, judged('e', 'diverged')] }, {})?.name).toBe('e');
    expect(shownRun({ runs: [] }, {})).toBeUndefined();
  });

  test('is the chosen one while it is there', () => {
    expect(shownRun({ runs }, { run: 'd' })?.name).toBe('d');
    expect(shownRun({ runs }, { run: 'gone' })?.name).toBe('b');
  });

  test('comes first in the table by verdict', () => {
    const sort = { column: 'verdict', descending: false };
    const names = sortedRows(runs, runColumns(logReport(runs)), sort).map(({ name }) => name);
    expect(names).toEqual(['b', 'c', 'd', 'a']);
  });
});

test('twelve runs have twelve looks', () => {
  const looks = Array.from({ length: 12 }, (_, index) => Object.values(runLook(index)).join(' '));
  expect(new Set(looks).size).toBe(12);
});

describe('the losses', () => {
  const chart = lossChart(run('one'), '')!;

  test('have the best epoch ringed and what lies after it tinted', () => {
    expect(chart.marks).toEqual([
      { kind: 'vertical', at: 3, text: 'best epoch 3', side: 'right' },
      { kind: 'ring', x: 3, y: 0.5, tone: '--none' },
      { kind: 'tint', from: 3, text: 'overfitting' },
    ]);
  });

  test('are solid for validation, dashed for training; what was no number is a gap', () => {
    expect(chart.series.map(({ label, dash }) => [label, dash !== undefined])).toEqual([
      ['val_loss', false],
      ['loss', true],
    ]);
    expect(chart.series[0]!.y).toEqual([1.1, 0.9, 0.5, Number.NaN, 0.7]);
  });

  test('have no tint when nothing overfits, and no marks without a best epoch', () => {
    const good = { ...run('one').verdict, kind: 'good' as const };
    expect(lossChart(run('one', { verdict: good }), '')!.marks.map(({ kind }) => kind)).toEqual([
      'vertical',
      'ring',
    ]);
    expect(lossChart(judged('one', 'cannot-tell'), '')!.marks).toEqual([]);
  });

  test('may be below 0, and very small', () => {
    const below = run('one', {
      curves: [curve('loss', [1, 2], [-3, -5]), curve('val_loss', [1, 2], [-2, -4])],
    });
    const { y } = lossChart(below, '')!;
    expect(y.min).toBeLessThanOrEqual(-5);
    expect(y.max).toBeGreaterThanOrEqual(-2);
    const tiny = run('one', {
      curves: [curve('loss', [1, 2], [2e-5, 1e-5]), curve('val_loss', [1, 2], [3e-5, 2e-5])],
    });
    const axis = lossChart(tiny, '')!.y;
    expect(new Set(axis.ticks.map(axis.format)).size).toBe(axis.ticks.length);
  });

  test('are not drawn when no number was logged', () => {
    const nothing = run('one', { curves: [curve('loss', [1], [null]), curve('val_loss', [1], [null])] });
    expect(lossChart(nothing, '')).toBeUndefined();
    expect(lossTitle(nothing)).toBe('No value of val_loss is a number');
    expect(lossTitle(run('one', { roles: { trainingLoss: 'loss' } }))).toContain('No validation loss');
    expect(lossTitle(run('one'))).toBe('Lowest validation loss 0.500 at epoch 3');
    expect(lossLegend(run('one'))).toBe('val_loss solid, loss dashed');
  });
});

describe('the gap', () => {
  test('takes the training loss that was logged last by then', () => {
    const steps = run('one', {
      unit: 'step',
      curves: [curve('loss', [10, 20, 30, 45], [4, 3, 2, 1]), curve('val_loss', [5, 20, 44], [9, 3.5, 2.5])],
    });
    // Before step 10 there is none; at 20 it is 3, at 44 that of step 30.
    expect(gapOf(steps)).toEqual({ steps: [20, 44], values: [3.5 - 3, 2.5 - 2] });
  });

  test('leaves out what is no number', () => {
    const { steps, values } = gapOf(run('one'));
    expect(steps).toEqual([1, 2, 3, 5]);
    expect(values.map((value) => value.toFixed(2))).toEqual(['0.10', '0.10', '-0.10', '0.50']);
    expect(gapStrip(run('one'))!.y.min).toBeLessThanOrEqual(-0.1);
    expect(gapStrip(run('one', { roles: { validationLoss: 'val_loss' } }))).toBeUndefined();
  });

  test('stands under the losses: one axis, one room, labels only below', () => {
    const [loss, gap] = [lossChart(run('one'), '')!, gapStrip(run('one'))!];
    expect([loss.x.min, loss.x.max, loss.left, loss.room]).toEqual([
      gap.x.min,
      gap.x.max,
      gap.left,
      gap.room,
    ]);
    expect([loss.x.labels, gap.x.labels]).toEqual([false, undefined]);
  });
});

test.each([
  { steps: [0, 1, 2], max: 2, ticks: [0, 1, 2] },
  { steps: [0, 30], max: 30, ticks: [0, 10, 20, 30] },
  { steps: [1, 4], max: 4, ticks: [1, 2, 3, 4] },
  { steps: [0.5, 1.5], max: 1.5, ticks: [0.5, 0.6, 0.8, 1, 1.2, 1.4] },
  { steps: [500, 1500], max: 1500, ticks: [500, 600, 800, 1000, 1200, 1400] },
  { steps: [7], max: 8, ticks: [7, 8] },
])('the axis of steps $steps', ({ steps, max, ticks }) => {
  const axis = stepAxis([curve('loss', steps, steps), undefined], 'step');
  expect([axis.min, axis.max]).toEqual([steps[0], max]);
  expect(axis.ticks).toEqual(ticks);
});

test('an axis without a step is drawn all the same', () => {
  expect(stepAxis([undefined, curve('loss', [], [])], 'step').ticks).toEqual([0, 1]);
});

describe('metrics', () => {
  const measured = (name: string, values: number[]) =>
    metricChart(
      run('one', { roles: { validationMetric: name }, curves: [curve(name, [1, 2], values)] }),
      '',
    )!;

  test('that are shares end at 100 %', () => {
    const { y, series } = measured('val_accuracy', [0.9, 0.99]);
    expect(y.max).toBeLessThanOrEqual(1);
    expect(y.format(1)).toBe('100\u202f%');
    expect(series[0]!.format(0.987)).toBe('98.7\u202f%');
  });

  test('that are none are numbers', () => {
    expect(measured('val_mae', [0.9, 0.99]).series[0]!.format(0.9)).toBe('0.900');
    expect(metricChart(run('one'), '')).toBeUndefined();
  });
});

test('other curves are those without a role that have a number', () => {
  const empty = curve('empty', [1], [null]);
  const one = run('one', { curves: [...run('one').curves, empty] });
  const others = otherCurves(one);
  expect(others.map(({ name }) => name)).toEqual(['lr']);
  expect(otherChart(one, others[0]!).series[0]!.y).toEqual([0.1, 0.1, 0.1, 0.1, 0.1]);
});

test('of a log without any loss the first curve is shown, until another or none is chosen', () => {
  const bare = run('one', { roles: {}, curves: [curve('a', [1], [1]), curve('b', [1], [2])] });
  expect(curveBeside(bare, {})?.name).toBe('a');
  expect(curveBeside(bare, { curve: 'b' })?.name).toBe('b');
  expect(curveBeside(bare, { curve: '' })).toBeUndefined();
  expect(curveBeside(run('one'), {})).toBeUndefined();
});

describe('several runs', () => {
  test('are drawn together with their names, one alone is not', () => {
    const report = logReport([run('a'), run('b')]);
    const chart = runsChart(report, '')!;
    expect(chart.series.map(({ variant, end }) => [variant, end])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(new Set(chart.series.map(({ tone }) => tone)).size).toBe(2);
    expect(runsChart(logReport([run('a')]), '')).toBeUndefined();
    expect(runsTitle({ ...report, comparison: { best: 'b', text: '' } })).toBe(
      'b has the lowest validation loss of 2 runs',
    );
  });

  test('keep their colours when one has no validation loss', () => {
    const without = run('none', { roles: {} });
    const chart = runsChart(logReport([without, run('a'), run('b')]), '')!;
    expect(chart.series.map(({ tone }) => tone)).toEqual([runLook(1).tone, runLook(2).tone]);
  });
});

test('the lowest loss is that of the numbers', () => {
  expect(lowest(run('one'))).toEqual({ step: 3, value: 0.5 });
});

test('the line under the name tells length, restarts and that it is followed', () => {
  const report = logReport([run('one', { restarts: 2 })]);
  const state = {
    kind: 'log' as const,
    report,
    definition: null,
    following: true,
    updated: 'Updated 12:03:41',
  };
  expect(logLine(state)).toBe('Keras CSVLogger, 5 epochs, 2 restarts, following, updated 12:03:41');
  const two = { ...state, report: logReport([run('a'), run('b')]), following: false, updated: '' };
  expect(logLine(two)).toBe('Keras CSVLogger');
});

test('what is not known of the losses is said so', () => {
  expect(containsFacts(run('one').contains).map(({ value }) => value)).toEqual([
    'yes',
    'yes',
    'not known',
    'yes',
  ]);
});

test('a column is put in its place, or taken from it', () => {
  const mapping = { step: 'epoch', unit: 'epoch' as const, run: null, roles: { trainingLoss: 'loss' } };
  expect(withColumn(mapping, 'validationLoss', 'val')).toEqual({
    ...mapping,
    roles: { trainingLoss: 'loss', validationLoss: 'val' },
  });
  expect(withColumn(mapping, 'trainingLoss', '').roles).toEqual({});
  expect(withColumn(mapping, 'step', '').step).toBeNull();
  expect(withColumn(mapping, 'run', 'name').run).toBe('name');
});
