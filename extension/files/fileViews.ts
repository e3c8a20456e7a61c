/** Opens weight files and logs: as editors of their own, folders and comparisons as panels. */
import { stat } from 'node:fs/promises';
import {
  type CancellationToken,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  commands,
  type Disposable,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from 'vscode';
import { UserError } from '../../src/errors.ts';
import type { FileKind } from '../../src/session/files/kindOfFile.ts';
import type { OpenedFile } from './filesTree.ts';
import { FileView, type FileViewParts } from './fileView.ts';
import { type FileTarget, parseTarget, titleOf } from './target.ts';

/** Types of the custom editors, as the manifest names them. */
export const FILE_EDITORS: Record<FileKind, string> = {
  weights: 'regularizationLens.weights',
  log: 'regularizationLens.trainingLog',
};
/** Folders and comparisons, which no editor can be about. */
export const FILES_PANEL = 'regularizationLens.files';

export class FileViews implements WebviewPanelSerializer, Disposable {
  private readonly parts: Omit<FileViewParts, 'open'>;
  private readonly opened: (file: OpenedFile) => void;
  private readonly views = new Set<FileView>();

  /** @param opened hears of every file that is shown */
  constructor(parts: Omit<FileViewParts, 'open'>, opened: (file: OpenedFile) => void) {
    this.parts = parts;
    this.opened = opened;
  }

  /** The custom editor of one kind of file. */
  editor(kind: FileKind): CustomReadonlyEditorProvider {
    return {
      openCustomDocument: (uri: Uri): CustomDocument => ({ uri, dispose: () => {} }),
      resolveCustomEditor: (document: CustomDocument, panel: WebviewPanel, _token: CancellationToken) =>
        this.add(panel, { kind, path: document.uri.fsPath }),
    };
  }

  /**
   * One file or folder is shown; of several, weights are compared and logs are shown one by one.
   * @throws UserError when there is nothing at a path
   */
  async open(paths: string[]): Promise<void> {
    const { kindOfFile } = await import('../../src/session/files/kindOfFile.ts');
    const kinds = await Promise.all(paths.map(kindOfFile));
    const weights = paths.filter((_, index) => kinds[index] === 'weights');
    const logs = paths.filter((_, index) => kinds[index] === 'log');
    if (weights.length > 1) this.panel({ kind: 'comparison', paths: weights });
    else if (weights[0]) await this.show({ kind: 'weights', path: weights[0] });
    for (const path of logs) await this.show({ kind: 'log', path });
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = typeof state === 'object' && state !== null && 'target' in state ? state.target : undefined;
    const target = parseTarget(kept);
    if (target) this.add(panel, target);
    else panel.dispose();
  }

  dispose(): void {
    for (const view of this.views) view.dispose();
  }

  private async show(target: Extract<FileTarget, { path: string }>): Promise<void> {
    const found = await stat(target.path).catch(() => undefined);
    if (!found) throw gone(target.path);
    if (found.isDirectory()) this.panel(target);
    else await commands.executeCommand('vscode.openWith', Uri.file(target.path), FILE_EDITORS[target.kind]);
  }

  private panel(target: FileTarget): void {
    const shown = [...this.views].find((view) => JSON.stringify(view.target) === JSON.stringify(target));
    if (shown) shown.reveal();
    else this.add(window.createWebviewPanel(FILES_PANEL, titleOf(target), ViewColumn.Active), target);
  }

  private add(panel: WebviewPanel, target: FileTarget): void {
    const view = new FileView(panel, target, { ...this.parts, open: (paths) => this.open(paths) });
    this.views.add(view);
    for (const file of filesOf(target)) this.opened(file);
    panel.onDidDispose(() => {
      view.dispose();
      this.views.delete(view);
    });
  }
}

const filesOf = (target: FileTarget): OpenedFile[] =>
  target.kind === 'comparison' ? target.paths.map((path) => ({ path, kind: 'weights' })) : [target];

function gone(path: string): UserError {
  return new UserError({
    code: 'FILE_GONE',
    title: `There is no ${path}`,
    explanation: 'It was moved or deleted.',
    remedy: 'Choose another file.',
  });
}
