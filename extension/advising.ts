/** Advice, put together: problems, their fixes and what they depend on. */
import { commands, type Disposable, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { AdviceThread } from '../src/advice/thread.ts';
import { problemOf } from '../src/errors.ts';
import { guard, logProblem } from './actions.ts';
import { AdviceService } from './advice.ts';
import { AdviceCommands } from './adviceCommands.ts';
import { AdviceConfiguration } from './adviceSettings.ts';
import { AdviceActions, TURN_OFF } from './codeActions.ts';
import type { ExperimentIndex } from './experiments.ts';
import type { Readings } from './readings.ts';
import type { ResultStore } from './resultStore.ts';
import { rulePage } from './rulePages.ts';
import { KnownSamples } from './samples.ts';

interface AdvisingParts {
  context: ExtensionContext;
  readings: Readings;
  thread: AdviceThread;
  index: ExperimentIndex;
  store: ResultStore;
  log: LogOutputChannel;
}

interface Advising {
  advice: AdviceService;
  adviceActions: AdviceActions;
  adviceCommands: AdviceCommands;
  subscriptions: Disposable[];
}

export function createAdvice({ context, readings, thread, index, store, log }: AdvisingParts): Advising {
  const configuration = new AdviceConfiguration(async () => (await thread.rules()).map(({ code }) => code));
  const advice = new AdviceService({
    ...{ readings, thread, configuration },
    samples: new KnownSamples(index, store),
    pageOf: (code) => rulePage(context.extensionUri, code),
    failed: (error) => logProblem(log, 'advice', problemOf(error)),
  });
  const adviceCommands = new AdviceCommands({
    ...{ service: advice, thread, configuration },
    extension: context.extensionUri,
  });
  const turnOff = commands.registerCommand(TURN_OFF, (uri, code) =>
    guard(log, 'Turn rule off', () => adviceCommands.turnOff(uri, code)),
  );
  const adviceActions = new AdviceActions(advice, thread);
  return { advice, adviceActions, adviceCommands, subscriptions: [configuration, advice, turnOff] };
}
