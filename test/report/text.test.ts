import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { baseline, difference, estimate, report, variant } from '../webview/report.ts';

const lines = (of: Report) => renderText(of).split('\n');
/** The table's row of a variant, as its cells. */
const row = (of: Report, name: string) =>
  lines(of)
    .find((line) => line.startsWith(`${name}  `))!
    .split(/ {2,}/)
    .map((cell) => cell.trim());

const withTestLoss = (low: number, high: number) => {
  const differences = { ...variant('l2', { l2: 1 }, 0.2).difference!, testLoss: difference(low, high) };
  return report([baseline, variant('l2', { l2: 1 }, 0.2, { name: 'L2 1', difference: differences })]);
};

describe('the table', () => {
  test('all cells of a row', () => {
    const one = variant('l2', { l2: 1 }, 0.24, {
      name: 'L2 1',
      testLoss: estimate(0.26, 0.004),
      testAccuracy: estimate(0.9126),
      exactZeros: estimate(0),
      nearZeros: estimate(0.104),
      bestEpoch: 7,
      difference: withTestLoss(-0.1, -0.02).variants[1]!.difference,
    });
    const found = report([baseline, one]);
    expect(row(found, 'L2 1')).toEqual([
      'L2 1',
      '0.240 ± 0.010',
      '0.260 ± 0.004',
      '−0.060 ± 0.040',
      '91.3\u202f%',
      '7',
      '10\u202f%',
      '0\u202f%',
    ]);
    expect(row(found, 'Variant')).toEqual([
      'Variant',
      'Validation loss',
      'Test loss',
      'Δ test vs none',
      'Accuracy',
      'Best epoch',
      '|w| ≤ 1e-3',
      'Exact 0',
    ]);
  });

  // Mean and half-width: (low + high)/2 and (high − low)/2.
  test.each([
    [-0.1, -0.02, '−0.060 ± 0.040'],
    [0.02, 0.1, '+0.060 ± 0.040'],
    [-0.1, 0.02, '(−0.040 ± 0.060)'],
    [-0.02, 0.1, '(+0.040 ± 0.060)'],
    [-0.1, 0, '(−0.050 ± 0.050)'],
    [0, 0.1, '(+0.050 ± 0.050)'],
  ])('interval from %d to %d: parentheses exactly when it includes 0', (low, high, cell) => {
    expect(row(withTestLoss(low, high), 'L2 1')[3]).toBe(cell);
  });

  test('the baseline is called so; without an interval there is a dash', () => {
    const single = variant('l2', { l2: 1 }, 0.24, { name: 'L2 1', difference: undefined });
    expect(row(report([baseline, single]), 'No regularization')[3]).toBe('baseline');
    expect(row(report([baseline, single]), 'L2 1')[3]).toBe('–');
  });

  test('one seed has no ±', () => {
    const single = variant('l2', { l2: 1 }, 0.24, { name: 'L2 1', validationLoss: estimate(0.24, null, 1) });
    expect(row(report([baseline, single]), 'L2 1')[1]).toBe('0.240');
  });

  test('lowest validation loss first, variants without a finished run last', () => {
    const lost = variant('l1', { l1: 1 }, 0, {
      name: 'L1 1',
      seeds: [],
      validationLoss: estimate(null, null, 0),
      testLoss: estimate(null, null, 0),
      testAccuracy: undefined,
      difference: undefined,
    });
    const best = variant('l2', { l2: 1 }, 0.1, { name: 'L2 1' });
    const worst = variant('dropout', { dropout: 0.5 }, 0.9);
    const found = report([lost, worst, baseline, best]);
    const names = lines(found)
      .slice(lines(found).findIndex((line) => line.startsWith('──')) + 1)
      .slice(0, 4)
      .map((line) => line.split('  ')[0]);
    expect(names).toEqual(['L2 1', 'No regularization', 'Dropout 0.5', 'L1 1']);
    expect(row(found, 'L1 1').slice(1, 6)).toEqual(['–', '–', '–', '–', '–']);
  });

  test('regression: another loss, no accuracy', () => {
    const of = report();
    const regression = report(undefined, { data: { ...of.data, task: 'regression', classes: undefined } });
    expect(renderText(of)).toContain('Cross-entropy without penalty');
    expect(renderText(of)).toContain('Accuracy');
    expect(renderText(regression)).toMatch(
      /^(Mean s|S)quared error .*without penalty, in evaluation mode at epoch 4;/m,
    );
    expect(renderText(regression)).not.toMatch(/Cross-entropy|Accuracy/);
  });
});

