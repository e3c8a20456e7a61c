/** `TensorProto.DataType` of ONNX. */
import type { NumberType } from '../pieces.ts';

const TYPES: (NumberType | string)[] = [
  'of no type',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8_e4m3fn',
  'float8_e4m3fnuz',
  'float8_e5m2',
  'float8_e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
];

const NOT_READ = new Set(['of no type', 'string', 'uint4', 'int4', 'float4e2m1']);

/** The name of a type; for messages also of those that are not read. */
export const typeName = (type: number): string => TYPES[type] ?? `the unknown type ${type}`;

export function numberType(type: number): NumberType | undefined {
  const name = typeName(type);
  return TYPES[type] === undefined || NOT_READ.has(name) ? undefined : (name as NumberType);
}
