/** The extension, put together: what there is, and what follows from what. */
import { join } from 'node:path';
import { type ExtensionContext, languages, Uri, window, workspace } from 'vscode';
import { DataThread } from '../src/dataset/thread.ts';
import { logProblem, registerCommands } from './actions.ts';
import { ChangePreview, PREVIEW_SCHEME } from './applyChange.ts';
import { memoryPerWorker, workerCount } from './configuration.ts';
import { Contexts } from './contexts.ts';
import { Definitions } from './definitions.ts';
import { ExperimentDiagnostics } from './diagnostics.ts';
import { ExperimentIndex } from './experiments.ts';
import { createHandlers } from './handlers.ts';
import { ModelLenses } from './lenses.ts';
import { Measuring } from './measuring.ts';
import { NativeBackend } from './nativeBackend.ts';
import { createPanelListener } from './panelMessages.ts';
import { PANEL_TYPE, Panels } from './panels.ts';
import { ResultStore } from './resultStore.ts';
import { Sessions } from './sessions.ts';
import { SETTINGS_SECTION } from './settings.ts';
import { StatusBar } from './statusBar.ts';
import { Targets } from './targets.ts';
import { Throttle } from './throttle.ts';
import { followFiles } from './watching.ts';

const PYTHON = ['file', 'untitled'].map((scheme) => ({ language: 'python', scheme }));
const EXPERIMENT_FILES = { scheme: 'file', pattern: '**/*.reglens.json' };
/** Files that change one after the other, in a checkout, are shown together. */
const MILLISECONDS_BETWEEN_LENSES = 500;
const MILLISECONDS_BETWEEN_STATUS = 500;

export function activate(context: ExtensionContext): void {
  const start = performance.now();
  const log = window.createOutputChannel('Regularization Lens', { log: true });

  const definitions = new Definitions();
  const index = new ExperimentIndex();
  const store = new ResultStore(
    context.workspaceState,
    join((context.storageUri ?? context.globalStorageUri).fsPath, 'results'),
    () => refresh(),
  );
  const data = new DataThread(context.asAbsolutePath('dist/data.cjs'));
  const nativeBackend = new NativeBackend(context, log);
  const sessions = new Sessions({
    training: () => ({
      workerPath: context.asAbsolutePath('dist/worker.cjs'),
      workers: workerCount(),
      memoryPerWorker: memoryPerWorker(),
      backend: nativeBackend.request(),
    }),
    incident: ({ file }, problem) => logProblem(log, file, problem),
    data,
    isTrusted: () => workspace.isTrusted,
    definition: (file, name) => definitions.named(file, name),
    store,
  });
  const panels: Panels = new Panels(
    Uri.joinPath(context.extensionUri, 'dist'),
    sessions,
    createPanelListener(() => measuring, log),
  );
  const measuring = new Measuring(panels, log);
  const targets = new Targets(definitions, index, () => panels.active());
  const preview = new ChangePreview();
  const statusBar = new StatusBar();
  const diagnostics = new ExperimentDiagnostics(data);
  const sources = { definitions, index, sessions, store };
  const lenses = new ModelLenses(sources);
  const contexts = new Contexts(sources);
  const lensThrottle = new Throttle(MILLISECONDS_BETWEEN_LENSES, () => lenses.refresh());

  const statusThrottle = new Throttle(MILLISECONDS_BETWEEN_STATUS, () => statusBar.show(sessions.running()));

  const refresh = () => {
    lensThrottle.request();
    void contexts.update();
  };
  const parts = {
    ...{ data, context, contexts, log, index, store, sessions },
    ...{ panels, targets, measuring, nativeBackend, preview },
  };

  context.subscriptions.push(
    log,
    index,
    sessions,
    panels,
    preview,
    statusBar,
    diagnostics,
    lenses,
    lensThrottle,
    statusThrottle,
    ...registerCommands(createHandlers(parts), log),
    languages.registerCodeLensProvider(PYTHON, lenses),
    languages.registerCodeActionsProvider(EXPERIMENT_FILES, diagnostics),
    workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, preview),
    window.registerWebviewPanelSerializer(PANEL_TYPE, panels),
    sessions.onDidChange(({ session, progressOnly }) => {
      panels.update(session);
      if (progressOnly) {
        statusThrottle.request();
        return;
      }
      statusThrottle.flush();
      lensThrottle.flush();
      void contexts.update();
    }),
    panels.onDidClose((session) => {
      if (session.progress) measuring.showUnwatched(session);
      else sessions.release(session.file);
    }),
    index.onDidChange(refresh),
    window.onDidChangeActiveTextEditor(() => void contexts.update()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SETTINGS_SECTION)) lenses.refresh();
    }),
    ...followFiles({ definitions, diagnostics, index, sessions, store }),
  );
  void index.all().then(() => contexts.update());
  log.info(`activated in ${(performance.now() - start).toFixed(1)} ms`);
}
