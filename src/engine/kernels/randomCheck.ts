import type { RandomKernels } from '../ops/masks.ts';
import { fillDropoutMask } from '../random.ts';
import { firstDifference, guarded } from './comparison.ts';
import type { Kernels } from './module.ts';

/** Two groups of four blocks and a ragged end. */
const COUNT = 39;
const ADDRESS = { seed: 0xfedcba98, stream: 0x3001, step: 77 };

/** Compares masks with those of the generator in TypeScript, bit for bit. @returns what differs */
export function checkRandom(kernels: Kernels<RandomKernels>): string | undefined {
  for (const rate of [0.25, 0.5, 0.999]) {
    const mask = guarded(kernels, new Float32Array(COUNT));
    const expected = new Float32Array(COUNT);
    fillDropoutMask(expected, 0, COUNT, rate, ADDRESS, 1.5);
    const { seed, stream, step } = ADDRESS;
    const limit = Math.ceil(rate * 2 ** 32) - 1;
    const scratch = kernels.workspace(384);
    kernels.exports.dropoutMask(mask.address, COUNT, seed, stream, step, limit, 1.5, scratch);
    const wrong = firstDifference(`dropout mask of rate ${rate}`, mask, expected, 0);
    if (wrong) return wrong;
  }
  return undefined;
}
