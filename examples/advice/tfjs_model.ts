// Houses: a regression in TensorFlow.js.
import * as tf from '@tensorflow/tfjs';

const FEATURES = 32;

export function buildModel() {
  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      inputShape: [FEATURES],
      units: 128,
      activation: 'relu',
      kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-4 }),
    }),
  );
  model.add(tf.layers.dropout(0.2));
  model.add(tf.layers.dense({ units: 64, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: 0.3 }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
  return model;
}

export async function train(features: tf.Tensor2D, prices: tf.Tensor2D) {
  const model = buildModel();
  await model.fit(features, prices, {
    epochs: 200,
    batchSize: 32,
    callbacks: tf.callbacks.earlyStopping({ monitor: 'loss', patience: 10 }),
  });
  return model;
}
