/** What is said of the view as a whole: to who cannot see it, and while files are held over it. */
import type { FilesState } from '../../src/protocol/files.ts';
import { formatPercent } from '../../src/words.ts';
import { baseName, unbroken } from '../words/numbers.ts';
import { comparisonHeadline, shownStep } from './comparison/words.ts';
import type { FilesControls } from './controls.ts';
import { shownRun } from './log/runs.ts';
import { weightsHeadline } from './weights/words.ts';

/** The verdict, or the quarters of the progress. */
export function announcement(state: FilesState, controls: FilesControls): string {
  switch (state.kind) {
    case 'reading':
      return readingText(state.file, state.share);
    case 'failed':
      return state.problem.title;
    case 'weights':
      return weightsHeadline(state.report);
    case 'comparison': {
      const { change } = shownStep(state.comparison, controls.step);
      return change ? comparisonHeadline(change) : '';
    }
    case 'log':
      return shownRun(state.report, controls)?.verdict.text ?? '';
    default:
      return state satisfies never;
  }
}

function readingText(file: string, share: number | null): string {
  const quarters = Math.floor(4 * (share ?? 0));
  return `Reading ${baseName(file)}${quarters > 0 ? `, ${formatPercent(quarters / 4)}` : ''}`;
}

/** A sentence as a heading: without its full stop. */
export const heading = (text: string): string => unbroken(text.replace(/\.$/, ''));

export const dropHint = ({ kind }: FilesState): string =>
  kind === 'weights' || kind === 'comparison'
    ? 'Drop files to compare them with this one'
    : 'Drop files to open them';
