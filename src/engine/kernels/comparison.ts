/** What the self-tests share: arrays with guards in the kernels' memory, and the first difference in words. */
import { uniforms } from '../random.ts';
import type { Kernels } from './module.ts';

const GUARD = 777;
const GUARDS = 8;

export interface GuardedArray {
  /** In bytes. */
  address: number;
  values(): Float32Array;
  /** Whether nothing was written before or after the array. */
  intact(): boolean;
}

/** An array in the module's memory between two rows of guards, at an address that is a multiple of 4 only. */
export function guarded(kernels: Kernels<unknown>, values: ArrayLike<number>): GuardedArray {
  const tensor = kernels.output([values.length + 2 * GUARDS + 1]);
  const start = kernels.address(tensor) / 4 + GUARDS + 1;
  const end = start + values.length;
  const heap = kernels.heap();
  heap.fill(GUARD, start - GUARDS, end + GUARDS);
  heap.set(values, start);
  const isGuard = (value: number) => value === GUARD;
  return {
    address: 4 * start,
    values: () => kernels.heap().slice(start, end),
    intact() {
      const view = kernels.heap();
      return (
        view.subarray(start - GUARDS, start).every(isGuard) && view.subarray(end, end + GUARDS).every(isGuard)
      );
    },
  };
}

/** Numbers in (−1, 1). */
export const someNumbers = (count: number, stream: number): Float32Array =>
  Float32Array.from(uniforms({ seed: 1, stream, step: 0 }, count), (u) => 2 * u - 1);

/**
 * @param tolerance relative to the expected value; 0 wants equality
 * @returns the first difference; undefined when there is none
 */
export function firstDifference(
  what: string,
  actual: GuardedArray,
  expected: ArrayLike<number>,
  tolerance: number,
): string | undefined {
  if (!actual.intact()) return `${what}: written beyond its end`;
  const values = actual.values();
  const index = values.findIndex(
    (value, at) => !(Math.abs(value - expected[at]!) <= tolerance * Math.abs(expected[at]!)),
  );
  return index < 0 ? undefined : `${what}: element ${index} is ${values[index]}, expected ${expected[index]}`;
}
