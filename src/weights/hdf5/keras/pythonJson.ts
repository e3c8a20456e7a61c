/** JSON as Python writes it: NaN and Infinity stand in it bare. */
import { isObject, type JsonObject } from '../../json.ts';

const LONGEST = 64 * 2 ** 20;
const DEEPEST = 200;

/** The object; undefined when it is none, nests over 200 levels or is longer than 64 MB. NaN becomes null. */
export function pythonObject(text: string): JsonObject | undefined {
  if (text.length > LONGEST || isTooDeep(text)) return undefined;
  const value = parsed(text) ?? parsed(withoutBareNumbers(text));
  return isObject(value) ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const withoutBareNumbers = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) => {
    if (found.startsWith('"')) return found;
    if (found === 'NaN') return 'null';
    return found.startsWith('-') ? '-1e999' : '1e999';
  });

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (isText && letter === '\\') at++;
    else if (letter === '"') isText = !isText;
    else if (isText) continue;
    else if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}
