/** Arrays whose first axis varies fastest, read in the order of rows. */

import { formatBytes } from '../../words.ts';
import { bytesOf, decode } from '../decode.ts';
import { type NumberType, type Region, readOrRefuse, swapBytes } from '../pieces.ts';
import { unsupported } from '../refusal.ts';
import { countOf, PIECE_LENGTH, type Piece, type TensorEntry } from '../weightFile.ts';

/** Rows are put together in memory of this size. */
const BLOCK_BYTES = 64 * 2 ** 20;
/** With fewer rows at a time the file would be read in crumbs. */
const FEWEST_ROWS = 16;
/** A matrix of a few long rows is read once for each of them. */
const MOST_PASSES = 16;

/**
 * The values row-major, though column-major in the file. Blocks of rows (slices of the first axis) of at most 64 MB are
 * collected: each is a run of neighbours in every column.
 * @param format for messages
 * @throws UserError `WEIGHTS_UNSUPPORTED` when a block would hold fewer than 16 rows and the array is no matrix of a few
 */
export async function* fortranPieces(
  region: Region,
  tensor: TensorEntry,
  format: string,
): AsyncGenerator<Piece> {
  const { dtype } = tensor;
  if (dtype === 'string') return;
  const size = bytesOf(dtype);
  const [rows = 1, ...rest] = tensor.shape;
  const columns = countOf(rest);
  if (rows * columns === 0) return;
  const rowsAtOnce = Math.min(rows, Math.floor(BLOCK_BYTES / (columns * size)));
  if (rowsAtOnce < Math.min(rows, FEWEST_ROWS)) {
    if (rest.length > 1 || rows > MOST_PASSES) throw tooWide(region.source.path, tensor);
    for (let row = 0; row < rows; row++) yield* rowPieces(region, { row, rows, columns }, dtype, format);
    return;
  }
  const block = new Uint8Array(rowsAtOnce * columns * size);
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const height = Math.min(rowsAtOnce, rows - row);
    const bytes = block.subarray(0, height * columns * size);
    await readRows(region, { row, height, rows, columns, size }, bytes, format);
    if (region.bigEndian) swapBytes(bytes, dtype);
    yield* transposed(decode(bytes, dtype), height, rest);
  }
}

/** One row of a matrix, picked from all columns. */
async function* rowPieces(
  { source, offset, bigEndian }: Region,
  { row, rows, columns }: { row: number; rows: number; columns: number },
  dtype: NumberType,
  format: string,
): AsyncGenerator<Piece> {
  const size = bytesOf(dtype);
  const columnsAtOnce = Math.ceil(PIECE_LENGTH / rows);
  const buffer = new Uint8Array(columnsAtOnce * rows * size);
  for (let column = 0; column < columns; column += columnsAtOnce) {
    const count = Math.min(columnsAtOnce, columns - column);
    const bytes = buffer.subarray(0, count * rows * size);
    await readOrRefuse(source, offset + column * rows * size, bytes, format);
    if (bigEndian) swapBytes(bytes, dtype);
    const values = decode(bytes, dtype);
    const picked = values.slice(0, count);
    for (let each = 0; each < count; each++) picked[each] = values[each * rows + row]!;
    yield picked;
  }
}

interface Rows {
  row: number;
  height: number;
  rows: number;
  columns: number;
  size: number;
}

/** Column after column, `height` neighbours of each. */
async function readRows(
  { source, offset }: Region,
  { row, height, rows, columns, size }: Rows,
  into: Uint8Array,
  format: string,
): Promise<void> {
  if (height === rows) return readOrRefuse(source, offset, into, format);
  for (let column = 0; column < columns; column++)
    await readOrRefuse(
      source,
      offset + size * (column * rows + row),
      into.subarray(size * column * height, size * (column + 1) * height),
      format,
    );
}

/**
 * Pieces of whole rows, or of parts of one row where a row is longer than a piece.
 * @param rest the axes after the first, of which the file's first one varies fastest
 */
function* transposed(values: Piece, height: number, rest: readonly number[]): Generator<Piece> {
  const columns = countOf(rest);
  const places = placesOf(rest);
  const wide = Math.min(columns, PIECE_LENGTH);
  const tall = Math.max(1, Math.floor(PIECE_LENGTH / columns));
  const piece = values.slice(0, tall * wide);
  for (let row = 0; row < height; row += tall)
    for (let column = 0; column < columns; column += wide) {
      const rows = Math.min(tall, height - row);
      const length = Math.min(wide, columns - column);
      for (let each = 0; each < length; each++) {
        const from = places[column + each]! * height + row;
        for (let down = 0; down < rows; down++) piece[down * length + each] = values[from + down]!;
      }
      yield piece.subarray(0, rows * length);
    }
}

/** For each row-major index over `rest` its column-major one. */
function placesOf(rest: readonly number[]): Uint32Array {
  const places = new Uint32Array(countOf(rest));
  const index = new Array<number>(rest.length).fill(0);
  for (let at = 0; at < places.length; at++) {
    places[at] = index.reduceRight((place, each, axis) => each + rest[axis]! * place, 0);
    for (let axis = rest.length - 1; axis >= 0 && ++index[axis]! === rest[axis]; axis--) index[axis] = 0;
  }
  return places;
}

const tooWide = (path: string, { name, shape, dtype }: TensorEntry) =>
  unsupported(
    path,
    `“${name}” has ${formatBytes(countOf(shape) * bytesOf(dtype))} in Fortran order and rows too long to be put together in memory.`,
    'Save numpy.ascontiguousarray(…) of it.',
  );
