/** Where a line stands after an edit elsewhere in its file. */

/** A replacement of whole or partial lines, 0-based, as an editor reports it. */
export interface LineChange {
  startLine: number;
  endLine: number;
  text: string;
}

/** Where line `line` (0-based) stands after `change`: lines below a change move with it. */
export function shiftLine(line: number, { startLine, endLine, text }: LineChange): number {
  if (line <= endLine) return line;
  return line + (text.split('\n').length - 1) - (endLine - startLine);
}
