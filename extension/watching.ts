/** Keeps what was read in step with the files it was read from. */

import { type Disposable, workspace } from 'vscode';
import { DATA_PATTERN } from '../src/dataset/extensions.ts';
import type { ExperimentDiagnostics } from './diagnostics.ts';
import type { ExperimentIndex } from './experiments.ts';
import type { Readings } from './readings.ts';
import type { ResultStore } from './resultStore.ts';
import type { ExperimentSession } from './session.ts';
import type { Sessions } from './sessions.ts';
import { Throttle } from './throttle.ts';

interface Followers {
  readings: Readings;
  diagnostics: ExperimentDiagnostics;
  index: ExperimentIndex;
  sessions: Sessions;
  store: ResultStore;
}

/** Sources and data files. */
const READ_FILES = DATA_PATTERN.replace('{', '{*.py,');
const MILLISECONDS_BETWEEN_READINGS = 500;

export function followFiles({ readings, diagnostics, index, sessions, store }: Followers): Disposable[] {
  const about = (file: string) =>
    sessions.all().filter((session) => [session.file, session.modelFile, session.dataFile].includes(file));
  const reloads = new Pending((session) => session.reload());
  const sourceChanges = new Pending((session) => session.sourceChanged());
  const saved = (file: string) => reloads.add(about(file));
  const edited = (file: string) => sourceChanges.add(about(file));
  const watcher = workspace.createFileSystemWatcher(READ_FILES);
  for (const document of workspace.textDocuments) void diagnostics.check(document);
  return [
    reloads,
    sourceChanges,
    watcher,
    watcher.onDidCreate(({ fsPath }) => saved(fsPath)),
    watcher.onDidChange(({ fsPath }) => saved(fsPath)),
    watcher.onDidDelete(({ fsPath }) => saved(fsPath)),
    index.onDidChange((file) => {
      if (file === undefined) return;
      if (!index.has(file)) void store.forget(file);
      saved(file);
    }),
    workspace.onDidGrantWorkspaceTrust(() => {
      for (const document of workspace.textDocuments) void diagnostics.check(document);
      reloads.add(sessions.all());
    }),
    workspace.onDidOpenTextDocument((document) => void diagnostics.check(document)),
    workspace.onDidSaveTextDocument((document) => {
      void diagnostics.check(document);
      saved(document.uri.fsPath);
    }),
    workspace.onDidChangeTextDocument((change) => {
      readings.changed(change);
      edited(change.document.uri.fsPath);
    }),
    workspace.onDidCloseTextDocument((document) => {
      readings.closed(document);
      diagnostics.closed(document);
      edited(document.uri.fsPath);
    }),
    workspace.onDidCloseNotebookDocument((notebook) => readings.notebookClosed(notebook)),
  ];
}

/** Sessions that something is to be done for, soon and once. */
class Pending implements Disposable {
  private readonly sessions = new Set<ExperimentSession>();
  private readonly throttle: Throttle;

  constructor(action: (session: ExperimentSession) => Promise<void>) {
    this.throttle = new Throttle(MILLISECONDS_BETWEEN_READINGS, () => {
      const sessions = [...this.sessions];
      this.sessions.clear();
      for (const session of sessions) void action(session);
    });
  }

  add(sessions: ExperimentSession[]): void {
    for (const session of sessions) this.sessions.add(session);
    if (sessions.length > 0) this.throttle.request();
  }

  dispose(): void {
    this.throttle.dispose();
  }
}
