/** A file as a program that follows its edits: what did not change is not parsed again. */
import { javascriptState } from './javascriptPieces.ts';
import { languageOf } from './languages.ts';
import { lineTable } from './lines.ts';
import { joinCells, type NotebookCell } from './notebook.ts';
import { readNotebookFile } from './notebookFile.ts';
import type { Piece, Program } from './program.ts';
import { chunksOf, type LogicalLine } from './pythonLines.ts';
import { pythonPiece } from './pythonPieces.ts';

/** A program and the way to its next state. Pieces are shared: after `change` only the new state is valid. */
export interface OpenProgram {
  program: Program;
  /** The program of the changed text; pieces whose text did not change are the same objects. */
  change(text: string): OpenProgram;
}

/** As {@link OpenProgram}, of the code cells that an editor shows. */
export interface OpenNotebook {
  program: Program;
  change(cells: NotebookCell[]): OpenNotebook;
}

/**
 * Opens a file's text; undefined for files that are not read. A notebook of another language has no pieces; a file that
 * is no notebook is a `UserError`.
 */
export function openProgram(file: string, text: string): OpenProgram | undefined {
  const language = languageOf(file);
  if (!language) return undefined;
  if (language.name === 'javascript') return openJavascript(text, language.dialect);
  return language.notebook ? openNotebookFile(file, text, new Map()) : openPython(text, new Map());
}

/** Opens the Python cells of a notebook. */
export function openNotebook(cells: NotebookCell[]): OpenNotebook {
  return followCells(cells, new Map());
}

function openJavascript(
  text: string,
  dialect: string,
  before?: ReturnType<typeof javascriptState>,
): OpenProgram {
  const state = javascriptState(text, dialect, before);
  const program: Program = { language: 'javascript', pieces: state.pieces, lines: lineTable(text), text };
  return { program, change: (changed) => openJavascript(changed, dialect, state) };
}

/** Pieces by their text, each as often as it occurs. */
type Cache = Map<string, Piece[]>;

function openPython(text: string, cache: Cache): OpenProgram {
  const next: Cache = new Map();
  const pieces = pythonPieces(text, 0, cache, next);
  const program: Program = { language: 'python', pieces, lines: lineTable(text), text };
  return { program, change: (changed) => openPython(changed, next) };
}

function openNotebookFile(file: string, text: string, cache: Cache): OpenProgram {
  const { program, next } = notebookProgram(readNotebookFile(file, text), cache);
  return { program, change: (changed) => openNotebookFile(file, changed, next) };
}

function followCells(cells: NotebookCell[], cache: Cache): OpenNotebook {
  const { program, next } = notebookProgram(cells, cache);
  return { program, change: (changed) => followCells(changed, next) };
}

function notebookProgram(cells: NotebookCell[], cache: Cache): { program: Program; next: Cache } {
  const next: Cache = new Map();
  const { text, lines, cells: joined } = joinCells(cells);
  const pieces = joined.flatMap(({ start, readable }) => pythonPieces(readable, start, cache, next));
  return { program: { language: 'python', pieces, lines, text }, next };
}

/** The pieces of a text that begins at an offset of the document; known ones are used again. */
function pythonPieces(text: string, offset: number, cache: Cache, next: Cache): Piece[] {
  return chunksOf(text).map(({ from, to, lines }) => {
    const key = text.slice(from, to);
    const known = next.get(key) ?? [];
    next.set(key, known);
    const piece = cache.get(key)?.[known.length] ?? pythonPiece(key, relative(lines, from));
    known.push(piece);
    piece.start = offset + from;
    return piece;
  });
}

function relative(lines: LogicalLine[], start: number): LogicalLine[] {
  return lines.map((line) => ({ ...line, from: line.from - start, to: line.to - start }));
}
