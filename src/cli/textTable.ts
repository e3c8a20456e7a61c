/** Columns of text, aligned. */

const GAP = '  ';

export interface TextColumn {
  title: string;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** Longer texts are cut in the middle, as far as they stay different. */
  most?: number;
}

/** Lines of the table with its headings. */
export function textTable(columns: readonly TextColumn[], rows: readonly string[][]): string[] {
  const lengths = columns.map(({ most }, index) =>
    most === undefined
      ? Number.POSITIVE_INFINITY
      : lengthFor(
          rows.map((row) => row[index]!),
          most,
        ),
  );
  const cells = [columns.map(({ title }) => title), ...rows].map((row) =>
    row.map((text, index) => shortened(text, lengths[index]!)),
  );
  const widths = columns.map((_, index) =>
    cells.reduce((most, row) => Math.max(most, row[index]!.length), 0),
  );
  return cells.map((row) =>
    row
      .map((text, index) =>
        columns[index]!.isNumber ? text.padStart(widths[index]!) : text.padEnd(widths[index]!),
      )
      .join(GAP)
      .trimEnd(),
  );
}

const STEP = 8;

/** The length to cut texts to so that different ones stay so, at least `most`. */
function lengthFor(texts: readonly string[], most: number): number {
  const different = [...new Set(texts)];
  const longest = different.reduce((length, text) => Math.max(length, text.length), 0);
  let length = most;
  while (
    length < longest &&
    new Set(different.map((text) => shortened(text, length))).size < different.length
  )
    length += STEP;
  return length;
}

/** The ends of a name tell more than its middle. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, most - 1 - end)}…${text.slice(-end)}`;
}
