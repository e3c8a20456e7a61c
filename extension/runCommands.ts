/** What can be done with experiments and runs in the side bar. */
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { UserError } from '../src/errors.ts';
import type { RunEntry } from '../src/protocol/panel.ts';
import { formatCount } from '../src/words.ts';
import { exists, showFile } from './documents.ts';
import { wrongName } from './experimentNames.ts';
import { EXPERIMENT_SUFFIX, experimentName } from './experiments.ts';
import type { Measuring } from './measuring.ts';
import type { Panels } from './panels.ts';
import { type Node, runsOf } from './runNodes.ts';
import type { RunsTree } from './runsTree.ts';
import type { Sessions } from './sessions.ts';

interface Parts {
  tree: RunsTree;
  sessions: Sessions;
  panels: Panels;
  measuring: Measuring;
}

export class RunCommands {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Shows the chosen runs together; those of other experiments, too. */
  async compare(node: unknown, nodes: unknown): Promise<void> {
    const chosen = this.chosen(node, nodes);
    const [first] = chosen;
    if (!first) throw nothingChosen('Choose runs to compare');
    const keys = [...new Set(chosen.flatMap(runsOf).map(({ key }) => key))];
    const session = this.parts.sessions.get(first.file);
    this.parts.panels.open(session, 'compare', { runs: keys });
    await session.open();
  }

  /** Trains again from nothing: what is there goes to the trash first. */
  async rerun(node: unknown, nodes: unknown): Promise<void> {
    const chosen = this.chosen(node, nodes);
    if (chosen.length === 0) throw nothingChosen('Choose what to run again');
    for (const file of new Set(chosen.map((each) => each.file))) {
      const own = chosen.filter((each) => each.file === file);
      this.checkIdle(file);
      if (!(await this.trash(own, 'Run again', 'Their files go to the trash first.'))) return;
      void this.parts.measuring.start(this.parts.sessions.get(file));
    }
  }

  async delete(node: unknown, nodes: unknown): Promise<void> {
    const chosen = this.chosen(node, nodes);
    if (chosen.length === 0) throw nothingChosen('Choose what to delete');
    for (const { file } of chosen) this.checkIdle(file);
    await this.trash(chosen, 'Move to Trash', 'The experiment files stay.');
    for (const file of new Set(chosen.map((each) => each.file))) {
      await this.parts.sessions.find(file)?.reload();
    }
  }

  /** An experiment's file with its results, or a run by a name of its own. */
  async rename(node: unknown): Promise<void> {
    const [chosen] = this.chosen(node, undefined);
    if (chosen?.kind === 'experiment') return this.renameExperiment(chosen.file);
    if (chosen?.kind === 'run') return this.renameRuns([chosen.run]);
    if (chosen?.kind === 'variant') return this.renameRuns(chosen.runs);
    throw nothingChosen('Choose an experiment or a run to rename');
  }

  /** The line that defines the model. */
  async reveal(node: unknown): Promise<void> {
    const [chosen] = this.chosen(node, undefined);
    if (!chosen) throw nothingChosen('Choose an experiment');
    const session = this.parts.sessions.get(chosen.file);
    await session.open();
    const { modelFile } = session;
    if (modelFile) await showFile(modelFile, () => session.modelOffset);
    else await showFile(chosen.file, () => 0);
  }

  async openFile(node: unknown): Promise<void> {
    const [chosen] = this.chosen(node, undefined);
    if (chosen) await showFile(chosen.file, () => 0);
  }

  /** The node that was clicked with all that are selected beside it, else what is selected. */
  private chosen(node: unknown, nodes: unknown): Node[] {
    if (Array.isArray(nodes) && nodes.length > 0 && nodes.every(isNode)) return nodes;
    return isNode(node) ? [node] : [...this.parts.tree.selection];
  }

  private checkIdle(file: string): void {
    if (!this.parts.sessions.find(file)?.progress) return;
    throw new UserError({
      code: 'EXPERIMENT_RUNNING',
      title: `“${experimentName(file)}” is being measured`,
      explanation: 'Its files are being written.',
      remedy: 'Cancel it first, or wait until it has ended.',
    });
  }

