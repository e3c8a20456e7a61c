/** Stored bytes as numbers. Files are little-endian unless a reader has swapped them. */
import type { DType, Piece, Quantization } from './weightFile.ts';

const BYTES: Record<DType, number> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float8_e4m3fn: 1,
  float8_e4m3fnuz: 1,
  float8_e5m2: 1,
  float8_e5m2fnuz: 1,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
  complex128: 16,
  string: 0,
};

/** Bytes of one element; 0 for text, whose length varies. */
export const bytesOf = (dtype: DType): number => BYTES[dtype];

/** Exact in float32: everything of at most 24 significant bits. */
const WIDE = new Set<DType>(['float64', 'int64', 'int32', 'uint64', 'uint32', 'complex128']);

/** Reads element `index` of a view. */
type Element = (view: DataView, index: number) => number;

const ELEMENTS: Record<Exclude<DType, 'string' | 'float64' | 'float32' | 'float16' | 'bfloat16'>, Element> = {
  float8_e4m3fn: (view, index) => E4M3FN[view.getUint8(index)]!,
  float8_e4m3fnuz: (view, index) => E4M3FNUZ[view.getUint8(index)]!,
  float8_e5m2: (view, index) => E5M2[view.getUint8(index)]!,
  float8_e5m2fnuz: (view, index) => E5M2FNUZ[view.getUint8(index)]!,
  int64: (view, index) => Number(view.getBigInt64(8 * index, true)),
  int32: (view, index) => view.getInt32(4 * index, true),
  int16: (view, index) => view.getInt16(2 * index, true),
  int8: (view, index) => view.getInt8(index),
  uint64: (view, index) => Number(view.getBigUint64(8 * index, true)),
  uint32: (view, index) => view.getUint32(4 * index, true),
  uint16: (view, index) => view.getUint16(2 * index, true),
  uint8: (view, index) => view.getUint8(index),
  bool: (view, index) => (view.getUint8(index) === 0 ? 0 : 1),
  complex64: (view, index) =>
    Math.hypot(view.getFloat32(8 * index, true), view.getFloat32(8 * index + 4, true)),
  complex128: (view, index) =>
    Math.hypot(view.getFloat64(16 * index, true), view.getFloat64(16 * index + 8, true)),
};

/**
 * The elements of `bytes` as real numbers; complex ones as magnitudes. float32 and float64 are views of the bytes where
 * these are aligned.
 * @param bytes little-endian, a whole number of elements
 */
export function decode(
  bytes: Uint8Array,
  dtype: Exclude<DType, 'string'>,
  quantization?: Quantization,
): Piece {
  const values = plain(bytes, dtype);
  if (!quantization) return values;
  const { scale, zeroPoint } = quantization;
  const real = new Float64Array(values.length);
  for (let index = 0; index < real.length; index++) real[index] = scale * (values[index]! - zeroPoint);
  return real;
}

function plain(bytes: Uint8Array, dtype: Exclude<DType, 'string'>): Piece {
  if (dtype === 'float32') return new Float32Array(...aligned(bytes, 4));
  if (dtype === 'float64') return new Float64Array(...aligned(bytes, 8));
  if (dtype === 'float16') return halves(new Uint16Array(...aligned(bytes, 2)));
  if (dtype === 'bfloat16') return bfloats(new Uint16Array(...aligned(bytes, 2)));
  const count = bytes.length / BYTES[dtype];
  const values = WIDE.has(dtype) ? new Float64Array(count) : new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const element = ELEMENTS[dtype];
  for (let index = 0; index < count; index++) values[index] = element(view, index);
  return values;
}

function aligned(bytes: Uint8Array, size: number): [ArrayBuffer, number, number] {
  const whole = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return [whole.buffer as ArrayBuffer, whole.byteOffset, whole.byteLength / size];
}

function halves(codes: Uint16Array): Float32Array {
  const values = new Float32Array(codes.length);
  for (let index = 0; index < codes.length; index++) values[index] = HALF[codes[index]!]!;
  return values;
}

/** bfloat16: the upper half of a float32. */
function bfloats(uppers: Uint16Array): Float32Array {
  const bits = new Uint32Array(uppers.length);
  for (let index = 0; index < bits.length; index++) bits[index] = uppers[index]! << 16;
  return new Float32Array(bits.buffer);
}

interface MiniFloat {
  exponentBits: number;
  mantissaBits: number;
  bias: number;
  /** `ieee`: infinities and NaN at the highest exponent; `fn`: NaN only with all bits set; `fnuz`: NaN is −0. */
  special: 'ieee' | 'fn' | 'fnuz';
}

/** All values of a small floating-point format, by its bits. Sources: IEEE 754-2019; Micikevicius et al. 2022 (FP8); ONNX. */
function tableOf({ exponentBits, mantissaBits, bias, special }: MiniFloat): Float32Array {
  const size = 2 ** (1 + exponentBits + mantissaBits);
  const highest = 2 ** exponentBits - 1;
  return Float32Array.from({ length: size }, (_, code) => {
    const sign = code >= size / 2 ? -1 : 1;
    const exponent = (code >> mantissaBits) & highest;
    const mantissa = code & (2 ** mantissaBits - 1);
    if (special === 'fnuz' && code === size / 2) return Number.NaN;
    if (special === 'fn' && exponent === highest && mantissa === 2 ** mantissaBits - 1) return Number.NaN;
    if (special === 'ieee' && exponent === highest)
      return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    const fraction = mantissa / 2 ** mantissaBits;
    return sign * (exponent === 0 ? 2 ** (1 - bias) * fraction : 2 ** (exponent - bias) * (1 + fraction));
  });
}

const HALF = tableOf({ exponentBits: 5, mantissaBits: 10, bias: 15, special: 'ieee' });
const E4M3FN = tableOf({ exponentBits: 4, mantissaBits: 3, bias: 7, special: 'fn' });
const E4M3FNUZ = tableOf({ exponentBits: 4, mantissaBits: 3, bias: 8, special: 'fnuz' });
const E5M2 = tableOf({ exponentBits: 5, mantissaBits: 2, bias: 15, special: 'ieee' });
const E5M2FNUZ = tableOf({ exponentBits: 5, mantissaBits: 2, bias: 16, special: 'fnuz' });
