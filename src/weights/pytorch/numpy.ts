/**
 * Arrays of NumPy in a pickle: their bytes are part of it.
 * Source: NumPy, numpy/core/src/multiarray/methods.c (array_reduce, array_setstate) and descriptor.c.
 */
import { bytesOf } from '../decode.ts';
import { globalName, isKind, itemsOf, type PickleObject, type PickleValue } from '../pickle/value.ts';
import type { NumberType } from '../pieces.ts';
import { isShape } from '../shape.ts';
import { countOf } from '../weightFile.ts';
import { Contradiction, type LatinText, type NotRead, type StoredTensor } from './stored.ts';

const TYPES = new Map<string, NumberType>([
  ['f8', 'float64'],
  ['f4', 'float32'],
  ['f2', 'float16'],
  ['i8', 'int64'],
  ['i4', 'int32'],
  ['i2', 'int16'],
  ['i1', 'int8'],
  ['u8', 'uint64'],
  ['u4', 'uint32'],
  ['u2', 'uint16'],
  ['u1', 'uint8'],
  ['b1', 'bool'],
  ['c8', 'complex64'],
  ['c16', 'complex128'],
]);

/** `numpy.core.multiarray._reconstruct`, since NumPy 2 `numpy._core.multiarray._reconstruct`. */
const MAKER = /^numpy\._?core\.(multiarray\._reconstruct|numeric\._frombuffer)$/;

/** The array that `value` describes; undefined when it is something else. @throws Contradiction */
export function arrayOf(value: PickleObject): StoredTensor | NotRead | undefined {
  const maker = MAKER.exec(globalName(value.callable))?.[1];
  if (maker === undefined) return undefined;
  if (maker === 'numeric._frombuffer') {
    const [bytes, type, shape, order] = value.args;
    return denseArray(shape, type, order === 'F', bytes);
  }
  const [, shape, type, fortran, bytes] = itemsOf(value.state) ?? [];
  return denseArray(shape, type, fortran === true || fortran === 1, bytes);
}

/** A single number, `numpy.float64(0.5)` for example; undefined when it is something else or not a plain number. */
export function numpyNumber(value: PickleValue | undefined): number | undefined {
  if (!isKind(value, 'object') || !/^numpy\._?core\.multiarray\.scalar$/.test(globalName(value.callable)))
    return undefined;
  const type = typeOf(value.args[0]);
  const stored = storedBytes(value.args[1]);
  if (!type || !stored || type.bigEndian) return undefined;
  const bytes = 'latin1' in stored ? Buffer.from(stored.latin1.slice(0, 16), 'latin1') : stored;
  if (bytes.length !== bytesOf(type.dtype)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type.dtype === 'float64') return view.getFloat64(0, true);
  if (type.dtype === 'float32') return view.getFloat32(0, true);
  if (type.dtype === 'int64') return Number(view.getBigInt64(0, true));
  return type.dtype === 'int32' ? view.getInt32(0, true) : undefined;
}

function denseArray(
  size: PickleValue | undefined,
  type: PickleValue | undefined,
  fortran: boolean,
  content: PickleValue | undefined,
): StoredTensor | NotRead {
  const found = typeOf(type);
  const bytes = storedBytes(content);
  if (!found || !bytes)
    return { reason: 'is an array of Python objects or of a type that is not known here' };
  const shape = itemsOf(size);
  if (!isShape(shape)) throw new Contradiction('has a shape of other things than whole numbers from 0 on');
  const length = 'latin1' in bytes ? bytes.latin1.length : bytes.length;
  if (countOf(shape) * bytesOf(found.dtype) !== length)
    throw new Contradiction(
      `has the shape [${shape.join(', ')}] and ${length.toLocaleString('en-US')} bytes`,
    );
  return { ...found, shape, strides: denseStrides(shape, fortran), offset: 0, storage: bytes };
}

function denseStrides(shape: readonly number[], fortran: boolean): number[] {
  const strides: number[] = new Array(shape.length).fill(1);
  const axes = [...shape.keys()];
  if (!fortran) axes.reverse();
  let step = 1;
  for (const axis of axes) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** `numpy.dtype('f4', False, True)` with the state `(3, '<', …)`. */
function typeOf(value: PickleValue | undefined): { dtype: NumberType; bigEndian: boolean } | undefined {
  if (!isKind(value, 'object') || globalName(value.callable) !== 'numpy.dtype') return undefined;
  const dtype = typeof value.args[0] === 'string' ? TYPES.get(value.args[0]) : undefined;
  return dtype && { dtype, bigEndian: itemsOf(value.state)?.[1] === '>' };
}

function storedBytes(value: PickleValue | undefined): Uint8Array | LatinText | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? { latin1: value } : undefined;
}
