/** Mitchell's witness: another hypothesis with higher training and lower true error shows that a model overfits. */
import { mean, pairedDifference } from '../statistics/estimate.ts';
import type { Difference } from '../statistics/estimates.ts';
import { CHOSEN_MINIMUM, overSeedsAndRows, RELEVANT_SHARE, type Rows, withTestRows } from './noise.ts';
import { keptRecords, type MeasuredRun, type MeasuredVariant, rowMeans } from './runs.ts';
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

/** Where a variant is read: with its weights of the last epoch, or where its validation loss turns. */
type Reading = 'end' | 'turn';

/** A variant is read twice, and the turn was chosen on the rows that it is read on. */
const COMPARISONS: Record<Reading, number> = { end: 2, turn: 2 * CHOSEN_MINIMUM };

/**
 * Searches every variant at every epoch (Mitchell 1997, §3.7.1) and names the one with the lowest validation loss among
 * those whose training loss is surely higher and whose validation loss is surely lower, by more than a trifle and than
 * the noise over seeds and rows. The rows are those of validation and test; one that the test rows contradict is none.
 * Intervals are corrected for the number of variants and for both readings. An earlier epoch is chosen on the OTHER seeds before a seed's
 * difference is read; but all seeds share the validation rows it is chosen on, so that it counts as twice as many
 * comparisons (see `CHOSEN_MINIMUM`) and the test rows can only weaken it. At a variant's end nothing was chosen. An
 * earlier epoch of the unregularized model itself is named when no variant is.
 */
export function witnessAmong(variants: MeasuredVariant[], rows: Rows): NamedWitness | undefined {
  const baseline = variants.find(({ variant }) => variant.family === 'none');
  if (!baseline) return undefined;
  const named = (among: MeasuredVariant[], readings: Reading[]) =>
    among
      .flatMap((candidate) =>
        readings.flatMap((reading) => witnessIn(candidate, baseline, rows, variants.length, reading) ?? []),
      )
      .sort((a, b) => a.validationLoss - b.validationLoss)[0];
  const others = variants.filter((variant) => variant !== baseline);
  return named(others, ['turn', 'end']) ?? named([baseline], ['turn']);
}

interface Pair {
  run: MeasuredRun;
  base: MeasuredRun;
}

function witnessIn(
  { variant, finished }: MeasuredVariant,
  baseline: MeasuredVariant,
  rows: Rows,
  variants: number,
  reading: Reading,
): NamedWitness | undefined {
  const pairs = finished.flatMap((run): Pair[] => {
    const base = baseline.finished.find(({ result }) => result.seed === run.result.seed);
    return base ? [{ run, base }] : [];
  });
  if (pairs.length < 2) return undefined;
  // With early stopping the last weights are those of a chosen epoch, too.
  if (reading === 'end' && pairs.some(({ run }) => run.result.restoredBest)) return undefined;
  const comparisons = COMPARISONS[reading] * variants;
  const found = compare(pairs, variants, reading);
  const level = mean(found.baseline);
  const { validation, training, test } = found;
  const seen = reading === 'end' ? test : { ...test, mean: Math.max(validation.mean, test.mean) };
  const both = withTestRows(validation, seen, rows);
  const sure =
    training.low > 0 &&
    overSeedsAndRows(both, rows.validation + rows.test, comparisons).high < 0 &&
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
  const records = keptRecords(finished);
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

/** A variant, read as told, against the unregularized model at the end. */
function compare(pairs: Pair[], variants: number, reading: Reading) {
  const comparisons = COMPARISONS[reading] * variants;
  const curves = (of: 'run' | 'base', loss: 'validationLoss' | 'trainLoss') =>
    keptRecords(pairs.map((pair) => pair[of])).map((records) => records.map((record) => record[loss]));
  const [validation, training] = [curves('run', 'validationLoss'), curves('run', 'trainLoss')];
  const radius = windowRadius(validation[0]!.length);
  const [baseline, baseTraining] = (['validationLoss', 'trainLoss'] as const).map((loss) => {
    const of = curves('base', loss);
    return of.map((curve) => ending(curve, windowRadius(curve.length)));
  }) as [number[], number[]];
  const last = validation[0]!.length - 1;
  const epoch = reading === 'end' ? last : turningPoint(validation, radius);
  const epochs = reading === 'end' ? pairs.map(() => last) : turningPointsOfOthers(validation, radius);
  const against = (values: number[][], base: number[], corrected: number, byRow: number[] = []) =>
    pairedDifference(
      values.map((curve, seed) => around(curve, epochs[seed]!, radius) - base[seed]!),
      corrected,
      byRow,
    )!;
  const at = (values: number[][]) => mean(values.map((curve) => around(curve, epoch, radius)));
  const [testLoss, validationRows, testRows] = READ[reading];
  return {
    epoch,
    trainLoss: at(training),
    validationLoss: at(validation),
    baseline,
    validation: against(
      validation,
      baseline,
      comparisons,
      differencesByRow(pairs, validationRows, 'validation'),
    ),
    // No epoch was chosen on training rows.
    training: against(training, baseTraining, variants),
    test: pairedDifference(
      pairs.map(({ run, base }) => run.result[testLoss] - base.result.testLoss),
      comparisons,
      testRows && differencesByRow(pairs, testRows, 'test'),
    )!,
  };
}

/** What is stored for a reading: test loss, and each row's loss; those of the test rows only at the end. */
const READ = {
  end: ['testLoss', 'validation', 'test'],
  turn: ['bestTestLoss', 'validationBest', undefined],
} as const;

/** Loss of each row with the variant's weights minus that with those of the unregularized model at its end. */
function differencesByRow(pairs: Pair[], ofRun: string, ofBase: string): number[] {
  const rows = pairs[0]!.run.rows[ofRun]?.length ?? 0;
  return rowMeans(pairs.length, rows, (pair, row) => {
    const { run, base } = pairs[pair]!;
    return run.rows[ofRun]![row]! - base.rows[ofBase]![row]!;
  });
}
