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
  /** Share of the epochs done, while an experiment on this model runs. */
  progress?: number;
  measured?: MeasuredSummary;
  /** Some epochs are done, no run is finished. */
  resumable?: boolean;
  /** The definition is not the one that was measured. */
  stale: boolean;
}

/** The lenses of one definition, from left to right. Measuring is not offered where it would change nothing. */
export function lensTexts({ title, progress, measured, stale, resumable }: LensFacts): LensText[] {
  const model: LensText = { title, tooltip: 'Describe this model', command: 'describe' };
  if (progress !== undefined) return [model, ...runningLenses(progress)];
  if (!measured) return [model, resumable ? RESUME : MEASURE];
  if (stale) return [model, effectLens(measured, true), { ...MEASURE, title: 'Measure again' }];
  const complete = measured.finishedRuns >= measured.plannedRuns;
  return [model, effectLens(measured, false), ...(complete ? [] : [RESUME])];
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

function runningLenses(progress: number): LensText[] {
  return [
    { title: `Measuring ${percent(progress)}`, tooltip: 'Open the results so far', command: 'openResults' },
    { title: 'Cancel', tooltip: 'Stop measuring; finished runs are kept', command: 'cancel' },
  ];
}

function effectLens(measured: MeasuredSummary, stale: boolean): LensText {
  return {
    title: stale ? `${measured.effect} (stale)` : measured.effect,
    tooltip: stale
      ? 'Measured before the model was changed. Open the results'
      : `Measured by ${measured.experiment}. Open the results`,
    command: 'openResults',
  };
}

/** A share in [0, 1] as whole percent, rounded down so that 100 % means finished. */
export function percent(share: number): string {
  return formatPercent(Math.floor(share * 100) / 100);
}
