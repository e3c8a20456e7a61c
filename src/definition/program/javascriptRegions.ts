/**
 * Statements of JavaScript whose brackets are never closed, found without parsing: such a statement ends where a line
 * follows that cannot stand within its brackets, so that the code below it is still read while somebody types.
 */

/** A statement that is left open: from its first line to the end of its last. */
export interface Region {
  from: number;
  to: number;
}

const NEWLINE = 10;
const RETURN = 13;
const SLASH = 47;
const STAR = 42;
const BACKSLASH = 92;
const BACKTICK = 96;
const CLOSERS: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** What no line within parentheses, a list or an object begins with. */
const STATEMENT =
  /(?:const|let|var|return|throw|while|switch|try|catch|finally|break|continue|import\s+[\w*{]|export)\b(?!\s*[:,(=])/y;
/** The same, where it is not indented more than the statement. */
const OUTER_STATEMENT =
  /(?:if|for|class|function|async\s+function|await|else)\b(?!\s*[:,=])|\w+(?:\.\w+)+\s*=(?![=>])/y;
/** No entry of an object begins with it. */
const MEMBER = /[\w$]+\.[\w$]/y;
const LABEL = /(?:case\b|default\b|\w+\s*:\s*\{)/y;
const EXPRESSION = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
const WORD = /[\w$]/;
const OPERATOR_AHEAD = /(?:in|of|instanceof|as|satisfies|extends|from)\b/y;
const OPERATOR_BEFORE =
  /(?:^|[^\w$])(?:in|of|instanceof|as|new|return|typeof|await|yield|case|extends|satisfies)$/;

const matches = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

interface Bracket {
  closer: string;
  /** Braces around statements rather than an object's entries. */
  block: boolean;
  /** The statement that it is part of. */
  statement: Pick<Scan, 'from' | 'indent' | 'depth'>;
}

/** The statement that is being read. */
interface Scan {
  text: string;
  brackets: Bracket[];
  /** Where it begins, how far it is indented, and how many brackets were open. */
  from: number;
  indent: number;
  depth: number;
  /** After its last character. */
  to: number;
  regions: Region[];
}

/** The statements that are left open, in the order of the text. */
export function openRegions(text: string): Region[] {
  const scan: Scan = { text, brackets: [], from: 0, indent: 0, depth: 0, to: 0, regions: [] };
  startLine(scan, 0);
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === RETURN) {
      at++;
      startLine(scan, at);
    } else if (code <= 32) {
      at++;
    } else if (code === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) {
      at = afterComment(text, at);
    } else {
      at = readToken(scan, at);
      scan.to = at;
    }
  }
  if (scan.brackets.slice(scan.depth).some(({ block }) => !block))
    scan.regions.push({ from: scan.from, to: scan.to });
  return scan.regions;
}

function afterComment(text: string, at: number): number {
  const long = text.charCodeAt(at + 1) === STAR;
  const end = text.indexOf(long ? '*/' : '\n', at + 2);
  return end < 0 ? text.length : long ? end + 2 : end;
}

function readToken(scan: Scan, at: number): number {
  const { text, brackets } = scan;
  const character = text.charAt(at);
  if (character === '/' && (expectsValue(text, scan.to) || /[;{}]/.test(text.charAt(scan.to - 1)))) {
    return afterExpression(text, at);
  }
  if (character === '"' || character === "'" || character === '`') return afterString(text, at);
  const closer = CLOSERS[character];
  if (closer) {
    const { from, indent, depth } = scan;
    const block = character === '{' && isBlock(scan);
    brackets.push({ closer, block, statement: { from, indent, depth } });
  } else if (character === ')' || character === ']' || character === '}') {
    close(scan, character);
  }
  return at + 1;
}

/** Closes a bracket with those in it; after a block the statement goes on that it is part of. */
function close(scan: Scan, closer: string): void {
  const opened = scan.brackets.findLastIndex((bracket) => bracket.closer === closer);
  const [first] = opened < 0 ? [] : scan.brackets.splice(opened);
  if (first && opened < scan.depth) Object.assign(scan, first.statement);
}

/** After these a brace opens an object, a pattern or a type, and a slash a regular expression. */
const BEFORE_VALUE = /[(,:=[?|&!+\-*%~^<]/;

/** Whether a value is to follow on what stands before an offset. */
function expectsValue(text: string, to: number): boolean {
  const before = text.charAt(to - 1);
  if (before === '>') return false;
  if (WORD.test(before)) return OPERATOR_BEFORE.test(text.slice(Math.max(0, to - 12), to));
  return BEFORE_VALUE.test(before);
}

/** Whether a brace opens a block of statements: after a head, `=>`, a type, a label, or where a statement begins. */
function isBlock({ text, brackets, from, to }: Scan): boolean {
  const before = text.charAt(to - 1);
  const startsStatement = before === '' || before === ';' || before === '{' || before === '}';
  if (startsStatement) return brackets.at(-1)?.block ?? true;
  if (before === ':' && matches(LABEL, text, from)) return true;
  return !expectsValue(text, to);
}

/** Where a string or a template ends; one of a single line at the latest with it. */
function afterString(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === quote) return at + 1;
    else if (quote === BACKTICK && text.startsWith('${', at)) at = afterReplacement(text, at + 2) - 1;
    else if (code === NEWLINE && quote !== BACKTICK) return at;
  }
  return text.length;
}

/** Where `${ … }` of a template ends. */
function afterReplacement(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; ) {
    const character = text.charAt(at);
    if (character === '"' || character === "'" || character === '`') {
      at = afterString(text, at);
      continue;
    }
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
    at++;
  }
  return text.length;
}

/** Where a regular expression ends; a slash that begins none ends itself. */
function afterExpression(text: string, start: number): number {
  EXPRESSION.lastIndex = start;
  return EXPRESSION.test(text) ? EXPRESSION.lastIndex : start + 1;
}

/** Notes where a statement begins, or that the one before it was left open. */
function startLine(scan: Scan, start: number): void {
  const { text, brackets } = scan;
  let at = start;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  const code = text.charCodeAt(at);
  if (at >= text.length || code === NEWLINE || code === RETURN || code === SLASH) return;
  const indent = at - start;
  const top = brackets.at(-1);
  if (top && !top.block) {
    if (!endsStatement(scan, at, indent)) return;
    scan.regions.push({ from: scan.from, to: scan.to });
    brackets.length = Math.min(brackets.length, scan.depth);
  }
  scan.from = at;
  scan.indent = indent;
  scan.depth = brackets.length;
  scan.to = at;
}

/** Whether what a line begins with cannot go on with the brackets that the statement has open. */
function endsStatement({ text, brackets, indent, to }: Scan, at: number, column: number): boolean {
  if (text.charAt(at) === '}') return column < indent;
  if (matches(STATEMENT, text, at)) return true;
  const before = text.charAt(to - 1);
  const entry = brackets.at(-1)?.closer === '}' && (before === ',' || before === '{');
  if (entry && matches(MEMBER, text, at)) return true;
  if (column > indent) return false;
  if (matches(OUTER_STATEMENT, text, at)) return true;
  if (!WORD.test(text.charAt(at)) || matches(OPERATOR_AHEAD, text, at)) return false;
  if (WORD.test(before)) return !OPERATOR_BEFORE.test(text.slice(Math.max(0, to - 12), to));
  return /[)\]}"'`]/.test(before);
}
