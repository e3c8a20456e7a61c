/** Comments that silence a finding, written where it stands. */
import type { SourceRange } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import type { TextEdit } from './edits.ts';

/** `reglens: ignore[REG001]`, whose codes can be joined by another. */
const CODES = /\breglens:\s*ignore\s*\[[^\]]*(?=\])/i;

/**
 * Edits of which each may silence a finding, the neatest first. Which ones do must be seen by reading again: a line may end
 * within a string.
 * @param text of the file; of a notebook, of the finding's cell
 */
export function ignoringEdits(
  { comments, language }: Pick<SourceReading, 'comments' | 'language'>,
  text: string,
  { code, range }: { code: string; range: SourceRange },
): TextEdit[] {
  const near = comments.filter(
    ({ range: { cell, startLine, endLine } }) =>
      cell === range.cell && startLine >= range.startLine - 1 && endLine <= range.endLine,
  );
  const mark = `${language === 'python' ? '#' : '//'} reglens: ignore[${code}]`;
  const space = language === 'python' ? '  ' : ' ';
  const start = lineStart(text, range.from);
  const indent = /^[ \t]*/.exec(text.slice(start))![0];
  return [
    ...near.flatMap((comment) => joined(text, comment.range, code)),
    ...[lineEnd(text, range.from), lineEnd(text, range.to)].map((at) => insert(at, space + mark)),
    insert(start, indent + mark + lineBreakOf(text)),
  ];
}

function joined(text: string, { from, to }: SourceRange, code: string): TextEdit[] {
  const match = CODES.exec(text.slice(from, to));
  if (!match) return [];
  const isEmpty = match[0].endsWith('[');
  return [insert(from + match.index + match[0].length, isEmpty ? code : `, ${code}`)];
}

const insert = (at: number, text: string): TextEdit => ({ from: at, to: at, text });

/** Behind the last character of the line that is no space. */
function lineEnd(text: string, at: number): number {
  const rest = /^[^\r\n]*/.exec(text.slice(at))![0];
  return at + rest.trimEnd().length;
}

const lineStart = (text: string, at: number): number =>
  Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;

const lineBreakOf = (text: string): string => /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
