import type { DenseSpec, Initializer } from './network.ts';
import { type Address, normals, uniforms } from './random.ts';

/**
 * Standard deviation of a standard normal cut off at ±2: Keras divides by it so that the truncated normal
 * initializers have the variance they are named for.
 */
const TRUNCATED_NORMAL_SD = 0.87962566103423978;

/** Variance scale of Keras' `VarianceScaling`: scale / fan, Glorot 2010, He 2015, LeCun 1998. */
function variance(initializer: Initializer, fanIn: number, fanOut: number): number {
  if (initializer.startsWith('glorot')) return 2 / (fanIn + fanOut);
  return (initializer.startsWith('he') ? 2 : 1) / fanIn;
}

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
 * The initial kernel `[inputs, units]`, row-major. Uniform: limit √(3·variance); normal: truncated at two standard
 * deviations, as Keras does.
 */
export function initialKernel(layer: DenseSpec, address: Address): Float32Array {
  const { inputs, units, initializer } = layer;
  const deviation = Math.sqrt(variance(initializer, inputs, units));
  if (initializer.endsWith('uniform')) {
    const limit = deviation * Math.sqrt(3);
    return Float32Array.from(uniforms(address, inputs * units), (value) => (2 * value - 1) * limit);
  }
  const scale = deviation / TRUNCATED_NORMAL_SD;
  return Float32Array.from(truncatedNormals(address, inputs * units), (value) => value * scale);
}
