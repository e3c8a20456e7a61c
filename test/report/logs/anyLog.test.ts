import { expect, test } from 'vitest';
import type { LogRun } from '../../../src/history/history.ts';
import { logReport } from '../../../src/report/logs/build.ts';
import { noticeFor } from '../../../src/report/logs/notice.ts';
import { Draws } from '../../diagnosis/cases/draws.ts';
import { history } from './logs.ts';

const ODD = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e308,
  -1e308,
  5e-324,
  1,
  -1,
];
const FORMATS = ['keras-csv', 'tensorboard', 'transformers', 'table', 'xgboost'] as const;

/** A run of odd numbers, constants and noise, with any of the roles. */
function anyRun(random: Draws): LogRun {
  const length = Math.floor(random.between(0, 30));
  const series = ['loss', 'val_loss', 'acc', 'val_acc'].map((name) => {
    const odd = random.of([0, 0, 0.1, 1]);
    const [level, noise] = [random.of([0, 1, -3, 1e-9, 1e6]), random.of([0, 0.1])];
    const one = () => (random.uniform() < odd ? random.of(ODD) : level + noise * random.normal());
    const own = Math.max(0, length - random.of([0, 0, 1, 7]));
    return {
      name,
      steps: Float64Array.from({ length: own }, (_, at) => at * random.of([1, 1, 0.5])).sort(),
      values: Float64Array.from({ length: own }, one),
    };
  });
  const role = (name: string) => (random.uniform() < 0.7 ? name : undefined);
  const roles = {
    trainingLoss: role('loss'),
    validationLoss: role('val_loss'),
    trainingMetric: role('acc'),
    validationMetric: role('val_acc'),
  };
  return {
    name: 'any',
    unit: random.of(['epoch', 'step']),
    series: series.slice(0, 1 + Math.floor(4 * random.uniform())),
    roles: Object.fromEntries(Object.entries(roles).filter(([, name]) => name !== undefined)),
    metricRises: random.uniform() < 0.5,
    restarts: 0,
    settings: random.of<LogRun['settings']>([
      {},
      { learning_rate: 0, weight_decay: 1 },
      { learning_rate: Number.NaN },
    ]),
  };
}

test('whatever was logged, there is a verdict in plain words and numbers', () => {
  const random = new Draws(11, 3);
  for (let done = 0; done < 3000; done++) {
    const runs = Array.from({ length: random.of([1, 1, 2, 3]) }, () => anyRun(random));
    const report = logReport(history(runs, random.of(FORMATS)));
    const said = [
      ...report.runs.flatMap(({ verdict, suggestions }) => [
        verdict.text,
        ...verdict.evidence.map(({ value }) => value),
        ...suggestions.map(({ text }) => text),
      ]),
      report.comparison?.text ?? '',
      noticeFor({ runs: [] }, report) ?? '',
    ].join('\n');
    // A loss that is NaN or infinite is said to be so, and nothing else is.
    expect(said.replace(/loss is (NaN|infinite)/g, '')).not.toMatch(/NaN|Infinity|undefined|null/);
    for (const { verdict, suggestions } of report.runs) {
      expect(suggestions.length).toBeGreaterThan(0);
      if (verdict.kind === 'overfitting') expect(verdict.risenFor).toBeGreaterThan(0);
    }
  }
});
