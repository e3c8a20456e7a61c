/** What stands between the cells of a text file. */
import Papa from 'papaparse';
import type { DataSource } from './source.ts';

/** A tab for `.tsv`, otherwise found from the first rows. */
export function delimiterOf({ extension }: DataSource, head: string): string {
  return extension === '.tsv' ? '\t' : findDelimiter(head);
}

/** The one that cuts the first rows into equally many cells; where none does, the most frequent in the header. */
function findDelimiter(head: string): string {
  const { errors, meta } = Papa.parse(head, { preview: 10, skipEmptyLines: true });
  if (!errors.some(({ code }) => code === 'UndetectableDelimiter')) return meta.delimiter;
  const header = head.trimStart().split(/[\r\n]/, 1)[0]!;
  const cells = (delimiter: string) => header.split(delimiter).length;
  return [',', '\t', ';', '|'].reduce((best, other) => (cells(other) > cells(best) ? other : best));
}
