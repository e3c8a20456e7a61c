import { expect, test } from 'vitest';
import { NOTHING_SEEN, newsOf } from '../../src/cli/fitWatch.ts';
import { logReport } from '../../src/report/logs/build.ts';
import { history, level, overfitting } from '../report/logs/logs.ts';

test('news are verdicts that change: the last word printed is the last verdict', () => {
  let seen = NOTHING_SEEN;
  const told = [
    level(30, 0.4),
    level(31, 0.4),
    overfitting(18, 12),
    overfitting(19, 12),
    level(40, 0.4),
    overfitting(20, 12),
  ]
    .map((run) => logReport(history([run])))
    .flatMap((report) => {
      const news = newsOf(seen, report);
      seen = news.seen;
      return news.lines;
    });
  expect(told.map((line) => line.slice(0, 40))).toEqual([
    'run, epoch 30: This model fits well: its',
    'run, epoch 18: Validation loss has risen',
    'run, epoch 40: This model fits well: its',
    'run, epoch 20: Validation loss has risen',
  ]);
});
