/** Names of curves in a sentence. */

const MOST_NAMES = 12;

/** `“a”, “b” and 3 more`. */
export function inQuotes(names: string[]): string {
  const some = names.slice(0, MOST_NAMES).map((name) => `“${name}”`);
  return some.join(', ') + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '');
}
