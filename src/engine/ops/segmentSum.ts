import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, kernels } from '../kernels/module.ts';

/** The functions of `kernels/segments.ts`. */
export interface SegmentKernels {
  /** @returns the place of the first index that is no row, −1 when there is none */
  gatherRows(...[out, table, indices, count, rows, width]: number[]): number;
  sumSegments(...[out, values, segments, count, rows, width]: number[]): void;
}

/**
 * Per run, row s is the sum of the values whose segment is s, added in their order, so that it is the same every time.
 * @param values `[K, n, D]`
 * @param segments int32 `[K|1, n]`; a first axis of 1 stands for the same segments in every run
 * @returns `[K, rows, D]`
 */
export function segmentSums(values: tf.Tensor, segments: tf.Tensor, rows: number): tf.Tensor3D {
  const [runs, count, width] = values.shape as [number, number, number];
  const kernel = kernels<SegmentKernels>('segments');
  if (!kernel) return composed(values, segments, rows);
  const { exports, address, output } = kernel;
  const sums = output([runs, rows, width]);
  const step = segments.shape[0] === 1 ? 0 : 4 * count;
  for (let run = 0; run < runs; run++) {
    const out = address(sums) + 4 * rows * width * run;
    const from = address(values) + 4 * count * width * run;
    exports.sumSegments(out, from, address(segments) + step * run, count, rows, width);
  }
  return sums as tf.Tensor3D;
}

function composed(values: tf.Tensor, segments: tf.Tensor, rows: number): tf.Tensor3D {
  const [runs, count, width] = values.shape as [number, number, number];
  return tf.tidy(() => {
    const places = stackedRows(segments, runs, rows);
    const updates = tf.reshape(values, [runs * count, width]);
    const sums = tf.scatterND(tf.expandDims(places, 1), updates, [runs * rows, width]);
    return tf.reshape(sums, [runs, rows, width]) as tf.Tensor3D;
  });
}

/** Rows of a stack's tables as rows of one table: `[K|1, n]` → `[K·n]`, in run k beginning at k·rows. */
export function stackedRows(indices: tf.Tensor, runs: number, rows: number): tf.Tensor1D {
  const starts = tf.tensor2d(
    Array.from({ length: runs }, (_, run) => run * rows),
    [runs, 1],
    'int32',
  );
  return tf.reshape(tf.add(indices, starts), [-1]) as tf.Tensor1D;
}

/**
 * What `UnsortedSegmentSum` is on the wasm backend, where TensorFlow.js has none and the gradient of `tf.gather` needs
 * it. Over the first axis of `x`; ids outside 0…numSegments − 1 are left out.
 */
function unsortedSegmentSum(x: tf.Tensor, segmentIds: tf.Tensor, numSegments: number): tf.Tensor {
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const kernel = kernels<SegmentKernels>('segments');
  if (kernel && x.dtype === 'float32') return sumInMemory(kernel, x, segmentIds, shape);
  const width = tf.util.sizeFromShape(shape.slice(1));
  return tf.tidy(() => {
    const ids = tf.reshape(segmentIds, [segmentIds.size, 1]);
    const sums = tf.scatterND(ids, tf.reshape(x, [segmentIds.size, width]), [numSegments, width]);
    return tf.reshape(sums, shape);
  });
}

function sumInMemory(
  { exports, address, output }: Kernels<SegmentKernels>,
  values: tf.Tensor,
  segments: tf.Tensor,
  shape: number[],
): tf.Tensor {
  const sums = output(shape);
  const width = tf.util.sizeFromShape(shape.slice(1));
  exports.sumSegments(
    ...[address(sums), address(values), address(segments), segments.size, shape[0]!, width],
  );
  return sums;
}

tf.registerKernel({
  kernelName: tf.UnsortedSegmentSum,
  backendName: 'wasm',
  kernelFunc({ inputs, attrs }) {
    const { x, segmentIds } = inputs as unknown as tf.UnsortedSegmentSumInputs;
    const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
    return unsortedSegmentSum(x as tf.Tensor, segmentIds as tf.Tensor, numSegments);
  },
});
