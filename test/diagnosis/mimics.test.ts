import { describe, expect, test } from 'vitest';
import type { DataChecks } from '../../src/dataset/dataset.ts';
import type { FitEvidence } from '../../src/diagnosis/evidence.ts';
import { diagnoseFit } from '../../src/diagnosis/fit.ts';
import { type MimicKind, mimicsOf } from '../../src/diagnosis/mimics.ts';
import { riseAfterMinimum } from '../../src/diagnosis/turn.ts';

const EPOCHS = 40;
const perSeed = (of: (epoch: number, seed: number) => number) =>
  [0, 1, 2].map((seed) => Array.from({ length: EPOCHS }, (_, i) => of(i + 1, seed)));
const turning = (epoch: number, seed: number) =>
  0.3 + Math.exp(-epoch / 3) + 0.005 * Math.max(0, epoch - 15) + 0.001 * seed;

const CHECKS: DataChecks = {
  shift: {
    validation: { auc: 0.52, standardError: 0.02, column: { name: 'age', difference: 0.1 } },
    test: { auc: 0.5, standardError: 0.02, column: null },
  },
  labelNoise: { suspicious: 3, predicted: 190, rows: 200 },
  classCounts: { training: [100, 100], validation: [50, 50], test: [50, 50] },
};

function evidence(change: Partial<FitEvidence> = {}, checks: Partial<DataChecks> = {}): FitEvidence {
  const validationLoss = perSeed(turning);
  return {
    trainLoss: perSeed((epoch) => 0.01 + Math.exp(-epoch / 5)),
    validationLoss,
    validationAccuracy: perSeed((epoch, seed) => 0.9 - 0.002 * Math.max(0, epoch - 15) + 0.001 * seed),
    bestEpochs: [15, 15, 15],
    bestValidationLosses: [0.307, 0.308, 0.309],
    rise: { ...riseAfterMinimum(validationLoss)!, rowError: 0.005 },
    stopped: [],
    trivialLoss: 0.7,
    overConfidence: [0.05, 0.06, 0.05],
    data: {
      rows: { training: 200, validation: 100, test: 100 },
      duplicatesAcrossSplit: 0,
      checks: { ...CHECKS, ...checks },
    },
    ...change,
  };
}

const mimic = (kind: MimicKind, of: FitEvidence) => mimicsOf(of).find((each) => each.kind === kind)!;
const shifted = (auc: number, standardError: number) =>
  evidence(
    {},
    {
      shift: {
        ...CHECKS.shift,
        validation: { auc, standardError, column: { name: 'age', difference: 0.81 } },
      },
    },
  );

describe('shift', () => {
  test.each([
    [0.52, 0.02, 'absent'],
    [0.39, 0.03, 'absent'],
    [0.8, 0.03, 'present'],
    // Sure, but too small to matter.
    [0.56, 0.01, 'absent'],
    [0.62, 0.06, 'cannot-tell'],
    // Sure of nothing: an area of one half with so wide an interval excludes no shift.
    [0.5, 0.5, 'cannot-tell'],
    [0.45, 0.055, 'cannot-tell'],
  ])('AUC %d ± %d: %s', (auc, error, found) => {
    expect(mimic('shift', shifted(auc, error)).found).toBe(found);
  });

  test('fewer than ten validation rows show none', () => {
    const of = shifted(0.95, 0.03);
    const rows = (validation: number) =>
      mimic('shift', { ...of, data: { ...of.data, rows: { ...of.data.rows, validation } } }).found;
    expect([rows(10), rows(9)]).toEqual(['present', 'cannot-tell']);
  });

  test('what is absent is a shift of the means: a linear classifier sees nothing else', () => {
    expect(mimic('shift', shifted(0.52, 0.02)).text).toContain(
      'no shift of the means of the inputs was found',
    );
  });

  test('names the column, and says what to do', () => {
    const { value, text } = mimic('shift', shifted(0.8, 0.03));
    expect(value).toBe('AUC 0.80 ± 0.06');
    expect(text).toContain('“age” differs most, by +0.81 standard deviations');
    expect(text).toContain('split the rows at random');
  });
});

describe('leakage', () => {
  test('rows and their share of validation and test', () => {
    const of = evidence();
    expect(mimic('leakage', of).found).toBe('absent');
    const leaked = mimic('leakage', { ...of, data: { ...of.data, duplicatesAcrossSplit: 8 } });
    expect(leaked).toMatchObject({ found: 'present', value: '8 rows' });
    expect(leaked.text).toContain('8 rows of the 200 in validation and test (4\u202f%) stand in training');
  });
});

describe('small validation part', () => {
  const withRowError = (rowError: number) => {
    const of = evidence();
    return mimic('small-validation', { ...of, rise: { ...of.rise!, rowError } });
  };

  test('absent while the noise of the rows is below the rise', () => {
    expect(withRowError(0.005).found).toBe('absent');
  });

  test('present above it, with the rows it would take', () => {
    // Rise about 0.11; noise 1.984·0.11 = 0.22, about twice it: four times the 100 rows.
    const { found, text } = withRowError(0.11);
    expect(found).toBe('present');
    const rows = Number(/about ([\d,]+) rows/.exec(text)![1]!.replace(',', ''));
    expect(rows).toBeGreaterThan(300);
    expect(rows).toBeLessThan(500);
  });

  test('cannot tell without row losses, or with one seed', () => {
    expect(withRowError(0)).toMatchObject({
      found: 'cannot-tell',
      text: 'The loss of each row is not known, and so its noise is not.',
    });
    const of = evidence();
    const one = { ...of, rise: { ...of.rise!, rowError: 0 } };
    const { text } = mimic('small-validation', {
      ...one,
      data: { ...of.data, rows: { training: 200, validation: 1, test: 1 } },
    });
    expect(text).toContain('One row does not show how much rows differ');
    expect(mimic('small-validation', evidence({ rise: undefined })).text).toContain('One seed');
  });
});

