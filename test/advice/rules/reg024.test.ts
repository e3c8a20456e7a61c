import { expect, test } from 'vitest';
import { messageOf, placesOf } from './findings.ts';

const CODE = 'REG024';
const KERAS = `import keras
base = keras.applications.ResNet50(include_top=False, pooling="avg")
`;
const LOOP = `for layer in base.layers:
    layer.kernel_regularizer = keras.regularizers.L2(1e-4)
`;

test('a regularizer for a model that is built', () => {
  expect(messageOf(CODE, { py: KERAS + LOOP })).toMatch(
    /^Setting kernel_regularizer( of “\w+”)? has no effect here: Keras took the regularizer when the layer was built, and nothing is added to the loss\. Pass it to the layer’s constructor\.$/,
  );
  expect(placesOf(CODE, { py: KERAS + LOOP })).toEqual(['4 warning']);
});

test.each([
  ['the model is made anew', `${LOOP}base = keras.models.clone_model(base)\n`],
  ['from its configuration', `${LOOP}base = keras.models.model_from_json(base.to_json())\n`],
  ['a rate does act', 'for layer in base.layers:\n    layer.rate = 0.3\n'],
  ['freezing does act', 'for layer in base.layers:\n    layer.trainable = False\n'],
  [
    'an attribute of something else',
    'class Options:\n    pass\n\noptions = Options()\noptions.kernel_regularizer = 1\n',
  ],
])('silent: %s', (_, code) => {
  expect(placesOf(CODE, { py: KERAS + code })).toEqual([]);
});

test('TensorFlow.js', () => {
  const js = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential({layers: [tf.layers.dense({inputShape: [4], units: 1})]});
model.layers[0].kernelRegularizer = tf.regularizers.l2({l2: 0.01});
`;
  expect(placesOf(CODE, { js })).toEqual(['3 warning']);
});
