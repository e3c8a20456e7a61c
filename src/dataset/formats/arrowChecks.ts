/** Arrow's heads and batches, checked before a library that trusts them reads on. All throw RangeError. */
import { type Batch, type Column, type DataType, Type } from '@uwdata/flechette';
import type { FlatTable } from './flatTable.ts';

const MOST_FIELDS = 200_000;
const DEEPEST = 64;
/** Codes of the types in a schema. */
const [UNION, DECIMAL] = [14, 7];
const LARGEST_SCALE = 100;

/** `Schema { endianness, fields, metadata, features }`: its vectors lie within the message, its fields are not too many. */
export function checkSchema(schema: FlatTable): void {
  schema.vector(2, 4);
  let left = MOST_FIELDS;
  const visit = (field: FlatTable, depth: number): void => {
    if (--left < 0 || depth > DEEPEST) throw new RangeError('too many fields');
    // Field { name, nullable, type_type, type, dictionary, children, metadata }
    const [code, type] = [field.byte(2), field.table(3)];
    if (code === UNION) type?.vector(1, 4);
    if (code === DECIMAL && Math.abs(type?.integer(1) ?? 0) > LARGEST_SCALE)
      throw new RangeError('a decimal’s scale');
    field.vector(6, 4);
    for (const child of field.tables(5)) visit(child, depth + 1);
  };
  for (const field of schema.tables(1)) visit(field, 0);
}

const LARGEST_BATCH = 2 ** 31;
/** All values of a dictionary are held as such. */
const LARGEST_DICTIONARY = 2 ** 24;
/** Of a dictionary, compressed: a value takes a bit at least. Values that are all missing take none. */
const VALUES_PER_BYTE = 100;
const ALWAYS_BEARABLE = 2 ** 18;

/**
 * `RecordBatch { length, nodes, buffers, compression, variadicBufferCounts }`, or `DictionaryBatch { id, data, isDelta }`
 * with one inside.
 * @param body bytes of its values
 * @returns its rows, 0 for a dictionary
 */
export function checkBatch(header: FlatTable, kind: 'dictionary' | 'rows', body: number): number {
  const batch = kind === 'rows' ? header : header.table(1);
  if (!batch) throw new RangeError('a dictionary without values');
  const largest = Math.min(LARGEST_DICTIONARY, VALUES_PER_BYTE * body + ALWAYS_BEARABLE);
  const most = kind === 'rows' ? LARGEST_BATCH : largest;
  const nodes = batch.vector(1, 16);
  batch.vector(2, 16);
  const variadic = batch.vector(4, 8);
  const lengths = [
    batch.long(0),
    ...Array.from({ length: nodes.count }, (_, i) => batch.longAt(nodes.at(i))),
  ];
  if (lengths.some((length) => !(length >= 0 && length <= most)))
    throw new RangeError('a length out of range');
  for (let i = 0; i < variadic.count; i++) {
    const count = batch.longAt(variadic.at(i));
    if (!(count >= 0 && count <= batch.vector(2, 16).count))
      throw new RangeError('more buffers than there are');
  }
  return kind === 'rows' ? lengths[0]! : 0;
}

/** Every value of the column is there: beyond the end of a shorter buffer the library finds values that are none. */
export function checkLengths(type: DataType, column: Column<unknown>, length: number): void {
  if (column.length !== length)
    throw new RangeError(`a column of ${column.length} values among ${length} rows`);
  for (const batch of column.data) checkPart(type, batch);
}

/** What the library's batches hold. */
interface Buffers {
  values?: ArrayLike<unknown>;
  offsets?: ArrayLike<number | bigint>;
  validity?: Uint8Array;
  dictionary?: Column<unknown>;
}

function checkPart(type: DataType, batch: Batch<unknown>): void {
  const { length, nullCount } = batch;
  const { values, offsets, validity, dictionary } = batch as unknown as Buffers;
  if (type.typeId === Type.Null) return;
  if (nullCount > 0 && 8 * (validity?.length ?? 0) < length) throw new RangeError('too few bits of validity');
  if (offsets) checkOffsets(offsets, values?.length ?? 0, length);
  else if ((values?.length ?? 0) < neededValues(type, length)) throw new RangeError('too few values');
  if (type.typeId !== Type.Dictionary) return;
  if (!dictionary) throw new RangeError('a dictionary that is missing');
  checkLengths(type.dictionary, dictionary, dictionary.length);
  for (let i = 0; i < length; i++) {
    const key = Number(values![i]);
    if ((nullCount === 0 || batch.isValid(i)) && !(key >= 0 && key < dictionary.length))
      throw new RangeError('an index beyond the dictionary');
  }
}

/** Elements of the values' buffer. */
function neededValues(type: DataType, length: number): number {
  if (type.typeId === Type.Bool) return Math.ceil(length / 8);
  if (type.typeId === Type.Utf8View) return 16 * length;
  // In words of 64 bits; one of 32 bits is a word.
  if (type.typeId === Type.Decimal) return length * Math.max(1, type.bitWidth / 64);
  return length;
}

function checkOffsets(offsets: ArrayLike<number | bigint>, bytes: number, length: number): void {
  if (length > 0 && offsets.length < length + 1) throw new RangeError('too few offsets');
  for (let i = 0; i < length; i++) {
    const [from, to] = [Number(offsets[i]), Number(offsets[i + 1])];
    if (!(from >= 0 && to >= from && to <= bytes)) throw new RangeError('an offset beyond the values');
  }
}
