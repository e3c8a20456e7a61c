/** Offsets as lines and columns, of texts and of notebooks. */
import type { SourceRange } from '../model.ts';
import type { LineTable, Place, Program } from './program.ts';

const NEWLINE = 10;
const RETURN = 13;

/** Where the lines of a text begin: after `\n`, `\r\n` or `\r`. */
export function lineTable(text: string): LineTable {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== NEWLINE && code !== RETURN) continue;
    if (code === RETURN && text.charCodeAt(i + 1) === NEWLINE) i++;
    starts.push(i + 1);
  }
  return { starts };
}

/** Index of the last entry that is not above the offset; 0 where all are. */
function lastAtMost<Entry>(entries: Entry[], startOf: (entry: Entry) => number, offset: number): number {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(entries[middle]!) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

const itself = (start: number): number => start;
const startOfCell = (cell: { start: number }): number => cell.start;

/** Index of the line that holds an offset of the text, 0-based. */
export function lineAt({ starts }: LineTable, offset: number): number {
  return lastAtMost(starts, itself, offset);
}

/** A place of a program as offsets, 1-based lines and columns; of a notebook all of them within the cell. */
export function rangeOf(program: Program, { piece, from, to }: Place): SourceRange {
  return rangeBetween(program, piece.start + from, piece.start + to);
}

/** As {@link rangeOf}, of two offsets of the program's text. */
export function rangeBetween({ lines }: Program, from: number, to: number): SourceRange {
  const { starts, cells } = lines;
  const cell = cells?.[lastAtMost(cells, startOfCell, from)];
  const origin = cell?.start ?? 0;
  const firstLine = cell ? lineAt(lines, origin) : 0;
  const startLine = lineAt(lines, from);
  const endLine = lineAt(lines, to);
  return {
    from: from - origin,
    to: to - origin,
    startLine: startLine - firstLine + 1,
    startColumn: from - starts[startLine]! + 1,
    endLine: endLine - firstLine + 1,
    endColumn: to - starts[endLine]! + 1,
    ...(cell && { cell: cell.number }),
  };
}

/** The offset in the program's text of an offset in a notebook's cell; undefined for a cell without code. */
export function offsetInCell({ lines }: Program, cellNumber: number, offset: number): number | undefined {
  const cell = lines.cells?.find(({ number }) => number === cellNumber);
  return cell && cell.start + offset;
}
