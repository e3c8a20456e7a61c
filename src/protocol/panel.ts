/** The whole conversation between the extension host and the panel. */
import type { Problem } from '../errors.ts';
import type { StudyName, Variant } from '../experiment/experiment.ts';
import type { Report } from '../report/report.ts';
import type { LabAnswer, LabAsk } from './lab.ts';

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
   * stopping may do before the last epoch (absent in a state of an older version), `dropped` one that successive halving
   * has ended.
   */
  seeds: { seed: number; epochs: number; stopped: boolean; ended?: true; dropped?: true }[];
  /** Mean validation loss per epoch over the seeds that reached it. */
  validationLoss: number[];
  /** Lowest validation loss of the mean curve's seeds so far. */
  lowest: { mean: number; standardError: number | null } | null;
}

export interface RunningState {
  kind: 'running';
  subject: Subject;
  /** A further measurement is under way: its title, e.g. `Learning curve`; the variants are then its settings. */
  study?: string;
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

export type HostToPanel =
  | { type: 'state'; state: PanelState }
  | { type: 'answer'; id: number; answer: Answer }
  /** The question could not be answered. */
  | { type: 'refused'; id: number; problem: Problem }
  /** From outside of the panel: open this view, with these options of it. */
  | { type: 'show'; view: string; options?: Record<string, string | number | boolean | string[]> };

/** A stored run, of this or another experiment of the workspace. */
export interface RunEntry {
  /** Absolute path of the experiment file, then the run's id: unique in the workspace. */
  key: string;
  /** Name of the experiment, and of the model. */
  experiment: string;
  model: string;
  variant: string;
  variantName: string;
  family: Variant['family'];
  seed: number;
  state: 'finished' | 'diverged' | 'dropped' | 'unfinished';
  epochs: number;
  /** Lowest validation loss and its epoch; absent when none is known. */
  best?: { validationLoss: number; epoch: number };
  testLoss?: number;
  testAccuracy?: number;
  exactZeros?: number;
  nearZeros?: number;
  /** Losses of runs with different keys cannot be compared: other data, target or loss. */
  comparable: string;
}

/** A run with its epochs. */
export interface RunCurves {
  entry: RunEntry;
  trainLoss: number[];
  trainLossDropoutOn: number[];
  validationLoss: number[];
  penalty: number[];
  trainAccuracy?: number[];
  validationAccuracy?: number[];
}

/** What the panel asks its host, and waits for. */
export type Ask =
  | { kind: 'lab'; ask: LabAsk }
  /** All stored runs of the workspace. */
  | { kind: 'runs' }
  | { kind: 'curves'; keys: string[] }
  /** A weight tensor of a stored run of this experiment. */
  | { kind: 'tensor'; run: string; layer: string };

export type Answer =
  | { kind: 'lab'; answer: LabAnswer }
  | { kind: 'runs'; runs: RunEntry[] }
  | { kind: 'curves'; runs: RunCurves[] }
  /** `values[input * units + unit]`, as `KernelStatistics` counts them. */
  | { kind: 'tensor'; layer: string; inputs: number; units: number; values: number[] };

export type ExportFormat = 'html' | 'markdown' | 'json' | 'csv';

export type PanelToHost =
  | { type: 'ready' }
  | { type: 'measure' }
  | { type: 'cancel' }
  | { type: 'pause' }
  | { type: 'continue' }
  | { type: 'apply' }
  | { type: 'preview' }
  | { type: 'openSource' }
  | { type: 'openExperiment' }
  | { type: 'chooseTarget' }
  | { type: 'openResults' }
  | { type: 'useSuggestion'; index: number }
  | { type: 'copyProblem' }
  | { type: 'ask'; id: number; ask: Ask }
  /** A question whose answer is no longer wanted. */
  | { type: 'forget'; id: number }
  /** Trains what a study needs, then shows its results. */
  | { type: 'measureStudy'; name: StudyName }
  /** The whole report in this form, or as Markdown to the clipboard. */
  | { type: 'exportReport'; format: ExportFormat }
  | { type: 'copyReport' }
  /** The weights of a stored run as a file of its own. */
  | { type: 'exportWeights'; run: string }
  /** A picture or table that the panel has made: the host asks where to save it. `base64` for PNG. */
  | { type: 'saveFile'; name: string; content: string; encoding: 'utf8' | 'base64' }
  | { type: 'copyText'; text: string };
