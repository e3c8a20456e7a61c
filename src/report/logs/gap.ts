/** The distance between the losses at the end, read as what this log's losses contain allows. */

import { loggedChange } from '../../diagnosis/curve/words.ts';
import type { CurveVerdict } from '../../diagnosis/curve.ts';
import type { LogRun, Series } from '../../history/history.ts';
import type { LossContents } from './logReport.ts';

type Row = CurveVerdict['evidence'][number];

/**
 * Validation minus training loss at the last epoch that has both. A training loss that is averaged over an epoch belongs to
 * weights half an epoch older than the validation loss: it is compared, one epoch before, with the mean of that epoch's
 * training loss and the next one's.
 */
export function gapRow(run: LogRun, contains: LossContents): Row | undefined {
  const [training, validation] = [run.roles.trainingLoss, run.roles.validationLoss].map((name) =>
    run.series.find((series) => series.name === name),
  );
  if (!training || !validation) return undefined;
  const shifts = contains.runningAverage === 'yes' && run.unit === 'epoch';
  const gap = (shifts ? shiftedGap(training, validation) : undefined) ?? plainGap(training, validation);
  if (gap === undefined) return undefined;
  return {
    name: 'Gap at the end',
    value: loggedChange(gap.value, gap.level),
    meaning: meaningOf(gap, contains),
  };
}

interface Gap {
  value: number;
  /** The validation loss. */
  level: number;
  shifted: boolean;
}

function plainGap(training: Series, validation: Series): Gap | undefined {
  const [own, other] = [lastFinite(validation), lastFinite(training)];
  return own === undefined || other === undefined
    ? undefined
    : { value: own - other, level: own, shifted: false };
}

function lastFinite({ values }: Series): number | undefined {
  for (let at = values.length - 1; at >= 0; at--) if (Number.isFinite(values[at])) return values[at];
  return undefined;
}

function shiftedGap(training: Series, validation: Series): Gap | undefined {
  const last = training.steps.length - 1;
  if (last < 1) return undefined;
  const [before, after] = [training.values[last - 1]!, training.values[last]!];
  const at = validation.steps.lastIndexOf(training.steps[last - 1]!);
  const level = validation.values[at] ?? Number.NaN;
  const value = level - (before + after) / 2;
  return Number.isFinite(value) ? { value, level, shifted: true } : undefined;
}

function meaningOf({ value, shifted }: Gap, contains: LossContents): string {
  const reading = shifted
    ? 'Validation minus training loss, which is averaged over an epoch: compared with the mean of two epochs'
    : 'Validation minus training loss';
  const dropout =
    contains.dropoutInTraining === 'yes'
      ? '; dropout, where there is one, is on in training and makes the gap look smaller'
      : '';
  const penalty =
    contains.penaltyInTraining === 'yes' && contains.penaltyInValidation === 'no'
      ? '; the training loss contains the penalties, which makes it look smaller still'
      : '';
  const below = value < 0 && dropout !== '' ? ': below 0 it says nothing' : '';
  return `${reading}${dropout}${penalty}${below}`;
}
