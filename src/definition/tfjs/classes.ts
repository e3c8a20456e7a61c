/** Functions of `tf.layers` and the classes that they make, and where their defaults are not those of Keras 3. */
import type { InitializerSetting, SettingValues } from '../model.ts';

const KINDS = new Map(
  Object.entries({
    activation: 'Activation',
    add: 'Add',
    alphaDropout: 'AlphaDropout',
    average: 'Average',
    averagePooling1d: 'AveragePooling1D',
    averagePooling2d: 'AveragePooling2D',
    averagePooling3d: 'AveragePooling3D',
    avgPool1d: 'AveragePooling1D',
    avgPool2d: 'AveragePooling2D',
    avgPool3d: 'AveragePooling3D',
    avgPooling1d: 'AveragePooling1D',
    avgPooling2d: 'AveragePooling2D',
    avgPooling3d: 'AveragePooling3D',
    batchNormalization: 'BatchNormalization',
    bidirectional: 'Bidirectional',
    categoryEncoding: 'CategoryEncoding',
    centerCrop: 'CenterCrop',
    concatenate: 'Concatenate',
    conv1d: 'Conv1D',
    conv2d: 'Conv2D',
    conv2dTranspose: 'Conv2DTranspose',
    conv3d: 'Conv3D',
    conv3dTranspose: 'Conv3DTranspose',
    convLstm2d: 'ConvLSTM2D',
    cropping2D: 'Cropping2D',
    dense: 'Dense',
    depthwiseConv2d: 'DepthwiseConv2D',
    dot: 'Dot',
    dropout: 'Dropout',
    elu: 'ELU',
    embedding: 'Embedding',
    flatten: 'Flatten',
    gaussianDropout: 'GaussianDropout',
    gaussianNoise: 'GaussianNoise',
    globalAveragePooling1d: 'GlobalAveragePooling1D',
    globalAveragePooling2d: 'GlobalAveragePooling2D',
    globalMaxPool1d: 'GlobalMaxPooling1D',
    globalMaxPool2d: 'GlobalMaxPooling2D',
    globalMaxPooling1d: 'GlobalMaxPooling1D',
    globalMaxPooling2d: 'GlobalMaxPooling2D',
    gru: 'GRU',
    gruCell: 'GRUCell',
    inputLayer: 'InputLayer',
    layerNormalization: 'LayerNormalization',
    leakyReLU: 'LeakyReLU',
    lstm: 'LSTM',
    lstmCell: 'LSTMCell',
    masking: 'Masking',
    maxPool1d: 'MaxPooling1D',
    maxPool2d: 'MaxPooling2D',
    maxPooling1d: 'MaxPooling1D',
    maxPooling2d: 'MaxPooling2D',
    maxPooling3d: 'MaxPooling3D',
    maximum: 'Maximum',
    minimum: 'Minimum',
    multiply: 'Multiply',
    permute: 'Permute',
    prelu: 'PReLU',
    randomWidth: 'RandomWidth',
    reLU: 'ReLU',
    repeatVector: 'RepeatVector',
    rescaling: 'Rescaling',
    reshape: 'Reshape',
    resizing: 'Resizing',
    rnn: 'RNN',
    separableConv2d: 'SeparableConv2D',
    simpleRNN: 'SimpleRNN',
    simpleRNNCell: 'SimpleRNNCell',
    softmax: 'Softmax',
    spatialDropout1d: 'SpatialDropout1D',
    stackedRNNCells: 'StackedRNNCells',
    thresholdedReLU: 'ThresholdedReLU',
    timeDistributed: 'TimeDistributed',
    upSampling2d: 'UpSampling2D',
    zeroPadding2d: 'ZeroPadding2D',
  }),
);

/** The class that a function of `tf.layers` makes. */
export const kindOf = (name: string): string | undefined => KINDS.get(name);

type Defaults = Partial<SettingValues>;

const named = (name: string): InitializerSetting => ({ name, arguments: {} });
const GLOROT_NORMAL: Defaults = { kernelInitializer: named('glorot_normal') };
const GATED: Defaults = { ...GLOROT_NORMAL, recurrentActivation: 'hard_sigmoid' };
const LSTM: Defaults = { ...GATED, unitForgetBias: false };
/** A GRU that resets after the product is refused. */
const GRU: Defaults = { ...GATED, resetAfter: false };

/** Defaults of tfjs-layers 4.22 that are others than Keras 3 has. */
const DEFAULTS: Record<string, Defaults> = {
  Dense: GLOROT_NORMAL,
  Conv1D: GLOROT_NORMAL,
  Conv2D: GLOROT_NORMAL,
  Conv3D: GLOROT_NORMAL,
  Conv2DTranspose: GLOROT_NORMAL,
  Conv3DTranspose: GLOROT_NORMAL,
  DepthwiseConv2D: GLOROT_NORMAL,
  SimpleRNN: GLOROT_NORMAL,
  SimpleRNNCell: GLOROT_NORMAL,
  LSTM,
  LSTMCell: LSTM,
  ConvLSTM2D: LSTM,
  GRU,
  GRUCell: GRU,
  Softmax: { axis: [1] },
};

/** Settings of a class whose default is another than that of Keras. */
export function ownDefaults(kind: string): Defaults {
  return Object.hasOwn(DEFAULTS, kind) ? DEFAULTS[kind]! : {};
}
