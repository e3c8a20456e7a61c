import { expect, test } from 'vitest';
import { canonical } from '../../../src/definition/tfjs/paths.ts';

test.each([
  ['@tensorflow/tfjs', 'tfjs'],
  ['@tensorflow/tfjs.default', 'tfjs'],
  ['@tensorflow/tfjs.layers.dense', 'tfjs.layers.dense'],
  ['@tensorflow/tfjs.default.layers.dense', 'tfjs.layers.dense'],
  ['@tensorflow/tfjs-node.sequential', 'tfjs.sequential'],
  ['@tensorflow/tfjs-node-gpu.train.adam', 'tfjs.train.adam'],
  ['@tensorflow/tfjs-layers.layers.dense', 'tfjs.layers.dense'],
  ['@tensorflow/tfjs-core.relu', 'tfjs.relu'],
  ['@tensorflow/tfjs-react-native', 'tfjs'],
  ['@tensorflow/tfjs/dist/tf.min.js.layers.dense', 'tfjs.layers.dense'],
  ['https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.esm.js.model', 'tfjs.model'],
  ['https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/+esm.input', 'tfjs.input'],
  ['https://esm.sh/@tensorflow/tfjs@4.layers.dense', 'tfjs.layers.dense'],
  ['https://esm.sh/@tensorflow/tfjs', 'tfjs'],
  ['npm:@tensorflow/tfjs@^4.22.0.layers.dense', 'tfjs.layers.dense'],
  ['tf', 'tfjs'],
  ['tf.layers.dense', 'tfjs.layers.dense'],
  ['window.tf.layers.dense', 'tfjs.layers.dense'],
  ['tfjs.layers.dense', 'tfjs.layers.dense'],
  ['tf.layers.input', 'tfjs.input'],
  ['tf.Sequential', 'tfjs.sequential'],
  ['tf.LayersModel', 'tfjs.model'],
  ['tf.EarlyStopping', 'tfjs.callbacks.earlyStopping'],
  ['tfvis.show.fitCallbacks', undefined],
  ['@tensorflow/tfjs-vis.show', undefined],
  ['@tensorflow/tfjs-converter.loadGraphModel', undefined],
  ['@tensorflow-models/mobilenet.load', undefined],
  ['./tf.layers', undefined],
  ['tfx.layers.dense', undefined],
  ['layers.dense', undefined],
])('%s is %s', (path, expected) => {
  expect(canonical(path)).toBe(expected);
});
