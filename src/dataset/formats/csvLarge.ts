/** CSV and TSV files too large to be read whole: counted in one pass, a sample of their rows read in a second one. */
import { isUtf8 } from 'node:buffer';
import Papa from 'papaparse';
import { decodeText } from '../bytes.ts';
import { chooseRows } from '../rowSample.ts';
import type { Table } from '../table.ts';
import { headerOnly } from './csvErrors.ts';
import { quoteError, TableBuilder } from './csvTable.ts';
import { delimiterOf } from './delimiter.ts';
import { eachRecord } from './records.ts';
import { type DataSource, sha256Of, withParts } from './source.ts';

/** Of these the delimiter is found, as of files that are read whole. */
const DELIMITER_BYTES = 2 ** 19;
/** Rows parsed at a time. */
const BATCH = 2000;

/**
 * As `readCsv`, for files of any size. Rows that are not in the sample are not checked: neither their cells nor how many
 * there are.
 * @throws UserError as `readCsv`
 */
export async function readLargeCsv(source: DataSource): Promise<Table> {
  const { path, name, seed, limits } = source;
  const head = await withParts(path, (parts) => parts.read(0, DELIMITER_BYTES));
  const delimiter = delimiterOf(source, decodeText(path, head));
  const rules = { delimiter: delimiter.charCodeAt(0) };
  let rows = 0;
  const builder = new TableBuilder(name, delimiter);
  await eachRecord(path, name, rules, (record, number, blank) => {
    if (blank) return;
    if (builder.width === 0) parseRecords(path, [record], [number], builder);
    else rows++;
  });
  if (rows === 0) throw headerOnly(name, builder.width);
  const chosen = chooseRows(rows, builder.width, seed, limits);
  await readRows(source, rules, chosen.rows, builder);
  const table = builder.finish();
  // Of the rows in between only the blank ones are left out without a word.
  return {
    ...table,
    blankLines: chosen.sample ? 0 : table.blankLines,
    sha256: await sha256Of(path),
    ...(chosen.sample && { sample: chosen.sample }),
  };
}

async function readRows(
  { path, name }: DataSource,
  rules: { delimiter: number },
  wanted: Uint32Array,
  builder: TableBuilder,
): Promise<void> {
  let row = -2;
  let next = 0;
  let records: Buffer[] = [];
  let numbers: number[] = [];
  const flush = () => {
    parseRecords(path, records, numbers, builder);
    [records, numbers] = [[], []];
  };
  await eachRecord(path, name, rules, (record, number, blank) => {
    if (blank || ++row !== wanted[next]) return;
    next++;
    // A copy: of the piece that it is in nothing else may be wanted.
    records.push(Buffer.from(record));
    numbers.push(number);
    if (records.length === BATCH) flush();
  });
  flush();
}

/** All at once; one by one when a quotation among them is broken, so that it is told where. */
function parseRecords(path: string, records: Buffer[], numbers: number[], builder: TableBuilder): void {
  const whole = joined(records);
  const { data, errors } = parseText(whole.includes(0) ? '' : whole.toString('utf8'), builder);
  const clean = data.length === records.length && quoteError(errors) === undefined;
  if (clean && isUtf8(whole)) {
    for (const [i, cells] of data.entries()) builder.push(cells, undefined, numbers[i]!);
    return;
  }
  for (const [i, record] of records.entries()) {
    const one = parseText(decodeText(path, record, numbers[i]), builder);
    // What follows a quotation that is closed too late would be a second record.
    const broken = quoteError(one.errors) ?? (one.data.length > 1 ? 'InvalidQuotes' : undefined);
    builder.push(one.data[0] ?? [''], broken, numbers[i]!);
  }
}

const LINE_END = Buffer.from('\n');
const joined = (records: Buffer[]): Buffer =>
  Buffer.concat(records.flatMap((record, i) => (i === 0 ? [record] : [LINE_END, record])));

const parseText = (text: string, { delimiter }: TableBuilder): Papa.ParseResult<string[]> =>
  Papa.parse<string[]>(text.replace(/\r\n?/g, '\n'), { delimiter, newline: '\n' });
