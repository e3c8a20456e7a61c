/** What a click in the panel leads to. Everything that is a command goes through the command. */
import { commands, env, type LogOutputChannel, Position, window } from 'vscode';
import { formatProblem, type Problem } from '../src/errors.ts';
import type { PanelToHost } from '../src/protocol/panel.ts';
import { guard } from './actions.ts';
import type { Asks, Reply } from './asks.ts';
import { COMMANDS, type CommandName } from './commands.ts';
import { showFile } from './documents.ts';
import type { Exports } from './exports.ts';
import type { Measuring } from './measuring.ts';
import type { PanelListener } from './panels.ts';
import type { ExperimentSession } from './session.ts';

/** What answers and acts. */
export interface PanelParts {
  measuring: Measuring;
  asks: Asks;
  exports: Exports;
}

export function createPanelListener(parts: () => PanelParts, log: LogOutputChannel): PanelListener {
  return (session, message, reply) => {
    void guard(log, `panel: ${message.type}`, () => handle(session, message, parts(), reply));
  };
}

function handle(
  session: ExperimentSession,
  message: PanelToHost,
  { measuring, asks, exports }: PanelParts,
  reply: Reply,
): unknown {
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
    case 'chooseTarget':
      return command('chooseTarget');
    case 'openSource':
      return openSource(session);
    case 'openExperiment':
      return openExperiment(session);
    case 'openResults':
      return session.showResults();
    case 'useSuggestion':
      return measuring.useSuggestion(session, session.problem, message.index);
    case 'copyProblem':
      return copyProblem(session);
    case 'ask':
      return asks.answer(session, message, reply);
    case 'forget':
      return asks.forget(session, message.id);
    case 'measureStudy':
      return measuring.start(session, [message.name]);
    case 'exportReport':
      return exports.report(session, message.format);
    case 'copyReport':
      return exports.copy(session);
    case 'exportWeights':
      return exports.weights(session, message.run);
    case 'saveFile':
      return exports.file(session, message);
    case 'copyText':
      return copyText(message.text);
    default:
      return message satisfies never;
  }
}

/** The problem's place when it is in the model's file, which need not have been read; otherwise the model. */
async function openSource({ modelFile, modelOffset, problem }: ExperimentSession): Promise<void> {
  const place = problem?.location;
  if (place && (modelFile ? place.file === modelFile : place.file.endsWith('.py'))) await showPlace(place);
  else if (modelFile) await showFile(modelFile, () => modelOffset);
}

async function openExperiment({ file, problem }: ExperimentSession): Promise<void> {
  const place = problem?.location;
  await (place?.file === file ? showPlace(place) : showFile(file, () => 0));
}

async function showPlace({ file, line, column }: NonNullable<Problem['location']>): Promise<void> {
  await showFile(file, (document) => document.offsetAt(new Position(line - 1, column - 1)));
}

async function copyText(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage('$(check) Copied', 3000);
}

async function copyProblem({ problem }: ExperimentSession): Promise<void> {
  if (!problem) return;
  await env.clipboard.writeText([formatProblem(problem), ...(problem.technical ?? [])].join('\n'));
  window.setStatusBarMessage('$(check) Technical details copied', 3000);
}
