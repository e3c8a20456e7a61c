/** What the panel shows before, after and instead of a run. The states while running come from the run itself. */
import { basename } from 'node:path';
import type { PreparedExperiment, Progress } from '../src/experiment/session.ts';
import type { EmptyState, FailedState, ResultState, Subject } from '../src/protocol/panel.ts';
import type { Report } from '../src/report/report.ts';
import type { StudyOffer } from '../src/report/studies.ts';
import { formatCount } from '../src/words.ts';
import type { PlanWords } from './preparation.ts';

export function subjectOf({ experiment, definition }: PreparedExperiment): Subject {
  return {
    model: definition.name,
    sourceFile: basename(experiment.model.file),
    sourceLine: definition.anchor.startLine,
    experimentFile: basename(experiment.file),
  };
}

/** Before anything could be read: only the file's name is known. */
export function unreadSubject(experimentFile: string, model?: { file: string; name?: string }): Subject {
  return {
    model: model?.name ?? basename(experimentFile, '.reglens.json'),
    sourceFile: model ? basename(model.file) : basename(experimentFile),
    sourceLine: 1,
    experimentFile: basename(experimentFile),
  };
}

/** `epochs` is the number of epochs that are done already. */
export function emptyState(prepared: PreparedExperiment, words: PlanWords, epochs: number): EmptyState {
  const { experiment, dataset, definition } = prepared;
  const { training, validation, test } = dataset;
  const rows = training.rows + validation.rows + test.rows;
  const names = words.variants.join(', ');
  const planned = prepared.runs.length * experiment.training.epochs;
  const done = `${number(epochs)} of ${formatCount(planned, 'epoch')} are done and kept.`;
  const classes = dataset.classes ? ` (${formatCount(dataset.classes.length, 'class', 'classes')})` : '';
  return {
    kind: 'empty',
    subject: subjectOf(prepared),
    model: `${definition.name}, ${words.architecture}, ${words.modelTitle}`,
    data: {
      text: `${dataset.file}, ${formatCount(rows, 'row')}, ${formatCount(dataset.columns.length, 'input')}, target ${dataset.target}${classes}`,
      detail: `${number(training.rows)} train, ${number(validation.rows)} validation, ${number(test.rows)} test`,
    },
    plan: {
      text: `${formatCount(words.variants.length, 'variant')} × ${formatCount(experiment.seeds.length, 'seed')} × ${formatCount(experiment.training.epochs, 'epoch')}`,
      detail: epochs > 0 ? `${names}. ${done}` : names,
    },
    estimate: { text: words.estimate.text, detail: words.estimate.warning ?? words.estimate.detail },
    ...(epochs > 0 && { epochsDone: epochs, epochsPlanned: planned }),
  };
}

/** What is kept where nothing was trained now, with the epochs of the last start that trained. */
export const earlierText = (epochs: number): string =>
  epochs === 0
    ? 'Nothing was trained.'
    : `Nothing was trained now; ${formatCount(epochs, 'epoch')} of the last start ${epochs === 1 ? 'is' : 'are'} kept.`;

/** What is kept of a run that stopped; the report counts runs that ended after the last message of a worker. */
export function keptText(progress: Progress, report?: Report): string {
  const { finishedRuns, plannedRuns } = report?.execution ?? progress;
  return finishedRuns === 0
    ? `None of the ${number(plannedRuns)} runs is finished; the epochs done so far are kept.`
    : `${number(finishedRuns)} of ${formatCount(plannedRuns, 'run')} ${finishedRuns === 1 ? 'is' : 'are'} finished and kept.`;
}

/** What is kept of a study that stopped; without an offer it was at its end. */
export function keptOfStudy(offer: StudyOffer | undefined): string {
  if (!offer) return 'All of its runs are kept.';
  const { runs, kept = 0, begun = 0 } = offer;
  const all = formatCount(kept + runs, 'run');
  if (kept > 0) return `${number(kept)} of ${all} ${kept === 1 ? 'is' : 'are'} kept.`;
  return begun > 0
    ? `None of its ${all} is finished; the epochs done so far are kept.`
    : `None of its ${all} was begun.`;
}

export function failedState(subject: Subject, failure: Omit<FailedState, 'kind' | 'subject'>): FailedState {
  return { kind: 'failed', subject, ...failure };
}

export function resultState(
  subject: Subject,
  report: Report,
  { stale, applied }: Pick<ResultState, 'stale' | 'applied'>,
): ResultState {
  return { kind: 'result', subject, report, stale, applied, interactive: true };
}

/** The state from the click on Measure to the first report of the workers. */
export function startingProgress(workers: number): Progress {
  return {
    finishedRuns: 0,
    plannedRuns: 0,
    epochs: 0,
    progress: 0,
    secondsLeft: null,
    backend: '',
    workers,
    phase: 'starting',
    variants: [],
  };
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
