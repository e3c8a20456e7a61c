import { expect, test } from 'vitest';
import { logLensText } from '../../extension/files/logLensText.ts';
import type { CurveVerdict } from '../../src/diagnosis/curve.ts';
import type { LogReport, LogRunReport } from '../../src/report/logs/logReport.ts';

const run = (name: string, verdict: Partial<CurveVerdict>) =>
  ({
    name,
    epochs: 40,
    unit: 'epoch',
    verdict: { bestEpoch: 12, text: 'A sentence.', ...verdict },
  }) as LogRunReport;
const report = (...runs: LogRunReport[]) => ({ runs }) as LogReport;

test('until the log is read only its name is there', () => {
  expect(logLensText('log.csv', undefined)).toEqual({
    title: '$(graph-line)\u00a0log.csv',
    tooltip: 'Open this training log',
  });
});

test.each([
  [{ kind: 'overfitting', sinceEpoch: 12 }, 'log.csv: overfits from epoch 12'],
  [{ kind: 'overfitting' }, 'log.csv: overfits'],
  [{ kind: 'diverged' }, 'log.csv: diverged'],
  [{ kind: 'underfitting' }, 'log.csv: underfits'],
  [{ kind: 'good' }, 'log.csv: fits well'],
  [{ kind: 'cannot-tell' }, 'log.csv: 40 epochs'],
] as [Partial<CurveVerdict>, string][])('%j', (verdict, text) => {
  const lens = logLensText('log.csv', report(run('only', verdict)));
  expect(lens).toEqual({ title: `$(graph-line)\u00a0${text}`, tooltip: 'A sentence.' });
});

test('of several runs the worst one is named', () => {
  const runs = [
    run('a', { kind: 'good' }),
    run('b', { kind: 'overfitting', sinceEpoch: 3 }),
    run('c', { kind: 'cannot-tell' }),
  ];
  expect(logLensText('runs', report(...runs)).title).toBe(
    '$(graph-line)\u00a0runs, b: overfits from epoch 3',
  );
});
