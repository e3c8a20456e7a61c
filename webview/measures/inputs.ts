/** Input columns as a picture, when they look like one. */

/**
 * The side of a square picture, row by row: the number of columns is a square of at least 16, and all
 * names share a prefix followed by a number (`p00`, `pixel_12`); otherwise undefined.
 */
export function pictureSide(names: readonly string[]): number | undefined {
  const side = Math.sqrt(names.length);
  if (names.length < 16 || !Number.isInteger(side)) return undefined;
  const prefixes = new Set(names.map((name) => /^(.*?)[\d_x.,-]*\d$/.exec(name)?.[1]));
  return prefixes.size === 1 && !prefixes.has(undefined) ? side : undefined;
}
