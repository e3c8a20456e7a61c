/** JSON as Python writes it, with bare `NaN` and `Infinity`. */
import { beyondLimits, brokenText, MOST_VALUES, tooManyValues } from '../refusal.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const DEEPEST = 64;
/** Lists, objects and pairs: what takes memory far beyond its text. */
const MOST_PARTS = 3_000_000;
/** Of a text that are put together at a time. */
const MOST_PIECES = 4096;

export const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parses a text. Bare `NaN`, `Infinity` and `-Infinity`, which Python's json module writes, come as texts.
 * @param line of the file at which the text begins, for messages
 * @throws UserError `LOG_SYNTAX` with line and column; `LOG_LIMIT` for what is nested or divided beyond reason
 */
export function parseJson(path: string, text: string, line = 1): Json {
  checkSize(path, text);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return parsePython(path, text, line);
  }
}

/** With the bare words in quotes, which {@link cellValue} and the readers take for the numbers that they are. */
function parsePython(path: string, text: string, line: number): Json {
  try {
    return JSON.parse(quoteBareNumbers(text)) as Json;
  } catch {
    return new Parser(path, text, line).parse();
  }
}

function quoteBareNumbers(text: string): string {
  let quoted = '';
  let pieces: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) i = endOfString(text, i);
    else if (code === 78 || code === 73) {
      const word = code === 78 ? 'NaN' : 'Infinity';
      if (!text.startsWith(word, i)) continue;
      const start = text.charCodeAt(i - 1) === 45 ? i - 1 : i;
      pieces.push(`${text.slice(from, start)}"${text.slice(start, i + word.length)}"`);
      from = i + word.length;
      i = from - 1;
      if (pieces.length < MOST_PIECES) continue;
      quoted += pieces.join('');
      pieces = [];
    }
  }
  return quoted + pieces.join('') + text.slice(from);
}

/** Before anything is built: depth, and how many parts the text has outside of its strings. */
function checkSize(path: string, text: string): void {
  let depth = 0;
  let parts = 0;
  let commas = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) i = endOfString(text, i);
    else if (code === 91 || code === 123) {
      depth++;
      parts++;
    } else if (code === 93 || code === 125) depth--;
    else if (code === 58) parts++;
    else if (code === 44) commas++;
    if (depth > DEEPEST)
      throw beyondLimits(
        path,
        `Its lists are nested deeper than ${DEEPEST}.`,
        'Logs are nested three or four deep.',
      );
  }
  if (commas > MOST_VALUES) throw tooManyValues(path);
  if (parts > MOST_PARTS)
    throw beyondLimits(
      path,
      `It has ${parts.toLocaleString('en-US')} lists, objects and named values.`,
      `Up to ${MOST_PARTS.toLocaleString('en-US')} are read.`,
    );
}

/** Index of the quote that closes the string which begins at `at`; the end of the text when none does. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const WORDS: [string, Json][] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

/** Slower than JSON.parse, and it knows where it is: for the place of an error. */
class Parser {
  private readonly path: string;
  private readonly text: string;
  private readonly line: number;
  private at = 0;

  constructor(path: string, text: string, line: number) {
    this.path = path;
    this.text = text;
    this.line = line;
  }

  parse(): Json {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) throw this.broken('the end of the file');
    return value;
  }

  private value(): Json {
    this.space();
    const first = this.text[this.at];
    if (first === '{') return this.object();
    if (first === '[') return this.list();
    if (first === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.at;
    const [digits] = NUMBER.exec(this.text) ?? [];
    if (!digits) throw this.broken('a value');
    this.at += digits.length;
    return Number(digits);
  }

  private object(): Json {
    const object: { [key: string]: Json } = Object.create(null);
    this.at++;
    this.space();
    if (this.take('}')) return object;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.broken('a name in double quotes');
      const key = this.string();
      this.space();
      if (!this.take(':')) throw this.broken('a colon');
      object[key] = this.value();
      this.space();
    } while (this.take(','));
    if (!this.take('}')) throw this.broken('a comma or }');
    return object;
  }

  private list(): Json {
    const list: Json[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return list;
    do {
      list.push(this.value());
      this.space();
    } while (this.take(','));
    if (!this.take(']')) throw this.broken('a comma or ]');
    return list;
  }

  private string(): string {
    const end = endOfString(this.text, this.at);
    if (end >= this.text.length) {
      this.at = this.text.length;
      throw this.broken('a closing quote');
    }
    try {
      const text = JSON.parse(this.text.slice(this.at, end + 1)) as string;
      this.at = end + 1;
      return text;
    } catch {
      throw this.broken('a text without bare control characters or unknown escapes');
    }
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)![0].length;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private broken(expected: string) {
    const before = this.text.slice(0, this.at);
    const line = this.line + before.split('\n').length - 1;
    const column = this.at - before.lastIndexOf('\n');
    const found =
      this.at >= this.text.length
        ? 'The text ends'
        : `“${this.text.slice(this.at, this.at + 12).split('\n', 1)[0]}” stands`;
    return brokenText(
      this.path,
      { line, column },
      `${found} in column ${column}.`,
      `Expected ${expected}.`,
      'Let the program that writes it finish, or write the file again.',
    );
  }
}
