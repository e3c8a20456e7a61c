/** Single curves with a known truth. */
import type { CurveRun } from '../../../src/diagnosis/curve.ts';
import type { VerdictKind } from '../../../src/diagnosis/fit.ts';
import type { Series } from '../../../src/history/history.ts';

export interface CurveCase {
  name: string;
  /** What made it. */
  generator: string;
  /** Not looked at while the diagnosis was improved. */
  heldOut: boolean;
  truth: { kind: VerdictKind; since?: number };
  /** Validations so few that the luck of the rows, which one curve does not show, outweighs what is to be told. */
  fewRows: boolean;
  run: CurveRun;
}

const seriesOf = (name: string, values: number[]): Series => ({
  name,
  steps: Float64Array.from(values, (_, at) => at + 1),
  values: Float64Array.from(values),
});

/** A run as a reader of logs gives it. */
export function runOf(training: number[], validation: number[], accuracy?: number[]): CurveRun {
  const metric = accuracy ? [seriesOf('val_accuracy', accuracy)] : [];
  return {
    unit: 'epoch',
    series: [seriesOf('loss', training), seriesOf('val_loss', validation), ...metric],
    roles: {
      trainingLoss: 'loss',
      validationLoss: 'val_loss',
      ...(accuracy && { validationMetric: 'val_accuracy' }),
    },
    metricRises: true,
  };
}
