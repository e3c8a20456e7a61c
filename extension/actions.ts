/** The one way in for everything a user triggers: registration, and what happens when it fails. */
import { commands, type Disposable, type LogOutputChannel, window } from 'vscode';
import { type Problem, problemOf } from '../src/errors.ts';
import { COMMANDS, type CommandName } from './commands.ts';

/** What each command does; a command without a handler does not compile. */
export type Handlers = Record<CommandName, (...args: unknown[]) => unknown>;

export function registerCommands(handlers: Handlers, log: LogOutputChannel): Disposable[] {
  return (Object.keys(handlers) as CommandName[]).map((name) =>
    commands.registerCommand(COMMANDS[name].id, (...args: unknown[]) =>
      guard(log, COMMANDS[name].title, () => handlers[name](...args)),
    ),
  );
}

/** Codes of problems where nothing went wrong: there is just nothing to do. */
const NOTICES = new Set([
  'ALREADY_APPLIED',
  'NOTHING_RECOMMENDED',
  'NO_EXPERIMENT',
  'NO_MODEL',
  'NO_RESULTS',
]);

/** Runs `action`; a problem is logged with its technical part and shown with its remedy. */
export async function guard(log: LogOutputChannel, name: string, action: () => unknown): Promise<void> {
  try {
    await action();
  } catch (error) {
    const problem = problemOf(error);
    if (NOTICES.has(problem.code)) {
      void window.showInformationMessage(problemText(problem));
      return;
    }
    logProblem(log, name, problem);
    void showProblem(problem, log);
  }
}

export function logProblem(log: LogOutputChannel, name: string, problem: Problem): void {
  const details = [problem.explanation, problem.remedy, ...(problem.technical ?? [])].filter(Boolean);
  log.error(`${name}: ${problem.code}: ${problem.title}\n  ${details.join('\n  ')}`);
}

/** Shows a problem as an error message; resolves to the label of the chosen action. */
export async function showProblem(
  problem: Problem,
  log: LogOutputChannel,
  ...actions: string[]
): Promise<string | undefined> {
  const chosen = await window.showErrorMessage(problemText(problem), ...actions, COMMANDS.showLog.title);
  if (chosen === COMMANDS.showLog.title) log.show(true);
  return chosen;
}

/** A problem as one paragraph. */
export function problemText({ title, explanation, remedy }: Problem): string {
  return [title, explanation, remedy]
    .filter((text) => text !== undefined)
    .map(sentence)
    .join(' ');
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}
