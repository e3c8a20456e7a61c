/** The first values of parameters, each by its initializer, the same for the same address. */

import type { Initializer } from './layerSpecs.ts';
import type { LayerParameter } from './layouts/layerLayout.ts';
import { type Address, normals, uniforms } from './random.ts';

/** Standard deviation of a standard normal cut off at ±2. */
const TRUNCATED_NORMAL_SD = 0.87962566103423978;

type Initialized = Pick<LayerParameter, 'shape' | 'initializer' | 'fanIn' | 'fanOut'>;

/** One array, row-major, of the parameter's shape. The numbers depend on the address alone. */
export function initialArray(parameter: Initialized, address: Address): Float32Array {
  const { shape, initializer, fanIn, fanOut } = parameter;
  const count = shape.reduce((product, size) => product * size, 1);
  switch (initializer.kind) {
    case 'constant':
      return new Float32Array(count).fill(initializer.value);
    case 'uniform': {
      const { minimum, maximum } = initializer;
      return Float32Array.from(uniforms(address, count), (u) => minimum + u * (maximum - minimum));
    }
    case 'normal':
      return scaled(normals(address, count), initializer);
    case 'truncatedNormal':
      return scaled(truncatedNormals(address, count), initializer);
    case 'varianceScaling':
      return varianceScaled(initializer, fanIn, fanOut, address, count);
    case 'orthogonal':
      return orthogonal(shape, initializer.gain, address);
    case 'identity':
      return identity(shape, initializer.gain);
    case 'blocks':
      return inBlocks(parameter, initializer.blocks, address);
    default:
      return initializer satisfies never;
  }
}

const scaled = (
  values: Float64Array,
  { mean, deviation }: { mean: number; deviation: number },
): Float32Array => Float32Array.from(values, (value) => mean + deviation * value);

/** Normal numbers with |z| ≤ 2: the sequence at `address` with the ones beyond replaced from the following steps. */
function truncatedNormals(address: Address, count: number): Float64Array {
  const out = normals(address, count);
  for (let step = 1; out.some((value) => Math.abs(value) > 2); step++) {
    const again = normals({ ...address, step: address.step + step }, count);
    for (let index = 0; index < count; index++) if (Math.abs(out[index]!) > 2) out[index] = again[index]!;
  }
  return out;
}

/**
 * Variance scale/fan whatever the distribution: uniform up to √(3·variance); the truncated normal is widened so that
 * it has this variance after the cut, as Keras' `VarianceScaling` does (Glorot & Bengio 2010, He et al. 2015).
 */
function varianceScaled(
  { scale, fan, distribution }: Extract<Initializer, { kind: 'varianceScaling' }>,
  fanIn: number,
  fanOut: number,
  address: Address,
  count: number,
): Float32Array {
  const size = fan === 'in' ? fanIn : fan === 'out' ? fanOut : (fanIn + fanOut) / 2;
  const deviation = Math.sqrt(scale / Math.max(1, size));
  if (distribution === 'uniform') {
    const limit = Math.sqrt(3) * deviation;
    return Float32Array.from(uniforms(address, count), (u) => (2 * u - 1) * limit);
  }
  if (distribution === 'normal') return scaled(normals(address, count), { mean: 0, deviation });
  return scaled(truncatedNormals(address, count), { mean: 0, deviation: deviation / TRUNCATED_NORMAL_SD });
}

/**
 * A matrix with orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al. 2014): Q of the QR
 * factorization of normal numbers whose R has a positive diagonal, which is uniform among them. All axes but the last
 * count as rows.
 */
function orthogonal(shape: Initialized['shape'], gain: number, address: Address): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const [length, vectors] = [Math.max(rows, columns), Math.min(rows, columns)];
  const basis = orthonormal(normals(address, length * vectors), length, vectors);
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = rows < columns ? row * length + column : column * length + row;
      out[row * columns + column] = gain * basis[at]!;
    }
  }
  return out;
}

/**
 * `vectors` orthonormal vectors of `length` numbers each from as many independent ones, by Gram–Schmidt in place. Each
 * vector is cleared of the earlier ones twice, which is enough for orthogonality to rounding (Giraud et al. 2005).
 */
function orthonormal(basis: Float64Array, length: number, vectors: number): Float64Array {
  for (let vector = 0; vector < vectors; vector++) {
    const current = basis.subarray(vector * length, (vector + 1) * length);
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < vector; earlier++) {
        const other = basis.subarray(earlier * length, (earlier + 1) * length);
        let product = 0;
        for (let index = 0; index < length; index++) product += current[index]! * other[index]!;
        for (let index = 0; index < length; index++) current[index]! -= product * other[index]!;
      }
    }
    let squares = 0;
    for (let index = 0; index < length; index++) squares += current[index]! ** 2;
    const norm = Math.sqrt(squares);
    for (let index = 0; index < length; index++) current[index]! /= norm;
  }
  return basis;
}

/** Each block takes its columns from the whole array that its initializer would draw, so no number is used twice. */
function inBlocks(parameter: Initialized, blocks: Initializer[], address: Address): Float32Array {
  const columns = parameter.shape.at(-1) ?? 1;
  const width = columns / blocks.length;
  const whole = blocks.map((initializer) => initialArray({ ...parameter, initializer }, address));
  return whole[0]!.map((_, index) => whole[Math.floor((index % columns) / width)]![index]!);
}

/** `gain` where the last two axes have the same index, 0 elsewhere. */
function identity(shape: Initialized['shape'], gain: number): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, (_, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns) % rows;
    return row === column ? gain : 0;
  });
}
