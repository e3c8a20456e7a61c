/** Weight files and training logs, put together. */
import { type Disposable, type ExtensionContext, type LogOutputChannel, Uri, window } from 'vscode';
import type { DataReader } from '../../src/dataset/thread.ts';
import { FileThread } from '../../src/session/files/thread.ts';
import type { Readings } from '../readings.ts';
import type { DefinitionFinder } from './definitions.ts';
import { FileEvaluator, type Starting } from './evaluating.ts';
import { FileCommands } from './fileCommands.ts';
import { FilesTree } from './filesTree.ts';
import { FILE_EDITORS, FILES_PANEL, FileViews } from './fileViews.ts';
import { LogLenses } from './logLenses.ts';

interface FilesContext {
  context: ExtensionContext;
  log: LogOutputChannel;
  definitions: DefinitionFinder;
  readings: Readings;
  data: DataReader;
  /** How processes are started, as the settings are now. */
  training: () => Starting;
}

export interface Files {
  commands: FileCommands;
  /** Where logs are written. */
  lenses: LogLenses;
  subscriptions: Disposable[];
}

export function createFiles({ context, log, definitions, readings, data, training }: FilesContext): Files {
  const thread = new FileThread(context.asAbsolutePath('dist/opener.cjs'));
  const parts = {
    thread,
    definitions,
    evaluator: new FileEvaluator(data, thread, training),
    log,
    memory: context.workspaceState,
    distribution: Uri.joinPath(context.extensionUri, 'dist'),
  };
  const views: FileViews = new FileViews(parts, (file) => void tree.remember(file));
  const tree = new FilesTree(context.workspaceState, (paths) => views.open(paths));
  const lenses = new LogLenses(readings, thread);
  return {
    lenses,
    commands: new FileCommands(views, tree),
    subscriptions: [
      views,
      tree,
      lenses,
      window.registerCustomEditorProvider(FILE_EDITORS.weights, views.editor('weights')),
      window.registerCustomEditorProvider(FILE_EDITORS.log, views.editor('log')),
      window.registerWebviewPanelSerializer(FILES_PANEL, views),
    ],
  };
}
