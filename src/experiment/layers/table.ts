/** Every kind of Keras layer that can be trained, with what it becomes. */
import * as other from './others.ts';
import type { Draft, Reading } from './reading.ts';
import * as recurrent from './recurrent.ts';
import * as weights from './weights.ts';

const nothing = (): Draft[] => [];

export const TRAINED: Record<string, (reading: Reading) => Draft[]> = {
  Input: nothing,
  InputLayer: nothing,
  Identity: nothing,
  Dense: weights.dense,
  Conv1D: weights.convolution(1),
  Conv2D: weights.convolution(2),
  DepthwiseConv1D: weights.depthwise(1),
  DepthwiseConv2D: weights.depthwise(2),
  Conv1DTranspose: weights.transposed(1),
  Conv2DTranspose: weights.transposed(2),
  Embedding: weights.embedding,
  SimpleRNN: recurrent.recurrent,
  LSTM: recurrent.recurrent,
  GRU: recurrent.recurrent,
  Bidirectional: recurrent.bidirectional,
  MaxPooling1D: other.pooling('max', 1),
  MaxPooling2D: other.pooling('max', 2),
  AveragePooling1D: other.pooling('average', 1),
  AveragePooling2D: other.pooling('average', 2),
  GlobalMaxPooling1D: other.globalPooling('max'),
  GlobalMaxPooling2D: other.globalPooling('max'),
  GlobalAveragePooling1D: other.globalPooling('average'),
  GlobalAveragePooling2D: other.globalPooling('average'),
  Flatten: other.flatten,
  Reshape: other.reshape,
  Permute: other.permute,
  ZeroPadding1D: other.zeroPadding(1),
  ZeroPadding2D: other.zeroPadding(2),
  BatchNormalization: other.batchNormalization,
  LayerNormalization: other.layerNormalization,
  GroupNormalization: other.groupNormalization,
  Activation: other.activation,
  ReLU: other.relu,
  LeakyReLU: other.sloped('leakyRelu'),
  ELU: other.sloped('elu'),
  PReLU: other.prelu,
  Softmax: other.softmax,
  Dropout: other.dropout('element'),
  SpatialDropout1D: other.dropout('channel'),
  SpatialDropout2D: other.dropout('channel'),
  GaussianNoise: other.noise('gaussianNoise'),
  GaussianDropout: other.noise('gaussianDropout'),
  AlphaDropout: other.noise('alphaDropout'),
  // Its penalty is read with the others; the layer itself does nothing.
  ActivityRegularization: nothing,
};

const isOneOf =
  (kinds: string) =>
  (kind: string): boolean =>
    kinds.split(' ').includes(kind);

/** Convolutions before which whole channels may be dropped. */
export const isConvolution = isOneOf('Conv1D Conv2D Conv1DTranspose Conv2DTranspose');
export const isRecurrent = isOneOf('SimpleRNN LSTM GRU Bidirectional');
export const isElementDropout = isOneOf('Dropout AlphaDropout GaussianDropout');
export const isSpatialDropout = isOneOf('SpatialDropout1D SpatialDropout2D');

/** Layers with weights that are multiplied: kernels and tables. */
export const hasKernel = (kind: string): boolean =>
  isConvolution(kind) ||
  isRecurrent(kind) ||
  isOneOf('Dense DepthwiseConv1D DepthwiseConv2D Embedding')(kind);
