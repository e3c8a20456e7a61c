/** Where the lines of a notebook's cells stand in its file. */
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import { lineAt, lineTable } from '../definition/program/lines.ts';

/** The 1-based line of the file for a cell (0-based over all cells) and a 1-based line in it. */
export function notebookLines(text: string): (cell: number, line: number) => number {
  const table = lineTable(text);
  // A byte order mark is no JSON; a space in its place keeps the offsets.
  const root = parseTree(text.replace(/^\ufeff/, ' '));
  const cells = root ? cellsOf(root) : [];
  return (cell, line) => {
    const found = cells[cell];
    const source = found && (findNodeAtLocation(found, ['source']) ?? findNodeAtLocation(found, ['input']));
    return source ? lineAt(table, elementAt(source, line).offset) + 1 : 1;
  };
}

/** nbformat 3 keeps its cells in worksheets. */
function cellsOf(root: Node): Node[] {
  const cells = findNodeAtLocation(root, ['cells']);
  if (cells) return cells.children ?? [];
  const sheets = findNodeAtLocation(root, ['worksheets'])?.children ?? [];
  return sheets.flatMap((sheet) => findNodeAtLocation(sheet, ['cells'])?.children ?? []);
}

/** The text that a line stands in: elements of the list mostly hold one line each. */
function elementAt(source: Node, line: number): Node {
  let before = 0;
  for (const element of source.children ?? []) {
    before += String(element.value).split('\n').length - 1;
    if (before >= line) return element;
  }
  return source.children?.at(-1) ?? source;
}
