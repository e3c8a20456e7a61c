/** One experiment as the panel and the lenses see it: read, measured, cancelled, failed. Knows no editor. */
import type { DataReader } from '../src/dataset/thread.ts';
import type { ModelDefinition } from '../src/definition/model.ts';
import { type Problem, problemOf, UserError } from '../src/errors.ts';
import type { Experiment, StudyName } from '../src/experiment/experiment.ts';
import type { PreparedExperiment, Progress, RunOptions } from '../src/experiment/session.ts';
import { STUDY_TITLES } from '../src/experiment/studies/titles.ts';
import type { PanelState, Subject } from '../src/protocol/panel.ts';
import type { Report } from '../src/report/report.ts';
import { Measurement } from './measurement.ts';
import {
  earlierText,
  emptyState,
  failedState,
  keptOfStudy,
  keptText,
  resultState,
  subjectOf,
  unreadSubject,
} from './panelStates.ts';
import {
  describePlan,
  epochsStored,
  epochsToResume,
  estimateOf,
  prepare,
  unmeasured,
} from './preparation.ts';
import { isWritten, recommendedVariant } from './recommendation.ts';
import type { ResultStore } from './resultStore.ts';
import { labelOf } from './sessionLabel.ts';
import { type MeasuredResults, measuredResults, staleText } from './staleness.ts';
import { summarize } from './summary.ts';

/** What a session needs of its surroundings. */
export interface SessionHost {
  /** How to train, as the settings are now. */
  training(): Pick<RunOptions, 'workerPath' | 'workers' | 'memoryPerWorker' | 'backend'>;
  /** Files may be read and written. */
  isTrusted(): boolean;
  /** Reads data files. */
  data: DataReader;
  /** The definition `name` of a source file as it stands in the editor. */
  definition(file: string, name: string): Promise<ModelDefinition | undefined>;
  store: ResultStore;
  /** Every session in use. */
  sessions(): ExperimentSession[];
  changed(session: ExperimentSession): void;
  /** Something that went wrong in a measurement and was mended. */
  incident(session: ExperimentSession, problem: Problem): void;
}

export type Outcome =
  | { kind: 'finished'; report: Report }
  /** `study` is the title of the one that was under way. */
  | { kind: 'cancelled'; kept: string; canResume: boolean; study?: string }
  | { kind: 'failed'; problem: Problem; canResume: boolean };

interface Failure {
  problem: Problem;
  kept: string;
  canResume: boolean;
  runsLeft?: number;
}

export class ExperimentSession {
  /** Absolute path of the experiment file. */
  readonly file: string;
  private readonly host: SessionHost;
  private model: Experiment['model'] | undefined;
  private prepared: PreparedExperiment | undefined;
  /** The measured definition as it stands in the editor now. */
  private current: ModelDefinition | undefined;
  private measured: MeasuredResults | undefined;
  private failure: Failure | undefined;
  /** Why the files could not be read, while earlier results are shown. */
  private unreadable: Problem | undefined;
  /** A file that was read changed while it ran. */
  private filesChanged = false;
  /** Epochs kept of the plan as it is now, while some of its runs are not finished. */
  private epochs = 0;
  /** Studies that the last start was to measure, and did not. */
  private interrupted: StudyName[] = [];
  private run: Measurement | undefined;
  private loading: Promise<void> | undefined;
  private subject: Subject;
  /** The state shown when nothing runs, made when one of its parts changes. */
  private idle: PanelState | undefined;

  constructor(file: string, host: SessionHost) {
    this.file = file;
    this.host = host;
    this.subject = unreadSubject(file);
  }

  /** What the panel shows; undefined until {@link open} has read the files. */
  get state(): PanelState | undefined {
    if (this.run) return { kind: 'running', subject: this.subject, ...this.run.progress };
    return this.idle;
  }

  /** While it runs. */
  get progress(): Progress | undefined {
    return this.run?.progress;
  }

  /** The latest results, fresh or stale. */
  get results(): MeasuredResults | undefined {
    return this.measured;
  }

  /** A sentence on why the results no longer describe what the files say; undefined while they do. */
  get staleReason(): string | undefined {
    return this.measured && this.staleText(this.measured);
  }

  get problem(): Problem | undefined {
    return this.failure?.problem;
  }

  /** Something was trained that no result holds yet. */
  get canResume(): boolean {
    return this.failure?.canResume ?? this.epochs > 0;
  }

  /** What the last start was to measure beside the variants and did not, because it was stopped; undefined for nothing. */
  get interruptedStudies(): StudyName[] | undefined {
    return this.interrupted.length > 0 ? this.interrupted : undefined;
  }

