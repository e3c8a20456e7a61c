/** How a file leaves a view: it asks where to, writes, and offers to open it. */
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { commands, env, Uri, window, workspace } from 'vscode';

/** What a file in another form is called in the dialog. */
const FILTERS: Record<string, string> = {
  html: 'HTML',
  md: 'Markdown',
  png: 'PNG',
  svg: 'SVG',
  csv: 'CSV',
  json: 'JSON',
  safetensors: 'Safetensors',
};

/** A picture or table as a view has made it; its name is not trusted. */
export async function saveFile(
  folder: string,
  { name, content, encoding }: { name: string; content: string; encoding: 'utf8' | 'base64' },
): Promise<void> {
  const safe = name.replaceAll(/[^\w.-]+/g, '-');
  const target = await askWhere(folder, safe);
  if (!target) return;
  await writeFile(target.fsPath, Buffer.from(content, encoding));
  await offerToOpen(target, /\.(png|svg)$/.test(safe) ? 'The picture' : 'The table');
}

/** Where to: into `folder` unless the user says otherwise. */
export function askWhere(folder: string, name: string): Thenable<Uri | undefined> {
  const ending = extname(name).slice(1);
  return window.showSaveDialog({
    title: `Save ${name}`,
    defaultUri: Uri.file(join(folder, name)),
    filters: { [FILTERS[ending] ?? ending]: [ending] },
  });
}

/** Pages open in the browser, everything else in the editor; weights in neither. */
export async function offerToOpen(target: Uri, what: string, opens = true): Promise<void> {
  const page = extname(target.fsPath) === '.html';
  const label = page ? 'Open in Browser' : 'Open';
  const verb = what.endsWith(' are') ? what : `${what} is`;
  const message = `${verb} saved as ${workspace.asRelativePath(target)}.`;
  const chosen = await window.showInformationMessage(message, ...(opens ? [label] : []));
  if (chosen !== label) return;
  if (page) await env.openExternal(target);
  else await commands.executeCommand('vscode.open', target);
}
