/** Variants with dropout whose curves and probes have round numbers. */
import type { DropoutReport, UnitReport, VariantReport } from '../../src/report/report.ts';
import { baseline, difference, estimate, variant } from './report.ts';

const curve = (mean: number[]) => ({ mean, standardError: mean.map(() => 0) });

export const lossCurves = (on: number[], off: number[], validation: number[]): VariantReport['curves'] => ({
  trainLoss: curve(off),
  trainLossDropoutOn: curve(on),
  validationLoss: curve(validation),
  penalty: curve(on.map(() => 0)),
});

/** Loss differences against none: [low, high] of the validation interval. */
export const against = (low: number, high: number): Partial<VariantReport> => ({
  difference: {
    trainLoss: difference(-1, 1),
    validationLoss: difference(low, high),
    testLoss: difference(low, high),
  },
});

/** Loss 0.4 with dropout on and 0.2 off; averages of k networks fall from 0.4 to 0.1. */
export function probe(change: Partial<DropoutReport> = {}): DropoutReport {
  return {
    rate: 0.5,
    passes: 40,
    rows: 100,
    on: { trainLoss: estimate(0.3), testLoss: estimate(0.4), testAccuracy: estimate(0.8) },
    off: { trainLoss: estimate(0.1), testLoss: estimate(0.2), testAccuracy: estimate(0.9) },
    ensemble: [
      { k: 1, testLoss: estimate(0.4) },
      { k: 5, testLoss: estimate(0.19) },
      { k: 20, testLoss: estimate(0.1) },
    ],
    uncertainty: { right: estimate(0.1), wrong: estimate(0.4) },
    forms: {
      layer: 'dense_1',
      rate: 0.5,
      inverted: { training: 1.02, evaluation: 1 },
      standard: { training: 0.51, evaluation: 0.5 },
    },
    ...change,
  };
}

export const units = (layer: string, activeShare: number, correlation: number | null): UnitReport => ({
  layer,
  units: 10,
  activeShare: estimate(activeShare),
  silentUnits: estimate(0),
  correlation: estimate(correlation),
});

/** Without dropout the reported training loss falls below the validation loss at epoch 2. */
export const none: VariantReport = {
  ...baseline,
  curves: lossCurves([0.9, 0.3, 0.1, 0.05], [0.8, 0.25, 0.1, 0.05], [0.8, 0.4, 0.3, 0.3]),
  units: [units('dense', 0.8, 0.3), units('dense_1', 0.6, 0.3)],
};

/** With dropout it does so at epoch 4; it lowers validation loss unless changed. */
export function dropping(rate: number, change: Partial<VariantReport> = {}): VariantReport {
  return variant('dropout', { dropout: rate }, 0.2, {
    id: `dropout-${rate}`,
    name: `Dropout ${rate}`,
    trainLossDropoutOn: estimate(0.15),
    curves: lossCurves([0.9, 0.5, 0.3, 0.15], [0.8, 0.3, 0.15, 0.1], [0.7, 0.4, 0.2, 0.2]),
    dropout: probe({ rate }),
    units: [units('dense', 0.4, 0.24), units('dense_1', 0.6, 0.3)],
    ...against(-0.12, -0.08),
    ...change,
  });
}
