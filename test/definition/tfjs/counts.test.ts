import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import * as tf from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { parameterTensors } from '../../../src/definition/parameterTensors.ts';
import { read } from './read.ts';

/** Shape of the input, and a layer as it is written. */
const LAYERS: [input: number[], layer: string][] = [
  [[7], 'dense({units: 3})'],
  [[5, 7], 'dense({units: 3, useBias: false})'],
  [[9, 4], 'conv1d({filters: 3, kernelSize: 2, strides: 2})'],
  [[9, 8, 4], 'conv2d({filters: 3, kernelSize: [2, 3], padding: "same"})'],
  [[4, 9, 8], 'conv2d({filters: 3, kernelSize: 2, dataFormat: "channelsFirst"})'],
  [[9, 8, 4], 'conv2d({filters: 3, kernelSize: 2, dilationRate: 2})'],
  [[6, 6, 6, 2], 'conv3d({filters: 3, kernelSize: 2})'],
  [[5, 6, 4], 'conv2dTranspose({filters: 3, kernelSize: 3, strides: 2, padding: "same"})'],
  [[5, 6, 4], 'conv2dTranspose({filters: 3, kernelSize: 3, strides: 2})'],
  [[9, 8, 4], 'depthwiseConv2d({kernelSize: 3, depthMultiplier: 2})'],
  [[9, 8, 4], 'separableConv2d({filters: 3, kernelSize: 3, depthMultiplier: 2})'],
  [[9, 8, 4], 'maxPooling2d({})'],
  [[9, 8, 4], 'averagePooling2d({poolSize: 3, strides: 1, padding: "same"})'],
  [[9, 4], 'maxPooling1d({poolSize: 3})'],
  [[9, 8, 4], 'globalAveragePooling2d({})'],
  [[9, 4], 'globalMaxPooling1d()'],
  [[9, 8, 4], 'flatten()'],
  [[12], 'reshape({targetShape: [3, 4]})'],
  [[3, 4], 'permute({dims: [2, 1]})'],
  [[5], 'repeatVector({n: 3})'],
  [[9, 8, 4], 'zeroPadding2d({padding: [[1, 2], [3, 4]]})'],
  [[9, 8, 4], 'cropping2D({cropping: [[1, 2], [1, 1]]})'],
  [[9, 8, 4], 'upSampling2d({size: [2, 3]})'],
  [[9, 4], 'simpleRNN({units: 3})'],
  [[9, 4], 'lstm({units: 3, returnSequences: true})'],
  [[9, 4], 'gru({units: 3})'],
  [[9, 4], 'bidirectional({layer: tf.layers.gru({units: 3, returnSequences: true}), mergeMode: "concat"})'],
  [[9, 4], 'bidirectional({layer: tf.layers.lstm({units: 3}), mergeMode: "ave"})'],
  [[9, 4], 'timeDistributed({layer: tf.layers.dense({units: 3})})'],
  [[9, 4], 'rnn({cell: tf.layers.lstmCell({units: 3})})'],
  [[4, 9, 8, 2], 'convLstm2d({filters: 3, kernelSize: 2})'],
  [[9, 8, 4], 'batchNormalization()'],
  [[9, 8, 4], 'batchNormalization({scale: false})'],
  [[9, 8], 'layerNormalization({axis: -1})'],
  [[9, 8, 4], 'prelu({sharedAxes: [1, 2]})'],
  [[9, 8, 4], 'leakyReLU({alpha: 0.1})'],
  [[9], 'embedding({inputDim: 20, outputDim: 5})'],
  [[9], 'dropout({rate: 0.5})'],
  [[9, 4], 'spatialDropout1d({rate: 0.5})'],
  [[9], 'gaussianNoise({stddev: 0.5})'],
  [[9], 'activation({activation: "relu"})'],
];

type Made = {
  countParams(): number;
  outputShape: (number | null)[];
  getClassName(): string;
  weights: { shape: number[] }[];
};

/** What the library itself makes of a layer after an input. */
function made(input: number[], layer: string): Made {
  const own = new Function('tf', `return tf.layers.${layer}`)({ layers: tf.layers }) as Made & {
    apply(x: unknown): void;
  };
  own.apply(tf.input({ shape: input }));
  return own;
}

describe('shapes and parameters as TensorFlow.js has them', () => {
  test.each(LAYERS)('%j %s', (input, layer) => {
    const library = made(input, layer);
    const code = `const model = tf.sequential({layers: [tf.layers.inputLayer({inputShape: [${input}]}), tf.layers.${layer}]});`;
    const [, found] = read(code).models[0]!.layers;
    expect(found!.kind).toBe(library.getClassName());
    expect(found!.outputShape).toEqual(library.outputShape.slice(1));
    expect(found!.parameters).toBe(library.countParams());
  });

  test.each(LAYERS)('its tensors: %j %s', (input, layer) => {
    const library = made(input, layer);
    const code = `const model = tf.sequential({layers: [tf.layers.inputLayer({inputShape: [${input}]}), tf.layers.${layer}]});`;
    const tensors = parameterTensors(read(code).models[0]!.layers[1]!)!;
    const sorted = (shapes: number[][]) => shapes.map((shape) => shape.join('×')).sort();
    expect(sorted(tensors.map(({ shape }) => shape))).toEqual(
      sorted(library.weights.map(({ shape }) => shape)),
    );
  });
});
