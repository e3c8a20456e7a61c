/** The values of a column in a row group of a Parquet file, page by page: nothing is decoded before it is checked. */
import type { DecodedArray, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { convert, convertWithDictionary } from 'hyparquet/src/convert.js';
import { readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { thousands } from '../words.ts';
import { checkUnfolding } from './arrays.ts';
import { CODECS } from './codecs.ts';
import { checkValues, countNulls } from './parquetChecks.ts';
import type { ColumnDecoder } from './parquetFile.ts';
import { damaged, tooLarge } from './refusal.ts';
import { skipStruct } from './thrift.ts';

interface Page {
  header: PageHeader;
  /** Behind the header. */
  body: Buffer;
  /** Rows; 0 of a dictionary. */
  count: number;
}

/** Usual are a megabyte and some ten thousand values. */
const LARGEST_PAGE = 2 ** 28;
const MOST_VALUES = 2 ** 24;

/**
 * Hands over the values of the wanted rows, undefined where one is missing. Pages without wanted rows are not unpacked.
 * @param rows of the row group
 * @param wanted rows of the row group, rising
 * @throws UserError and RangeError when pages are broken or larger than can be held
 */
export function eachPageValue(
  what: string,
  bytes: Buffer,
  rows: number,
  wanted: Uint32Array,
  decoder: ColumnDecoder,
  take: (value: unknown) => void,
): void {
  let dictionary: DecodedArray | undefined;
  let [first, next] = [0, 0];
  for (const page of pagesOf(what, bytes, rows)) {
    if (page.header.dictionary_page_header) dictionary = dictionaryOf(page, decoder);
    const end = first + page.count;
    if (next < wanted.length && wanted[next]! < end) {
      const valueAt = valuesOf(page, dictionary, decoder);
      // Values that are present stand one behind another; where each begins is known by those before it.
      for (let row = first; row < end && next < wanted.length; row++) {
        const value = valueAt(row - first);
        if (wanted[next] !== row) continue;
        take(value);
        next++;
      }
    }
    first = end;
  }
}

/** All pages, their sizes and counts checked: together they have as many values as the row group has rows. */
function pagesOf(what: string, bytes: Buffer, rows: number): Page[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pages: Page[] = [];
  let [at, values, unfolded] = [0, 0, 0];
  while (values < rows && at < bytes.length) {
    const start = skipStruct(bytes, at);
    const header = parquetHeader({ view, offset: at });
    const [packed, size] = [Number(header.compressed_page_size), Number(header.uncompressed_page_size)];
    const count = countOf(header);
    if (!(packed >= 0 && start + packed <= bytes.length))
      throw damaged(what, 'A page goes beyond the end of its column.');
    if (Number.isNaN(size) || Number.isNaN(count))
      throw damaged(what, 'The head of a page is incomplete, or contradicts itself.');
    if (size > LARGEST_PAGE || count > MOST_VALUES) throw hugePage(what, size, count);
    const inDictionary = header.dictionary_page_header?.num_values ?? 0;
    if (!(size >= 0 && count >= 0 && inDictionary >= 0 && inDictionary <= 8 * size)) {
      throw damaged(
        what,
        `A page of ${thousands(size)} bytes is said to hold ${thousands(inDictionary || count)} values.`,
      );
    }
    pages.push({ header, body: bytes.subarray(start, start + packed), count });
    [at, values, unfolded] = [start + packed, values + count, unfolded + size];
  }
  if (values !== rows) {
    throw damaged(
      what,
      `Its pages hold ${thousands(values)} values; the row group has ${thousands(rows)} rows.`,
    );
  }
  checkUnfolding(what, unfolded, bytes.length);
  return pages;
}

/** Values of a data page; 0 of other pages, NaN when the header contradicts itself. */
function countOf(header: PageHeader): number {
  const { data_page_header: one, data_page_header_v2: two } = header;
  if (header.dictionary_page_header) return 0;
  // Where it is missing there is none, whatever the library's types say.
  if (one) return one.num_values ?? Number.NaN;
  if (!two) return 0;
  const { num_values, num_nulls, num_rows } = two;
  const levels = [two.definition_levels_byte_length, two.repetition_levels_byte_length];
  const within =
    levels.every((length) => length >= 0) && levels[0]! + levels[1]! <= header.compressed_page_size;
  const agree = num_nulls >= 0 && num_nulls <= num_values && num_rows === num_values;
  return agree && within ? num_values : Number.NaN;
}

function hugePage(what: string, size: number, count: number) {
  const most = `up to ${thousands(LARGEST_PAGE)} and ${thousands(MOST_VALUES)} are read`;
  return tooLarge(
    what,
    `A page is said to unfold to ${thousands(size)} bytes with ${thousands(count)} values; ${most}.`,
    'Write it with pages of the usual size, a megabyte.',
  );
}

function dictionaryOf({ header, body }: Page, decoder: ColumnDecoder): DecodedArray {
  const bytes = unpack(body, header.uncompressed_page_size, decoder);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = header.dictionary_page_header?.num_values ?? 0;
  return convert(readPlain({ view, offset: 0 }, decoder.type, count, decoder.element.type_length), decoder);
}

/** To be called for one row after another. */
function valuesOf(
  page: Page,
  dictionary: DecodedArray | undefined,
  decoder: ColumnDecoder,
): (row: number) => unknown {
  const optional = decoder.element.repetition_type === 'OPTIONAL';
  const { data, encoding, present } = decoded(page, decoder, optional);
  const indices = encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';
  if (indices) checkIndices(data.dataPage, present, dictionary);
  const values = convertWithDictionary(data.dataPage, dictionary, encoding, decoder);
  if (values.length < present) throw new RangeError(`${values.length} values instead of ${present}`);
  const levels = data.definitionLevels;
  if (!levels?.length) return (row) => (present === 0 ? undefined : values[row]);
  let next = 0;
  return (row) => (levels[row] === 1 ? values[next++] : undefined);
}

function decoded({ header, body, count }: Page, decoder: ColumnDecoder, optional: boolean) {
  const { data_page_header: one, data_page_header_v2: two, uncompressed_page_size: size } = header;
  if (one) {
    const bytes = unpack(body, size, decoder);
    const [nulls, start] = optional ? countNulls(bytes, count) : [0, 0];
    const present = count - nulls;
    if (present > 0) checkValues(bytes, start, one.encoding, decoder, present);
    return {
      data: present > 0 ? readDataPage(bytes, one, decoder) : NOTHING,
      encoding: one.encoding,
      present,
    };
  }
  const levels = two!.definition_levels_byte_length + two!.repetition_levels_byte_length;
  const packed = body.subarray(levels);
  const values = two!.is_compressed === false ? packed : unpack(packed, size - levels, decoder);
  const bytes = Buffer.concat([body.subarray(0, levels), values]);
  const present = count - two!.num_nulls;
  if (optional) checkNulls(bytes, two!, count);
  if (present > 0) checkValues(bytes, levels, two!.encoding, decoder, present);
  const whole = {
    ...header,
    uncompressed_page_size: bytes.length,
    data_page_header_v2: { ...two!, is_compressed: false },
  };
  return {
    data: present > 0 ? readDataPageV2(bytes, whole, decoder) : NOTHING,
    encoding: two!.encoding,
    present,
  };
}

/** Of a page with missing values only. */
const NOTHING: ReturnType<typeof readDataPage> = {
  definitionLevels: undefined,
  repetitionLevels: [],
  dataPage: [],
};

/** Levels of definition stand behind those of repetition. */
function checkNulls(
  bytes: Uint8Array,
  header: NonNullable<PageHeader['data_page_header_v2']>,
  count: number,
) {
  const place = { start: header.repetition_levels_byte_length, length: header.definition_levels_byte_length };
  const [nulls] = countNulls(bytes, count, place);
  if (nulls !== header.num_nulls)
    throw new RangeError(`${nulls} missing values instead of ${header.num_nulls}`);
}

function unpack(body: Buffer, size: number, { codec }: ColumnDecoder): Uint8Array {
  const bytes = codec === 'UNCOMPRESSED' ? body : CODECS[codec]!(body, size);
  if (bytes.length !== size) throw new RangeError(`a page of ${bytes.length} bytes instead of ${size}`);
  // A copy: the library reads numbers at places that are multiples of their size.
  return Uint8Array.from(bytes);
}

function checkIndices(indices: DecodedArray, present: number, dictionary: DecodedArray | undefined): void {
  if (!dictionary) throw new RangeError('indices without a dictionary');
  for (let i = 0; i < present; i++) {
    if (!(Number(indices[i]) < dictionary.length)) throw new RangeError('an index beyond the dictionary');
  }
}
