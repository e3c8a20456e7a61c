import { describe, expect, test } from 'vitest';
import { buildReport } from '../../src/report/build.ts';
import { HISTOGRAM_START } from '../../src/statistics/kernel.ts';
import { diverged, reportInput, run, runsOf } from './runs.ts';

const EPOCHS = 12;
const SEEDS = [1, 2, 3];

/** Runs of three seeds with level curves; the seeds differ by 0.001 in both losses, in all variants alike. */
function level(settings: Parameters<typeof runsOf>[0], train: number, validation: number, test = validation) {
  const curve = (loss: number) => Array<number>(EPOCHS).fill(loss);
  const finished = SEEDS.map((seed) => {
    const offset = 0.001 * seed;
    return run(seed, {
      train: curve(train + offset),
      validation: curve(validation + offset),
      test: test + offset,
    });
  });
  return runsOf(settings, finished);
}

const none = level({}, 0.01, 0.2);

describe('what a report says of its sources', () => {
  const report = buildReport(reportInput([none]));

  test('experiment, model and data', () => {
    expect(report).toMatchObject({
      version: 2,
      experiment: { name: 'first', file: 'first.reglens.json' },
      model: {
        name: 'model',
        file: 'model.py',
        line: 3,
        // Kernel 4·8 and bias 8; four vectors of 8; kernel 8·3 without bias.
        parameters: 4 * 8 + 8 + 4 * 8 + 8 * 3,
      },
      data: {
        file: 'data.csv',
        target: 'label',
        task: 'classification',
        classes: ['a', 'b', 'c'],
        rows: { training: 30, validation: 40, test: 50 },
        trivialLoss: Math.log(3),
        notes: ['A note.'],
        duplicatesAcrossSplit: 2,
      },
      training: { optimizer: 'adam', learningRate: 0.001, batchSize: 32, epochs: 12, seeds: [1, 2, 3] },
      histogramStart: HISTOGRAM_START,
    });
    expect(report.data.columns).toEqual([
      { name: 'x1', standardDeviation: 1 },
      { name: 'x2', standardDeviation: 2 },
      { name: 'x3', standardDeviation: 3 },
      { name: 'x4', standardDeviation: 4 },
    ]);
  });

  test('a regression has no classes', () => {
    const input = reportInput([none]);
    const { classes: _, ...dataset } = input.dataset;
    const { data } = buildReport({ ...input, dataset: { ...dataset, task: 'regression' } });
    expect(data.task).toBe('regression');
    expect(data).not.toHaveProperty('classes');
  });

  test('columns and checks of the data as they are; studies come later', () => {
    const input = reportInput([none]);
    const report = buildReport(input);
    expect(report.data.profile).toBe(input.dataset.profile);
    expect(report.data.checks).toBe(input.dataset.checks);
    expect(report.studies).toEqual({ offers: [] });
  });

  test('runs that were dropped have ended', () => {
    const gone = { variant: 'l1-1', seed: 1, outcome: 'dropped' as const, epochs: 3, reason: '', seconds: 1 };
    const { finishedRuns } = buildReport(reportInput([none, runsOf({ l1: 1 }, [], [], [gone])])).execution;
    expect(finishedRuns).toBe(3 + 1);
  });

  test('execution: runs that diverged count and take time; the workers share it', () => {
    const seconds = (seed: number, value: number) => run(seed, { result: { seconds: value } });
    const runs = [
      runsOf({}, [seconds(1, 3), seconds(2, 4)]),
      runsOf({ l2: 1 }, [seconds(1, 5)], [diverged(2, 2)]),
    ];
    expect(buildReport(reportInput(runs)).execution).toEqual({
      backend: 'wasm',
      workers: 2,
      seconds: (3 + 4 + 5 + 2) / 2,
      finishedRuns: 4,
      plannedRuns: 9,
    });
  });
});

describe('comparisons', () => {
  test('one less than variants, of which the baseline may be any', () => {
    const input = reportInput([level({ l2: 1e-3 }, 0.05, 0.1), none, level({ dropout: 0.5 }, 0.05, 0.15)]);
    const report = buildReport(input);
    expect(report.comparisons).toBe(3 - 1);
    expect(report.variants.map(({ id }) => id)).toEqual(['l2-1e-3', 'none', 'dropout-0.5']);
    expect(report.variants.map(({ difference }) => difference?.validationLoss.mean)).toEqual([
      expect.closeTo(0.1 - 0.2, 9),
      undefined,
      expect.closeTo(0.15 - 0.2, 9),
    ]);
  });

  test('the intervals are corrected for them', () => {
    const spread = runsOf(
      { l2: 1e-3 },
      SEEDS.map((seed) => run(seed, { test: 0.1 * seed })),
    );
    const flat = runsOf(
      {},
      SEEDS.map((seed) => run(seed, { test: 0 })),
    );
    const { variants } = buildReport(reportInput([flat, spread, level({ l1: 1 }, 1, 1)]));
    const { testLoss } = variants[1]!.difference!;
    // 0.1, 0.2 and 0.3: standard error 0.1/√3; t with ν = 2 and c = 1 − 0.05/2 is c·√2/√(1 − c²).
    const c = 1 - 0.05 / 2;
    const half = (((c * Math.SQRT2) / Math.sqrt(1 - c * c)) * 0.1) / Math.sqrt(3);
    expect((testLoss.high - testLoss.low) / 2).toBeCloseTo(half, 6);
  });

  test('one variant is compared with nothing', () => {
    expect(buildReport(reportInput([none])).comparisons).toBe(1);
  });
});

