/** What the lenses above a model say, and what a click on each does. */
import { formatPercent } from '../src/words.ts';
import type { CommandName } from './commands.ts';
import type { MeasuredSummary } from './summary.ts';

export interface LensText {
  title: string;
  tooltip: string;
  command: Extract<CommandName, 'describe' | 'measure' | 'resume' | 'cancel' | 'openResults'>;
}

export interface LensFacts {
  /** `17,226 parameters, nothing regularizes it`. */
  title: string;
  /** An experiment on this model runs. */
  running?: boolean;
  measured?: MeasuredSummary;
  /** Some epochs of the plan as it is now are done, not all. */
  resumable?: boolean;
  /** What was changed since it was measured, in a sentence. */
  stale?: string;
}

/** The lenses of one definition, from left to right. Measuring is not offered where it would change nothing. */
export function lensTexts({ title, running, measured, stale, resumable }: LensFacts): LensText[] {
  const model: LensText = { title, tooltip: 'Describe this model', command: 'describe' };
  if (running) return [model, ...RUNNING];
  if (!measured) return [model, resumable ? RESUME : MEASURE];
  const again = resumable ? RESUME : { ...MEASURE, title: 'Measure again' };
  if (stale) return [model, effectLens(measured, stale), again];
  const complete = measured.finishedRuns >= measured.plannedRuns;
  return [model, effectLens(measured), ...(complete ? [] : [RESUME])];
}

const MEASURE: LensText = {
  title: 'Measure regularization',
  tooltip: 'Train copies of this model with and without L1, L2 and dropout, and compare them',
  command: 'measure',
};

const RESUME: LensText = {
  title: 'Resume measuring',
  tooltip: 'Go on after the last finished epoch',
  command: 'resume',
};

/** Without a number: the status bar and the panel count, and lenses that change move their neighbours. */
const RUNNING: LensText[] = [
  { title: 'Measuring…', tooltip: 'Open the results so far', command: 'openResults' },
  { title: 'Cancel', tooltip: 'Stop measuring; finished runs are kept', command: 'cancel' },
];

function effectLens(measured: MeasuredSummary, stale?: string): LensText {
  return {
    title: stale ? `${measured.effect} (stale)` : measured.effect,
    tooltip: stale
      ? `${stale} Open the results as measured before`
      : `Measured by ${measured.experiment}. Open the results`,
    command: 'openResults',
  };
}

/** A share in [0, 1] as whole percent, rounded down so that 100 % means finished. */
export function percent(share: number): string {
  return formatPercent(Math.floor(share * 100) / 100);
}
