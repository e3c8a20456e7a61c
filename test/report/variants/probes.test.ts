import { describe, expect, test } from 'vitest';
import type { DropoutProbe, FinishedRun } from '../../../src/experiment/records.ts';
import { variantReport } from '../../../src/report/variants.ts';
import { run, runsOf } from '../runs.ts';

const pair = (a: number, b: number) => ({
  mean: expect.closeTo((a + b) / 2, 12),
  standardError: expect.closeTo(Math.abs(a - b) / 2, 12),
  seeds: 2,
});

const report = (...results: Partial<FinishedRun>[]) =>
  variantReport(
    runsOf(
      { dropout: 0.5 },
      results.map((result, i) => run(i + 1, { result })),
    ),
    [],
    1,
  );

test('nothing probed: nothing reported', () => {
  const variant = report({}, {});
  expect(variant.units).toEqual([]);
  for (const name of ['calibration', 'dropout', 'featureMaps']) expect(variant).not.toHaveProperty(name);
});

test('calibration: bins pooled by rows, numbers as means over the seeds', () => {
  const bin = (confidence: number, accuracy: number, count: number) => ({ confidence, accuracy, count });
  const { calibration } = report(
    {
      calibration: {
        bins: [bin(0.55, 0.5, 10), bin(0.9, 0.8, 30)],
        error: 0.1,
        overConfidence: 0.1,
        temperature: 1.5,
      },
    },
    {
      calibration: {
        bins: [bin(0.84, 1, 10), bin(0.95, 1, 5)],
        error: 0.2,
        overConfidence: -0.1,
        temperature: 0.5,
      },
    },
  );
  // 0.84 and 0.9 are both in (0.8, 0.9].
  expect(calibration).toEqual({
    bins: [
      bin(0.55, 0.5, 10),
      {
        confidence: expect.closeTo((30 * 0.9 + 10 * 0.84) / 40, 12),
        accuracy: expect.closeTo((30 * 0.8 + 10 * 1) / 40, 12),
        count: 40,
      },
      bin(0.95, 1, 5),
    ],
    error: pair(0.1, 0.2),
    overConfidence: pair(0.1, -0.1),
    temperature: pair(1.5, 0.5),
  });
});

test('units, layer by layer; a seed whose units never vary has no part in the mean correlation', () => {
  const unit = { layer: 'dense', units: 8 };
  const { units } = report(
    { units: [{ ...unit, activeShare: 0.5, silentUnits: 1, correlation: null }] },
    { units: [{ ...unit, activeShare: 0.7, silentUnits: 3, correlation: 0.2 }] },
  );
  expect(units).toEqual([
    {
      ...unit,
      activeShare: pair(0.5, 0.7),
      silentUnits: pair(1, 3),
      correlation: { mean: 0.2, standardError: null, seeds: 1 },
    },
  ]);
});

describe('dropout', () => {
  const probe = (change: Partial<DropoutProbe> = {}): DropoutProbe => ({
    rate: 0.5,
    rows: 300,
    passes: 20,
    on: { trainLoss: 0.4, testLoss: 0.6, testAccuracy: 0.8 },
    off: { trainLoss: 0.1, testLoss: 0.3, testAccuracy: 0.9 },
    ensemble: [
      { k: 1, testLoss: 0.6 },
      { k: 20, testLoss: 0.3 },
    ],
    uncertainty: { right: 0.2, wrong: 0.9 },
    ...change,
  });
  const forms = {
    layer: 'dense_1',
    rate: 0.5,
    inverted: { training: 1, evaluation: 1 },
    standard: { training: 0.5, evaluation: 0.5 },
  };

  test('means over the seeds; the forms are those of the first', () => {
    const { dropout } = report(
      { dropout: probe({ forms }) },
      {
        dropout: probe({
          on: { trainLoss: 0.6, testLoss: 0.8, testAccuracy: 0.6 },
          ensemble: [
            { k: 1, testLoss: 0.8 },
            { k: 20, testLoss: 0.5 },
            { k: 50, testLoss: 0.4 },
          ],
          uncertainty: { right: 0.4, wrong: null },
        }),
      },
    );
    expect(dropout).toEqual({
      rate: 0.5,
      rows: 300,
      passes: 20,
      on: { trainLoss: pair(0.4, 0.6), testLoss: pair(0.6, 0.8), testAccuracy: pair(0.8, 0.6) },
      off: { trainLoss: pair(0.1, 0.1), testLoss: pair(0.3, 0.3), testAccuracy: pair(0.9, 0.9) },
      ensemble: [
        { k: 1, testLoss: pair(0.6, 0.8) },
        { k: 20, testLoss: pair(0.3, 0.5) },
      ],
      uncertainty: { right: pair(0.2, 0.4), wrong: { mean: 0.9, standardError: null, seeds: 1 } },
      forms,
    });
  });

  test('regression: no accuracies; nobody wrong: no number', () => {
    const { dropout } = report({
      dropout: probe({
        on: { trainLoss: 1, testLoss: 2 },
        off: { trainLoss: 1, testLoss: 2 },
        uncertainty: { right: 0.1, wrong: null },
      }),
    });
    expect(dropout!.on).toEqual({ trainLoss: expect.anything(), testLoss: expect.anything() });
    expect(dropout!.uncertainty.wrong).toEqual({ mean: null, standardError: null, seeds: 0 });
    expect(dropout).not.toHaveProperty('forms');
  });
});

test('feature maps: means over the seeds that have the layer', () => {
  const map = (layer: string, neighbourCorrelation: number, elementLoss: number) => ({
    layer,
    neighbourCorrelation,
    rates: [{ rate: 0.5, elementLoss, channelLoss: 2 * elementLoss }],
  });
  const { featureMaps } = report(
    { featureMaps: [map('conv2d', 0.5, 1), map('conv2d_1', 0.25, 4)] },
    { featureMaps: [map('conv2d_1', 0.75, 8)] },
  );
  expect(featureMaps).toEqual([map('conv2d', 0.5, 1), map('conv2d_1', 0.5, 6)]);
  expect(report({ featureMaps: [] })).not.toHaveProperty('featureMaps');
});
