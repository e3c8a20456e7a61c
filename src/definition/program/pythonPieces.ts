/**
 * A top-level statement of Python as a piece. Where the text does not fit the grammar, the lines at fault are parsed
 * apart, each by itself, so that the rest of a class is read as if they were whole.
 */
import { parser } from '@lezer/python';
import type { Piece, Statement } from './program.ts';
import { statementsIn } from './python.ts';
import { expressionOf } from './pythonExpressions.ts';
import type { LogicalLine } from './pythonLines.ts';
import { commentText, newSource, ownText, type Source, type Translator } from './source.ts';
import { type PlainTree, plainTree } from './syntaxTree.ts';

const PYTHON: Translator = { expression: expressionOf, body: statementsIn };

/** The piece of a text whose logical lines are known. Its `start` is 0. */
export function pythonPiece(text: string, lines: LogicalLine[]): Piece {
  const source = newSource(ownText(text), PYTHON);
  const { piece } = source;
  const readable = withoutOddities(text);
  const tree = parse(readable, lines, source);
  piece.statements = statementsIn(source, tree.top);
  if (source.apart.size > 0) widen(piece.statements);
  piece.comments = tree.comments.map(({ from, to }) => ({
    piece,
    from,
    to,
    text: commentText(text.slice(from, to)),
  }));
  return piece;
}

function parse(text: string, lines: LogicalLine[], source: Source): PlainTree {
  const tree = plainTree(parser.parse(text));
  if (tree.errors.length === 0 && !lines.some(({ broken }) => broken)) return tree;
  const known = lines.reduce((whole, line) => withKnownSyntax(whole, line), text);
  const again = known === text ? tree : plainTree(parser.parse(known));
  const faulty = linesWithErrors(lines, again);
  if (faulty.size === 0) return again;
  source.piece.broken = true;
  // A line alone cannot be taken out of itself.
  if (lines.length < 2) return again;
  return parseApart(known, lines, faulty, source);
}

/** Offsets stay, strings are read from the text itself: only what the grammar cannot take is written otherwise. */
function withoutOddities(text: string): string {
  const visible = /[\ufeff\f]/.test(text) ? text.replace(/[\ufeff\f]/g, ' ') : text;
  return visible.replace(POINTED_NUMBER, (number) => '1'.repeat(number.length));
}

/** `1.`, `1.e-3`: the grammar takes the point for an attribute's. */
const POINTED_NUMBER = /(?<![\w.])\d[\d_]*\.(?![\d\w.])|(?<![\w.])\d[\d_]*\.[eE][-+]?\d+/g;

/** Statements of Python that the grammar does not have, in a spelling of equal length that it has. */
function withKnownSyntax(text: string, { from, to }: LogicalLine): string {
  const line = text.slice(from, to);
  const known = KNOWN_SYNTAX.reduce((whole, [pattern, replace]) => whole.replace(pattern, replace), line);
  return known === line ? text : text.slice(0, from) + known + text.slice(to);
}

const blank = (text: string): string => text.replace(/[^\n\r]/g, ' ');

const KNOWN_SYNTAX: [RegExp, (whole: string, ...groups: string[]) => string][] = [
  // `print x, y` of Python 2.
  [/^print(?=[ \t]+[^\s=.(>])/, () => 'None,'],
  // `yield` of nothing.
  [/\byield(?=\s*(?:$|[);#\n\r]))/g, () => 'None '],
  // `with (a as b, c):`.
  [
    /^((?:async\s+)?with\s*)\(([\s\S]*\bas\b[\s\S]*)\)(\s*:)/,
    (_, start = '', items = '', end = '') =>
      `${start} ${items.replace(/[\n\r]/g, ' ').replace(/,(\s*)$/, ' $1')} ${end}`,
  ],
  // `with a as (b, c):`, `with a as self.b:`; what is bound there is not seen.
  [
    /^(?:async\s+)?with\b[\s\S]*/,
    (line) => line.replace(/\bas\s*(?:\([^()]*\)|\w+[.[][\w.[\]]*)(?=\s*[:,])/g, blank),
  ],
];

/** Lines that are broken by themselves or in which the grammar found an error. */
function linesWithErrors(lines: LogicalLine[], { errors }: PlainTree): Set<LogicalLine> {
  const faulty = new Set(lines.filter(({ broken }) => broken));
  let index = 0;
  for (const error of errors.toSorted((a, b) => a - b)) {
    while (index + 1 < lines.length && lines[index + 1]!.from <= error) index++;
    const line = lines[bodyIsMissing(lines, index) ? index - 1 : index];
    if (line) faulty.add(line);
  }
  return faulty;
}

/** Whether a line follows on a head whose body it should have been. */
function bodyIsMissing(lines: LogicalLine[], index: number): boolean {
  const [before, line] = [lines[index - 1], lines[index]];
  return before?.head === true && line !== undefined && line.indent <= before.indent;
}

/** Parses the faulty lines one by one and everything else with something whole in their place. */
function parseApart(text: string, lines: LogicalLine[], faulty: Set<LogicalLine>, source: Source): PlainTree {
  let whole = '';
  let at = 0;
  lines.forEach((line, index) => {
    if (!faulty.has(line)) return;
    const deeper = (lines[index + 1]?.indent ?? 0) > line.indent;
    const written = text.slice(line.from, line.to);
    const instead = standIn(written, deeper);
    if (instead === undefined) return;
    source.apart.set(line.from, { statements: statementsApart(text, line, source), deeper });
    whole += text.slice(at, line.from) + instead + blank(written).slice(instead.length);
    at = line.to;
  });
  return plainTree(parser.parse(whole + text.slice(at)));
}

/** What stands for a line is shorter than the line: its end is then that of the statements around it, too. */
function widen(statements: Statement[]): number {
  let end = 0;
  for (const statement of statements) {
    statement.to = Math.max(statement.to, ...bodiesOf(statement).map(widen));
    end = Math.max(end, statement.to);
  }
  return end;
}

function bodiesOf(statement: Statement): Statement[][] {
  if (statement.type === 'if') return [statement.then, statement.otherwise];
  if (statement.type === 'cases') return statement.cases.map(({ body }) => body);
  if (statement.type === 'try')
    return [statement.body, ...statement.handlers, statement.otherwise, statement.final];
  return 'body' in statement ? [statement.body] : [];
}

function statementsApart(text: string, line: LogicalLine, source: Source): Statement[] {
  const tree = plainTree(parser.parse(text.slice(line.from, line.to)), line.from);
  return statementsIn({ ...source, apart: new Map() }, tree.top);
}

/** What may stand for a faulty line: by its beginning, with lines below as its body or alone; the first that fits. */
const STAND_INS: [start: RegExp, withBody: string[], alone: string[]][] = [
  [/^(?:async\s+)?def\b/, ['def _():', 'if 1:'], ['def _():0', '0']],
  [/^class\b/, ['class _:', 'if 1:'], ['class _:0', '0']],
  [/^(?:if|for|while|with|async)\b/, ['if 1:'], ['0']],
  [/^(?:else|elif)\b/, ['else:'], []],
  [/^except\b/, ['except:'], ['except:0']],
  [/^(?:try|finally|match|case)\b/, [], []],
  [/^/, ['0'], ['0']],
];

/** Undefined where the line is to stay as it is: nothing fits into its place. */
function standIn(written: string, deeper: boolean): string | undefined {
  const [, withBody, alone] = STAND_INS.find(([start]) => start.test(written))!;
  return (deeper ? withBody : alone).find(({ length }) => length <= written.length);
}
