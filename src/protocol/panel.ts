/** The whole conversation between the extension host and the panel. */
import type { Problem } from '../errors.ts';
import type { Variant } from '../experiment/experiment.ts';
import type { Report } from '../report/report.ts';

/** Header of every state: which model and which files. */
export interface Subject {
  model: string;
  /** Base name of the source file and 1-based line of the definition. */
  sourceFile: string;
  sourceLine: number;
  experimentFile: string;
}

/** Before the first run. */
export interface EmptyState {
  kind: 'empty';
  subject: Subject;
  /** `Classifier, 64 → 128 → 64 → 10, 17,226 parameters, nothing regularizes it` */
  model: string;
  /** `digits.csv, 1,797 rows, 64 columns, target digit (10 classes)`, then `300 train, …`. */
  data: { text: string; detail: string };
  /** `10 variants × 3 seeds × 100 epochs`, then their names. */
  plan: { text: string; detail: string };
  /** `About 2 min with 2 workers`, then parameters, arithmetic and memory; absent in a state of an older version. */
  estimate?: { text: string; detail: string };
  /** Epochs kept of an earlier start, and all that are planned, over all runs; absent when nothing is kept. */
  epochsDone?: number;
  epochsPlanned?: number;
}

/** One variant while it trains. */
export interface RunningVariant {
  variant: Variant;
  /**
   * Per planned seed: epochs done; `stopped` marks a run that became NaN, `ended` one that is finished, which early
   * stopping may do before the last epoch (absent in a state of an older version).
   */
  seeds: { seed: number; epochs: number; stopped: boolean; ended?: true }[];
  /** Mean validation loss per epoch over the seeds that reached it. */
  validationLoss: number[];
  /** Lowest validation loss of the mean curve's seeds so far. */
  lowest: { mean: number; standardError: number | null } | null;
}

export interface RunningState {
  kind: 'running';
  subject: Subject;
  finishedRuns: number;
  plannedRuns: number;
  epochs: number;
  /** Share of all epochs done, 0 to 1. */
  progress: number;
  /** Estimated before the first epoch, then measured; null while it starts. */
  secondsLeft: number | null;
  backend: string;
  /** What is not as it should be with the backend; absent when nothing is. */
  warning?: string;
  workers: number;
  /** Worker processes that died and were started again; absent in a state of an older version. */
  restarts?: number;
  /** `starting` until a worker is ready; `pausing` until the epochs under way have ended. */
  phase: 'starting' | 'training' | 'pausing' | 'paused' | 'cancelling';
  variants: RunningVariant[];
}

export interface FailedState {
  kind: 'failed';
  subject: Subject;
  problem: Problem;
  /** What is kept: `12 of 30 runs are finished and kept.` or `Nothing was trained.` */
  kept: string;
  /** True when a report of earlier results can be opened. */
  hasReport: boolean;
  /** True when starting again continues where it stopped. */
  canResume: boolean;
  /** Runs that starting again would train; the button names them. */
  runsLeft?: number;
}

/** All runs ended, or it was cancelled (`report.execution` tells how many runs are in). */
export interface ResultState {
  kind: 'result';
  subject: Subject;
  report: Report;
  /** The definition or data changed since: a sentence; absent when fresh. */
  stale?: string;
  /** The recommended change is already in the source. */
  applied: boolean;
  /** False in the exported HTML file: actions that need an editor are hidden. */
  interactive: boolean;
}

export type PanelState = EmptyState | RunningState | FailedState | ResultState;

export type HostToPanel = { type: 'state'; state: PanelState };

export type PanelToHost =
  | { type: 'ready' }
  | { type: 'measure' }
  | { type: 'cancel' }
  | { type: 'pause' }
  | { type: 'continue' }
  | { type: 'apply' }
  | { type: 'preview' }
  | { type: 'export' }
  | { type: 'openSource' }
  | { type: 'openExperiment' }
  | { type: 'chooseTarget' }
  | { type: 'openResults' }
  | { type: 'useSuggestion'; index: number }
  | { type: 'copyProblem' };

const PLAIN = new Set<PanelToHost['type']>([
  'ready',
  'measure',
  'cancel',
  'pause',
  'continue',
  'apply',
  'preview',
  'export',
  'openSource',
  'openExperiment',
  'chooseTarget',
  'openResults',
  'copyProblem',
]);

/** The message if `value` is one, otherwise undefined: the panel is another process and is not trusted. */
export function parsePanelMessage(value: unknown): PanelToHost | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  const { type } = value;
  if (type === 'useSuggestion' && 'index' in value && Number.isInteger(value.index)) {
    return { type, index: value.index as number };
  }
  return PLAIN.has(type as PanelToHost['type']) ? ({ type } as PanelToHost) : undefined;
}
