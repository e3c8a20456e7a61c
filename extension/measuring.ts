/** Starting, stopping and ending a measurement, as the user sees it. */
import { type LogOutputChannel, ProgressLocation, window } from 'vscode';
import type { Problem } from '../src/errors.ts';
import type { StudyName } from '../src/experiment/experiment.ts';
import { logProblem, showProblem } from './actions.ts';
import { COMMANDS } from './commands.ts';
import { rewriteFile, settleUnsaved } from './documents.ts';
import type { Panels } from './panels.ts';
import type { ExperimentSession, Outcome } from './session.ts';
import type { Sessions } from './sessions.ts';
import { leftText } from './statusText.ts';
import { effectText } from './summary.ts';
import { askForTrust } from './trust.ts';

const RESUME = 'Resume';

export class Measuring {
  private readonly panels: Panels;
  private readonly sessions: Sessions;
  private readonly log: LogOutputChannel;
  /** Experiments whose question whether to resume still stands: a second one would lie on top of it. */
  private readonly asked = new Set<string>();

  constructor(panels: Panels, sessions: Sessions, log: LogOutputChannel) {
    this.panels = panels;
    this.sessions = sessions;
    this.log = log;
  }

  /**
   * Opens the panel and measures; an experiment that runs already is shown, and goes on if it holds.
   * @param studies further measurements, after the variants; see {@link ExperimentSession.measure}
   */
  async start(session: ExperimentSession, studies?: StudyName[]): Promise<void> {
    if (session.progress) {
      session.hold(false);
      this.panels.show(session);
      return;
    }
    if (!(await this.mayStart(session))) return;
    this.panels.show(session);
    const start = Date.now();
    this.log.info(`${session.file}: measuring`);
    const outcome = await session.measure(studies);
    if (!outcome) return;
    this.log.info(`${session.file}: ${outcome.kind} after ${((Date.now() - start) / 1000).toFixed(1)} s`);
    await this.announce(session, outcome);
  }

  /** Goes on where the last start of the experiment was stopped, with the studies that it had not measured. */
  async resume({ file, interruptedStudies }: ExperimentSession): Promise<void> {
    // Its panel may have been closed since, and the session forgotten.
    await this.start(this.sessions.get(file), interruptedStudies);
  }

  /** Sets one value of the experiment file as a problem suggests, and measures. */
  async useSuggestion(
    session: ExperimentSession,
    problem: Problem | undefined,
    index: number,
  ): Promise<void> {
    const suggestion = problem?.suggestions?.[index];
    if (!suggestion) return;
    const { setExperimentValue } = await import('../src/experiment/file.ts');
    await rewriteFile(session.file, (text) => setExperimentValue(text, suggestion.path, suggestion.value));
    await this.start(session);
  }

  /** While a measurement goes on that no panel shows, a notification says so and can cancel it. */
  showUnwatched(session: ExperimentSession): void {
    const options = {
      location: ProgressLocation.Notification,
      title: `Still measuring “${session.label}”`,
      cancellable: true,
    };
    void window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => session.cancel());
      let shown = 0;
      while (session.progress && !this.panels.isOpen(session.file)) {
        const share = session.progress.progress;
        progress.report({ message: leftText(session.progress), increment: (share - shown) * 100 });
        shown = share;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    });
  }

  private async mayStart(session: ExperimentSession): Promise<boolean> {
    if (!(await askForTrust())) return false;
    await session.open();
    if (!(await settleUnsaved([session.file, session.modelFile ?? session.file]))) return false;
    const long = await session.longPlan();
    if (!long) return true;
    const start = 'Measure anyway';
    const question = `Measure “${session.label}”?`;
    return (await window.showWarningMessage(question, { modal: true, detail: long }, start)) === start;
  }

  private async announce(session: ExperimentSession, outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case 'finished':
        return this.announceResults(session, effectText(outcome.report));
      case 'cancelled':
        return this.announceCancelled(session, outcome);
      case 'failed':
        return this.announceFailure(session, outcome);
    }
  }

  private async announceResults(session: ExperimentSession, effect: string): Promise<void> {
    if (this.panels.isVisible(session.file)) return;
    const open = COMMANDS.openResults.title;
    const text = `“${session.label}” is measured. ${effect}`;
    if ((await window.showInformationMessage(text, open)) === open) this.panels.show(session);
  }

  private async announceCancelled(
    session: ExperimentSession,
    { study, kept, canResume }: Extract<Outcome, { kind: 'cancelled' }>,
  ): Promise<void> {
    if (this.asked.has(session.file) && this.panels.isVisible(session.file)) return;
    this.asked.add(session.file);
    const subject = study === undefined ? `Measuring “${session.label}”` : `“${study}”`;
    const text = `${subject} was cancelled. ${kept}`;
    const chosen = await window.showInformationMessage(text, ...(canResume ? [RESUME] : []));
    this.asked.delete(session.file);
    if (chosen === RESUME) await this.resume(session);
  }

  private async announceFailure(
    session: ExperimentSession,
    { problem, canResume }: Extract<Outcome, { kind: 'failed' }>,
  ): Promise<void> {
    logProblem(this.log, session.file, problem);
    // A panel in sight says it all; but what stops after a while of training may stop while nobody looks.
    if (!canResume && this.panels.isVisible(session.file)) return;
    const suggestions = (problem.suggestions ?? []).map(({ label }) => label);
    const chosen = await showProblem(problem, this.log, ...suggestions, ...(canResume ? [RESUME] : []));
    if (chosen === RESUME) await this.resume(session);
    const index = chosen === undefined ? -1 : suggestions.indexOf(chosen);
    if (index >= 0) await this.useSuggestion(session, problem, index);
  }
}
