/** The smallest replacement that turns one text into another; keeps cursors and undo steps small. */
export interface TextChange {
  from: number;
  to: number;
  text: string;
}

export function smallestChange(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from: start, to: before.length - end, text: after.slice(start, after.length - end) };
}
