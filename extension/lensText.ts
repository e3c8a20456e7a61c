/** What the lenses above a model say, and what a click on each does. */
import { formatCount, formatPercent } from '../src/words.ts';
import type { CommandName } from './commands.ts';
import type { MeasuredSummary } from './summary.ts';

export interface LensText {
  title: string;
  tooltip: string;
  command:
    | Extract<CommandName, 'describe' | 'measure' | 'resume' | 'cancel' | 'openResults'>
    | 'auditParameters'
    /** The editor's own list. */
    | 'problems';
}

export interface LensFacts {
  /** `17,226 parameters, nothing regularizes it`. */
  title: string;
  /** How many findings of advice lie in it. */
  findings?: number;
  /** Models of other kinds are described only. */
  measurable: boolean;
  /** An experiment on this model runs. */
  running?: boolean;
  measured?: MeasuredSummary;
  /** Some epochs of the plan as it is now are done, not all. */
  resumable?: boolean;
  /** What was changed since it was measured, in a sentence. */
  stale?: string;
}

/** The lenses of one definition, from left to right. Measuring is not offered where it would change nothing. */
export function lensTexts({ title, findings = 0, measurable, ...facts }: LensFacts): LensText[] {
  const model: LensText = { title, tooltip: 'Describe this model', command: 'describe' };
  return [
    model,
    ...(measurable ? measuringLenses(facts) : []),
    ...(findings > 0 ? [findingsLens(findings)] : []),
    AUDIT,
  ];
}

type MeasuringFacts = Pick<LensFacts, 'running' | 'measured' | 'resumable' | 'stale'>;

function measuringLenses({ running, measured, stale, resumable }: MeasuringFacts): LensText[] {
  if (running) return RUNNING;
  if (!measured) return [resumable ? RESUME : MEASURE];
  const again = resumable ? RESUME : { ...MEASURE, title: 'Measure again' };
  if (stale) return [effectLens(measured, stale), again];
  const complete = measured.finishedRuns >= measured.plannedRuns;
  return [effectLens(measured), ...(complete ? [] : [RESUME])];
}

const findingsLens = (count: number): LensText => ({
  title: formatCount(count, 'finding'),
  tooltip: 'Show the problems view, which lists what an expert would change',
  command: 'problems',
});

const AUDIT: LensText = {
  title: 'Audit parameters',
  tooltip: 'Show every parameter tensor and what regularizes it',
  command: 'auditParameters',
};

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
