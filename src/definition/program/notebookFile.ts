/** The file of a notebook: JSON of nbformat 4 (`cells`, `source`) or 3 (`worksheets`, `input`). */
import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parse,
  parseTree,
} from 'jsonc-parser';
import { UserError } from '../../errors.ts';
import { lineAt, lineTable } from './lines.ts';
import type { NotebookCell } from './notebook.ts';

/** A cell as it stands in the file. */
interface FileCell {
  number: number;
  path: JSONPath;
  cell: Record<string, unknown>;
}

/**
 * The code cells of a notebook's file. None where its language is not Python, and where nothing is written yet.
 * Throws a `UserError` for a text that is no notebook.
 */
export function readNotebookFile(file: string, text: string): NotebookCell[] {
  if (text.trim() === '') return [];
  const notebook = parseJson(file, text);
  if (!isPython(notebook)) return [];
  return cellsOf(file, notebook).flatMap(({ number, path, cell }) => {
    if (cell.cell_type !== 'code' || !/^i?python/i.test(String(cell.language ?? 'python'))) return [];
    return [{ number, text: sourceOf(file, number, cell[sourceKey(path)]) }];
  });
}

/**
 * The file's text with another text in one cell: everything else stays as it is, and in the cell the lines that did not
 * change. Throws a `UserError` where there is no such cell.
 */
export function editNotebookFile(file: string, text: string, cellNumber: number, cellText: string): string {
  const found = cellsOf(file, parseJson(file, text)).find(({ number }) => number === cellNumber);
  const root = parseTree(text);
  const node = found && root && findNodeAtLocation(root, [...found.path, sourceKey(found.path)]);
  if (!node) {
    throw notebookError('NOTEBOOK_CELL_MISSING', `${file} has no cell ${cellNumber + 1}`, {
      explanation: 'The change was made for a cell that is not in the file any more.',
      remedy: 'Read the notebook again, then repeat the change.',
    });
  }
  const source = node.type === 'array' ? writtenList(text, node, cellText) : written(text, cellText);
  return text.slice(0, node.offset) + source + text.slice(node.offset + node.length);
}

/** nbformat 3 keeps its cells in worksheets, and their code as `input`. */
const sourceKey = (path: JSONPath): string => (path[0] === 'worksheets' ? 'input' : 'source');

/** A string as the file writes strings: some programs escape all that is not ASCII. */
function written(text: string, value: string): string {
  const json = JSON.stringify(value);
  if (!escapesAll(text)) return json;
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whether there is an escape of what could stand there as it is (`\\u` is a backslash in the code), and no such character. */
const escapesAll = (text: string): boolean =>
  !/[\u0080-\uffff]/.test(text.replace(/^\ufeff/, '')) &&
  /(?<!\\)(?:\\\\)*\\u(?!00[0-7])[0-9a-f]{4}/i.test(text);

/** A list of lines, each with its line break, in the layout of the list that was there. */
function writtenList(text: string, list: Node, cellText: string): string {
  const children = list.children ?? [];
  const raw = new Map(
    children.map((child) => [child.value, text.slice(child.offset, child.offset + child.length)]),
  );
  const lines = cellText.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  if (lines.length === 0) return '[]';
  const items = lines.map((line) => raw.get(line) ?? written(text, line));
  const [first] = children;
  const last = children.at(-1);
  const { start, separator, end } =
    first && last
      ? {
          start: text.slice(list.offset + 1, first.offset),
          separator: separatorIn(text, children),
          end: text.slice(last.offset + last.length, list.offset + list.length - 1),
        }
      : layoutFor(text, list.offset);
  return `[${start}${items.join(separator)}${end}]`;
}

/** What stands between two elements; with only one, a comma and what stands before it. */
function separatorIn(text: string, [first, second]: Node[]): string {
  if (first && second) return text.slice(first.offset + first.length, second.offset);
  const before = /\s*$/.exec(text.slice(0, first?.offset ?? 0))?.[0] ?? '';
  return before === '' ? ', ' : `,${before}`;
}

/** The layout of a list that was empty: a line for each element, one step further in than its key. */
function layoutFor(text: string, offset: number) {
  const margin = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, offset))?.[1] ?? '';
  if (!text.includes('\n')) return { start: '', separator: ', ', end: '' };
  const step = /\n([ \t]+)/.exec(text)?.[1] ?? ' ';
  const start = `\n${margin}${step}`;
  return { start, separator: `,${start}`, end: `\n${margin}` };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(file: string, text: string): Record<string, unknown> {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw notJson(file, text);
  }
  if (isRecord(notebook)) return notebook;
  throw notebookError('NOTEBOOK_WRONG_TYPE', `${file} is not a notebook`, {
    explanation: `A notebook is a JSON object with a list “cells”; this file holds ${nameOf(notebook)}.`,
  });
}

