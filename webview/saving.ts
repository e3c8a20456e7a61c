/** Files and texts that the panel has made: the editor asks where to save them, a page of its own downloads them. */
import type { PanelToHost } from '../src/protocol/panel.ts';

export interface MadeFile {
  name: string;
  content: string;
  encoding: 'utf8' | 'base64';
}

let send: ((message: PanelToHost) => void) | undefined;

/** Where files go; without an editor they are downloaded. */
export function saveThrough(host: ((message: PanelToHost) => void) | undefined): void {
  send = host;
}

export function saveFile(file: MadeFile): void {
  if (send) send({ type: 'saveFile', ...file });
  else download(file);
}

export function copyText(text: string): void {
  if (send) send({ type: 'copyText', text });
  else void navigator.clipboard?.writeText(text);
}

function download({ name, content, encoding }: MadeFile): void {
  const bytes =
    encoding === 'base64' ? Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0)) : content;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
