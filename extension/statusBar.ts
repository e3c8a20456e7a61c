/** The status bar entry while something is measured: how far it is, and how to stop it. */
import { type Disposable, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { formatRoughly } from '../src/words.ts';
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
    const held = runs.every(({ progress }) => progress.phase === 'paused');
    const left = Math.max(0, ...runs.map(({ progress }) => progress.secondsLeft ?? 0));
    const rest = held ? ', paused' : left > 0 ? `, ${formatRoughly(left)} left` : '';
    this.item.text = `$(${held ? 'debug-pause' : 'beaker'}) Regularization ${percent(mean)}${several}${rest}`;
    this.item.tooltip = tooltip(runs);
    this.openOnClick(runs.length === 1 ? runs[0]?.file : undefined);
    this.item.accessibilityInformation = {
      label: `Measuring regularization, ${percent(mean)}${rest}`,
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

/** What the tooltip's links may run. */
const LINKED = [COMMANDS.openResults, COMMANDS.pause, COMMANDS.resume, COMMANDS.cancel];

function tooltip(runs: (RunFacts & { file: string })[]): MarkdownString {
  const text = new MarkdownString();
  text.isTrusted = { enabledCommands: LINKED.map(({ id }) => id) };
  for (const run of runs) {
    text.appendText(progressLine(run));
    const turn = ['pausing', 'paused'].includes(run.progress.phase) ? COMMANDS.resume : COMMANDS.pause;
    const links = [COMMANDS.openResults, turn, COMMANDS.cancel].map((command) => link(command, run.file));
    text.appendMarkdown(`\n\n${links.join(' · ')}\n\n`);
  }
  return text;
}

function link({ id, title }: { id: string; title: string }, file: string): string {
  return `[${title}](command:${id}?${encodeURIComponent(JSON.stringify([file]))})`;
}
