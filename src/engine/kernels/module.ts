/** Our own WASM kernels: a second module on the memory of TensorFlow.js' wasm backend, so that tensors are shared without copies. */
import * as tf from '@tensorflow/tfjs-core';

/** Kernels that stand or fall together: a group whose self-test fails is not used. */
export type KernelGroup = 'product' | 'convolution' | 'recurrent' | 'optimizer' | 'random' | 'segments';

/** What an operation needs to call the functions `E` of the module. */
export interface Kernels<E> {
  exports: E;
  /** Where a tensor's values begin, in bytes; valid until the tensor is disposed. */
  address(tensor: tf.TensorInfo): number;
  /** A tensor whose values are not set, tracked by `tf.tidy`. */
  output(shape: number[], dtype?: 'float32' | 'int32'): tf.Tensor;
  /** Address of at least `bytes` bytes of scratch memory, a multiple of 16; valid until the next call. */
  workspace(bytes: number): number;
  /** The memory as float32: element i is at address 4·i. A tensor made later may make the view stale. */
  heap(): Float32Array;
}

export interface FailedGroup {
  group: KernelGroup;
  /** What differed, with numbers. */
  reason: string;
}

export interface KernelReport {
  /** wide: 256 bits at a time; relaxed: 128, with fused multiply-add; simd: without; none: TensorFlow.js' own operations compute everything. */
  build: 'wide' | 'relaxed' | 'simd' | 'none';
  failed: FailedGroup[];
  /** Groups of the wide build that failed: the next build is used in its place. */
  refused?: FailedGroup[];
}

interface Loaded {
  kernels: Kernels<unknown>;
  failed: Set<KernelGroup>;
}

let loaded: Loaded | undefined;
let composedDepth = 0;

/** Makes these kernels the ones that operations use; undefined takes them away. */
export function useKernels(next: Loaded | undefined): void {
  loaded = next;
}

/** The kernels of a group; undefined: not on the wasm backend, self-test failed, or switched off. */
export function kernels<E>(group: KernelGroup): Kernels<E> | undefined {
  if (!loaded || composedDepth > 0 || loaded.failed.has(group) || tf.getBackend() !== 'wasm')
    return undefined;
  return loaded.kernels as Kernels<E>;
}

/** Runs `use` as if there were no kernels: the composed operations compute. For tests and benchmarks. */
export function withComposedOperations<T>(use: () => T): T {
  composedDepth++;
  try {
    return use();
  } finally {
    composedDepth--;
  }
}
