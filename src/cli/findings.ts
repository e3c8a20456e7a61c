/** Findings as plain data: `reglens check --format json`, see docs/check.md. */
import { RULE_PAGES } from '../advice/documentation.ts';
import type { TextEdit } from '../advice/edits.ts';
import type { Fix, Severity } from '../advice/rule.ts';
import type { SourceRange } from '../definition/model.ts';
import { lineAt, lineTable } from '../definition/program/lines.ts';
import type { Problem } from '../errors.ts';
import type { ToldWithFixes } from './adviseText.ts';

/** Lines and columns are 1-based, the end is behind the last character; of notebooks within the cell, which is 0-based. */
export interface FindingPlace {
  line: number;
  endLine: number;
  column: number;
  endColumn: number;
  cell?: number;
}

export interface EditEntry {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** The same place as offsets in characters (UTF-16), of notebooks within the cell. */
  from: number;
  to: number;
  text: string;
}

export interface FixEntry {
  title: string;
  /** Whether `--fix` makes it. */
  safe: boolean;
  edits: EditEntry[];
}

export interface FindingEntry extends FindingPlace {
  code: string;
  severity: Severity;
  message: string;
  /** The rule's page, from the root of the project. */
  help: string;
  fix?: FixEntry;
  related?: (FindingPlace & { message: string })[];
  /** Of notebooks: the lines of the file itself. */
  fileLines?: { line: number; endLine: number };
}

/** A fix that `--fix` made; the line is that of the text before. */
export interface FixedEntry {
  code: string;
  title: string;
  line: number;
  cell?: number;
}

export interface CheckedFile {
  file: string;
  findings: FindingEntry[];
  /** With `--fix` only. */
  fixed?: FixedEntry[];
  /** Why the file could not be read, or not be written. */
  error?: Problem;
}

/** @param fileLine of a notebook: the line of the file for a line of a cell */
export function findingEntry(
  { code, severity, message, range, related, fixes: [fix] }: ToldWithFixes,
  textOf: (cell?: number) => string,
  fileLine?: (cell: number, line: number) => number,
): FindingEntry {
  const { cell, startLine, endLine } = range;
  return {
    code,
    severity,
    ...placeOf(range),
    message,
    help: `${RULE_PAGES}/${code}.md`,
    ...(fix && { fix: fixEntry(fix, textOf(cell)) }),
    ...(related?.length && {
      related: related.map((other) => ({ ...placeOf(other.range), message: other.message })),
    }),
    ...(fileLine &&
      cell !== undefined && {
        fileLines: { line: fileLine(cell, startLine), endLine: fileLine(cell, endLine) },
      }),
  };
}

function placeOf({ startLine, endLine, startColumn, endColumn, cell }: SourceRange): FindingPlace {
  return {
    line: startLine,
    endLine,
    column: startColumn,
    endColumn,
    ...(cell !== undefined && { cell }),
  };
}

function fixEntry({ title, safe, edits }: Fix, text: string): FixEntry {
  const lines = lineTable(text);
  const placeAt = (offset: number) => {
    const line = lineAt(lines, offset);
    return { line: line + 1, column: offset - lines.starts[line]! + 1 };
  };
  const entryOf = ({ from, to, text: added }: TextEdit): EditEntry => {
    const end = placeAt(to);
    return { ...placeAt(from), endLine: end.line, endColumn: end.column, from, to, text: added };
  };
  return { title, safe, edits: edits.map(entryOf) };
}