describe('nothing after the best epoch', () => {
  const never = evidence({ bestEpochs: [EPOCHS, EPOCHS, EPOCHS] });
  const of = { ...never, rise: { ...never.rise!, mean: 0, rowError: 0 } };

  test('is told from rows whose loss is not known', () => {
    expect(mimic('small-validation', of)).toMatchObject({
      found: 'absent',
      text: 'The last epoch is the best one of every seed: there is no rise that other rows could change.',
    });
    const stopped = mimic('small-validation', { ...evidence(), stoppedEarly: true });
    expect(stopped.text).toContain('Early stopping keeps the weights of the best epoch');
  });

  test('is no rise of +0.000 ± 0.000', () => {
    const row = diagnoseFit(of).evidence.find(({ name }) => name === 'Rise after the best epoch');
    expect(row).toMatchObject({ value: 'none', meaning: 'The last epoch is the best one of every seed' });
  });
});

describe('label noise', () => {
  const labels = (suspicious: number, predicted: number) =>
    mimic('label-noise', evidence({}, { labelNoise: { suspicious, predicted, rows: 200 } }));

  test('few, many, and where neighbours say nothing', () => {
    expect(labels(3, 190).found).toBe('absent');
    expect(labels(20, 170)).toMatchObject({ found: 'present', value: '20 rows of 200' });
    // Half of the rows is chance; neighbours are right in less than half of the rest.
    expect(labels(20, 140).found).toBe('cannot-tell');
  });

  test('left out for a regression', () => {
    expect(mimicsOf(evidence({}, { labelNoise: undefined })).map(({ kind }) => kind)).not.toContain(
      'label-noise',
    );
  });
});

describe('over-confidence', () => {
  const accuracy = (slope: number, spread = 0.0005) =>
    perSeed((epoch, seed) => 0.9 + slope * Math.max(0, epoch - 15) + spread * seed * (epoch / EPOCHS));

  test('the loss rises while accuracy improves: said in the verdict', () => {
    const of = evidence({ validationAccuracy: accuracy(0.002) });
    expect(mimic('over-confidence', of)).toMatchObject({ found: 'present' });
    expect(diagnoseFit(of).text).toMatch(
      /^Without regularization this model overfits from epoch 15, by over-confidence: its loss rises while its accuracy still improves\.$/,
    );
  });

  test('accuracy level: “does not fall”', () => {
    const of = evidence({ validationAccuracy: accuracy(0, 0) });
    expect(diagnoseFit(of).text).toContain('its loss rises while its accuracy does not fall');
  });

  test('absent when accuracy falls, when nothing rises, and when confidence is below accuracy', () => {
    expect(mimic('over-confidence', evidence()).text).toContain('more answers are wrong');
    expect(diagnoseFit(evidence()).text).toBe('Without regularization this model overfits from epoch 15.');
    const level = perSeed((epoch) => 0.3 + Math.exp(-epoch / 3));
    const calm = evidence({ validationLoss: level, rise: riseAfterMinimum(level)! });
    expect(mimic('over-confidence', calm).found).toBe('absent');
    const modest = evidence({ validationAccuracy: accuracy(0.002), overConfidence: [-0.05, -0.06, -0.05] });
    expect(mimic('over-confidence', modest).text).toContain('not over-confident');
  });

  test('cannot tell when other rows may answer otherwise, though the seeds agree', () => {
    const rows = { training: 200, validation: 100, test: 100 };
    const with_ = (change: Partial<FitEvidence>) => {
      const of = evidence({ validationAccuracy: accuracy(0), ...change });
      return mimic('over-confidence', { ...of, data: { ...of.data, rows } }).found;
    };
    expect(with_({})).toBe('present');
    // A fall by one point is excluded up to about 0.01/1.98 = 0.005.
    expect(with_({ accuracyRowError: 0.004 })).toBe('present');
    expect(with_({ accuracyRowError: 0.006 })).toBe('cannot-tell');
    // Confidence lies 0.053 above accuracy: surely so up to about 0.053/2.
    expect(with_({ confidenceRowError: 0.02 })).toBe('present');
    expect(with_({ confidenceRowError: 0.03 })).toBe('cannot-tell');
  });

  test('nothing is explained that other rows may not show', () => {
    const of = evidence({ validationAccuracy: accuracy(0.002) });
    const doubtful = { ...of, rise: { ...of.rise!, rowError: 0.1 } };
    expect(mimic('over-confidence', doubtful)).toMatchObject({
      found: 'absent',
      text: 'Other rows may show no rise of the loss, so there is nothing sure to explain.',
    });
  });

  test('cannot tell when the seeds differ', () => {
    const of = evidence({ validationAccuracy: accuracy(0, 0.05) });
    expect(mimic('over-confidence', of).found).toBe('cannot-tell');
  });

  test('left out for a regression', () => {
    const kinds = mimicsOf(evidence({ validationAccuracy: undefined })).map(({ kind }) => kind);
    expect(kinds).not.toContain('over-confidence');
  });
});

test('every mimic stands in the evidence table, too', () => {
  const { evidence: rows, mimics } = diagnoseFit(evidence());
  expect(mimics).toHaveLength(5);
  for (const { value, text } of mimics) {
    expect(rows).toContainEqual({ name: expect.any(String), value, meaning: text });
  }
});
