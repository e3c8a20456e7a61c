/** Writing numbers beyond what `src/words.ts` has: lists, thousands, lines that must not break. */
import { formatStrength } from '../../src/words.ts';

/** A whole number with thousands separators: `1,797`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** The size of a weight or a threshold to one digit: `1e-3`, `7e-2`. */
export function roughSize(value: number): string {
  return formatStrength(Number(value.toPrecision(1)));
}

/** A list in a sentence: `0.2`, `0.2 and 0.5`, `0.1, 0.2 and 0.5`. */
export function listed(items: readonly (string | number)[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** Keeps strengths and variant names on one line: a no-break hyphen in `1e-3`, a no-break space before the number. */
export function unbroken(text: string): string {
  return text
    .replace(/(\de)-(?=\d)/g, '$1\u2011')
    .replace(/(L[12]|[Dd]ropout|epoch|λ =|τ =) (?=\d)/g, '$1\u00a0')
    .replace(/ \+ (?=L[12]|[Dd]ropout)/g, '\u00a0+\u00a0');
}

/** The last part of a path, with either kind of separator. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
