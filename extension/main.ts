/** The extension, put together: what there is, and what follows from what. */
import { join } from 'node:path';
import { type ExtensionContext, languages, Uri, window, workspace } from 'vscode';
import { AdviceThread } from '../src/advice/thread.ts';
import { DataThread } from '../src/dataset/thread.ts';
import { logProblem, registerCommands } from './actions.ts';
import { createAdvice } from './advising.ts';
import { ChangePreview, PREVIEW_SCHEME } from './applyChange.ts';
import { Asks } from './asks.ts';
import { AUDIT_TYPE, AuditView } from './auditView.ts';
import { AdviceActions } from './codeActions.ts';
import { memoryPerWorker, workerCount } from './configuration.ts';
import { Contexts } from './contexts.ts';
import { ExperimentDiagnostics } from './diagnostics.ts';
import { ExperimentIndex } from './experiments.ts';
import { Exports } from './exports.ts';
import { DefinitionFinder } from './files/definitions.ts';
import { createFiles } from './files/files.ts';
import { FormChoices } from './formChoices.ts';
import { FormPreviewer } from './formPreview.ts';
import { FormView } from './formView.ts';
import { createHandlers } from './handlers.ts';
import { ModelHovers } from './hovers.ts';
import { LayerHints } from './inlayHints.ts';
import { Labs } from './labs.ts';
import { ModelLenses } from './lenses.ts';
import { Measuring } from './measuring.ts';
import { NativeBackend } from './nativeBackend.ts';
import { followNotebooks } from './notebooks.ts';
import { createPanelListener } from './panelMessages.ts';
import { PANEL_TYPE, Panels } from './panels.ts';
import { LANGUAGES } from './readable.ts';
import { Readings } from './readings.ts';
import { ResultStore } from './resultStore.ts';
import { RunCommands } from './runCommands.ts';
import { RunsTree } from './runsTree.ts';
import { Sessions } from './sessions.ts';
import { SETTINGS_SECTION } from './settings.ts';
import { StatusBar } from './statusBar.ts';
import { Targets } from './targets.ts';
import { Throttle } from './throttle.ts';
import { followFiles } from './watching.ts';

const SOURCES = ['file', 'untitled', 'vscode-notebook-cell'].flatMap((scheme) =>
  LANGUAGES.map((language) => ({ language, scheme })),
);
const EXPERIMENT_FILES = { scheme: 'file', pattern: '**/*.reglens.json' };
/** Files that change one after the other, in a checkout, are shown together. */
const MILLISECONDS_BETWEEN_LENSES = 500;
const MILLISECONDS_BETWEEN_STATUS = 500;

