/** Parquet, read column by column and row group by row group. */
import { type Column, ColumnBuilder } from '../column.ts';
import { chooseRows } from '../rowSample.ts';
import type { Table } from '../table.ts';
import { quote } from '../words.ts';
import { indexNote, readableColumns, roundedNote } from './columnRules.ts';
import { openParquet, type ParquetColumn, type ParquetFile } from './parquetFile.ts';
import { eachPageValue } from './parquetPages.ts';
import { checkColumnCount, guarded, noRows } from './refusal.ts';
import { type DataSource, type PartReader, sha256Of, withParts } from './source.ts';

/**
 * Reads a Parquet file with any of its encodings and compressions. Dates and times become text in ISO 8601, decimals and
 * whole numbers the nearest 64-bit float, true and false 1 and 0; texts are read as those of a CSV file.
 * @throws UserError `DATA_…` when the file is broken, or for columns of lists, structures or bytes that are not excluded
 */
export async function readParquet(source: DataSource): Promise<Table> {
  const { name, path, seed, limits } = source;
  const broken = 'Its contents do not agree with what its footer says of them.';
  return guarded(name, broken, () =>
    withParts(path, async (parts) => {
      const file = await openParquet(name, parts);
      const { read, leftOut } = readableColumns(source, file.columns);
      checkColumnCount(name, read.length);
      if (file.rows === 0) throw noRows(name, 'Its footer counts none');
      const { rows, sample } = chooseRows(file.rows, read.length, seed, limits);
      const reader = new ParquetReader(name, file, parts, rows);
      const columns: Column[] = [];
      for (const column of read) columns.push(await reader.column(column));
      return {
        file: name,
        sha256: await sha256Of(path),
        format: 'parquet',
        columns,
        rows: rows.length,
        rowNumbers: rows.map((row) => row + 1),
        blankLines: 0,
        leftOut,
        notes: [...roundedNote(reader.rounded), ...indexNote(leftOut)],
        ...(sample && { sample }),
      };
    }),
  );
}

class ParquetReader {
  readonly rounded = new Set<string>();
  private readonly name: string;
  private readonly file: ParquetFile;
  private readonly parts: PartReader;
  private readonly wanted: Uint32Array;

  constructor(name: string, file: ParquetFile, parts: PartReader, wanted: Uint32Array) {
    this.name = name;
    this.file = file;
    this.parts = parts;
    this.wanted = wanted;
  }

  async column(column: ParquetColumn): Promise<Column> {
    const builder = new ColumnBuilder(column.name, this.wanted.length);
    let [first, next] = [0, 0];
    for (const group of this.file.groups) {
      const end = first + group.rows;
      let last = next;
      while (last < this.wanted.length && this.wanted[last]! < end) last++;
      if (last > next) {
        const rows = this.wanted.subarray(next, last).map((row) => row - first);
        await this.chunk(column, group.index, group.rows, rows, builder);
      }
      [first, next] = [end, last];
    }
    return builder.finish();
  }

  /** The wanted rows of a row group. */
  private async chunk(
    column: ParquetColumn,
    group: number,
    rows: number,
    wanted: Uint32Array,
    builder: ColumnBuilder,
  ): Promise<void> {
    const { start, end, decoder } = column.chunk(group);
    const bytes = await this.parts.read(start, end - start);
    const what = `${this.name}, column ${quote(column.name)},`;
    eachPageValue(what, bytes, rows, wanted, decoder, (value) => {
      const cell = column.convert(value);
      if (typeof cell === 'bigint' && (cell > MOST || cell < -MOST)) this.rounded.add(column.name);
      builder.pushCell(cell);
    });
  }
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
