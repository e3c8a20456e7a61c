import { describe, expect, test } from 'vitest';
import type { RunCurves } from '../../src/protocol/panel.ts';
import { compareChart } from '../../webview/charts/compare.ts';
import { areComparable, groupDifference, groupNumbers, groupRuns } from '../../webview/measures/compare.ts';
import { compareHeadline, differenceText, groupName } from '../../webview/words/compare.ts';
import { report } from './report.ts';

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
    expect(compareHeadline([none!, l2!], true)).toBe('L2 lowers the loss of None by 0.100');
  });

  test('within the noise is said to be so, in parentheses', () => {
    const [none, l2] = groups([0.1, 0.5, 0.3]);
    expect(compareHeadline([none!, l2!], true)).toBe('L2 and None differ by less than the noise over seeds');
    expect(differenceText(groupDifference(l2!, none!, 1))).toMatch(/^\(.*\)$/);
  });

  test('needs two seeds in common', () => {
    const [none, l2] = groups([0.2]);
    expect(groupDifference(l2!, none!, 1)).toBeUndefined();
    expect(compareHeadline([none!, l2!], true)).toContain('one seed in common gives no interval');
  });

  test('is none when the reference is lowest', () => {
    const [none, l2] = groups([0.4, 0.41, 0.42]);
    expect(compareHeadline([none!, l2!], true)).toBe('None has the lowest loss of the 2');
  });
});

describe('the chart', () => {
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
