/** A line of a JSON Lines file as named cells. */
import { UserError } from '../../errors.ts';
import type { Cell } from '../column.ts';
import { quote, thousands } from '../words.ts';
import { unsupported } from './refusal.ts';

/** Deeper objects are no table. */
const DEEPEST = 8;
const BARE = /-?\bInfinity\b|\bNaN\b/g;

/**
 * JSON's grammar allows an object to name a key twice, of which the last one would be taken without a word.
 * @param text of the line, an object
 * @throws UserError then
 */
export function checkKeys(name: string, line: number, text: string, value: object): void {
  const written = writtenKeys(text);
  if (written === countKeys(value)) return;
  throw new UserError({
    code: 'DATA_COLUMN_DUPLICATE',
    title: `${name} has a key twice in line ${thousands(line)}`,
    explanation: `The line has ${written} keys, and an object of it names one of them again; names must be unique.`,
    remedy: 'Rename one of them.',
    location: { file: name, line, column: 1 },
  });
}

/** Strings before a colon. */
function writtenKeys(text: string): number {
  let keys = 0;
  let end = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', end)) {
    end = stringEnd(text, at);
    while (/\s/.test(text[end] ?? '')) end++;
    if (text[end] === ':') keys++;
  }
  return keys;
}

/** Of the object, those within it and those in its lists. */
function countKeys(value: object): number {
  let keys = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inside = Object.values(next);
    if (!Array.isArray(next)) keys += inside.length;
    for (const one of inside) open.push(one);
  }
  return keys;
}

/** @throws UserError when the line is not a JSON object */
export function parseLine(name: string, line: number, text: string): object {
  const value = parse(text) ?? parse(withoutBare(text));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UserError({
    code: 'DATA_JSON',
    title: `${name} has no JSON object in line ${thousands(line)}`,
    explanation: `The line is ${quote(text.trim())}; expected an object whose keys are the columns: {"x": 1.5, "y": "a"}.`,
    remedy: 'Write one object a line, without commas between the lines.',
    location: { file: name, line, column: 1 },
  });
}

/** Undefined for what is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** NaN is a missing value; a number beyond the largest is read as infinite. Strings stay as they are. */
function withoutBare(text: string): string {
  const pieces: string[] = [];
  let outside = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', outside)) {
    pieces.push(text.slice(outside, at).replace(BARE, numberOf));
    outside = stringEnd(text, at);
    pieces.push(text.slice(at, outside));
  }
  return pieces.join('') + text.slice(outside).replace(BARE, numberOf);
}

const numberOf = (token: string): string => (token === 'NaN' ? 'null' : token.replace('Infinity', '1e999'));

/**
 * Behind the quote that closes the string; the length of the text when none does. A regular expression would need more
 * stack than there is for a string of some megabytes.
 */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** A value that is no cell. */
export class ListCell {
  readonly length: number;

  constructor(length: number) {
    this.length = length;
  }
}

/**
 * The cells by name; those of nested objects as `outer.inner`.
 * @throws UserError for keys that are empty or come to the same name, and for objects nested deeper than 8 times
 */
export function flatObject(name: string, line: number, value: object): Map<string, Cell | ListCell> {
  const cells = new Map<string, Cell | ListCell>();
  const visit = (object: object, prefix: string, depth: number): void => {
    for (const [key, cell] of Object.entries(object)) {
      const column = prefix + key.trim();
      if (column === '' || cells.has(column)) throw badKey(name, line, column);
      if (Array.isArray(cell)) cells.set(column, new ListCell(cell.length));
      else if (typeof cell !== 'object' || cell === null) cells.set(column, cell as Cell);
      else if (depth === DEEPEST) throw tooDeep(name, line, column);
      else visit(cell, `${column}.`, depth + 1);
    }
  };
  visit(value, '', 1);
  return cells;
}

function badKey(name: string, line: number, column: string): UserError {
  const empty = column === '';
  return new UserError({
    code: empty ? 'DATA_COLUMN_UNNAMED' : 'DATA_COLUMN_DUPLICATE',
    title: `${name} has ${empty ? 'a key without a name' : `the key ${quote(column)} twice`} in line ${thousands(line)}`,
    explanation: empty
      ? 'Keys become the names of columns, and every column needs one.'
      : 'Keys of nested objects are joined by points, so that two of them may come to the same name; names must be unique.',
    remedy: 'Rename the key.',
    location: { file: name, line, column: 1 },
  });
}

function tooDeep(name: string, line: number, column: string) {
  return unsupported(
    `${name} has objects that are nested too deeply`,
    `In line ${thousands(line)} ${quote(column)} is an object within ${DEEPEST} others; up to ${DEEPEST} levels are read.`,
    'Write fewer levels, best one object of plain values a line.',
  );
}
