/** What a click in the panel leads to. Everything that is a command goes through the command. */
import { commands, env, type LogOutputChannel, window } from 'vscode';
import { formatProblem } from '../src/errors.ts';
import type { PanelToHost } from '../src/protocol/panel.ts';
import { guard } from './actions.ts';
import { COMMANDS, type CommandName } from './commands.ts';
import { showFile } from './documents.ts';
import type { Measuring } from './measuring.ts';
import type { ExperimentSession } from './session.ts';

export function createPanelListener(measuring: () => Measuring, log: LogOutputChannel) {
  return (session: ExperimentSession, message: PanelToHost): void => {
    void guard(log, `panel: ${message.type}`, () => handle(session, message, measuring()));
  };
}

function handle(session: ExperimentSession, message: PanelToHost, measuring: Measuring): unknown {
  const command = (name: CommandName) => commands.executeCommand(COMMANDS[name].id, session.file);
  switch (message.type) {
    case 'ready':
      return undefined;
    case 'measure':
      return command('runExperiment');
    case 'cancel':
      return command('cancel');
    case 'pause':
      return command('pause');
    case 'continue':
      return command('resume');
    case 'apply':
      return command('apply');
    case 'preview':
      return command('preview');
    case 'export':
      return command('exportReport');
    case 'chooseTarget':
      return command('chooseTarget');
    case 'openSource':
      return openSource(session);
    case 'openExperiment':
      return showFile(session.file, () => 0);
    case 'openResults':
      return session.showResults();
    case 'useSuggestion':
      return measuring.useSuggestion(session, session.problem, message.index);
    case 'copyProblem':
      return copyProblem(session);
    default:
      return message satisfies never;
  }
}

async function openSource({ modelFile, modelOffset }: ExperimentSession): Promise<void> {
  if (modelFile) await showFile(modelFile, () => modelOffset);
}

async function copyProblem({ problem }: ExperimentSession): Promise<void> {
  if (!problem) return;
  await env.clipboard.writeText([formatProblem(problem), ...(problem.technical ?? [])].join('\n'));
  window.setStatusBarMessage('$(check) Technical details copied', 3000);
}
