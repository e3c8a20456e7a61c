/** The example for a first try: the workspace's own copy, otherwise one of the extension's that may be changed. */
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExtensionContext, Uri, window, workspace } from 'vscode';

const EXAMPLE = ['examples', 'digits'];

/** Opens the example's model; the walkthrough begins with it. */
export async function openExample({ extensionPath, globalStorageUri }: ExtensionContext): Promise<void> {
  const folders = workspace.workspaceFolders ?? [];
  const places = folders.flatMap(({ uri }) => [join(uri.fsPath, 'digits'), join(uri.fsPath, ...EXAMPLE)]);
  for (const folder of places) {
    const found = await stat(join(folder, 'digits.reglens.json')).catch(() => undefined);
    if (found) return open(folder);
  }
  const copy = join(globalStorageUri.fsPath, ...EXAMPLE);
  await cp(join(extensionPath, ...EXAMPLE), copy, { recursive: true, force: false });
  return open(copy);
}

async function open(folder: string): Promise<void> {
  await window.showTextDocument(Uri.file(join(folder, 'model.py')));
}