  /** The model's source file, once the experiment file has been read. */
  get modelFile(): string | undefined {
    return this.model?.file;
  }

  /** Where the model stands in its source file, as the editor has it. */
  get modelOffset(): number {
    return (this.current ?? this.prepared?.definition)?.anchor.from ?? 0;
  }

  /** The data file, once everything has been read. */
  get dataFile(): string | undefined {
    return this.prepared?.experiment.data.file;
  }

  get modelName(): string {
    return this.subject.model;
  }

  /** The model's name, told from the namesakes that are open. */
  get label(): string {
    return labelOf(this, this.host.sessions());
  }

  /** Reads the files and the stored results, once. */
  async open(): Promise<void> {
    if (this.idle || this.run) return;
    await this.reload();
  }

  /** Reads the files and the stored results again; while it runs, once it has ended. */
  async reload(): Promise<void> {
    if (this.run) {
      this.filesChanged = true;
      return;
    }
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    await this.loading;
  }

  /** To be called when the source may have changed in the editor. */
  async sourceChanged(): Promise<void> {
    if (!this.prepared || this.run) return;
    await this.readSource(this.prepared);
    await this.settle();
  }

  /** Everything that questions about the model and the data need. @throws UserError when the files cannot be read */
  async preparation(): Promise<PreparedExperiment> {
    this.prepared ??= await this.prepareFiles();
    return this.prepared;
  }

  /**
   * Trains what is missing; resolves when it has ended, however it ended. A second call does nothing.
   * @param studies further measurements, after the variants; left out: those of the experiment, or the ones that were
   * asked for before it failed
   */
  async measure(studies = this.failure && this.interruptedStudies): Promise<Outcome | undefined> {
    if (this.run) return undefined;
    const run = new Measurement(this.host.training().workers);
    this.run = run;
    this.interrupted = studies ?? [];
    this.failure = undefined;
    this.host.changed(this);
    let outcome: Outcome;
    try {
      outcome = await this.train(run, studies);
    } catch (error) {
      outcome = await this.fail(problemOf(error), run.progress);
    }
    this.run = undefined;
    await this.catchUp(outcome);
    return outcome;
  }

  /** Stops a run at once. */
  cancel(): void {
    if (!this.run || this.run.signal.aborted) return;
    this.run.cancel();
    this.host.changed(this);
  }

  /** Holds a run once the epochs under way have ended, or lets it go on; everything stays in memory. */
  hold(paused: boolean): void {
    this.run?.pause.set(paused);
  }

  /** It holds, or will when the epochs under way have ended. */
  get isHeld(): boolean {
    return this.run?.pause.paused ?? false;
  }

  /** What to consider before measuring: that it takes days; undefined when nothing. */
  async longPlan(): Promise<string | undefined> {
    return this.prepared && (await estimateOf(this.prepared, this.host.training())).warning;
  }

  /** Leaves a failure behind and shows the results there are. */
  async showResults(): Promise<void> {
    this.failure = undefined;
    await this.settle();
  }

  /** Takes up what was edited or saved while it ran. */
  private async catchUp({ kind }: Outcome): Promise<void> {
    const reload = this.filesChanged && kind !== 'failed';
    this.filesChanged = false;
    if (reload) return this.load();
    if (this.prepared) await this.readSource(this.prepared);
    await this.countEpochs();
    await this.settle();
  }

  private async load(): Promise<void> {
    let problem: Problem | undefined;
    try {
      this.prepared = await this.prepareFiles();
      await this.loadResults(this.prepared);
    } catch (error) {
      problem = problemOf(error);
    }
    this.measured ??= await this.host.store.load(this.file);
    this.unreadable = this.measured && problem;
    this.failure =
      problem && !this.measured ? { problem, kept: await this.keptEarlier(), canResume: false } : undefined;
    await this.countEpochs();
    await this.settle();
  }

  private async prepareFiles(): Promise<PreparedExperiment> {
    if (!this.host.isTrusted()) throw untrusted();
    const known = (model: Experiment['model']) => {
      this.model = model;
      this.subject = unreadSubject(this.file, model);
    };
    const prepared = await prepare(this.file, known, this.host.data);
    this.subject = subjectOf(prepared);
    await this.readSource(prepared);
    return prepared;
  }

  private async readSource({ experiment, definition }: PreparedExperiment): Promise<void> {
    this.current = await this.host.definition(experiment.model.file, definition.name);
  }

