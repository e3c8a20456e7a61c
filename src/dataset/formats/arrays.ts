/** Arrays of a file, read as a stream: only the wanted rows are kept. */
import { type Column, ColumnBuilder, NumberColumns, readTexts } from '../column.ts';
import type { ArrayHeader } from './npy.ts';
import { damaged, tooLarge } from './refusal.ts';

export interface NamedArray {
  /** `x_train`. */
  name: string;
  /** For messages: `data.npz, array “x_train”,`. */
  what: string;
  header: ArrayHeader;
  /** The bytes of the values, without the header. */
  values(): AsyncIterable<Buffer>;
}

export const rowsOf = ({ header }: NamedArray): number => header.shape[0] ?? 0;

/** Bytes of all values; a shape without axes is a single one. */
export const bytesOf = ({ header }: NamedArray): number =>
  header.shape.reduce((product, size) => product * size, header.type.size);

/** Values of one row. */
export const widthOf = ({ header }: NamedArray): number =>
  header.shape.slice(1).reduce((product, size) => product * size, 1);

/** Values of arrays of one kind, one after another: rows, the axes after the first one flattened in row-major order. */
export class ArrayValues {
  /** By column; texts are in builders. */
  numbers: Float64Array[] | undefined;
  readonly texts: ColumnBuilder[] | undefined;
  /** There were whole numbers beyond 2⁵³, which 64-bit floats cannot tell apart. */
  rounded = false;
  private filled = 0;

  /** @param rows of all arrays together */
  constructor(array: NamedArray, rows: number) {
    const length = widthOf(array);
    if (isText(array)) this.texts = Array.from({ length }, () => new ColumnBuilder('', rows));
    else this.numbers = Array.from({ length }, () => new Float64Array(rows));
  }

  /**
   * Adds the wanted rows of an array, whatever its order in the file.
   * @param wanted row indices, rising
   * @throws UserError when the array ends too early
   */
  async add(array: NamedArray, wanted: Uint32Array): Promise<void> {
    if (wanted.length === 0) return;
    const { numbers, texts, filled } = this;
    const whole = /^[iu]8$/.test(array.header.type.name);
    await eachValue(array, wanted, (j, row, value) => {
      if (numbers) numbers[j]![filled + row] = value as number;
      else if (texts!.length === 1) texts![0]!.pushText(String(value));
      else texts![j]!.push(String(value));
      if (whole && Math.abs(value as number) > Number.MAX_SAFE_INTEGER) this.rounded = true;
    });
    this.filled += wanted.length;
  }

  /** Moves the channels of images behind their rows and columns. */
  channelsLast(channels: number): void {
    const { numbers } = this;
    if (!numbers) return;
    const pixels = numbers.length / channels;
    this.numbers = numbers.map((_, j) => numbers[(j % channels) * pixels + Math.floor(j / channels)]!);
  }

  /** The columns under these names. A vector of texts is read as a whole: see {@link readTexts}. */
  columns(names: string[], rows: number): Column[] {
    const maker = new NumberColumns(rows);
    if (this.numbers) return this.numbers.map((values, j) => maker.column(names[j]!, values));
    return this.texts!.map((builder, j, { length }) => {
      const column = { ...builder.finish(), name: names[j]! };
      return length === 1 ? readTexts(column) : column;
    });
  }
}

/** The values are texts, not numbers. */
export const isText = ({ header }: NamedArray): boolean => /^[US]/.test(header.type.name);

type Take = (column: number, row: number, value: number | string) => void;

/** In the order in which the values stand in the file, so that one pass finds them all. */
async function eachValue(array: NamedArray, wanted: Uint32Array, take: Take): Promise<void> {
  const { type, fortran, shape } = array.header;
  const [rows, width, { size, read }] = [rowsOf(array), widthOf(array), type];
  const columnOf = fortran ? fortranColumns(shape.slice(1)) : undefined;
  const [outer, inner] = columnOf ? [width, wanted.length] : [wanted.length, width];
  let [a, b] = [0, 0];
  const place = () => size * (columnOf ? a * rows + wanted[b]! : wanted[a]! * width + b);
  let base = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of array.values()) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = base + bytes.length;
    let at = place();
    while (a < outer && at + size <= end) {
      const value = read(view, at - base);
      if (columnOf) take(columnOf[a]!, b, value);
      else take(b, a, value);
      if (++b === inner) [a, b] = [a + 1, 0];
      at = a < outer ? place() : at;
    }
    if (a === outer) return;
    rest = at < end ? bytes.subarray(at - base) : Buffer.alloc(0);
    base = end - rest.length;
  }
  throw damaged(array.what, 'The file ends before the last of its values.');
}

/** For each place of the trailing axes in Fortran order its place in row-major order. */
function fortranColumns(axes: number[]): Uint32Array {
  const width = axes.reduce((product, size) => product * size, 1);
  return Uint32Array.from({ length: width }, (_, place) => {
    let [rest, stride, column] = [place, width, 0];
    for (const size of axes) {
      stride /= size;
      column += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    return column;
  });
}

/** More than a gigabyte from less than a hundredth of it: what unfolds so is no data. */
const SUSPICIOUS_SIZE = 2 ** 30;
const SUSPICIOUS_RATIO = 200;

/** @throws UserError when the announced size is more than compression can come from, or suspiciously much of it */
export function checkUnfolding(what: string, size: number, compressed: number): void {
  if (size <= SUSPICIOUS_SIZE || size <= SUSPICIOUS_RATIO * compressed) return;
  const [all, packed] = [size, compressed].map((bytes) => Math.ceil(bytes / 1e6).toLocaleString('en-US'));
  throw tooLarge(
    what,
    `It would unfold from ${packed} MB to ${all} MB, ${SUSPICIOUS_RATIO} times as much or more, which data do not.`,
    'Choose another file; one full of zeros can be written without compression.',
  );
}
