/** The footer of a Parquet file: columns, row groups and where their values stand. */
import {
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { type convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { Cell } from '../column.ts';
import { quote, thousands } from '../words.ts';
import { CODECS } from './codecs.ts';
import type { DeclaredColumn } from './columnRules.ts';
import { damaged, MOST_ROWS, tooLarge, unsupported } from './refusal.ts';
import type { PartReader } from './source.ts';
import { skipStruct } from './thrift.ts';

/** What the library needs to know of a column. */
export type ColumnDecoder = Parameters<typeof convert>[1];

export interface ParquetFile {
  columns: ParquetColumn[];
  groups: { index: number; rows: number }[];
  rows: number;
}

export interface ParquetColumn extends DeclaredColumn {
  /** A value as the library gives it. */
  convert(value: unknown): Cell;
  /** Where its values of a row group stand, and how they are to be read. */
  chunk(group: number): { start: number; end: number; decoder: ColumnDecoder };
}

const TRAILER = 8;
const LARGEST_FOOTER = 2 ** 24;
const LARGEST_CHUNK = 2 ** 30;

/** @throws UserError when footer and file do not agree, or the file needs what cannot be read */
export async function openParquet(name: string, parts: PartReader): Promise<ParquetFile> {
  const metadata = await footerOf(name, parts);
  const groups = metadata.row_groups.map(({ num_rows }, index) => ({ index, rows: Number(num_rows) }));
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  checkRows(name, metadata, groups, rows, parts.size);
  const root = parquetSchema(metadata);
  const columns = root.children.map((tree) => columnOf(name, [root, tree], metadata, parts.size));
  return { columns, groups: groups.filter((group) => group.rows > 0), rows };
}

async function footerOf(name: string, parts: PartReader): Promise<FileMetaData> {
  const trailer = await parts.read(Math.max(0, parts.size - TRAILER), TRAILER);
  if (trailer.length < TRAILER || trailer.toString('latin1', 4) !== 'PAR1') {
    throw damaged(
      name,
      'It does not end with PAR1, as Parquet files do: its end is missing, or it is still being written.',
    );
  }
  const length = trailer.readUInt32LE(0);
  if (length > parts.size - TRAILER - 4 || length > LARGEST_FOOTER) {
    throw damaged(
      name,
      `Its footer is said to have ${thousands(length)} bytes; the file has ${thousands(parts.size)}, and footers of up to ${thousands(LARGEST_FOOTER)} are read.`,
    );
  }
  const footer = await parts.read(parts.size - TRAILER - length, length + TRAILER);
  try {
    if (skipStruct(footer.subarray(0, length), 0) > length) throw new RangeError('too long');
    return parquetMetadata(new Uint8Array(footer).buffer, { geoparquet: false });
  } catch (error) {
    throw damaged(name, 'Its footer, which says where everything stands, cannot be read.', String(error));
  }
}

/** One bit a value is the least that a column with two values needs; tables without any such column are small. */
const ROWS_PER_BYTE = 10;
const ALWAYS_BEARABLE = 2 ** 20;

function checkRows(
  name: string,
  { num_rows }: FileMetaData,
  groups: { rows: number }[],
  rows: number,
  size: number,
): void {
  if (groups.some((group) => !(group.rows >= 0)) || Number(num_rows) !== rows) {
    throw damaged(
      name,
      `Its footer counts ${thousands(Number(num_rows))} rows, its row groups ${Number.isNaN(rows) ? 'do not say how many they have' : `together ${thousands(rows)}`}.`,
    );
  }
  if (rows > MOST_ROWS || rows > ROWS_PER_BYTE * size + ALWAYS_BEARABLE) {
    throw tooLarge(
      name,
      `It is said to have ${thousands(rows)} rows in ${thousands(size)} bytes, which data do not.`,
      'Choose another file.',
    );
  }
}

function columnOf(
  file: string,
  [root, tree]: [SchemaTree, SchemaTree],
  metadata: FileMetaData,
  size: number,
): ParquetColumn {
  const { name } = tree.element;
  const unreadable = whyUnreadable(tree.element, tree.children);
  const decimal = tree.element.converted_type === 'DECIMAL' || tree.element.logical_type?.type === 'DECIMAL';
  const element = decimal ? unscaled(tree.element) : tree.element;
  const schemaPath = [root, { ...tree, element }];
  const rules = { pathInSchema: [name], element, schemaPath, parsers: PARSERS, utf8: !decimal };
  const logical = tree.element.logical_type;
  const scale = tree.element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
  return {
    name,
    ...(unreadable !== undefined && { unreadable }),
    convert: decimal ? (value) => decimalOf(value, scale) : (value) => value as Cell,
    chunk(group) {
      const { start, end, meta } = placeOf(file, name, chunksOf(metadata.row_groups[group]!, name), size);
      return { start, end, decoder: { ...rules, type: element.type!, codec: meta.codec } };
    },
  };
}

const chunksOf = ({ columns }: RowGroup, name: string) =>
  columns.filter(
    ({ meta_data: meta }) => meta?.path_in_schema.length === 1 && meta.path_in_schema[0] === name,
  );

const text = new TextDecoder();
const PARSERS = {
  ...DEFAULT_PARSERS,
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && text.decode(bytes),
};

/** The library would scale it, and round on the way. */
function unscaled({ converted_type: _, logical_type: __, ...element }: SchemaElement): SchemaElement {
  return element;
}

function whyUnreadable(element: SchemaElement, children: SchemaTree[]): string | undefined {
  const { type, converted_type, logical_type, repetition_type } = element;
  const kind = logical_type?.type;
  if (repetition_type === 'REPEATED' || converted_type === 'LIST' || kind === 'LIST') return 'a list';
  if (converted_type === 'MAP' || kind === 'MAP') return 'a map';
  if (children.length > 0) return 'a structure';
  if (converted_type === 'BSON' || converted_type === 'INTERVAL')
    return converted_type === 'BSON' ? 'BSON' : 'an interval';
  if (kind === 'GEOMETRY' || kind === 'GEOGRAPHY' || kind === 'VARIANT') return `values of the type ${kind}`;
  const readable = converted_type === 'DECIMAL' || kind === 'UUID' || kind === 'FLOAT16';
  return type === 'FIXED_LEN_BYTE_ARRAY' && !readable ? 'bytes' : undefined;
}

function placeOf(file: string, column: string, [chunk, another]: RowGroup['columns'], size: number) {
  const what = `${file}, column ${quote(column)},`;
  const meta = chunk?.meta_data;
  if (!meta || another) throw damaged(what, 'A row group does not hold it exactly once.');
  if (chunk.file_path) {
    throw unsupported(
      `${file} has its values in other files`,
      `${quote(column)} is said to stand in ${quote(chunk.file_path)}.`,
      'Write the data into a single file.',
    );
  }
  if (meta.codec !== 'UNCOMPRESSED' && !Object.hasOwn(CODECS, meta.codec ?? '')) {
    throw unsupported(
      `${file} is compressed in a way that cannot be read`,
      `${quote(column)} is compressed with ${meta.codec ?? 'an unknown method'}.`,
      'Write it with snappy, gzip, zstd, lz4 or brotli.',
    );
  }
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 4 && end > start && end <= size)) {
    throw damaged(
      what,
      `Its values are said to stand from byte ${thousands(start)} to ${thousands(end)}; the file has ${thousands(size)}.`,
    );
  }
  if (end - start > LARGEST_CHUNK) {
    throw tooLarge(
      what,
      `A row group holds ${thousands(end - start)} bytes of it; up to ${thousands(LARGEST_CHUNK)} are read at a time.`,
      'Write smaller row groups.',
    );
  }
  return { start, end, meta };
}

/** unscaled · 10^−scale, as the nearest 64-bit float of both; bytes are a whole number, the most significant first. */
function decimalOf(value: unknown, scale: number): Cell {
  if (value === null || value === undefined) return undefined;
  const unscaled = value instanceof Uint8Array ? wholeNumber(value) : BigInt(value as number | bigint);
  return Number(`${unscaled}e${-scale}`);
}

function wholeNumber(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
