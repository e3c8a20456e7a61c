/** Keeps the `when` keys of the manifest in step with what is there. */
import { commands, type TextDocument, window } from 'vscode';
import { CONTEXT_KEYS } from './contextKeys.ts';
import type { LensSources } from './lenses.ts';

type ContextName = keyof typeof CONTEXT_KEYS;

export class Contexts {
  private readonly sources: LensSources;
  private readonly hasFindings: (document: TextDocument) => boolean;
  private readonly set = new Map<ContextName, boolean>();

  /** @param hasFindings whether advice has found something in a document */
  constructor(sources: LensSources, hasFindings: (document: TextDocument) => boolean) {
    this.sources = sources;
    this.hasFindings = hasFindings;
  }

  async update(): Promise<void> {
    const { index, sessions, store } = this.sources;
    const active = window.activeTextEditor?.document;
    const measured = Object.values(store.summaries());
    const running = sessions.running();
    const resumable = sessions
      .all()
      .some(({ canResume, interruptedStudies, isHeld }) => canResume || interruptedStudies || isHeld);
    this.apply({
      hasExperiment: index.size > 0,
      running: running.length > 0,
      canPause: running.some(({ isHeld }) => !isHeld),
      hasResults: measured.length > 0,
      canApply: measured.some(({ applicable }) => applicable),
      canResume: resumable || measured.some(({ finishedRuns, plannedRuns }) => finishedRuns < plannedRuns),
      hasFindings: active !== undefined && this.hasFindings(active),
      hasModel: await this.hasModel(),
    });
  }

  /** To be called once a recommendation has been written into a source. */
  applied(): void {
    this.apply({ hasApplied: true });
  }

  private async hasModel(): Promise<boolean> {
    const document = window.activeTextEditor?.document;
    return document !== undefined && (await this.sources.readings.models(document)).length > 0;
  }

  private apply(values: Partial<Record<ContextName, boolean>>): void {
    for (const [name, value] of Object.entries(values) as [ContextName, boolean][]) {
      if (this.set.get(name) === value) continue;
      this.set.set(name, value);
      void commands.executeCommand('setContext', CONTEXT_KEYS[name], value);
    }
  }
}
