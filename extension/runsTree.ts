/** The runs in the side bar: every experiment of the workspace with what is stored of it. */
import {
  type Disposable,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import { type ExperimentIndex, experimentName } from './experiments.ts';
import type { ResultStore } from './resultStore.ts';
import { childrenOf, type ExperimentNode, itemOf, type Node, type VersionNode } from './runNodes.ts';
import type { Sessions } from './sessions.ts';
import { leftText } from './statusText.ts';
import { Throttle } from './throttle.ts';

const VIEW = 'regularizationLens.runs';
/** Runs end many times a second. */
const MILLISECONDS_BETWEEN_READINGS = 1000;
/** Also those of a terminal. */
const RESULT_FILES = '**/.reglens/*/*/{plan.json,runs/*.result.json}';

interface Sources {
  index: ExperimentIndex;
  sessions: Sessions;
  store: ResultStore;
}

export class RunsTree implements TreeDataProvider<Node>, Disposable {
  private readonly sources: Sources;
  private readonly changes = new EventEmitter<void>();
  private readonly throttle = new Throttle(MILLISECONDS_BETWEEN_READINGS, () => this.changes.fire());
  private readonly watcher = workspace.createFileSystemWatcher(RESULT_FILES);
  private readonly view: TreeView<Node>;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(sources: Sources) {
    this.sources = sources;
    this.view = window.createTreeView(VIEW, { treeDataProvider: this, canSelectMany: true });
    this.watcher.onDidCreate(() => this.refresh());
    this.watcher.onDidDelete(() => this.refresh());
  }

  /** What is selected when a command was not called from the tree itself. */
  get selection(): readonly Node[] {
    return this.view.selection;
  }

  /** Reads everything again, soon. */
  refresh(): void {
    if (this.view.visible) this.throttle.request();
  }

  getTreeItem(node: Node): TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return childrenOf(node);
    const references = await this.sources.index.all();
    const experiments = await Promise.all(references.map(({ file }) => this.experiment(file)));
    return experiments.sort((a, b) => experimentName(a.file).localeCompare(experimentName(b.file)));
  }

  dispose(): void {
    this.throttle.dispose();
    this.watcher.dispose();
    this.view.dispose();
    this.changes.dispose();
  }

  private async experiment(file: string): Promise<ExperimentNode> {
    const { resultsFolders } = await import('../src/experiment/stored/folders.ts');
    const { storedRuns } = await import('../src/experiment/stored/runs.ts');
    const [latest, ...earlier] = resultsFolders(file);
    const runs = await storedRuns(file, earlier.length > 0 ? 'all' : 'latest');
    const inVersion = (version: string) => runs.filter(({ key }) => key.includes(`#${version}/`));
    const session = this.sources.sessions.find(file);
    return {
      kind: 'experiment',
      file,
      runs: latest ? inVersion(latest.version) : [],
      planned: latest?.plan.runs.length ?? 0,
      earlier: earlier.flatMap(({ folder, version, modified }): VersionNode[] => {
        const own = inVersion(version);
        return own.length > 0 ? [{ kind: 'version', file, folder, modified, runs: own }] : [];
      }),
      effect: this.sources.store.summaries()[file]?.effect,
      ...(session?.progress && { progress: leftText(session.progress) }),
      ...(session?.problem && { failed: session.problem.title }),
    };
  }
}