  private async train(run: Measurement, studies: StudyName[] | undefined): Promise<Outcome> {
    const prepared = await this.prepareFiles().catch((error: unknown) => {
      this.unreadable = problemOf(error);
      throw error;
    });
    this.prepared = prepared;
    this.unreadable = undefined;
    const { runExperiment } = await import('../src/experiment/session.ts');
    const { signal, pause } = run;
    const report = await runExperiment(prepared, {
      ...this.host.training(),
      signal,
      pause,
      studies,
      onProgress: (progress) => {
        run.report(progress);
        this.host.changed(this);
      },
      onIncident: (problem) => this.host.incident(this, problem),
    });
    if (report) await this.keep(prepared, report);
    this.interrupted = signal.aborted ? await unmeasured(prepared, studies, report) : [];
    return signal.aborted || !report
      ? await this.cancelled(run.progress, report)
      : { kind: 'finished', report };
  }

  private async cancelled(progress: Progress, report: Report | undefined): Promise<Outcome> {
    const { study } = progress;
    if (study === undefined || !report) {
      const canResume = progress.progress > 0;
      const kept = canResume ? keptText(progress, report) : await this.keptEarlier();
      return { kind: 'cancelled', kept, canResume };
    }
    const offer = report.studies.offers.find(({ name }) => STUDY_TITLES[name] === study);
    return { kind: 'cancelled', study, kept: keptOfStudy(offer), canResume: this.interrupted.length > 0 };
  }

  /** What is kept where nothing was trained now. */
  private async keptEarlier(): Promise<string> {
    return earlierText(this.host.isTrusted() ? await epochsStored(this.file).catch(() => 0) : 0);
  }

  /** Shows the results of the runs that ended before the problem came up. */
  private async fail(problem: Problem, progress: Progress): Promise<Outcome> {
    const canResume = progress.progress > 0;
    const runsLeft = progress.plannedRuns - progress.finishedRuns;
    const kept = canResume ? keptText(progress) : await this.keptEarlier();
    this.failure = { problem, kept, canResume, ...(canResume && { runsLeft }) };
    if (canResume && this.prepared) await this.loadResults(this.prepared).catch(() => undefined);
    return { kind: 'failed', problem, canResume };
  }

  private async loadResults(prepared: PreparedExperiment): Promise<void> {
    const { storedReport } = await import('../src/experiment/session.ts');
    const report = await storedReport(prepared);
    if (report) await this.keep(prepared, report);
  }

  private async keep(prepared: PreparedExperiment, report: Report): Promise<void> {
    this.measured = measuredResults(prepared, report);
    const { file: modelFile } = prepared.experiment.model;
    await this.host.store.save(this.file, this.measured, summarize(this.measured, modelFile));
  }

  private async countEpochs(): Promise<void> {
    this.epochs = this.prepared && !this.unreadable ? await epochsToResume(this.prepared) : 0;
  }

  private async settle(): Promise<void> {
    this.idle = await this.idleState();
    this.host.changed(this);
  }

  private async idleState(): Promise<PanelState | undefined> {
    const { failure, prepared, measured: results, subject } = this;
    if (failure) return failedState(subject, { ...failure, hasReport: results !== undefined });
    if (!results) {
      return (
        prepared && emptyState(prepared, await describePlan(prepared, this.host.training()), this.epochs)
      );
    }
    const variant = recommendedVariant(results.report);
    const applied =
      variant !== undefined && this.current !== undefined && (await isWritten(this.current, variant));
    return resultState(subject, results.report, { stale: this.staleText(results), applied });
  }

  private staleText(results: MeasuredResults): string | undefined {
    if (this.unreadable) return `${this.unreadable.title}.`;
    const text = this.prepared && staleText(results, this.prepared, this.current);
    const epochs = this.epochs.toLocaleString('en-US');
    return text && this.epochs > 0 ? `${text} Of what it is now, ${epochs} epochs are done and kept.` : text;
  }
}

/** The results of a session and the model's source file. @throws UserError when there are none */
export async function resultsOf(
  session: ExperimentSession,
): Promise<{ results: MeasuredResults; modelFile: string }> {
  await session.open();
  const { results, modelFile } = session;
  if (results && modelFile) return { results, modelFile };
  throw new UserError({
    code: 'NO_RESULTS',
    title: `“${session.modelName}” has not been measured yet`,
    explanation: 'There are no stored results of this experiment.',
    remedy: 'Measure it first.',
  });
}

function untrusted(): UserError {
  return new UserError({
    code: 'WORKSPACE_UNTRUSTED',
    title: 'Measuring waits until you trust this workspace',
    explanation: 'It reads the data file that the experiment names, starts processes and writes results.',
    remedy: 'Trust the workspace with “Manage Workspace Trust”.',
  });
}
