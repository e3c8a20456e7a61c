/** Weights and logs that were opened, in the side bar. Files dropped on it open; two or more weight files are compared. */
import { basename, dirname } from 'node:path';
import {
  type DataTransfer,
  type Disposable,
  EventEmitter,
  type Memento,
  ThemeIcon,
  type TreeDataProvider,
  type TreeDragAndDropController,
  TreeItem,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { FileKind } from '../../src/session/files/kindOfFile.ts';
import { COMMANDS } from '../commands.ts';

const VIEW = 'regularizationLens.files';
const MEMORY = 'openedFiles';
const MOST_FILES = 30;
const URI_LIST = 'text/uri-list';

/** A file or folder that was opened. */
export interface OpenedFile {
  path: string;
  kind: FileKind;
}

export class FilesTree
  implements TreeDataProvider<OpenedFile>, TreeDragAndDropController<OpenedFile>, Disposable
{
  readonly dropMimeTypes = [URI_LIST];
  readonly dragMimeTypes = [];
  private readonly memory: Memento;
  private readonly open: (paths: string[]) => Promise<void>;
  private readonly changes = new EventEmitter<void>();
  private readonly view: TreeView<OpenedFile>;
  readonly onDidChangeTreeData = this.changes.event;

  /** @param open hears of what is dropped */
  constructor(memory: Memento, open: (paths: string[]) => Promise<void>) {
    this.memory = memory;
    this.open = open;
    this.view = window.createTreeView(VIEW, {
      treeDataProvider: this,
      dragAndDropController: this,
      canSelectMany: true,
    });
  }

  /** Puts a file at the top of the list. */
  async remember(file: OpenedFile): Promise<void> {
    const others = this.files().filter(({ path }) => path !== file.path);
    await this.memory.update(MEMORY, [file, ...others].slice(0, MOST_FILES));
    this.changes.fire();
  }

  /** Takes files off the list; the files themselves stay. */
  async forget(paths: string[]): Promise<void> {
    const left = this.files().filter(({ path }) => !paths.includes(path));
    await this.memory.update(MEMORY, left);
    this.changes.fire();
  }

  /** What is selected, when a command was not called from the tree itself. */
  get selection(): readonly OpenedFile[] {
    return this.view.selection;
  }

  files(): OpenedFile[] {
    return this.memory.get<OpenedFile[]>(MEMORY, []);
  }

  getChildren(file?: OpenedFile): OpenedFile[] {
    return file ? [] : this.files();
  }

  getTreeItem(file: OpenedFile): TreeItem {
    const item = new TreeItem(basename(file.path));
    item.description = workspace.asRelativePath(dirname(file.path));
    item.tooltip = file.path;
    item.iconPath = new ThemeIcon(file.kind === 'weights' ? 'database' : 'graph-line');
    item.contextValue = file.kind;
    item.command = { command: COMMANDS.openFile.id, title: COMMANDS.openFile.title, arguments: [file] };
    return item;
  }

  async handleDrop(_target: OpenedFile | undefined, transfer: DataTransfer): Promise<void> {
    const list = await transfer.get(URI_LIST)?.asString();
    const paths = (list ?? '').split(/\r?\n/).flatMap((line) => {
      const uri = line === '' || line.startsWith('#') ? undefined : Uri.parse(line);
      return uri?.scheme === 'file' ? [uri.fsPath] : [];
    });
    if (paths.length > 0) await this.open(paths);
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
  }
}
