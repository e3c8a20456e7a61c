/** Comments that silence findings: `# reglens: ignore[REG004]`, `// reglens: ignore`, `# reglens: ignore-file`. */
import type { SourceRange } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import type { Finding } from './rule.ts';

/** Also inside a longer comment: `# keep as in the paper. reglens: ignore[REG004, REG007]`. */
const MARK = /\breglens:\s*ignore(-file)?\b(?:\s*\[([^\]]*)\])?/i;

/** How far down `ignore-file` counts. */
const FIRST_LINES = 20;

/** What one comment silences: these codes, or all of them. */
interface Silence {
  codes: Set<string> | 'all';
  file: boolean;
  range: SourceRange;
}

/** Whether a comment of the file silences a finding. */
export function suppression(
  reading: SourceReading,
  textOf: (cell?: number) => string,
): (finding: Finding) => boolean {
  const silences = reading.comments.flatMap(({ text, range }) => silenceOf(text, range));
  const firstCell = reading.comments[0]?.range.cell;
  const byLine = new Map<string, Silence[]>();
  const whole: Silence[] = [];
  for (const silence of silences) {
    if (silence.file) {
      if (isAtTop(silence.range, firstCell)) whole.push(silence);
      continue;
    }
    const key = lineKey(silence.range, lineSilencedBy(silence.range, textOf(silence.range.cell)));
    byLine.set(key, [...(byLine.get(key) ?? []), silence]);
  }
  const holds = ({ codes }: Silence, code: string) => codes === 'all' || codes.has(code);
  return ({ code, range }) =>
    whole.some((silence) => holds(silence, code)) ||
    linesOf(range).some((line) => byLine.get(lineKey(range, line))?.some((silence) => holds(silence, code)));
}

function silenceOf(text: string, range: SourceRange): Silence[] {
  const match = MARK.exec(text);
  if (!match) return [];
  const codes = match[2]?.split(/[\s,]+/).filter((code) => code !== '');
  return [
    { codes: codes ? new Set(codes.map((code) => code.toUpperCase())) : 'all', file: !!match[1], range },
  ];
}

const isAtTop = ({ cell, startLine }: SourceRange, firstCell: number | undefined): boolean =>
  cell === firstCell && startLine <= FIRST_LINES;

/** Its own line, or the next line with code where it stands alone. */
function lineSilencedBy(range: SourceRange, text: string): number {
  const lineStart =
    Math.max(text.lastIndexOf('\n', range.from - 1), text.lastIndexOf('\r', range.from - 1)) + 1;
  const behind = /^[^\r\n]*/.exec(text.slice(range.to))?.[0] ?? '';
  if (/\S/.test(text.slice(lineStart, range.from)) || /\S/.test(behind)) return range.startLine;
  const below =
    /^[^\S\r\n]*(?:(?:\r\n|\r(?!\n)|\n)(?:[^\S\r\n]*(?:#|\/\/)[^\r\n]*|[^\S\r\n]*(?=[\r\n])))*/.exec(
      text.slice(range.to),
    );
  const passed = below?.[0].match(/\r\n|\r|\n/g)?.length ?? 0;
  return range.endLine + passed + 1;
}

const lineKey = ({ cell }: SourceRange, line: number): string => `${cell ?? ''}:${line}`;

/** The first and the last line: a comment stands behind either of them. */
const linesOf = ({ startLine, endLine }: SourceRange): number[] =>
  startLine === endLine ? [startLine] : [startLine, endLine];