describe('runs that diverged', () => {
  const stopped = (...seeds: number[]) =>
    seeds.map((seed) => ({ seed, reason: 'the training loss became NaN in epoch 3' }));

  test('are counted over all variants and listed', () => {
    const found = lines(
      report([
        { ...baseline, stopped: stopped(2) },
        variant('l2', { l2: 1 }, 0.2, { name: 'L2 1', stopped: stopped(1, 3) }),
      ]),
    );
    // 9 runs have ended in this report.
    const at = found.findIndex((line) => line.startsWith('3 of 9 runs diverged'));
    expect(found.slice(at, at + 5)).toEqual([
      expect.stringMatching(/the other 6\.$/),
      '  No regularization, seed 2: the training loss became NaN in epoch 3',
      '  L2 1, seed 1: the training loss became NaN in epoch 3',
      '  L2 1, seed 3: the training loss became NaN in epoch 3',
      '',
    ]);
  });

  test('all of them: no ranking to speak of', () => {
    const of = report([{ ...baseline, seeds: [], stopped: stopped(1, 2, 3) }]);
    const text = renderText({ ...of, execution: { ...of.execution, finishedRuns: 3 } });
    expect(text).toMatch(/^All 3 runs diverged\./m);
    expect(text).not.toContain('the other');
  });

  test('are not mentioned when there are none', () => {
    expect(renderText(report())).not.toContain('diverged');
  });
});

test('variants that successive halving ended are named with their epochs', () => {
  const reason = 'its validation loss was clearly above the lowest';
  const dropped = [1, 2, 3].map((seed) => ({ seed, epochs: 12, reason }));
  const text = renderText(
    report([baseline, variant('l1', { l1: 1 }, 0.9, { name: 'L1 1', seeds: [], dropped })]),
  );
  expect(text).toContain('\nEnded early by successive halving: L1 1 after 12 epochs.\n');
  expect(renderText(report())).not.toContain('halving');
});

test('mimics that were found follow the headline; others are not mentioned', () => {
  const of = report();
  const mimic = { kind: 'leakage' as const, value: '12 rows', text: 'They stand in training, too.' };
  const found = (state: 'present' | 'absent') =>
    lines({ ...of, verdict: { ...of.verdict, mimics: [{ ...mimic, found: state }] } });
  expect(found('present')[2]).toBe('  12 rows: They stand in training, too.');
  expect(found('absent').join('\n')).not.toContain('12 rows');
});

test('studies: findings under their titles, then what can be measured', () => {
  const of = report();
  const offers = [{ name: 'path' as const, runs: 105, seconds: 40 }];
  const learningCurve = { curves: [], finding: { kind: 'helps' as const, text: 'More data would help.' } };
  expect(renderText({ ...of, studies: { learningCurve, offers } })).toContain(
    '\nLearning curve: More data would help.\n\nCan be measured, too:\n  --study path: 105 runs, about 40 s\n',
  );
  expect(renderText({ ...of, studies: { offers: [] } })).not.toMatch(/Learning curve|measured, too/);
});

describe('around the table', () => {
  test('verdict and recommendation first, then the interval', () => {
    const of = report();
    const recommendation = { ...of.recommendation, support: 'Paired test difference.' };
    expect(lines({ ...of, recommendation }).slice(0, 4)).toEqual([
      '',
      `${of.verdict.text} ${of.recommendation.text}`,
      '  Paired test difference.',
      '',
    ]);
    expect(lines(of).slice(1, 3)).toEqual([`${of.verdict.text} ${of.recommendation.text}`, '']);
  });

  test.each([
    [[1], 'one seed', 1, '1 worker.'],
    [[1, 2, 3], '3 seeds', 2, '2 workers.'],
  ])('seeds %j: %s; %i: %s', (seeds, seedWords, workers, workerWords) => {
    const of = report();
    const text = renderText({
      ...of,
      training: { ...of.training, seeds },
      execution: { ...of.execution, workers, finishedRuns: 8 },
    });
    expect(text).toMatch(new RegExp(`± standard error over ${seedWords}[,.]`));
    // 67 s.
    expect(text).toContain(`8 of 9 runs, 1 min 07 s of training, wasm, ${workerWords}\n`);
  });

  test('the model in one line', () => {
    const of = report();
    expect(renderText({ ...of, model: { ...of.model, parameters: 17226 } })).toContain(
      'Model “model” (model.py:6): 2 → 10 → 2, 17,226 parameters, nothing regularizes it\n',
    );
  });

  const change = {
    file: 'model.py',
    line: 7,
    diff: [
      { sign: '-' as const, text: 'Dense(2)' },
      { sign: '+' as const, text: 'Dense(2, kernel_regularizer=l2(1e-3))' },
    ],
    more: 2,
  };
  const recommending = (more: Partial<Report['recommendation']>) => {
    const of = report();
    return lines({ ...of, recommendation: { ...of.recommendation, ...more } });
  };

  test('the change as a diff, with how much more there is', () => {
    const found = recommending({ change });
    const at = found.indexOf('Change at model.py:7');
    expect(found.slice(at - 1, at + 4)).toEqual([
      'Why: Lowest validation loss.',
      'Change at model.py:7',
      '  - Dense(2)',
      '  + Dense(2, kernel_regularizer=l2(1e-3))',
      '    … 2 more',
    ]);
    expect(recommending({ change: { ...change, more: 0 } }).join('\n')).not.toContain('more');
  });

  test('why there is no change', () => {
    expect(recommending({ noChange: 'model.py has these settings already.' })).toContain(
      'model.py has these settings already.',
    );
  });
});
