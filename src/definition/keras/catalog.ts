/** What Keras exports: needed to read `from keras.layers import *` without taking every name for a layer. */

const LAYERS = `
  Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average AveragePooling1D
  AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D BatchNormalization Bidirectional CategoryEncoding CenterCrop
  Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D
  Convolution1D Convolution2D Cropping1D Cropping2D Cropping3D Dense DepthwiseConv1D DepthwiseConv2D Discretization
  Dot Dropout ELU EinsumDense Embedding Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D
  GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D GlobalMaxPool1D GlobalMaxPool2D
  GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupQueryAttention HashedCrossing
  Hashing Identity Input InputLayer IntegerLookup LSTM LSTMCell Lambda LayerNormalization LeakyReLU
  LocallyConnected1D LocallyConnected2D Masking MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D
  Maximum MelSpectrogram Minimum MultiHeadAttention Multiply Normalization PReLU Permute RMSNormalization RNN
  RandomBrightness RandomContrast RandomCrop RandomFlip RandomHeight RandomRotation RandomTranslation RandomWidth
  RandomZoom ReLU RepeatVector Rescaling Reshape Resizing STFTSpectrogram SeparableConv1D SeparableConv2D SimpleRNN
  SimpleRNNCell Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization
  StackedRNNCells StringLookup Subtract TextVectorization ThresholdedReLU TimeDistributed UnitNormalization
  UpSampling1D UpSampling2D UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D`;

const MODULES = 'activations constraints initializers layers models ops regularizers';

const EXPORTS: Record<string, Set<string>> = {
  keras: words(`${MODULES} Sequential Model Input`),
  'keras.layers': words(LAYERS),
  'keras.models': words('Sequential Model'),
  'keras.regularizers': words('L1 L2 L1L2 l1 l2 l1_l2'),
  'keras.constraints': words('MaxNorm MinMaxNorm NonNeg UnitNorm max_norm min_max_norm non_neg unit_norm'),
  tensorflow: words('keras nn math'),
};

/** Whether a module exports a name, undefined for modules that are not listed here. */
export function kerasExports(module: string, name: string): boolean | undefined {
  return EXPORTS[module]?.has(name);
}

function words(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/));
}
