/** Arrow IPC files and streams, Feather of version 2 among them: a batch of rows at a time. */
import {
  type Column as ArrowColumn,
  CompressionType,
  type DataType,
  Endianness,
  setCompressionCodec,
  tableFromIPC,
} from '@uwdata/flechette';
import { type Column, ColumnBuilder } from '../column.ts';
import { chooseRows } from '../rowSample.ts';
import type { Table } from '../table.ts';
import { thousands } from '../words.ts';
import { checkLengths } from './arrowChecks.ts';
import { type ArrowMessage, messagesOf } from './arrowMessages.ts';
import { arrowCell, whyUnreadable } from './arrowTypes.ts';
import { unpackZstd } from './codecs.ts';
import { type DeclaredColumn, indexNote, readableColumns, roundedNote } from './columnRules.ts';
import { unpackFrame } from './lz4.ts';
import { checkColumnCount, damaged, guarded, MOST_ROWS, noRows, tooLarge, unsupported } from './refusal.ts';
import { type DataSource, type PartReader, sha256Of, withParts } from './source.ts';

/**
 * Reads an Arrow file or stream, compressed with LZ4 or Zstandard or not. Values become cells as those of Parquet do;
 * dictionary columns are what their values are.
 * @throws UserError `DATA_…` when the file is broken, or for columns of lists, structures or bytes that are not excluded
 */
export async function readArrow(source: DataSource): Promise<Table> {
  const { name, path, seed, limits } = source;
  return guarded(name, 'A message in it does not agree with the schema or with its own lengths.', () =>
    withParts(path, async (parts) => {
      const isFile = source.head!.toString('latin1', 0, 6) === 'ARROW1';
      const messages = await messagesOf(name, parts, isFile);
      const reader = new ArrowReader(name, parts, messages);
      const { read, leftOut } = readableColumns(source, await reader.columns());
      checkColumnCount(name, read.length);
      const total = countRows(name, messages, parts.size);
      const { rows, sample } = chooseRows(total, read.length, seed, limits);
      const columns = await reader.read(read, rows);
      return {
        file: name,
        sha256: await sha256Of(path),
        format: 'arrow',
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

/** A bit a row is the least for two values; compressed, a tenth of it. Small files may have rows without any values. */
const ROWS_PER_BYTE = 100;
const ALWAYS_BEARABLE = 2 ** 20;

function countRows(name: string, messages: ArrowMessage[], size: number): number {
  const total = messages.reduce((sum, { rows }) => sum + rows, 0);
  if (total === 0) throw noRows(name, 'Its batches are empty');
  if (total > MOST_ROWS || total > ROWS_PER_BYTE * size + ALWAYS_BEARABLE) {
    throw tooLarge(
      name,
      `It is said to have ${thousands(total)} rows in ${thousands(size)} bytes, which data do not.`,
      'Choose another file.',
    );
  }
  return total;
}

/** A buffer of a batch unfolds to as much at most. */
const LARGEST_BUFFER = 2 ** 29;

function unpackBuffer(unpack: (packed: Uint8Array, length: number) => Uint8Array) {
  return (packed: Uint8Array, length: number): Uint8Array => {
    if (!(length >= 0 && length <= LARGEST_BUFFER)) throw new RangeError(`a buffer of ${length} bytes`);
    const bytes = unpack(packed, length);
    if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes instead of ${length}`);
    // Its own memory: views of wider numbers begin at multiples of their size.
    return bytes.byteOffset % 16 === 0 ? bytes : Uint8Array.from(bytes);
  };
}

const noEncoder = (bytes: Uint8Array): Uint8Array => bytes;
setCompressionCodec(CompressionType.ZSTD, { encode: noEncoder, decode: unpackBuffer(unpackZstd) });
setCompressionCodec(CompressionType.LZ4_FRAME, { encode: noEncoder, decode: unpackBuffer(unpackFrame) });

interface Declared extends DeclaredColumn {
  index: number;
  type: DataType;
}

class ArrowReader {
  readonly rounded = new Set<string>();
  private readonly name: string;
  private readonly parts: PartReader;
  private readonly messages: ArrowMessage[];

  constructor(name: string, parts: PartReader, messages: ArrowMessage[]) {
    this.name = name;
    this.parts = parts;
    this.messages = messages;
  }

  async columns(): Promise<Declared[]> {
    if (this.messages[0]?.kind !== 'schema')
      throw damaged(this.name, 'It does not begin with a schema, which names the columns.');
    const { schema } = await this.table([this.messages[0]]);
    if (schema.endianness !== Endianness.Little) throw bigEndian(this.name);
    return schema.fields.map(({ name, type }, index) => {
      const unreadable = whyUnreadable(type);
      return { name: name ?? '', index, type, ...(unreadable !== undefined && { unreadable }) };
    });
  }

  /** The wanted rows of these columns. */
  async read(columns: Declared[], wanted: Uint32Array): Promise<Column[]> {
    const builders = columns.map(({ name }) => new ColumnBuilder(name, wanted.length));
    let [first, next] = [0, 0];
    for (const [i, message] of this.messages.entries()) {
      if (message.kind !== 'rows') continue;
      const begin = next;
      while (next < wanted.length && wanted[next]! < first + message.rows) next++;
      if (next > begin) {
        const batch = await this.table([this.messages[0]!, ...this.dictionariesBefore(i), message]);
        const rows = wanted.subarray(begin, next).map((row) => row - first);
        for (const [j, column] of columns.entries()) {
          this.take(column, batch.getChildAt(column.index), message.rows, rows, builders[j]!);
        }
      }
      first += message.rows;
    }
    return builders.map((builder) => builder.finish());
  }

  private take(
    { name, type }: Declared,
    values: ArrowColumn<unknown>,
    length: number,
    rows: Uint32Array,
    builder: ColumnBuilder,
  ): void {
    checkLengths(type, values, length);
    for (const row of rows) {
      const cell = arrowCell(type, values.at(row));
      if (typeof cell === 'bigint' && (cell > MOST || cell < -MOST)) this.rounded.add(name);
      builder.pushCell(cell);
    }
  }

  private dictionariesBefore(index: number): ArrowMessage[] {
    return this.messages.slice(0, index).filter(({ kind }) => kind === 'dictionary');
  }

  private async table(messages: ArrowMessage[]) {
    const pieces: Uint8Array[] = [];
    // Each in memory of its own, at whose beginning the library finds it.
    for (const { offset, length } of messages)
      pieces.push(Uint8Array.from(await this.parts.read(offset, length)));
    return tableFromIPC(pieces, { useBigInt: true, useDate: false, useDecimalInt: true });
  }
}

function bigEndian(name: string) {
  return unsupported(
    `${name} was written on a big-endian machine`,
    'Its numbers begin with the most significant byte; little-endian files are read.',
    'Write it on another machine.',
  );
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
