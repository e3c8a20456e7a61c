/** Sentences of the view of a training log. */
import type { FilesState } from '../../../src/protocol/files.ts';
import type { LogReport, LogRunReport, LossContents } from '../../../src/report/logs/logReport.ts';
import { formatCount, formatLoss } from '../../../src/words.ts';
import type { Fact } from '../table/facts.ts';
import { lowest } from './runs.ts';

type LogState = Extract<FilesState, { kind: 'log' }>;

/** Format, length, restarts, whether it is followed. */
export function logLine({ report, following, updated }: LogState): string {
  const alone = report.runs.length === 1 ? report.runs[0] : undefined;
  return [
    report.title,
    ...(alone ? [formatCount(alone.epochs, alone.unit)] : []),
    ...(alone && alone.restarts > 0 ? [formatCount(alone.restarts, 'restart')] : []),
    ...(following ? ['following'] : []),
    ...(updated ? [updated.charAt(0).toLowerCase() + updated.slice(1)] : []),
  ].join(', ');
}

export function lossTitle(run: LogRunReport): string {
  const best = lowest(run);
  if (!run.roles.validationLoss) return 'No validation loss was logged: overfitting cannot be seen';
  if (!best) return `No value of ${run.roles.validationLoss} is a number`;
  return `Lowest validation loss ${formatLoss(best.value)} at ${run.unit} ${best.step.toLocaleString('en-US')}`;
}

/** Which lines are which, by the names that the log gives them. */
export function lossLegend({ roles }: LogRunReport): string {
  return legend(roles.validationLoss, roles.trainingLoss);
}

export function metricLegend({ roles }: LogRunReport): string {
  return legend(roles.validationMetric, roles.trainingMetric);
}

function legend(validation: string | undefined, training: string | undefined): string {
  const lines = [
    ...(validation === undefined ? [] : [`${validation} solid`]),
    ...(training === undefined ? [] : [`${training} dashed`]),
  ];
  return lines.length === 1 ? (validation ?? training ?? '') : lines.join(', ');
}

const FRAMEWORKS: Record<LossContents['framework'], string> = {
  keras: 'Keras',
  tfjs: 'TensorFlow.js',
  pytorch: 'PyTorch',
  transformers: 'Transformers',
  boosting: 'a boosting library',
  unknown: '',
};

export function containsTitle({ framework }: LossContents): string {
  const by = FRAMEWORKS[framework];
  return by ? `What these losses contain, as ${by} logs them` : 'What these losses contain';
}

const ANSWERS = { yes: 'yes', no: 'no', unknown: 'not known' };

/** None where nothing is known: the text over them says so. */
export function containsFacts(contains: LossContents): Fact[] {
  const facts = [
    { name: 'Penalties in the training loss', value: ANSWERS[contains.penaltyInTraining] },
    { name: 'Penalties in the validation loss', value: ANSWERS[contains.penaltyInValidation] },
    { name: 'Dropout on in the training loss', value: ANSWERS[contains.dropoutInTraining] },
    { name: 'Averaged while the weights move', value: ANSWERS[contains.runningAverage] },
  ];
  return facts.some(({ value }) => value !== ANSWERS.unknown) ? facts : [];
}

export function runsTitle({ comparison, runs }: LogReport): string {
  return comparison
    ? `${comparison.best} has the lowest validation loss of ${formatCount(runs.length, 'run')}`
    : `Validation loss of ${formatCount(runs.length, 'run')}`;
}
