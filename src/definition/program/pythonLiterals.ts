/** The values of Python's number and string literals. */

/** The value of a number; undefined for complex numbers and what Python 3 refuses (`0777`). */
export function pythonNumber(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  if (/^0\d*[1-9]/.test(digits) && /^\d+$/.test(digits)) return undefined;
  const value = digits === '' ? Number.NaN : Number(digits);
  return Number.isNaN(value) ? undefined : value;
}

const LITERAL = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)$/;

/**
 * The content of one string literal with its escapes decoded; of a formatted string without replacements its text.
 * Undefined for bytes.
 */
export function pythonString(text: string): string | undefined {
  const match = LITERAL.exec(text);
  if (!match) return undefined;
  const [, prefix = '', quotes = '', rest = ''] = match;
  if (/b/i.test(prefix)) return undefined;
  const body = rest.endsWith(quotes) ? rest.slice(0, -quotes.length) : rest;
  const content = /[ft]/i.test(prefix) ? body.replace(/([{}])\1/g, '$1') : body;
  return /r/i.test(prefix) || !content.includes('\\') ? content : decodeEscapes(content);
}

const ESCAPE =
  /\\(?:(\r\n|[\s\S])(?:(?<=\\x)([\da-fA-F]{2})|(?<=\\u)([\da-fA-F]{4})|(?<=\\U)([\da-fA-F]{8})|(?<=\\N)\{[^}]*\}|(?<=\\[0-7])([0-7]{0,2}))?)/g;

const SIMPLE: Record<string, string> = {
  '\n': '',
  '\r\n': '',
  '\r': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Escapes as Python decodes them; unknown ones stay as they are written. */
function decodeEscapes(text: string): string {
  return text.replace(
    ESCAPE,
    (whole, letter: string, x?: string, u?: string, long?: string, octal?: string) => {
      const hexadecimal = x ?? u ?? long;
      if (hexadecimal !== undefined) return characterOf(Number.parseInt(hexadecimal, 16)) ?? whole;
      if (/^[0-7]$/.test(letter)) return characterOf(Number.parseInt(letter + (octal ?? ''), 8)) ?? whole;
      return SIMPLE[letter] ?? whole;
    },
  );
}

function characterOf(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
