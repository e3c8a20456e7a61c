/** Files that are dragged onto the view, from the explorer of the editor or of the system. */

/** The editor's own list comes first: it has files of other machines, too. */
const TYPES = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Whether something is dragged that may hold files; what it holds is known only when it is dropped. */
export const bringsFiles = (transfer: Pick<DataTransfer, 'types'> | null): boolean =>
  TYPES.some((type) => transfer?.types.includes(type));

/** The addresses of what was dropped, each once: RFC 2483, a line each, lines that begin with # are comments. */
export function droppedUris(transfer: Pick<DataTransfer, 'getData'> | null): string[] {
  const text = TYPES.map((type) => transfer?.getData(type) ?? '').find(Boolean) ?? '';
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line && !line.startsWith('#')))];
}
