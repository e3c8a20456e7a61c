/**
 * Python's logical lines, found without parsing: a line goes on while a bracket or a string is open. A bracket that is
 * never closed ends its line where something follows that can only begin a statement, so that the code below it is
 * still read while somebody types.
 */

export interface LogicalLine {
  /** Offset of the first character that is no space. */
  from: number;
  /** After the last character that is neither space nor comment. */
  to: number;
  /** Columns of white space in front; a tab goes on to the next multiple of 8. */
  indent: number;
  /** Whether a bracket or a string is left open, or closed by another one. */
  broken: boolean;
  /** Whether it ends with a colon: its body is to follow. */
  head: boolean;
}

const TAB = 9;
const NEWLINE = 10;
const FORM_FEED = 12;
const RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const BYTE_ORDER_MARK = 0xfeff;
/** Closing brackets by their opening ones: `( [ {`. */
const CLOSER = new Map([
  [40, 41],
  [91, 93],
  [123, 125],
]);
const PARENTHESIS = 41;
const COMMA = 44;
const COLON = 58;
const AT = 64;
const OPEN_PARENTHESIS = 40;

/** After this many lines a bracket is taken for forgotten where a statement could have begun since. */
const MAX_OPEN_LINES = 400;

/** What no line within brackets begins with, wherever it stands. */
const STATEMENT =
  /(?:(?:def|class|import|with|while|return|raise|del|pass|break|continue|global|nonlocal|assert|elif|except|finally)\b|try\s*:|async\s+(?:def|with)\b|from\s+[\w.]+\s+import\b)(?!\s*=[^=])/y;
/** The same, where it is not indented more than the statement: `self.x =`, `@decorator`, `if x:`. */
const OUTER_STATEMENT = /\w+(?:\.\w+)+\s*=(?!=)|@\w|(?:if|for|else)\b[^\n\r]*:[ \t]*(?:#.*)?$/my;
/** What may begin a statement or an argument: `x =`, `x.y(`. */
const PERHAPS_STATEMENT = /\w+(?:\s*=(?!=)|(?:\.\w+)+\s*\()/y;
const HEAD = /(?:async|def|class|if|elif|for|while|with)\b/y;
const ASSIGNMENT = /\w+\s*=(?!=)/y;
/** Words of an expression that stand between two operands. */
const OPERATOR_WORDS = /(?:^|\W)(?:if|else|for|in|is|and|or|not|async|await|lambda|yield|from)$/;
const OPERATOR_AHEAD = /(?:if|else|for|in|is|and|or|not|async)\b/y;
/** A string goes on with the string before it. */
const PREFIXED_STRING = /\w{1,2}["']/y;

const matches = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

const isWord = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code > 127;

/** The logical lines of a text, blank lines and comments left out. Linear in the text but for forgotten brackets. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  while (at < text.length) {
    const { offset, indent } = skipIndent(text, at);
    const code = text.charCodeAt(offset);
    if (offset >= text.length) break;
    if (code === HASH || code === NEWLINE || code === RETURN) {
      at = skipLine(text, offset);
    } else {
      const line = readLine(text, offset, indent);
      const head = text.charCodeAt(line.to - 1) === COLON;
      lines.push({ from: offset, to: line.to, indent, broken: line.broken, head });
      at = line.next;
    }
  }
  return lines;
}

/** The first character of a line that is no space, and its column; a form feed counts from the beginning again. */
function skipIndent(text: string, start: number): { offset: number; indent: number } {
  let indent = 0;
  for (let offset = start; ; offset++) {
    const code = text.charCodeAt(offset);
    if (code === SPACE) indent++;
    else if (code === TAB) indent += 8 - (indent % 8);
    else if (code === FORM_FEED) indent = 0;
    else return { offset, indent };
  }
}

/** Where the line after an offset begins. */
function skipLine(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === RETURN) return afterBreak(text, at);
  }
  return text.length;
}

const afterBreak = (text: string, at: number): number =>
  text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === NEWLINE ? at + 2 : at + 1;

interface Read {
  to: number;
  /** Where the next line begins. */
  next: number;
  broken: boolean;
}

/** One logical line while it is read. */
interface Reading {
  text: string;
  from: number;
  indent: number;
  /** Closing brackets that are awaited. */
  awaited: number[];
  /** After the last character that is neither space nor comment. */
  to: number;
  broken: boolean;
  /** The first place where a statement may have begun within brackets. */
  candidate?: Read;
  linesSinceCandidate: number;
}

function readLine(text: string, from: number, indent: number): Read {
  const line: Reading = { text, from, indent, awaited: [], to: from, broken: false, linesSinceCandidate: 0 };
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === RETURN) {
      at = afterBreak(text, at);
      if (line.awaited.length === 0) return { to: line.to, next: at, broken: line.broken };
      const end = endWithin(line, at);
      if (end) return end;
    } else if (code === SPACE || code === TAB || code === FORM_FEED) {
      at++;
    } else if (code === HASH) {
      while (at < text.length && text.charCodeAt(at) !== NEWLINE && text.charCodeAt(at) !== RETURN) at++;
    } else {
      at = readToken(line, at, code);
      line.to = at;
    }
  }
  if (line.candidate && line.awaited.length > 0) return line.candidate;
  return { to: line.to, next: text.length, broken: line.broken || line.awaited.length > 0 };
}

