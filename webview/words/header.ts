/** The header's words: what was measured, what came of it. */
import type { PanelState } from '../../src/protocol/panel.ts';
import type { Report } from '../../src/report/report.ts';
import { formatCount, formatDuration } from '../../src/words.ts';
import { count } from './numbers.ts';

/** The line beside the model's name. */
export function metaLine(state: PanelState): string {
  switch (state.kind) {
    case 'empty':
      return 'not measured yet';
    case 'running':
      return state.phase === 'cancelling' ? 'cancelling' : 'measuring';
    case 'failed':
      return state.canResume ? 'stopped' : 'did not start';
    case 'result':
      return reportLine(state.report);
    default:
      return state satisfies never;
  }
}

function reportLine({ variants, training, execution }: Report): string {
  const { finishedRuns, plannedRuns, seconds } = execution;
  const plan = [
    formatCount(variants.length, 'variant'),
    formatCount(training.seeds.length, 'seed'),
    formatCount(training.epochs, 'epoch'),
  ].join(' × ');
  const end =
    finishedRuns < plannedRuns
      ? `cancelled after ${count(finishedRuns)} of ${formatCount(plannedRuns, 'run')}`
      : `finished in ${formatDuration(seconds)}`;
  return `${plan}, ${end}`;
}

/** The button that continues a cancelled experiment; undefined when every run is in. */
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
