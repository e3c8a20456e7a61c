/** CSV and TSV files that fit into memory. */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import Papa from 'papaparse';
import { readText } from '../bytes.ts';
import type { Table } from '../table.ts';
import { readLargeCsv } from './csvLarge.ts';
import { quoteError, TableBuilder } from './csvTable.ts';
import { delimiterOf } from './delimiter.ts';
import type { DataSource } from './source.ts';

/** Characters parsed at a time; in between other work of the process gets its turn. */
const SLICE = 2 ** 19;

/**
 * Reads a CSV or TSV file: UTF-8 with or without a byte order mark, a header row, cells in double quotes where
 * they need it. The delimiter is a tab for `.tsv` and is otherwise found from the first rows (comma, tab, bar,
 * semicolon). Blank lines are skipped.
 * @throws UserError `DATA_…` when the file cannot be read or is not a table
 */
export async function readCsv(source: DataSource): Promise<Table> {
  if (source.size > source.limits.textBytes) return readLargeCsv(source);
  const { text, sha256 } = await readText(source.path);
  const builder = new TableBuilder(source.name, delimiterOf(source, text.slice(0, SLICE)));
  await parse(text, builder);
  return { ...builder.finish(), sha256 };
}

function parse(text: string, builder: TableBuilder): Promise<void> {
  let record = 0;
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(Readable.from(slices(text)), {
      delimiter: builder.delimiter,
      newline: '\n',
      step: ({ data, errors }) => builder.push(data, quoteError(errors), ++record),
      complete: () => resolve(),
      error: reject,
    });
  });
}

async function* slices(text: string): AsyncGenerator<string> {
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + SLICE, text.length);
    // A line end of two characters stays in one slice.
    if (text[to - 1] === '\r' && text[to] === '\n') to++;
    yield text.slice(from, to).replace(/\r\n?/g, '\n');
    from = to;
    await setImmediate();
  }
}
