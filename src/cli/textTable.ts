/** Columns of text, aligned. */

const GAP = '  ';

export interface TextColumn {
  title: string;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** Longer texts are cut in the middle. */
  most?: number;
}

/** Lines of the table with its headings. */
export function textTable(columns: readonly TextColumn[], rows: readonly string[][]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) =>
    row.map((text, index) => shortened(text, columns[index]!.most)),
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

/** The ends of a name tell more than its middle. */
function shortened(text: string, most = Number.POSITIVE_INFINITY): string {
  if (text.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, most - 1 - end)}…${text.slice(-end)}`;
}
