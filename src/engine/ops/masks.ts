import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, kernels } from '../kernels/module.ts';
import { type Address, fillDropoutMask } from '../random.ts';

/** The functions of `kernels/random.ts`. */
export interface RandomKernels {
  dropoutMask(...[out, count, seed, stream, step, limit, kept, scratch]: number[]): void;
}

const WORDS = 2 ** 32;
/** What the kernel needs to hold its keys and the last elements. */
const SCRATCH_BYTES = 384;

/**
 * Masks `[K, ...shape]`: per run 0 with a probability of `rates[run]`, `kept[run]` otherwise. Element i of a run is
 * dropped when word i of the sequence at its address is below rate·2³², so that a mask is the same on every backend,
 * whatever trains beside it.
 */
export function dropoutMask(
  shape: number[],
  rates: number[],
  addresses: Address[],
  kept: number[],
): tf.Tensor {
  const kernel = kernels<RandomKernels>('random');
  return kernel
    ? maskInMemory(kernel, shape, rates, addresses, kept)
    : composed(shape, rates, addresses, kept);
}

function maskInMemory(
  { exports, output, address, workspace, heap }: Kernels<RandomKernels>,
  shape: number[],
  rates: number[],
  addresses: Address[],
  kept: number[],
): tf.Tensor {
  const mask = output([rates.length, ...shape]);
  const count = tf.util.sizeFromShape(shape);
  const scratch = workspace(SCRATCH_BYTES);
  const start = address(mask);
  const drawn = new Map<string, number>();
  rates.forEach((rate, run) => {
    const from = start + 4 * count * run;
    if (rate === 0) {
      heap().fill(kept[run]!, from / 4, from / 4 + count);
      return;
    }
    const { seed, stream, step } = addresses[run]!;
    // Variants of one seed and one rate have the same mask.
    const key = [seed, stream, step, rate, kept[run]].join();
    const same = drawn.get(key);
    if (same !== undefined) {
      heap().copyWithin(from / 4, same / 4, same / 4 + count);
      return;
    }
    drawn.set(key, from);
    // For whole words: word < rate·2³² exactly when word ≤ ⌈rate·2³²⌉ − 1, which has room in 32 bits.
    const limit = Math.min(Math.ceil(rate * WORDS), WORDS) - 1;
    exports.dropoutMask(from, count, seed, stream, step, limit, kept[run]!, scratch);
  });
  return mask;
}

function composed(shape: number[], rates: number[], addresses: Address[], kept: number[]): tf.Tensor {
  const count = tf.util.sizeFromShape(shape);
  const mask = new Float32Array(rates.length * count);
  rates.forEach((rate, run) => {
    fillDropoutMask(mask, run * count, count, rate, addresses[run]!, kept[run]!);
  });
  return tf.tensor(mask, [rates.length, ...shape]);
}
