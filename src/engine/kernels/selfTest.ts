/** At load each group of kernels is compared with plain TypeScript on small random shapes. */
import * as tf from '@tensorflow/tfjs-core';
import { checkConvolution } from './convolutionCheck.ts';
import type { FailedGroup, KernelGroup, Kernels } from './module.ts';
import { checkOptimizer } from './optimizerCheck.ts';
import { checkProduct } from './productCheck.ts';
import { checkRandom } from './randomCheck.ts';
import { checkRecurrent } from './recurrentCheck.ts';
import { checkSegments } from './segmentsCheck.ts';

/** @returns what differs, in words; undefined when all is well */
type Check = (kernels: Kernels<never>) => string | undefined;

const CHECKS: Partial<Record<KernelGroup, Check>> = {
  product: checkProduct,
  convolution: checkConvolution,
  recurrent: checkRecurrent,
  optimizer: checkOptimizer,
  random: checkRandom,
  segments: checkSegments,
};

function failureOf(check: Check, kernels: Kernels<unknown>): string | undefined {
  try {
    return tf.tidy(() => check(kernels as Kernels<never>) as string);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @returns the groups that do not compute what they should, with the difference */
export function selfTest(kernels: Kernels<unknown>): FailedGroup[] {
  return Object.entries(CHECKS).flatMap(([group, check]) => {
    const reason = failureOf(check, kernels);
    return reason === undefined ? [] : [{ group: group as KernelGroup, reason }];
  });
}
