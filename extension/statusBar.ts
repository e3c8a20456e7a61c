/** The status bar entry while something is measured: how far it is, and how to stop it. */
import { type Disposable, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { COMMANDS } from './commands.ts';
import { percent } from './lensText.ts';
import type { ExperimentSession } from './session.ts';
import { progressLine, type RunFacts } from './statusText.ts';

export class StatusBar implements Disposable {
  private readonly item = window.createStatusBarItem(
    'regularizationLens.progress',
    StatusBarAlignment.Left,
    10,
  );

  constructor() {
    this.item.name = 'Regularization Lens';
  }

  /** Shows the sessions that run; none hides the entry. */
  show(running: ExperimentSession[]): void {
    const runs = running.flatMap((session) => {
      const { progress, modelName, file } = session;
      return progress ? [{ file, model: modelName, progress }] : [];
    });
    if (runs.length === 0) {
      this.item.hide();
      return;
    }
    const mean = runs.reduce((sum, { progress }) => sum + progress.progress, 0) / runs.length;
    const several = runs.length > 1 ? ` (${runs.length})` : '';
    this.item.text = `$(beaker) Regularization ${percent(mean)}${several}`;
    this.item.tooltip = tooltip(runs);
    this.item.command = {
      command: COMMANDS.openResults.id,
      title: COMMANDS.openResults.title,
      arguments: runs.length === 1 ? [runs[0]?.file] : [],
    };
    this.item.accessibilityInformation = {
      label: `Measuring regularization, ${percent(mean)}`,
      role: 'button',
    };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

function tooltip(runs: (RunFacts & { file: string })[]): MarkdownString {
  const text = new MarkdownString();
  text.isTrusted = { enabledCommands: [COMMANDS.cancel.id, COMMANDS.openResults.id] };
  for (const run of runs) {
    text.appendText(progressLine(run));
    text.appendMarkdown(
      `\n\n${link(COMMANDS.openResults, run.file)} · ${link(COMMANDS.cancel, run.file)}\n\n`,
    );
  }
  return text;
}

function link({ id, title }: { id: string; title: string }, file: string): string {
  return `[${title}](command:${id}?${encodeURIComponent(JSON.stringify([file]))})`;
}
