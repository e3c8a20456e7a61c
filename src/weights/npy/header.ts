/** The header of a .npy array: type, shape, order of the bytes and of the axes. */
import { bytesOf } from '../decode.ts';
import { type ByteSource, readRange } from '../fileSource.ts';
import { damaged, truncated, unsupported } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { countOf, type DType } from '../weightFile.ts';

export const NPY = '.npy';

export interface NpyHeader {
  dtype: DType;
  bigEndian: boolean;
  /** The first axis varies fastest. */
  fortran: boolean;
  shape: number[];
  /** Of the first number in the file. */
  offset: number;
}

/** No plain array has a longer header; those of structured arrays may be. */
export const LONGEST_NPY_HEADER = 2 ** 16;

const MAGIC = '\x93NUMPY';
const DTYPES: Record<string, DType> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
};

/**
 * Reads a header of version 1, 2 or 3: `\x93NUMPY`, two bytes of version, the length (two bytes, from version 2 on four),
 * a Python dictionary with `descr`, `fortran_order` and `shape`.
 * Source: numpy.lib.format, NEP 1.
 * @param name of the array, for messages
 * @param available bytes of the whole array in the file, header included
 * @throws UserError `WEIGHTS_DAMAGED`, `WEIGHTS_TRUNCATED`; `WEIGHTS_UNSUPPORTED` for Python objects, records and times
 */
export async function readNpyHeader(source: ByteSource, name: string, available: number): Promise<NpyHeader> {
  const { path } = source;
  const text = await headerText(source, name);
  const shape = shapeOf(/["']shape["']\s*:\s*\(([^()]*)\)/.exec(text.content)?.[1]);
  const order = /["']fortran_order["']\s*:\s*(True|False)/.exec(text.content)?.[1];
  const descr = /["']descr["']\s*:\s*(?:(["'])(.*?)\1|([[{(]))/.exec(text.content);
  if (!shape || !order || !descr)
    throw damaged(
      path,
      NPY,
      `The header of “${name}” is “${text.content.trim().slice(0, 80)}”.`,
      'Expected descr, fortran_order and shape.',
    );
  const { dtype, bigEndian } = typeOf(path, name, descr[2] ?? null);
  const header: NpyHeader = { dtype, bigEndian, fortran: order === 'True', shape, offset: text.end };
  checkLength(path, name, header, available);
  return header;
}

function checkLength(
  path: string,
  name: string,
  { dtype, shape, offset }: NpyHeader,
  available: number,
): void {
  const needed = offset + countOf(shape) * bytesOf(dtype);
  if (needed > available)
    throw truncated(
      path,
      NPY,
      `“${name}” of shape [${shape.join(', ')}] needs ${needed} bytes and has ${available}.`,
    );
}

async function headerText(source: ByteSource, name: string): Promise<{ content: string; end: number }> {
  const { path, size } = source;
  const early = (found: string) => truncated(path, NPY, `The header of “${name}” ${found}.`);
  if (size < 10) throw early(`needs at least 10 bytes and has ${size}`);
  const start = Buffer.from(await readRange(source, 0, Math.min(12, size)));
  if (start.toString('latin1', 0, 6) !== MAGIC)
    throw damaged(path, NPY, `“${name}” does not begin with \\x93NUMPY.`, 'Expected an array of numpy.');
  const version = start[6]!;
  if (version < 1 || version > 3)
    throw unsupported(
      path,
      `“${name}” has version ${version} of the format; 1 to 3 are read.`,
      'Save it with numpy.',
    );
  if (version > 1 && size < 12) throw early('lacks its length');
  const length = version === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  const begin = version === 1 ? 10 : 12;
  if (length > LONGEST_NPY_HEADER - begin)
    throw unsupported(path, `The header of “${name}” has ${length} bytes: it describes records.`, PLAIN);
  if (begin + length > size) throw early(`needs ${begin + length} bytes and has ${size}`);
  const content = Buffer.from(await readRange(source, begin, length)).toString(
    version === 3 ? 'utf8' : 'latin1',
  );
  return { content, end: begin + length };
}

/** `3, 4`, `3,`, empty for a single number; Python 2 wrote `3L`. */
function shapeOf(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.trim().replace(/,$/, '');
  const shape =
    parts === ''
      ? []
      : parts.split(',').map((part) => (/^\s*\d+L?\s*$/.test(part) ? Number.parseInt(part, 10) : -1));
  return isShape(shape) ? shape : undefined;
}

const PLAIN = 'Save plain arrays of numbers.';

function typeOf(path: string, name: string, descr: string | null): { dtype: DType; bigEndian: boolean } {
  if (descr === null) throw unsupported(path, `“${name}” is an array of records with several fields.`, PLAIN);
  const match = /^([<>|=]?)([a-zA-Z])(\d*)/.exec(descr);
  const [, mark, letter, size] = match ?? [];
  if (letter === 'O')
    throw unsupported(
      path,
      `“${name}” holds Python objects as a pickle; loading one can run code, so it is not loaded.`,
      'Save plain arrays, with numpy.save(…, allow_pickle=False).',
    );
  if (letter === 'U' || letter === 'S' || letter === 'a') return { dtype: 'string', bigEndian: false };
  const key = `${letter}${size}`;
  const dtype = Object.hasOwn(DTYPES, key) ? DTYPES[key] : undefined;
  if (dtype) return { dtype, bigEndian: mark === '>' };
  if (letter === 'V')
    throw unsupported(
      path,
      `“${name}” is stored as unnamed bytes (${descr}), as bfloat16 of JAX is: numpy does not say what they mean.`,
      'Convert it to float32 before saving.',
    );
  throw unsupported(
    path,
    `“${name}” has the type “${descr.slice(0, 20)}”, which is no number that is read.`,
    PLAIN,
  );
}
