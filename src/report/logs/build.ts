/** From what was read of a log to what is told of it. */
import { type CurveVerdict, diagnoseCurve } from '../../diagnosis/curve.ts';
import type { History, LogRun } from '../../history/history.ts';
import { comparisonOf } from './compare.ts';
import { contentsOf } from './contents.ts';
import { drawnCurves, pointsEach } from './draw.ts';
import { gapRow } from './gap.ts';
import { LOG_REPORT_VERSION, type LogReport, type LogRunReport, type LossContents } from './logReport.ts';
import { suggestionsFor } from './suggest.ts';

export function logReport(history: History): LogReport {
  const curves = history.runs.reduce((count, { series }) => count + series.length, 0);
  const runs = history.runs.map((run) => runReport(history.format, run, pointsEach(curves)));
  return {
    version: LOG_REPORT_VERSION,
    file: history.path,
    format: history.format,
    title: history.title,
    runs,
    comparison: runs[0] ? comparisonOf(history, runs[0].contains) : null,
    columns: history.columns ?? null,
    notes: history.notes,
  };
}

function runReport(format: History['format'], run: LogRun, points: number): LogRunReport {
  const contains = contentsOf(format, run);
  const verdict = withGap(withContents(diagnoseCurve(run, trivialLossOf(run)), contains), run, contains);
  return {
    name: run.name,
    epochs: epochsOf(run),
    unit: run.unit,
    verdict,
    roles: run.roles,
    curves: drawnCurves(run, points),
    contains,
    suggestions: suggestionsFor(run, verdict, contains),
    restarts: run.restarts,
    settings: run.settings,
  };
}

/** Where the loss and the metric disagree it counts what the loss is made of. */
function withContents(verdict: CurveVerdict, { penaltyInValidation, framework }: LossContents): CurveVerdict {
  if (verdict.reason !== 'metric-worse' || framework !== 'keras') return verdict;
  const sure =
    penaltyInValidation === 'yes' ? 'Keras’ losses contain' : 'If Keras wrote this log, its losses contain';
  return { ...verdict, text: `${verdict.text} ${sure} the penalties.` };
}

function withGap(verdict: CurveVerdict, run: LogRun, contains: LossContents): CurveVerdict {
  const row = verdict.kind === 'diverged' ? undefined : gapRow(run, contains);
  return row ? { ...verdict, evidence: [...verdict.evidence, row] } : verdict;
}

/** Validated epochs, of a log without validation trained ones; of a log by steps its last step, or one more where each was logged from 0 on. */
function epochsOf({ unit, series, roles }: LogRun): number {
  const named = (name: string | undefined) => series.find((each) => each.name === name);
  const counted =
    named(roles.validationLoss) ??
    named(roles.validationMetric) ??
    named(roles.trainingLoss) ??
    series.reduce<LogRun['series'][number] | undefined>(
      (most, next) => (most && most.steps.length >= next.steps.length ? most : next),
      undefined,
    );
  if (!counted || counted.steps.length === 0) return 0;
  const [first, last] = [counted.steps[0]!, counted.steps.at(-1)!];
  if (unit === 'step') return first === 0 && last + 1 === counted.steps.length ? last + 1 : last;
  // Validation may come several times an epoch: `eval_steps`.
  return counted.steps.every(Number.isInteger) ? counted.steps.length : Math.ceil(last);
}

const CLASSES = ['num_classes', 'n_classes', 'num_labels', 'num_class'];

/** ln C, where the log says how many classes C there are and that its loss is a cross-entropy. */
function trivialLossOf({ settings, roles }: LogRun): number | undefined {
  const classes = CLASSES.map((name) => settings[name]).find((value) => typeof value === 'number');
  const loss = [roles.trainingLoss, ...Object.values(settings)].join(' ');
  if (typeof classes !== 'number' || !(classes >= 2) || !/cross_?-?entropy|logloss|nll/i.test(loss))
    return undefined;
  return Math.log(classes);
}
