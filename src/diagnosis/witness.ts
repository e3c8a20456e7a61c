/** Mitchell's witness: another hypothesis with higher training and lower true error shows that a model overfits. */
import { mean, pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { overSeedsAndRows, RELEVANT_SHARE, type Rows, withTestRows } from './noise.ts';
import { type MeasuredRun, type MeasuredVariant, rowMeans, sharedRecords } from './runs.ts';
import { around, ending, turningPoint, turningPointsOfOthers, windowRadius } from './turn.ts';

/** A variant at an epoch with higher training and lower validation loss than the unregularized model at its end. */
export interface NamedWitness {
  /** The variant's id. */
  variant: string;
  /** It is an earlier epoch of the unregularized model itself. */
  sameModel: boolean;
  name: string;
  /** 1-based. */
  epoch: number;
  /** The first epoch from which on the unregularized model has lower training and higher validation loss than that. */
  since: number;
  /** Means over the seeds and a few epochs around. */
  trainLoss: number;
  validationLoss: number;
  /** Validation loss, paired over the seeds, against the unregularized model at its last epoch. */
  difference: Difference;
}

/**
 * Searches every variant at every epoch (Mitchell 1997, §3.7.1) and names the one with the lowest validation loss among
 * those whose training loss is surely higher and whose validation loss is surely lower, by more than a trifle and than
 * the noise over seeds and rows. A variant's epoch is chosen on the OTHER seeds before a seed's difference is read, and
 * intervals are corrected for the number of variants. The rows are those of validation and test; one that the test rows
 * contradict is none. An earlier epoch of the unregularized model itself is named when no variant is.
 */
export function witnessAmong(variants: MeasuredVariant[], rows: Rows): NamedWitness | undefined {
  const baseline = variants.find(({ variant }) => variant.family === 'none');
  if (!baseline) return undefined;
  const named = (among: MeasuredVariant[]) =>
    among
      .flatMap((candidate) => witnessIn(candidate, baseline, rows, variants.length) ?? [])
      .sort((a, b) => a.validationLoss - b.validationLoss)[0];
  return named(variants.filter((variant) => variant !== baseline)) ?? named([baseline]);
}

interface Pair {
  run: MeasuredRun;
  base: MeasuredRun;
}

function witnessIn(
  { variant, finished }: MeasuredVariant,
  baseline: MeasuredVariant,
  rows: Rows,
  comparisons: number,
): NamedWitness | undefined {
  const pairs = finished.flatMap((run): Pair[] => {
    const base = baseline.finished.find(({ result }) => result.seed === run.result.seed);
    return base ? [{ run, base }] : [];
  });
  if (pairs.length < 2) return undefined;
  const found = compare(pairs, comparisons);
  const level = mean(found.baseline);
  const { validation, training, test } = found;
  const sure =
    training.low > 0 &&
    overSeedsAndRows(withTestRows(validation, test, rows), rows.validation + rows.test, comparisons).high <
      0 &&
    -validation.mean > RELEVANT_SHARE * level &&
    test.mean <= 0;
  if (!sure) return undefined;
  return {
    variant: variant.id,
    sameModel: variant === baseline.variant,
    name: variant.name,
    epoch: found.epoch + 1,
    since: sinceWhen(baseline.finished, found),
    trainLoss: found.trainLoss,
    validationLoss: found.validationLoss,
    difference: validation,
  };
}

/** Back from the end (1-based) as long as mean training loss is the lower and mean validation loss the higher one. */
function sinceWhen(
  finished: MeasuredRun[],
  witness: Pick<NamedWitness, 'trainLoss' | 'validationLoss'>,
): number {
  const records = sharedRecords(finished);
  const at = (epoch: number, loss: 'trainLoss' | 'validationLoss') =>
    mean(records.map((each) => each[epoch - 1]![loss]));
  let since = records[0]!.length;
  while (
    since > 1 &&
    at(since - 1, 'trainLoss') < witness.trainLoss &&
    at(since - 1, 'validationLoss') > witness.validationLoss
  ) {
    since--;
  }
  return since;
}

/** A variant where its validation loss turns, against the unregularized model at the end. */
function compare(pairs: Pair[], comparisons: number) {
  const curves = (of: 'run' | 'base', loss: 'validationLoss' | 'trainLoss') =>
    sharedRecords(pairs.map((pair) => pair[of])).map((records) => records.map((record) => record[loss]));
  const [validation, training] = [curves('run', 'validationLoss'), curves('run', 'trainLoss')];
  const radius = windowRadius(validation[0]!.length);
  const [baseline, baseTraining] = (['validationLoss', 'trainLoss'] as const).map((loss) => {
    const of = curves('base', loss);
    return of.map((curve) => ending(curve, windowRadius(curve.length)));
  }) as [number[], number[]];
  const epoch = turningPoint(validation, radius);
  const turns = turningPointsOfOthers(validation, radius);
  const against = (values: number[][], base: number[], byRow: number[] = []) =>
    pairedDifference(
      values.map((curve, seed) => around(curve, turns[seed]!, radius) - base[seed]!),
      comparisons,
      byRow,
    )!;
  const at = (values: number[][]) => mean(values.map((curve) => around(curve, epoch, radius)));
  return {
    epoch,
    trainLoss: at(training),
    validationLoss: at(validation),
    baseline,
    validation: against(validation, baseline, differencesByRow(pairs)),
    training: against(training, baseTraining),
    /** With the weights of each run's best epoch. */
    test: pairedDifference(pairs.map(({ run, base }) => run.result.bestTestLoss - base.result.testLoss))!,
  };
}

/** Loss of each validation row at the variant's best epoch minus that of the unregularized model at its end. */
function differencesByRow(pairs: Pair[]): number[] {
  const rows = pairs[0]!.run.rows.validationBest?.length ?? 0;
  return rowMeans(pairs.length, rows, (pair, row) => {
    const { run, base } = pairs[pair]!;
    return run.rows.validationBest![row]! - base.rows.validation![row]!;
  });
}