describe('the verdict is about the unregularized model', () => {
  const verdict = (...others: (typeof none)[]) => buildReport(reportInput([none, ...others])).verdict;

  test('level losses: a good fit, its best epoch the median', () => {
    expect(verdict()).toMatchObject({ kind: 'good', bestEpoch: 1 });
  });

  test('curves that turn: the others are not looked at', () => {
    const validation = [...Array<number>(EPOCHS - 4).fill(0.2), 0.3, 0.4, 0.5, 0.6];
    const turning = (settings: Parameters<typeof runsOf>[0]) =>
      runsOf(
        settings,
        SEEDS.map((seed) =>
          run(seed, {
            train: Array<number>(EPOCHS).fill(0.01),
            validation,
            test: 0.6,
            result: { bestTestLoss: 0.2 },
          }),
        ),
      );
    expect(buildReport(reportInput([none, turning({ l2: 1 })])).verdict.kind).toBe('good');
    expect(buildReport(reportInput([turning({})])).verdict.kind).toBe('overfitting');
  });

  test('training loss near the trivial loss ln 3: underfitting', () => {
    const { verdict } = buildReport(reportInput([level({}, 1.05, 1.06)]));
    expect(verdict.kind).toBe('underfitting');
  });

  test('a witness has lower validation loss at higher training loss', () => {
    const found = verdict(level({ l2: 1e-3 }, 0.05, 0.1));
    expect(found.kind).toBe('overfitting');
    expect(found.text).toContain('L2 1e-3');
  });

  test.each([
    ['lower training loss', 0.005, 0.1],
    ['equal training loss', 0.01, 0.1],
    ['higher validation loss', 0.05, 0.3],
    ['equal validation loss', 0.05, 0.2],
  ])('no witness with %s', (_, train, validation) => {
    expect(verdict(level({ l2: 1e-3 }, train, validation)).kind).toBe('good');
  });

  test('no witness that the test rows contradict', () => {
    expect(verdict(level({ l2: 1e-3 }, 0.05, 0.1, 0.3)).kind).toBe('good');
  });

  test('no witness whose lower validation loss may be luck', () => {
    // Against 0.2 + 0.001·seed: differences of about −0.15, 0 and −0.15, whose interval includes 0.
    const curve = (loss: number) => Array<number>(EPOCHS).fill(loss);
    const uncertain = SEEDS.map((seed) =>
      run(seed, {
        train: curve(0.05 + 0.001 * seed),
        validation: curve(seed === 2 ? 0.202 : 0.05),
        test: 0.1 + 0.001 * seed,
      }),
    );
    expect(verdict(runsOf({ l2: 1e-3 }, uncertain)).kind).toBe('good');
  });

  test('of two witnesses the one with the lower validation loss is named', () => {
    const found = verdict(level({ dropout: 0.5 }, 0.05, 0.15), level({ l2: 1e-3 }, 0.05, 0.1));
    expect(found.text).toContain('L2 1e-3');
    expect(found.text).not.toContain('Dropout 0.5');
  });

  test('no finished run: diverged', () => {
    const { verdict } = buildReport(reportInput([runsOf({}, [], [diverged(1)])]));
    expect(verdict).toMatchObject({ kind: 'diverged', bestEpoch: null });
    expect(verdict.text).toContain('the training loss became NaN in epoch 3');
  });
});

describe('the recommendation', () => {
  test('the best variant with its change to the source', () => {
    const { recommendation } = buildReport(reportInput([none, level({ l2: 1e-3 }, 0.05, 0.1)]));
    expect(recommendation.variant).toBe('l2-1e-3');
    expect(recommendation.change).toMatchObject({ file: 'model.py', line: expect.any(Number) });
    const added = recommendation.change!.diff.filter(({ sign }) => sign === '+').map(({ text }) => text);
    expect(added.join('\n')).toContain('kernel_regularizer');
    expect(recommendation.noChange).toBeUndefined();
  });

  test('of two within one standard error the simpler one', () => {
    // The seeds 0.101, 0.102 and 0.103 have the standard error 0.001/√3 = 0.00058.
    const input = [none, level({ l2: 1e-3, dropout: 0.3 }, 0.05, 0.1), level({ l2: 1e-3 }, 0.05, 0.1005)];
    expect(buildReport(reportInput(input)).recommendation.variant).toBe('l2-1e-3');
  });

  test('the model as written is there already', () => {
    const asWritten = level({ l2: 1e-3 }, 0.05, 0.1);
    asWritten.variant = { ...asWritten.variant, id: 'as-written', name: 'As written', family: 'source' };
    const { recommendation } = buildReport(reportInput([none, asWritten]));
    expect(recommendation).toMatchObject({
      variant: 'as-written',
      noChange: 'model.py has these settings already.',
    });
    expect(recommendation.change).toBeUndefined();
  });

  test('what an edit of the source does not write is said', () => {
    const proximal = level({ l2: 1e-3, maxNorm: 3 }, 0.05, 0.1);
    const { recommendation } = buildReport(reportInput([none, proximal]));
    expect(recommendation.noChange).toBe(
      'Max norm 3: not written into model.py for you; set it in your own code.',
    );
    expect(recommendation).not.toHaveProperty('change');
  });

  test('none: no change either', () => {
    const { recommendation } = buildReport(reportInput([none, level({ l2: 1e-3 }, 0.05, 0.3)]));
    expect(recommendation.variant).toBeNull();
    expect(recommendation).not.toHaveProperty('change');
    expect(recommendation).not.toHaveProperty('noChange');
  });
});