function notJson(file: string, text: string): UserError {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const lines = lineTable(text);
  const offset = errors[0]?.offset ?? text.length;
  const line = lineAt(lines, offset);
  const location = { file, line: line + 1, column: offset - lines.starts[line]! + 1 };
  return notebookError('NOTEBOOK_NOT_JSON', `${file} is not a valid notebook: its JSON breaks off`, {
    explanation: `A notebook is a JSON file; the text cannot be read from line ${location.line}, column ${location.column} on.`,
    location,
  });
}

/** The kernel's language, where the notebook names one. */
function isPython({ metadata }: Record<string, unknown>): boolean {
  const { kernelspec, language_info: info } = isRecord(metadata) ? metadata : {};
  const kernel = isRecord(kernelspec) ? kernelspec.language : undefined;
  const language = kernel ?? (isRecord(info) ? info.name : undefined);
  return typeof language !== 'string' || /^i?python/i.test(language);
}

/** All cells in order, numbered over the worksheets of nbformat 3. */
function cellsOf(file: string, notebook: Record<string, unknown>): FileCell[] {
  const { cells, worksheets } = notebook;
  const lists: { path: JSONPath; list: unknown }[] =
    cells === undefined && Array.isArray(worksheets)
      ? worksheets.map((sheet, index) => ({
          path: ['worksheets', index, 'cells'],
          list: isRecord(sheet) ? sheet.cells : sheet,
        }))
      : [{ path: ['cells'], list: cells }];
  const found: FileCell[] = [];
  for (const { path, list } of lists) {
    if (!Array.isArray(list)) {
      throw notebookError('NOTEBOOK_WITHOUT_CELLS', `${file} has no cells`, {
        explanation: `A notebook has a list “cells”; here it is ${nameOf(list)}.`,
      });
    }
    list.forEach((cell: unknown, index) => {
      const number = found.length;
      if (!isRecord(cell)) {
        throw notebookError('NOTEBOOK_WRONG_TYPE', `${file}: cell ${number + 1} cannot be read`, {
          explanation: `A cell is a JSON object with “cell_type” and “source”; here it is ${nameOf(cell)}.`,
        });
      }
      found.push({ number, path: [...path, index], cell });
    });
  }
  return found;
}

/** A cell's text: one string, or a list of them. */
function sourceOf(file: string, number: number, source: unknown): string {
  if (source === undefined) return '';
  if (typeof source === 'string') return source;
  if (Array.isArray(source) && source.every((line) => typeof line === 'string')) return source.join('');
  throw notebookError('NOTEBOOK_WRONG_TYPE', `${file}: the source of cell ${number + 1} cannot be read`, {
    explanation: `A cell's “source” is a string or a list of strings; here it is ${nameOf(source)}.`,
  });
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string') ? 'a list' : 'a list of other things';
  return isRecord(value) ? 'an object' : `a ${typeof value}`;
}

function notebookError(
  code: string,
  title: string,
  rest: { explanation: string; remedy?: string; location?: { file: string; line: number; column: number } },
): UserError {
  return new UserError({
    code,
    title,
    remedy: 'Open the notebook in Jupyter or VS Code and save it again.',
    ...rest,
  });
}