  /** Asks, then moves the files of the runs away. False when the user gave up. */
  private async trash(nodes: Node[], action: string, detail: string): Promise<boolean> {
    const { filesOfRun, runPlace } = await import('../src/experiment/stored/runs.ts');
    const runs = [...new Map(nodes.flatMap(runsOf).map((run) => [run.key, run])).values()];
    const question = `${action}: ${formatCount(runs.length, 'run')}?`;
    if (runs.length > 0) {
      const chosen = await window.showWarningMessage(question, { modal: true, detail }, action);
      if (chosen !== action) return false;
    }
    const folders = nodes.flatMap((node) => (node.kind === 'version' ? [node.folder] : []));
    const files = runs.flatMap(({ key }) => filesOfRun(runPlace(key)!));
    const inFolders = (file: string) => folders.some((folder) => file.startsWith(join(folder, '/')));
    await moveToTrash([...folders, ...files.filter((file) => !inFolders(file))]);
    this.parts.tree.refresh();
    return true;
  }

  private async renameExperiment(file: string): Promise<void> {
    this.checkIdle(file);
    const { resultsBase } = await import('../src/experiment/stored/folders.ts');
    const place = (name: string) => join(dirname(file), `${name}${EXPERIMENT_SUFFIX}`);
    const name = await window.showInputBox({
      title: 'Rename the experiment',
      value: experimentName(file),
      prompt: 'Its file is renamed, and its results with it.',
      async validateInput(value) {
        const wrong = wrongName(value);
        if (wrong) return wrong;
        return value !== experimentName(file) && (await exists(place(value)))
          ? `${value}${EXPERIMENT_SUFFIX} exists already.`
          : undefined;
      },
    });
    if (!name || name === experimentName(file)) return;
    const [from, to] = [resultsBase(file), resultsBase(place(name))];
    if ((await exists(from)) && !(await exists(to))) await rename(from, to);
    const edit = new WorkspaceEdit();
    edit.renameFile(Uri.file(file), Uri.file(place(name)));
    await workspace.applyEdit(edit);
    this.parts.tree.refresh();
  }

  private async renameRuns(runs: RunEntry[]): Promise<void> {
    const { labelRun, runPlace } = await import('../src/experiment/stored/runs.ts');
    const { resultsBase } = await import('../src/experiment/stored/folders.ts');
    const name = await window.showInputBox({
      title: runs.length === 1 ? 'Rename the run' : `Rename ${formatCount(runs.length, 'run')}`,
      value: runs[0]?.variantName,
      prompt: 'What lists and comparisons call it. Empty: the name of its variant.',
    });
    if (name === undefined) return;
    for (const { key } of runs) {
      const { experimentFile, version, id } = runPlace(key)!;
      labelRun(join(resultsBase(experimentFile), version), id, name.trim());
    }
    this.parts.tree.refresh();
  }
}

/** Where there is no trash, as on some remote machines, only after another question. */
async function moveToTrash(paths: string[]): Promise<void> {
  const uris = paths.map((path) => Uri.file(path));
  try {
    for (const uri of uris) await workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch {
    const action = 'Delete for Good';
    const detail = `${formatCount(paths.length, 'file')} would be deleted and could not be brought back.`;
    const question = 'There is no trash here';
    if ((await window.showWarningMessage(question, { modal: true, detail }, action)) !== action) return;
    for (const uri of uris) {
      if (await exists(uri.fsPath)) await workspace.fs.delete(uri, { recursive: true });
    }
  }
}

const KINDS = ['experiment', 'version', 'variant', 'run'];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && KINDS.includes(String(value.kind));

function nothingChosen(title: string): UserError {
  return new UserError({
    code: 'NO_EXPERIMENT',
    title,
    explanation: 'Nothing is selected in the view “Runs”.',
    remedy: 'Select something there first.',
  });
}
