/** Which experiment files there are, and which model each one is about. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import { planKey } from './staleness.ts';

export const EXPERIMENT_SUFFIX = '.reglens.json';
const PATTERN = `**/*${EXPERIMENT_SUFFIX}`;
/** Folders of installed packages and of runs are not searched. */
export const NOT_SEARCHED = '**/{node_modules,.venv,venv,env,site-packages,.reglens,.git}/**';
const MOST_FILES = 500;

export interface ExperimentReference {
  /** Absolute path of the experiment file. */
  file: string;
  /** Absolute path of the source file; undefined for a file that could never be read. */
  modelFile?: string;
  /** Left out when the source file has only one model. */
  modelName?: string;
  /** What the file says is to be trained, see `planKey`; undefined while it is broken. */
  plan?: string;
}

export class ExperimentIndex implements Disposable {
  private readonly references = new Map<string, ExperimentReference>();
  private readonly changes = new EventEmitter<string | undefined>();
  private readonly watcher = workspace.createFileSystemWatcher(PATTERN);
  private searching: Promise<void> | undefined;
  /** Fires with the file that changed, or with undefined after the first search. */
  readonly onDidChange = this.changes.event;

  constructor() {
    const read = ({ fsPath }: Uri) => void this.add(fsPath).then(() => this.changes.fire(fsPath));
    this.watcher.onDidCreate(read);
    this.watcher.onDidChange(read);
    this.watcher.onDidDelete(({ fsPath }) => {
      this.references.delete(fsPath);
      this.changes.fire(fsPath);
    });
  }

  /** All experiments of the workspace. */
  async all(): Promise<ExperimentReference[]> {
    this.searching ??= this.search();
    await this.searching;
    return [...this.references.values()];
  }

  has(file: string): boolean {
    return this.references.has(file);
  }

  get size(): number {
    return this.references.size;
  }

  /**
   * The experiments about one model: those of the workspace, and those beside the source file, which may lie
   * outside of it. An experiment that names no model is about the only one in its source file.
   */
  async of(modelFile: string, modelName: string): Promise<ExperimentReference[]> {
    await this.addSiblings(modelFile);
    return (await this.all()).filter(
      (reference) => reference.modelFile === modelFile && (reference.modelName ?? modelName) === modelName,
    );
  }

  /** Reads one experiment file; a broken one keeps the model it was about. */
  async add(file: string): Promise<void> {
    const { readModelReference } = await import('../src/experiment/locate.ts');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    const model = readModelReference(text, file);
    const known = this.references.get(file);
    this.references.set(
      file,
      model
        ? { file, modelFile: model.file, modelName: model.name, plan: await planOf(text, file) }
        : { ...known, file },
    );
  }

  dispose(): void {
    this.watcher.dispose();
    this.changes.dispose();
  }

  private async search(): Promise<void> {
    const files = await workspace.findFiles(PATTERN, NOT_SEARCHED, MOST_FILES);
    await Promise.all(files.map(({ fsPath }) => this.add(fsPath)));
    if (files.length > 0) this.changes.fire(undefined);
  }

  private async addSiblings(modelFile: string): Promise<void> {
    if (workspace.getWorkspaceFolder(Uri.file(modelFile))) return;
    const folder = dirname(modelFile);
    const names = await readdir(folder).catch(() => []);
    const files = names.filter((name) => name.endsWith(EXPERIMENT_SUFFIX)).map((name) => join(folder, name));
    await Promise.all(files.filter((file) => !this.references.has(file)).map((file) => this.add(file)));
  }
}

async function planOf(text: string, file: string): Promise<string | undefined> {
  const { parseExperiment } = await import('../src/experiment/file.ts');
  try {
    return planKey(parseExperiment(text, file));
  } catch {
    // The editor and the diagnostics say what is wrong with it.
    return undefined;
  }
}

/** `digits` of `/work/digits.reglens.json`. */
export function experimentName(file: string): string {
  return basename(file, EXPERIMENT_SUFFIX);
}
