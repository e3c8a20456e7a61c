/** The values of JavaScript's number and string literals. */

/** The value of a number; undefined for big integers. */
export function javascriptNumber(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isNaN(value) ? undefined : value;
}

/** The content of a string or of a template without expressions, its escapes decoded. */
export function javascriptString(text: string): string {
  const quote = text.charAt(0);
  const body = text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text.slice(1);
  return body.includes('\\') ? body.replace(ESCAPE, decode) : body;
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|(\r\n|[\s\S]))/g;

const SIMPLE: Record<string, string> = {
  '\n': '',
  '\r\n': '',
  '\r': '',
  0: '\0',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decode(whole: string, x?: string, u?: string, long?: string, letter?: string): string {
  const hexadecimal = x ?? u ?? long;
  if (hexadecimal === undefined) return SIMPLE[letter!] ?? letter!;
  const code = Number.parseInt(hexadecimal, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
