/** Histories as readers make them. */
import type { History, LogFormat, LogRun, Series } from '../../../src/history/history.ts';

export const curve = (length: number, of: (epoch: number) => number): number[] =>
  Array.from({ length }, (_, at) => of(at + 1));

export const series = (name: string, values: number[], first = 1): Series => ({
  name,
  steps: Float64Array.from(values, (_, at) => first + at),
  values: Float64Array.from(values),
});

/** Best at `best`, then rising by 0.009 an epoch; training falls. */
export function overfitting(length: number, best: number, name = 'run', floor = 0.412): LogRun {
  return logRun(
    [
      series(
        'loss',
        curve(length, (epoch) => 0.02 + Math.exp(-epoch / 5)),
      ),
      series(
        'val_loss',
        curve(
          length,
          (epoch) => floor + 0.4 * Math.exp((-8 * epoch) / best) + 0.009 * Math.max(0, epoch - best),
        ),
      ),
    ],
    name,
  );
}

export function level(length: number, floor: number, name = 'run'): LogRun {
  const wave = (epoch: number) => 0.004 * Math.sin(2.3 * epoch) + 0.003 * Math.cos(5.1 * epoch);
  return logRun(
    [
      series(
        'loss',
        curve(length, (epoch) => floor - 0.1 + Math.exp(-epoch / 3)),
      ),
      series(
        'val_loss',
        curve(length, (epoch) => floor + Math.exp(-epoch / 3) + wave(epoch)),
      ),
    ],
    name,
  );
}

export const logRun = (all: Series[], name = 'run'): LogRun => ({
  name,
  unit: 'epoch',
  series: all,
  roles: {
    ...(all.some((each) => each.name === 'loss') && { trainingLoss: 'loss' }),
    ...(all.some((each) => each.name === 'val_loss') && { validationLoss: 'val_loss' }),
  },
  metricRises: true,
  restarts: 0,
  settings: {},
});

export const history = (runs: LogRun[], format: LogFormat = 'keras-csv'): History => ({
  path: 'logs/training.csv',
  format,
  title: 'Keras CSVLogger',
  runs,
  notes: [],
});
