/** The weights manifest of a TensorFlow.js model: which weights follow each other in which files. */
import { bytesOf } from '../decode.ts';
import { isObject } from '../json.ts';
import { beyondLimits, damaged, MOST_TENSORS, unsupported } from '../refusal.ts';
import { isShape } from '../shape.ts';
import { countOf, type DType, type Quantization } from '../weightFile.ts';

export const TFJS = 'a TensorFlow.js model';

export interface ManifestWeight {
  name: string;
  shape: number[];
  /** As stored: `uint8` for a quantized one. */
  dtype: DType;
  quantization?: Quantization;
  /** A weight of the optimizer, saved with `includeOptimizer`. */
  ofOptimizer: boolean;
}

/** Files that are to be read as one, and the weights in them, without gaps. */
export interface ManifestGroup {
  paths: string[];
  weights: ManifestWeight[];
}

const MOST_PATHS = 10_000;
/** Relative, of a quotient of two rounded numbers. */
const FLOAT32_ERROR = 3 * 2 ** -24;

const DTYPES: Record<string, DType> = {
  float32: 'float32',
  float16: 'float16',
  int32: 'int32',
  int16: 'int16',
  int8: 'int8',
  uint8: 'uint8',
  uint16: 'uint16',
  bool: 'bool',
  complex64: 'complex64',
  string: 'string',
};

/**
 * Checks `weightsManifest` of a model.json.
 * Source: tensorflow/tfjs, tfjs-core/src/io/types.ts (WeightsManifestConfig).
 * @throws UserError `WEIGHTS_DAMAGED`, `WEIGHTS_LIMIT`; `WEIGHTS_UNSUPPORTED` for types that are not read
 */
export function readManifest(path: string, manifest: unknown): ManifestGroup[] {
  if (!Array.isArray(manifest))
    throw damaged(path, TFJS, 'It has no “weightsManifest”.', 'Expected the list of its files of weights.');
  const groups = manifest.map((group) => groupOf(path, group));
  const weights = groups.flatMap((group) => group.weights);
  const paths = groups.reduce((sum, group) => sum + group.paths.length, 0);
  if (weights.length > MOST_TENSORS || paths > MOST_PATHS)
    throw beyondLimits(
      path,
      `It lists ${weights.length} weights in ${paths} files.`,
      `At most ${MOST_TENSORS} in ${MOST_PATHS} are read.`,
    );
  const names = new Set(weights.map(({ name }) => name));
  if (names.size < weights.length)
    throw damaged(path, TFJS, 'Two of its weights have the same name.', 'Expected each name once.');
  return groups;
}

function groupOf(path: string, group: unknown): ManifestGroup {
  const { paths, weights } = isObject(group) ? group : {};
  if (!Array.isArray(paths) || !paths.every((each) => typeof each === 'string') || !Array.isArray(weights))
    throw damaged(path, TFJS, 'A group of its weights is incomplete.', 'Expected “paths” and “weights”.');
  return { paths, weights: weights.map((weight) => weightOf(path, weight)) };
}

function weightOf(path: string, weight: unknown): ManifestWeight {
  const { name, shape, dtype, quantization, group } = isObject(weight) ? weight : {};
  if (typeof name !== 'string' || typeof dtype !== 'string' || !isShape(shape))
    throw damaged(
      path,
      TFJS,
      typeof name === 'string'
        ? `Its weight “${name}” has no type or no shape.`
        : 'One of its weights has no name.',
      'Expected “name”, “shape” and “dtype”.',
    );
  const stored =
    quantization === undefined ? { dtype: typeOf(path, name, dtype) } : quantized(path, name, quantization);
  return { name, shape, ofOptimizer: group === 'optimizer', ...stored };
}

function typeOf(path: string, name: string, dtype: string): DType {
  const type = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (type) return type;
  throw unsupported(
    path,
    `Its weight “${name}” has the type “${dtype.slice(0, 20)}”.`,
    'Convert the model again.',
  );
}

/** value = q·scale + min, so the zero point −min/scale need not be whole; `float16` is no more than a shorter number. */
function quantized(
  path: string,
  name: string,
  quantization: unknown,
): { dtype: DType; quantization?: Quantization } {
  const { dtype, scale, min } = isObject(quantization) ? quantization : {};
  if (dtype === 'float16') return { dtype };
  if (dtype !== 'uint8' && dtype !== 'uint16')
    throw unsupported(
      path,
      `Its weight “${name}” is quantized to ${JSON.stringify(dtype) ?? 'no type'}.`,
      'Quantize to uint8, uint16 or float16.',
    );
  if (!Number.isFinite(scale) || !Number.isFinite(min))
    throw damaged(
      path,
      TFJS,
      `The quantization of “${name}” has no scale or no minimum.`,
      'Expected two numbers.',
    );
  const [step, start] = [scale as number, min as number];
  // A constant weight has scale 1 in the converter; a scale of 0 would mean “all are min”, which no zero point expresses.
  if (step === 0)
    throw damaged(path, TFJS, `The quantization of “${name}” has the scale 0.`, 'Expected another number.');
  return { dtype, quantization: { scale: step, zeroPoint: nearlyWhole(-start / step) } };
}

/**
 * The converter moves the minimum so that 0 is one of the stored numbers, then rounds it and the scale to float32: without
 * this its exact zeros would come back as 1e-9.
 */
function nearlyWhole(zeroPoint: number): number {
  const whole = Math.round(zeroPoint);
  return Math.abs(zeroPoint - whole) <= FLOAT32_ERROR * Math.max(1, Math.abs(whole)) ? whole : zeroPoint;
}

/** Bytes of a weight that is no text. */
export const storedBytes = ({ shape, dtype }: ManifestWeight): number => countOf(shape) * bytesOf(dtype);
