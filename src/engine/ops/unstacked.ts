import * as tf from '@tensorflow/tfjs-core';

/** `tf.unstack`, whose gradient fails for a single part. */
export const unstacked = (tensor: tf.Tensor, axis = 0): tf.Tensor[] =>
  tensor.shape[axis] === 1 ? [tf.squeeze(tensor, [axis])] : tf.unstack(tensor, axis);
