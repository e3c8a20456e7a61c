/** The header of NumPy's format: type, order and shape of an array. */
import { isUtf8 } from 'node:buffer';
import { UserError } from '../../errors.ts';
import { quote } from '../words.ts';
import { damaged, unsupported } from './refusal.ts';

export interface ArrayHeader {
  /** Bytes before the values. */
  start: number;
  shape: number[];
  fortran: boolean;
  type: ValueType;
}

export interface ValueType {
  /** As NumPy writes it, without its byte order: `f8`, `u1`, `U5`. */
  name: string;
  size: number;
  /** The value at a place: a number, or a text for `U` and `S`. */
  read(view: DataView, at: number): number | string;
}

/** NumPy's own limit for a header that is not trusted. */
const LONGEST_HEADER = 10_000;
const MOST_AXES = 8;

/**
 * Magic `\x93NUMPY`, version, length, then a Python dictionary with `descr`, `fortran_order` and `shape`
 * (numpy.lib.format, versions 1 to 3).
 * @param bytes beginning of the array's file
 * @param what names the array in messages
 * @throws UserError when the header is broken, or of a type that is no number and no text
 */
export function arrayHeader(what: string, bytes: Buffer): ArrayHeader {
  if (bytes.subarray(0, 6).toString('latin1') !== '\x93NUMPY' || bytes.length < 12) {
    throw damaged(what, 'It does not begin as NumPy’s arrays do, with \\x93NUMPY and a version.');
  }
  const [wide, version] = [bytes[6]! >= 2, bytes[6]!];
  if (version < 1 || version > 3)
    throw damaged(what, `Its version is ${version}; versions 1 to 3 are known.`);
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const start = (wide ? 12 : 10) + length;
  if (length > LONGEST_HEADER || start > bytes.length) {
    const limit = `up to ${LONGEST_HEADER.toLocaleString('en-US')} are expected, within the file`;
    throw damaged(what, `Its header is said to have ${length.toLocaleString('en-US')} bytes; ${limit}.`);
  }
  const text = bytes.toString('latin1', wide ? 12 : 10, start);
  return {
    start,
    fortran: /'fortran_order':\s*True/.test(text),
    shape: shapeOf(what, text),
    type: typeOf(what, text),
  };
}

/** Bytes that are read to be sure of the whole header. */
export const HEADER_BYTES = LONGEST_HEADER + 12;

function shapeOf(what: string, header: string): number[] {
  const sizes = /'shape':\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (sizes === undefined) throw damaged(what, 'Its header has no shape.');
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.length > MOST_AXES || !Number.isSafeInteger(count)) {
    throw damaged(what, `Its shape is (${shape.join(', ')}), which no file can hold.`);
  }
  return shape;
}

function typeOf(what: string, header: string): ValueType {
  const written = /'descr':\s*(?:'([^']*)'|(\[))/.exec(header);
  if (!written) throw damaged(what, 'Its header has no type.');
  if (written[2]) {
    throw unsupported(
      `${what} has fields`,
      'It is a structured array, with named fields in each element; arrays of numbers or texts are read.',
      'Write each field as an array of its own: np.savez(path, **{name: data[name] for name in data.dtype.names}).',
    );
  }
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([A-Za-z?])(\d*)/.exec(written[1]!) ?? [];
  const type =
    kind === 'U' || kind === 'S'
      ? textType(what, kind, Number(digits), order !== '>')
      : numberType(kind + digits, order !== '>');
  if (type) return type;
  if (kind === 'O') {
    throw unsupported(
      `${what} holds Python objects`,
      'Its type is “O”: the values are a pickle, which would have to be run to be read; nothing in a data file is run.',
      'Convert it before saving, for example with array.astype(np.float32), or array.astype(str) for texts.',
    );
  }
  throw unsupported(
    `${what} has values of the type “${written[1]}”`,
    'Whole numbers, floats, true and false, and texts are read; dates and complex numbers are not.',
    'Convert it before saving, for example with array.astype(np.float64).',
  );
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const NUMBERS: Record<string, [size: number, read: Reader]> = {
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f2: [2, (view, at, little) => half(view.getUint16(at, little))],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => (view.getUint8(at) ? 1 : 0)],
};

/** A number of IDX or NumPy; undefined when there is no such type. */
export function numberType(name: string, little: boolean): ValueType | undefined {
  const known = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (!known) return undefined;
  const [size, read] = known;
  return { name, size, read: (view, at) => read(view, at, little) };
}

/** IEEE 754 binary16: (−1)^s · 2^(e−15) · (1 + m/1024), subnormal 2^−14 · m/1024. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction));
}

/** Texts of a fixed length, filled up with zeros: `U` in UTF-32, `S` in bytes. */
function textType(what: string, kind: 'U' | 'S', length: number, little: boolean): ValueType | undefined {
  const size = kind === 'U' ? 4 * length : length;
  if (size < 1 || size > 2 ** 16) return undefined;
  const read = (view: DataView, at: number): string => {
    if (kind === 'S') {
      const bytes = Buffer.from(view.buffer, view.byteOffset + at, length);
      if (!isUtf8(bytes)) throw notUtf8(what, bytes);
      return bytes.toString('utf8').replace(/\0+$/, '');
    }
    let text = '';
    for (let i = 0; i < length; i++) {
      const code = view.getUint32(at + 4 * i, little);
      if (code > 0 && code <= 0x10ffff) text += String.fromCodePoint(code);
    }
    return text;
  };
  return { name: kind + length, size, read };
}

function notUtf8(what: string, bytes: Buffer): UserError {
  const text = bytes.toString('latin1').replace(/\0+$/, '');
  return new UserError({
    code: 'DATA_NOT_UTF8',
    title: `${what} has text that is not UTF-8`,
    explanation: `In Latin-1 one of its texts would be ${quote(text)}; texts of bytes are read as UTF-8.`,
    remedy: 'Save texts as str: np.char.decode(array, "latin-1"), with the encoding that they have.',
  });
}
