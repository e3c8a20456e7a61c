/** PyTorch's names of number types. */
import type { NumberType } from '../pieces.ts';

/** By `torch.FloatStorage` and so on; quantized ones by the integers in them. */
const STORAGES: Record<string, NumberType> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  ComplexFloatStorage: 'complex64',
  ComplexDoubleStorage: 'complex128',
  QInt8Storage: 'int8',
  QUInt8Storage: 'uint8',
  QInt32Storage: 'int32',
};

/** By `torch.float32` and so on. */
const TYPES: Record<string, NumberType> = {
  float64: 'float64',
  double: 'float64',
  float32: 'float32',
  float: 'float32',
  float16: 'float16',
  half: 'float16',
  bfloat16: 'bfloat16',
  float8_e4m3fn: 'float8_e4m3fn',
  float8_e4m3fnuz: 'float8_e4m3fnuz',
  float8_e5m2: 'float8_e5m2',
  float8_e5m2fnuz: 'float8_e5m2fnuz',
  int64: 'int64',
  long: 'int64',
  int32: 'int32',
  int: 'int32',
  int16: 'int16',
  short: 'int16',
  int8: 'int8',
  uint64: 'uint64',
  uint32: 'uint32',
  uint16: 'uint16',
  uint8: 'uint8',
  bool: 'bool',
  complex64: 'complex64',
  cfloat: 'complex64',
  complex128: 'complex128',
  cdouble: 'complex128',
};

const storages = new Map(Object.entries(STORAGES));
const types = new Map(Object.entries(TYPES));

/** `bytes` for an untyped storage, undefined for a class that is not known. */
export function storageType(name: string): NumberType | 'bytes' | undefined {
  const short = /^torch\.(?:cuda\.|storage\.)?(\w+)$/.exec(name)?.[1];
  if (short === undefined) return undefined;
  return short === 'UntypedStorage' || short === '_UntypedStorage' ? 'bytes' : storages.get(short);
}

export const typeByName = (name: string): NumberType | undefined =>
  name.startsWith('torch.') ? types.get(name.slice('torch.'.length)) : undefined;
