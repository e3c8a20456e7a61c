/** Small pieces of the sentences in this room. */

/** `1,797`. */
export function thousands(value: number): string {
  return value.toLocaleString('en-US');
}

/** Names and cells of the user's files: “digit”; long ones are shortened. */
export function quote(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;
}

/** `a`, `a and b`, `a, b and c`; with more than `limit` items `a, b, c and 12 more`. */
export function enumerate(items: string[], limit = items.length): string {
  const shown =
    items.length > limit ? [...items.slice(0, limit), `${thousands(items.length - limit)} more`] : items;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** Puts a share or a number of items in the singular or plural: `is` or `are`. */
export function areOrIs(value: number): string {
  return value === 1 ? 'is' : 'are';
}
