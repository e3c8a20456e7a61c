import { describe, expect, test } from 'vitest';
import { logReport } from '../../../src/report/logs/build.ts';
import { noticeFor, type Told, toldOf } from '../../../src/report/logs/notice.ts';
import { history, logRun, overfitting, series } from './logs.ts';

/** What is told while the log grows by an epoch at a time, from `first` epochs on. */
function follow(values: number[], training: number[], first: number): string[] {
  const reports = values
    .slice(first - 1)
    .map((_, at) => first + at)
    .map((epochs) =>
      logReport(
        history([
          logRun([series('loss', training.slice(0, epochs)), series('val_loss', values.slice(0, epochs))]),
        ]),
      ),
    );
  let told: Told = reports[0]!;
  return reports.slice(1).flatMap((report) => {
    const notice = noticeFor(told, report);
    told = toldOf(told, report);
    return notice ? [notice] : [];
  });
}

const training = Array.from({ length: 80 }, (_, at) => Math.exp(-at / 10));
describe('the notice while a log grows', () => {
  test('comes once, not every epoch', () => {
    const values = Array.from(
      { length: 40 },
      (_, at) => 0.4 + 0.5 * Math.exp(-at / 2) + 0.01 * Math.max(0, at - 11),
    );
    expect(follow(values, training, 3)).toEqual([
      expect.stringMatching(/^validation loss has risen for \d epochs; best was epoch 1\d$/),
    ]);
  });

  test('comes once when the verdict wavers', () => {
    const [first, , last] = [18, 19, 20].map((epochs) => logReport(history([overfitting(epochs, 12)])));
    const run = first!.runs[0]!;
    const wavering = {
      ...first!,
      runs: [{ ...run, verdict: { ...run.verdict, kind: 'cannot-tell' as const } }],
    };
    expect(noticeFor(toldOf(first!, wavering), last!)).toBeNull();
    expect(noticeFor(wavering, last!)).toMatch(/risen for 8 epochs/);
  });

  test('comes again after a new best and a new rise', () => {
    const part = (at: number) => 0.4 + 0.5 * Math.exp(-at / 2) + 0.015 * Math.max(0, at - 9);
    const values = Array.from({ length: 60 }, (_, at) => (at < 25 ? part(at) : part(at - 25) - 0.15));
    const notices = follow(values, training, 3);
    expect(notices.map((text) => text.replace(/.*best/, 'best'))).toEqual([
      'best was epoch 10',
      expect.stringMatching(/^best was epoch 3\d$/),
    ]);
  });

  test('does not come for what stood in the log when it was opened', () => {
    const report = logReport(history([overfitting(18, 12)]));
    expect(noticeFor(report, report)).toBeNull();
    expect(noticeFor({ runs: [] }, report)).toBe('validation loss has risen for 6 epochs; best was epoch 12');
  });
});

describe('a log that is replaced by that of another training', () => {
  const report = (epochs: number, floor?: number) =>
    logReport(history([overfitting(epochs, 12, 'run', floor)]));
  const told = toldOf({ runs: [] }, report(25));

  test('which has fewer epochs, and overfits later from the same epoch on', () => {
    expect(noticeFor(told, report(26))).toBeNull();
    expect(noticeFor(toldOf(told, report(6)), report(27))).toMatch(/risen for 15 epochs; best was epoch 12$/);
  });

  test('which begins with other values', () => {
    expect(noticeFor(told, report(27, 0.5))).toMatch(/risen for 15 epochs; best was epoch 12$/);
  });
});

describe('several runs', () => {
  const before = logReport(history([overfitting(10, 12, 'a'), overfitting(18, 12, 'b')]));
  const after = logReport(
    history([overfitting(20, 12, 'a'), overfitting(22, 12, 'b'), overfitting(18, 12, 'c')]),
  );

  test('each is told once, by its name', () => {
    expect(noticeFor(before, after)).toBe(
      'a: validation loss has risen for 8 epochs; best was epoch 12. c: validation loss has risen for 6 epochs; best was epoch 12',
    );
    expect(noticeFor(toldOf(before, after), after)).toBeNull();
  });
});

test('a metric becomes worse, whichever way it goes', () => {
  const run = overfitting(18, 12);
  const accuracy = { ...run, roles: { validationMetric: 'val_loss' }, metricRises: false };
  expect(noticeFor({ runs: [] }, logReport(history([accuracy])))).toBe(
    '“val_loss” has become worse for 6 epochs; best was epoch 12',
  );
});
