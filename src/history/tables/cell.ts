/** A cell of a table as people and programs write numbers. */

/** Logged as such: Python writes `nan` and `inf`, JavaScript `NaN` and `Infinity`. */
const NUMBERS: Record<string, number> = {
  nan: Number.NaN,
  '+nan': Number.NaN,
  '-nan': Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};
/** Nothing was logged; Keras writes `NA` for a metric that an epoch did not have. */
const BLANK = new Set(['', 'na', 'n/a', '<na>', 'none', 'null', 'nil', '-']);
const DECIMAL_COMMA = /^[+-]?\d+,\d+([eE][+-]?\d+)?\s?%?$/;
const PERCENTAGE = /^[+-]?(\d+\.?\d*|\.\d+)\s?%$/;
const NINE = 57;

/** A number, a text, or null for a blank. */
export function cellValue(text: string): number | string | null {
  // '+' 43, '-' 45, '.' 46, '0' 48 … '9' 57: what Number() would make of other beginnings is not meant.
  const first = text.charCodeAt(0);
  if (first >= 43 && first <= NINE) {
    const number = Number(text);
    if (!Number.isNaN(number)) return number;
  }
  const trimmed = text.trim();
  if (trimmed.length !== text.length) return cellValue(trimmed);
  if (PERCENTAGE.test(trimmed)) return Number(trimmed.slice(0, -1));
  const word = trimmed.toLowerCase();
  if (BLANK.has(word)) return null;
  return Object.hasOwn(NUMBERS, word) ? NUMBERS[word]! : trimmed;
}

export const hasDecimalComma = (text: string) => DECIMAL_COMMA.test(text);
