/** What the commands about weight files and logs do. */
import { Uri, window } from 'vscode';
import { UserError } from '../../src/errors.ts';
import type { FilesTree, OpenedFile } from './filesTree.ts';
import type { FileViews } from './fileViews.ts';

export class FileCommands {
  private readonly views: FileViews;
  private readonly tree: FilesTree;

  constructor(views: FileViews, tree: FilesTree) {
    this.views = views;
    this.tree = tree;
  }

  /** Opens each file on its own; from the palette it asks which. */
  async open(argument: unknown, selected: unknown): Promise<void> {
    const paths = pathsOf(argument, selected);
    const chosen = paths.length > 0 ? paths : await ask('Open weights or a training log', 'Open');
    for (const path of chosen) await this.views.open([path]);
  }

  /** Compares weights. @throws UserError with fewer than two files */
  async compare(argument: unknown, selected: unknown): Promise<void> {
    const given = pathsOf(argument, selected);
    const paths = given.length > 1 ? given : this.tree.selection.map(({ path }) => path);
    const chosen = paths.length > 1 ? paths : [...given, ...(await ask('Compare weights', 'Compare'))];
    if (chosen.length === 0) return;
    if (new Set(chosen).size < 2) throw tooFew();
    await this.views.open([...new Set(chosen)]);
  }

  async forget(argument: unknown, selected: unknown): Promise<void> {
    await this.tree.forget(pathsOf(argument, selected));
  }
}

/** What a menu gives: the resource or tree node that was clicked, then all that are selected. */
function pathsOf(argument: unknown, selected: unknown): string[] {
  const all = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
  return all.flatMap((each) => {
    if (each instanceof Uri) return each.scheme === 'file' ? [each.fsPath] : [];
    return isOpenedFile(each) ? [each.path] : [];
  });
}

const isOpenedFile = (value: unknown): value is OpenedFile =>
  typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string';

async function ask(title: string, openLabel: string): Promise<string[]> {
  const chosen = await window.showOpenDialog({ title, openLabel, canSelectMany: true });
  return (chosen ?? []).map(({ fsPath }) => fsPath);
}

function tooFew(): UserError {
  return new UserError({
    code: 'COMPARE_ONE',
    title: 'One file cannot be compared',
    explanation: 'Two weight files or more are compared, in the order in which they are chosen.',
    remedy: 'Select two files in the explorer, or choose both in the dialog.',
  });
}
