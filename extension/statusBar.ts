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

  private target: string | undefined;

  constructor() {
    this.item.name = 'Regularization Lens';
  }

  /** Shows the sessions that run; none hides the entry. */
  show(running: ExperimentSession[]): void {
    const runs = running.flatMap((session) => {
      const { progress, label, file } = session;
      return progress ? [{ file, model: label, progress }] : [];
    });
    if (runs.length === 0) {
      this.item.hide();
      return;
    }
    const mean = runs.reduce((sum, { progress }) => sum + progress.progress, 0) / runs.length;
    const several = runs.length > 1 ? ` (${runs.length})` : '';
    this.item.text = `$(beaker) Regularization ${percent(mean)}${several}`;
    this.item.tooltip = tooltip(runs);
    this.openOnClick(runs.length === 1 ? runs[0]?.file : undefined);
    this.item.accessibilityInformation = {
      label: `Measuring regularization, ${percent(mean)}`,
      role: 'button',
    };
    this.item.show();
  }

  /** The command is set only when it changes: setting it makes a click that is under way miss. */
  private openOnClick(file: string | undefined): void {
    if (this.item.command && file === this.target) return;
    this.target = file;
    const { id, title } = COMMANDS.openResults;
    this.item.command = { command: id, title, arguments: file === undefined ? [] : [file] };
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