export function activate(context: ExtensionContext): void {
  const start = performance.now();
  const log = window.createOutputChannel('Regularization Lens', { log: true });

  const reader = new AdviceThread(context.asAbsolutePath('dist/reader.cjs'));
  const readings = new Readings(reader, (message) => log.warn(message));
  const index = new ExperimentIndex();
  const store = new ResultStore(
    context.workspaceState,
    join((context.storageUri ?? context.globalStorageUri).fsPath, 'results'),
    () => refresh(),
  );
  const definitions = new DefinitionFinder(readings);
  const data = new DataThread(context.asAbsolutePath('dist/data.cjs'));
  const nativeBackend = new NativeBackend(context, log);
  const files = createFiles({
    ...{ context, log, definitions, readings, data },
    training: () => trainingFor(context, nativeBackend),
  });
  const sessions = new Sessions({
    training: () => trainingFor(context, nativeBackend),
    incident: ({ file }, problem) => logProblem(log, file, problem),
    data,
    isTrusted: () => workspace.isTrusted,
    definition: (file, name) => readings.named(file, name),
    store,
  });
  const panels: Panels = new Panels(
    Uri.joinPath(context.extensionUri, 'dist'),
    sessions,
    createPanelListener(() => ({ measuring, asks, exports }), log),
  );
  const measuring = new Measuring(panels, sessions, log);
  const labs = new Labs(() => trainingFor(context, nativeBackend));
  const asks = new Asks(labs, index);
  const exports = new Exports(context.asAbsolutePath('dist/panel.js'));
  const form = new FormView({
    choices: new FormChoices(readings, data),
    previewer: new FormPreviewer(data, () => trainingFor(context, nativeBackend)),
    log,
    distribution: Uri.joinPath(context.extensionUri, 'dist'),
    async created(file, measure) {
      await index.add(file);
      tree.refresh();
      if (measure) await measuring.start(sessions.get(file));
    },
  });
  const tree = new RunsTree({ index, sessions, store });
  const runs = new RunCommands({ tree, sessions, panels, measuring });
  const targets = new Targets(readings, index, () => panels.active());
  const preview = new ChangePreview();
  const statusBar = new StatusBar();
  const diagnostics = new ExperimentDiagnostics(data);
  const { advice, adviceActions, adviceCommands, ...advising } = createAdvice({
    ...{ context, readings, index, store, log },
    thread: reader,
  });
  const audits = new AuditView({
    ...{ readings, targets, advice, thread: reader, log },
    distribution: Uri.joinPath(context.extensionUri, 'dist'),
  });
  const sources = { readings, index, sessions, store, definitions };
  const lenses = new ModelLenses(sources, (document) => advice.findings(document));
  const hints = new LayerHints(sources);
  const contexts = new Contexts(sources, (document) => advice.hasFindings(document));
  const lensThrottle = new Throttle(MILLISECONDS_BETWEEN_LENSES, () => {
    lenses.refresh();
    hints.refresh();
  });

  const statusThrottle = new Throttle(MILLISECONDS_BETWEEN_STATUS, () => statusBar.show(sessions.running()));

  const refresh = () => {
    lensThrottle.request();
    advice.refresh();
    tree.refresh();
    void contexts.update();
  };
  const parts = {
    ...{ data, context, contexts, log, index, store, sessions },
    ...{ panels, targets, measuring, nativeBackend, preview },
    advice: adviceCommands,
    audits,
    ...{ exports, form, runs, tree },
    files: files.commands,
  };

  context.subscriptions.push(
    log,
    reader,
    index,
    sessions,
    panels,
    labs,
    asks,
    form,
    tree,
    ...files.subscriptions,
    preview,
    statusBar,
    diagnostics,
    ...advising.subscriptions,
    audits,
    lenses,
    hints,
    lensThrottle,
    statusThrottle,
    ...registerCommands(createHandlers(parts), log),
    languages.registerCodeLensProvider(SOURCES, lenses),
    languages.registerCodeLensProvider(SOURCES, files.lenses),
    languages.registerInlayHintsProvider(SOURCES, hints),
    languages.registerHoverProvider(SOURCES, new ModelHovers(readings)),
    languages.registerCodeActionsProvider(EXPERIMENT_FILES, diagnostics),
    languages.registerCodeActionsProvider(SOURCES, adviceActions, AdviceActions.metadata),
    definitions,
    definitions.onDidChange(() => lensThrottle.request()),
    advice.onDidChange(() => {
      lensThrottle.request();
      void contexts.update();
    }),
    workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, preview),
    window.registerWebviewPanelSerializer(PANEL_TYPE, panels),
    window.registerWebviewPanelSerializer(AUDIT_TYPE, audits),
    sessions.onDidChange(({ session, progressOnly }) => {
      panels.update(session);
      tree.refresh();
      if (progressOnly) {
        statusThrottle.request();
        return;
      }
      statusThrottle.flush();
      lensThrottle.flush();
      void contexts.update();
    }),
    panels.onDidClose((session) => {
      labs.release(session.file);
      if (session.progress) measuring.showUnwatched(session);
      else sessions.release(session.file);
    }),
    index.onDidChange(refresh),
    window.onDidChangeActiveTextEditor(() => void contexts.update()),
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(SETTINGS_SECTION)) return;
      lensThrottle.flush();
    }),
    ...followNotebooks(() => lensThrottle.request()),
    ...followFiles({ readings, diagnostics, index, sessions, store }),
  );
  void index.all().then(() => contexts.update());
  log.info(`activated in ${(performance.now() - start).toFixed(1)} ms`);
}

/** How to train, as the settings are now. */
const trainingFor = (context: ExtensionContext, nativeBackend: NativeBackend) => ({
  workerPath: context.asAbsolutePath('dist/worker.cjs'),
  workers: workerCount(),
  memoryPerWorker: memoryPerWorker(),
  backend: nativeBackend.request(),
});
