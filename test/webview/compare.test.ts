import { describe, expect, test } from 'vitest';
import type { RunCurves } from '../../src/protocol/panel.ts';
import { compareChart } from '../../webview/charts/compare.ts';
import {
  areComparable,
  comparisonsOf,
  groupDifference,
  groupNumbers,
  groupRuns,
  groupSeeds,
} from '../../webview/measures/compare.ts';
import { reportRuns } from '../../webview/measures/reportRuns.ts';
import { compareHeadline, differenceText, groupName, numbersLegend } from '../../webview/words/compare.ts';
import { baseline, l1, l2, report } from './report.ts';

interface Numbers {
  file?: string;
  comparable?: string;
  test?: number;
  validation?: number[];
}

function run(variant: string, seed: number, numbers: Numbers = {}): RunCurves {
  const { file = '/w/digits.reglens.json', comparable = 'rows', validation = [0.5, 0.3, 0.4] } = numbers;
  const lowest = Math.min(...validation);
  return {
    entry: {
      key: `${file}#abc/${variant}-seed${seed}`,
      experiment: file.includes('digits') ? 'digits' : 'other',
      model: 'model',
      variant,
      variantName: variant === 'none' ? 'No regularization' : variant.toUpperCase(),
      family: variant === 'none' ? 'none' : 'l2',
      seed,
      state: 'finished',
      epochs: validation.length,
      best: { validationLoss: lowest, epoch: validation.indexOf(lowest) + 1 },
      ...(numbers.test !== undefined && { testLoss: numbers.test }),
      comparable,
    },
    trainLoss: validation.map((loss) => loss / 2),
    trainLossDropoutOn: validation,
    validationLoss: validation,
    penalty: validation.map(() => 0),
  };
}

describe('runs', () => {
  test('of one variant are one group, of two experiments two', () => {
    const groups = groupRuns([
      run('none', 1),
      run('l2', 1),
      run('none', 2),
      run('none', 1, { file: '/w/other.json' }),
    ]);
    expect(groups.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['No regularization', 2],
      ['L2', 1],
      ['No regularization', 1],
    ]);
    expect(groups.map((group) => groupName(group, groups))).toEqual([
      'None (digits)',
      'L2 (digits)',
      'None (other)',
    ]);
  });

  test('have means over the seeds that ended', () => {
    const [group] = groupRuns([run('none', 1, { test: 0.2 }), run('none', 2, { test: 0.4 }), run('none', 3)]);
    expect(groupNumbers(group!).test).toMatchObject({ mean: 0.30000000000000004, seeds: 2 });
    expect(groupNumbers(group!).epochs).toEqual([2, 2, 2]);
  });

  test('of other rows are not compared by their losses', () => {
    const groups = groupRuns([
      run('none', 1, { test: 0.3 }),
      run('l2', 1, { test: 0.1, comparable: 'else' }),
    ]);
    expect(areComparable(groups)).toBe(false);
    expect(groupDifference(groups[1]!, groups[0]!, 1)).toBeUndefined();
    expect(compareHeadline(groups, false)).toContain('different data');
  });
});

describe('the difference', () => {
  const groups = (l2: number[]) =>
    groupRuns([
      ...[0.3, 0.31, 0.32].map((test, index) => run('none', index + 1, { test })),
      ...l2.map((test, index) => run('l2', index + 1, { test })),
    ]);

  test('is paired over the seeds: 0.1 in each, so the interval is narrow', () => {
    const [none, l2] = groups([0.2, 0.21, 0.22]);
    expect(groupDifference(l2!, none!, 1)!.mean).toBeCloseTo(-0.1, 12);
    expect(compareHeadline([none!, l2!], true)).toBe('L2 has a lower test loss than None, by 0.100');
  });

  test('within the noise is said to be so, in parentheses', () => {
    const [none, l2] = groups([0.1, 0.5, 0.3]);
    expect(compareHeadline([none!, l2!], true)).toBe('L2 and None differ by less than the noise over seeds');
    expect(differenceText(groupDifference(l2!, none!, 1))).toMatch(/^\(.*\)$/);
  });

  test('needs two seeds in common', () => {
    const [none, l2] = groups([0.2]);
    expect(groupDifference(l2!, none!, 1)).toBeUndefined();
    expect(compareHeadline([none!, l2!], true)).toBe(
      'L2 has a lower test loss than None here; fewer than two seeds in common give no interval',
    );
  });

  test('is none when the reference is lowest', () => {
    const [none, l2] = groups([0.4, 0.41, 0.42]);
    expect(compareHeadline([none!, l2!], true)).toBe('None has the lowest test loss of the 2');
  });
});

