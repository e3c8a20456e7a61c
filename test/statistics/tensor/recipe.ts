/** The tensors of test/fixtures/files/statistics/make.py. */
import type { KernelOrder } from '../../../src/weights/weightFile.ts';

export interface Recipe {
  shape: number[];
  order: string;
  scale: number;
  seed?: number;
  offset?: number;
  power?: number;
  cut?: number;
  float64?: boolean;
  deadOutputs?: number[];
  special?: (string | number)[][];
}

function share(index: number): number {
  let h = index >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

export function tensorOf(recipe: Recipe): Float32Array | Float64Array {
  const { shape, scale, seed = 1, offset = 0, power = 1, cut = 0, deadOutputs = [], special = [] } = recipe;
  const count = shape.reduce((product, size) => product * size, 1);
  const outputs = orderOf(recipe) === 'outputs-first' ? shape[0]! : shape.at(-1)!;
  const outputAt = (index: number) =>
    orderOf(recipe) === 'outputs-first' ? Math.floor(index / (count / outputs)) : index % outputs;
  const values = recipe.float64 ? new Float64Array(count) : new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const first = 3 * index + seed;
    const spread = share(first) + share(first + 1) + share(first + 2) - 1.5;
    const w = offset + scale * (power === 1 ? spread : spread * spread * spread);
    values[index] = Math.abs(w) < cut || deadOutputs.includes(outputAt(index)) ? 0 : w;
  }
  for (const [at, value] of special) values[Number(at)] = SPECIAL[value as keyof typeof SPECIAL];
  return values;
}

const SPECIAL = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY };

export const orderOf = ({ order }: Recipe): KernelOrder => order as KernelOrder;