/** Passes over a string, a bracket or a character; returns where it ends. */
function readToken(line: Reading, at: number, code: number): number {
  const { text, awaited } = line;
  if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) return readString(line, at, code);
  if (code === BACKSLASH) {
    const next = text.charCodeAt(at + 1);
    return next === NEWLINE || next === RETURN ? afterBreak(text, at + 1) : at + 1;
  }
  const closer = CLOSER.get(code);
  if (closer !== undefined) awaited.push(closer);
  else if (code === PARENTHESIS || code === 93 || code === 125) close(line, code);
  return at + 1;
}

/** A closing bracket of another kind closes those in between as well; one that nothing opened is passed over. */
function close(line: Reading, code: number): void {
  const last = line.awaited.lastIndexOf(code);
  if (last < 0 || last < line.awaited.length - 1) line.broken = true;
  if (last >= 0) line.awaited.length = last;
}

/** Where a string ends; one that is never closed ends with its line. */
function readString(line: Reading, start: number, quote: number): number {
  const { text } = line;
  const long = text.charCodeAt(start + 1) === quote && text.charCodeAt(start + 2) === quote;
  let lineEnd = -1;
  for (let at = start + (long ? 3 : 1); at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      at = afterBreak(text, at + 1) - 1;
    } else if (code === NEWLINE || code === RETURN) {
      if (lineEnd < 0) lineEnd = at;
      if (!long) break;
    } else if (code === quote) {
      if (!long) return at + 1;
      if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) return at + 3;
    }
  }
  line.broken = true;
  return lineEnd < 0 ? text.length : lineEnd;
}

/** Whether the logical line ends before a physical line although a bracket is open. */
function endWithin(line: Reading, start: number): Read | undefined {
  const { text } = line;
  const { offset, indent } = skipIndent(text, start);
  const code = text.charCodeAt(offset);
  if (code === NEWLINE || code === RETURN || code === HASH || offset >= text.length) return undefined;
  const here: Read = { to: line.to, next: start, broken: true };
  if (beginsStatement(line, offset, indent)) return line.candidate ?? here;
  if (line.candidate) {
    return ++line.linesSinceCandidate > MAX_OPEN_LINES ? line.candidate : undefined;
  }
  if (indent <= line.indent && matches(PERHAPS_STATEMENT, text, offset)) line.candidate = here;
  return undefined;
}

/** Whether what follows in a new physical line cannot go on with the brackets that are open. */
function beginsStatement(line: Reading, offset: number, indent: number): boolean {
  const { text, awaited } = line;
  if (!isWord(text.charCodeAt(offset)) && text.charCodeAt(offset) !== AT) return false;
  if (matches(STATEMENT, text, offset)) return true;
  const outer = indent <= line.indent;
  if (outer && matches(OUTER_STATEMENT, text, offset)) return true;
  // Below a head that is still open its body begins, further in.
  if (!outer && !matches(HEAD, text, line.from)) return false;
  if (text.charCodeAt(offset) === AT) return false;
  const previous = text.charCodeAt(line.to - 1);
  if (matches(ASSIGNMENT, text, offset)) {
    const keyword = previous === COMMA || previous === OPEN_PARENTHESIS;
    if (!keyword || awaited.at(-1) !== PARENTHESIS) return true;
  }
  if (isQuote(previous) && matches(PREFIXED_STRING, text, offset)) return false;
  return endsOperand(line, previous) && !matches(OPERATOR_AHEAD, text, offset);
}

/** Whether an operand stands before the line break, so that another operand cannot follow. */
function endsOperand({ text, to }: Reading, previous: number): boolean {
  if (isWord(previous)) return !OPERATOR_WORDS.test(text.slice(Math.max(0, to - 8), to));
  return previous === PARENTHESIS || previous === 93 || previous === 125 || isQuote(previous);
}

const isQuote = (code: number): boolean => code === SINGLE_QUOTE || code === DOUBLE_QUOTE;

/** Clauses that go on with the statement before them. */
const CLAUSE = /(?:else|elif|except|finally)\b/y;
const DECORATED = /(?:@|def\b|class\b|async\b)/y;

/** A top-level statement's text: offsets of its beginning and end, and its logical lines. */
export interface Chunk {
  from: number;
  to: number;
  lines: LogicalLine[];
}

/** The text as top-level statements with all that belongs to each; comments belong to the statement before them. */
export function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  const lines = logicalLines(text);
  let decorator = false;
  let indent = 0;
  for (const line of lines) {
    const current = chunks.at(-1);
    const goesOn =
      line.indent > indent ||
      matches(CLAUSE, text, line.from) ||
      (decorator && matches(DECORATED, text, line.from));
    if (current && goesOn) {
      current.lines.push(line);
    } else {
      chunks.push({ from: current ? line.from : 0, to: line.to, lines: [line] });
      indent = line.indent;
    }
    if (line.indent <= indent) decorator = text.charCodeAt(line.from) === AT;
  }
  if (chunks.length === 0) chunks.push({ from: 0, to: text.length, lines: [] });
  chunks.forEach((chunk, index) => {
    chunk.to = trimmedEnd(text, chunk.from, chunks[index + 1]?.from ?? text.length);
  });
  return chunks;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

const isSpace = (code: number): boolean => code === SPACE || (code >= TAB && code <= RETURN);
