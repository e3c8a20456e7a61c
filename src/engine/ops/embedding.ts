import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../errors.ts';
import { kernels } from '../kernels/module.ts';
import { differentiable } from './differentiable.ts';
import { type SegmentKernels, segmentSums, stackedRows } from './segmentSum.ts';

/**
 * Rows of each run's table: y[k, i] = table[k, indices[k, i]]. Its gradient for the table is the sum of ∂y over the
 * places where a row was taken.
 * @param table `[K, V, D]`
 * @param indices int32 `[K|1, n]`, whole numbers from 0 to V − 1; a first axis of 1 stands for the same in every run
 * @returns `[K, n, D]`
 * @throws UserError when an index is no row of the table
 */
export function gatherRows(table: tf.Tensor, indices: tf.Tensor): tf.Tensor3D {
  return differentiable(
    { table, indices },
    (save) => {
      const rows = gathered(table, indices);
      save([indices]);
      return rows;
    },
    (dy, [taken]) => ({
      table: () => segmentSums(dy, taken!, table.shape[1]!),
      indices: () => tf.zeros(indices.shape),
    }),
  );
}

function gathered(table: tf.Tensor, indices: tf.Tensor): tf.Tensor3D {
  const [runs, vocabulary, width] = table.shape as [number, number, number];
  const [stack, count] = indices.shape as [number, number];
  const kernel = kernels<SegmentKernels>('segments');
  if (!kernel) {
    checkIndices(indices.dataSync(), vocabulary);
    const rows = tf.gather(
      tf.reshape(table, [runs * vocabulary, width]),
      stackedRows(indices, runs, vocabulary),
    );
    return tf.reshape(rows, [runs, count, width]) as tf.Tensor3D;
  }
  const { exports, address, output } = kernel;
  const rows = output([runs, count, width]) as tf.Tensor3D;
  for (let run = 0; run < runs; run++) {
    const wrong = exports.gatherRows(
      address(rows) + 4 * count * width * run,
      address(table) + 4 * vocabulary * width * run,
      address(indices) + (stack === 1 ? 0 : 4 * count * run),
      ...[count, vocabulary, width],
    );
    if (wrong >= 0) checkIndices(indices.dataSync(), vocabulary);
  }
  return rows;
}

/**
 * Before training: all values must be rows of an embedding's table.
 * @throws UserError `INDEX_OUT_OF_RANGE` naming the first value that is not a whole number from 0 to vocabulary − 1
 */
export function checkIndices(values: ArrayLike<number>, vocabulary: number): void {
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (Number.isInteger(value) && value >= 0 && value < vocabulary) continue;
    throw new UserError({
      code: 'INDEX_OUT_OF_RANGE',
      title: `The embedding has no row for the index ${value}`,
      explanation:
        `Value ${place + 1} of the inputs is ${value}. The embedding has a vocabulary of ${vocabulary}, ` +
        `so its inputs must be whole numbers from 0 to ${vocabulary - 1}.`,
      remedy: Number.isInteger(value)
        ? 'Raise the embedding’s vocabulary (input_dim, num_embeddings) above the largest index, or correct the data.'
        : 'Encode the inputs as whole numbers, and do not scale them.',
    });
  }
}