test('only differences that can be told correct the intervals', () => {
  const seeds = [1, 2, 3];
  const none = seeds.map((seed) => run('none', seed, { test: 0.3 + seed / 100 }));
  const l2s = seeds.map((seed) => run('l2', seed, { test: 0.2 + seed / 90 }));
  const elsewhere = seeds.map((seed) => run('l1', seed, { test: 0.1, comparable: 'else' }));
  const single = [run('dropout', 1, { test: 0.2 })];
  const groups = groupRuns([...none, ...l2s, ...elsewhere, ...single]);
  expect(groups).toHaveLength(4);
  expect(comparisonsOf(groups)).toBe(1);
  expect(numbersLegend(groups)).toBe(
    'Means over 1 to 3 seeds ± 1 standard error. Difference: of the test loss, ± half of its 95\u202f% interval',
  );
});

test('unfinished runs are compared by their lowest validation losses, never with a test loss', () => {
  const groups = groupRuns([
    ...[1, 2].map((seed) => run('none', seed, { test: 9 })),
    ...[1, 2].map((seed) => run('l2', seed, { validation: [0.5, 0.2] })),
  ]);
  expect(groupDifference(groups[1]!, groups[0]!, 1)!.mean).toBeCloseTo(-0.1, 12);
  expect(compareHeadline(groups, true)).toBe('L2 has a lower validation loss than None, by 0.100');
});

describe('the means of a report', () => {
  const one = report([baseline, l2, l1]);
  const groups = groupRuns(reportRuns(one), one);

  test('are of as many seeds as it has, with its errors', () => {
    expect(groups.map(groupSeeds)).toEqual([3, 3, 3]);
    expect(groupNumbers(groups[1]!)).toMatchObject({ test: l2.testLoss, epochs: [2, 2, 2] });
    const { series } = compareChart(groups, one, 'validationLoss', false);
    expect(series.map(({ error }) => error)).toEqual(Array(3).fill([0.01, 0.01, 0.01, 0.01]));
    expect(numbersLegend(groups)).toContain('Means over 3 seeds');
  });

  test('have its differences from no regularization', () => {
    expect(groupDifference(groups[1]!, groups[0]!, 2)).toBe(l2.difference!.testLoss);
    expect(compareHeadline(groups, true)).toBe('L2 1e-3 has a lower test loss than None, by 0.060');
  });

  test('have no other differences', () => {
    const others = [groups[2]!, groups[1]!];
    expect(groupDifference(others[1]!, others[0]!, 1)).toBeUndefined();
    expect(compareHeadline(others, true)).toBe(
      'L2 1e-3 has a lower test loss than L1 1e-3 here; this page has intervals against no regularization only',
    );
  });
});

describe('the chart', () => {
  test('cuts off at most the first tenth of a curve that falls far', () => {
    // 1/epoch over 100 epochs: 0.1 at epoch 10, 0.01 at the end.
    const validation = Array.from({ length: 100 }, (_, index) => 1 / (index + 1));
    const { y } = compareChart(
      groupRuns([run('none', 1, { validation })]),
      report(),
      'validationLoss',
      false,
    );
    expect(y.max).toBeGreaterThanOrEqual(1 / 11);
    expect(y.max).toBeLessThan(0.5);
  });

  const runs = groupRuns([
    run('none', 1, { validation: [1, 0.5] }),
    run('none', 2, { validation: [0.8, 0.3, 0.2] }),
    run('none', 1, { file: '/w/other.json' }),
  ]);

  test('has the mean of the epochs that all seeds reached', () => {
    const chart = compareChart(runs, report(), 'validationLoss', false);
    expect(chart.series[0]!.y).toEqual([0.9, 0.4]);
    expect(chart.series.map(({ dash }) => dash === undefined)).toEqual([true, false]);
  });

  test('or a line for each run, of which one is labelled', () => {
    const chart = compareChart(runs, report(), 'validationLoss', true);
    expect(chart.series.map(({ label }) => label)).toEqual([
      'None (digits), seed 1',
      'None (digits), seed 2',
      'None (other), seed 1',
    ]);
    expect(chart.series.map(({ end }) => end)).toEqual(['None (digits)', undefined, 'None (other)']);
  });
});
