/** Examples for a first try: the workspace's own, otherwise a copy that may be changed. */
import { cp, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ExtensionContext, Uri, window, workspace } from 'vscode';
import { EXAMPLES } from './examples.ts';

/**
 * Opens an example's model.
 * @param wanted folder of an example: nothing is asked then, and a copy of it is the extension's own. The walkthrough
 * begins with one.
 */
export async function openExample(context: ExtensionContext, wanted?: unknown): Promise<void> {
  const known = EXAMPLES.find(({ folder }) => folder === wanted)?.folder;
  const example = known ?? (await pickExample());
  if (!example) return;
  const own = await inWorkspace(example);
  if (own) return open(own);
  const parent = known ? storageOf(context) : await pickParent(context, example);
  if (!parent) return;
  const copy = join(parent, example);
  // Results of a development copy stay behind; what is already there is the user's.
  const filter = (path: string) => basename(path) !== '.reglens';
  await cp(join(context.extensionPath, 'examples', example), copy, { recursive: true, force: false, filter });
  return open(copy);
}

async function pickExample(): Promise<string | undefined> {
  const items = EXAMPLES.map(({ folder, label, detail }) => ({ label, detail, folder }));
  const chosen = await window.showQuickPick(items, {
    title: 'Open an example',
    placeHolder: 'A model with data and an experiment, ready to be measured',
    matchOnDetail: true,
  });
  return chosen?.folder;
}

const storageOf = ({ globalStorageUri }: ExtensionContext): string =>
  join(globalStorageUri.fsPath, 'examples');

/** The folder that gets the example's own. */
async function pickParent(context: ExtensionContext, example: string): Promise<string | undefined> {
  const kept = { label: 'To try it only', detail: 'A copy that the extension keeps' };
  const browse = { label: '$(folder-opened) Choose a folder…', detail: `It gets a folder “${example}”` };
  const chosen = await window.showQuickPick([kept, browse], {
    title: 'Open an example',
    placeHolder: 'Where its copy goes',
  });
  if (chosen !== browse) return chosen && storageOf(context);
  const folders = await window.showOpenDialog({
    title: 'Where the example goes',
    openLabel: 'Copy it here',
    defaultUri: workspace.workspaceFolders?.[0]?.uri,
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return folders?.[0]?.fsPath;
}

/** Where the workspace has the example itself. */
async function inWorkspace(example: string): Promise<string | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const places = folders.flatMap(({ uri }) => [
    join(uri.fsPath, example),
    join(uri.fsPath, 'examples', example),
  ]);
  for (const folder of places) {
    const found = await stat(join(folder, `${example}.reglens.json`)).catch(() => undefined);
    if (found) return folder;
  }
  return undefined;
}

async function open(folder: string): Promise<void> {
  await window.showTextDocument(Uri.file(join(folder, 'model.py')));
}
