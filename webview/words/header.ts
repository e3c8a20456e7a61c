/** The header's words: what was measured, what came of it. */
import type { PanelState, RunningState } from '../../src/protocol/panel.ts';
import type { Report } from '../../src/report/report.ts';
import { formatCount, formatDuration } from '../../src/words.ts';
import { count } from './numbers.ts';

/** The line beside the model's name: the plan, where there is room for it, and the status. */
export interface MetaLine {
  plan?: string;
  status: string;
}

const RUNNING: Record<RunningState['phase'], string> = {
  starting: 'measuring',
  training: 'measuring',
  pausing: 'pausing',
  paused: 'paused',
  cancelling: 'cancelling',
};

export function metaLine(state: PanelState): MetaLine {
  switch (state.kind) {
    case 'empty':
      return { status: state.epochsDone ? 'stopped' : 'not measured yet' };
    case 'running':
      return { status: RUNNING[state.phase] };
    case 'failed':
      return { status: state.canResume ? 'stopped' : 'did not start' };
    case 'result':
      return { plan: planOf(state.report), status: statusOf(state.report) };
    default:
      return state satisfies never;
  }
}

function planOf({ variants, training }: Report): string {
  return [
    formatCount(variants.length, 'variant'),
    formatCount(training.seeds.length, 'seed'),
    formatCount(training.epochs, 'epoch'),
  ].join(' × ');
}

function statusOf({ execution: { finishedRuns, plannedRuns, seconds } }: Report): string {
  return finishedRuns < plannedRuns
    ? `cancelled after ${count(finishedRuns)} of ${formatCount(plannedRuns, 'run')}`
    : `finished in ${formatDuration(seconds)}`;
}

/** The button that continues a cancelled experiment. */
export function resumeLabel(runsLeft: number | undefined): string {
  return runsLeft === undefined ? 'Resume' : `Resume, ${formatCount(runsLeft, 'run')} left`;
}

/** `3 of 65 runs became NaN; the ranking uses 62.`; undefined when none did. */
export function stoppedSentence(report: Report): string | undefined {
  const stopped = report.variants.reduce((sum, variant) => sum + variant.stopped.length, 0);
  if (stopped === 0) return undefined;
  const used = report.variants.reduce((sum, variant) => sum + variant.validationLoss.seeds, 0);
  const rest = used === 0 ? 'none is left to rank' : `the ranking uses ${count(used)}`;
  return `${count(stopped)} of ${formatCount(used + stopped, 'run')} became NaN; ${rest}.`;
}
