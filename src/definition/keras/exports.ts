/** What a star import from Keras binds: `from keras.layers import *`. */
import { canonical, kerasPath } from './paths.ts';
import { layerClasses } from './signatures.ts';

const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/));

/** Classes without a signature here. */
const OTHER_CLASSES =
  'Discretization HashedCrossing MelSpectrogram RandomCrop Solarization STFTSpectrogram AbstractRNNCell InputSpec';
const FUNCTIONS = 'Input Layer add subtract multiply average maximum minimum concatenate dot';

const EXPORTS: Record<string, Set<string>> = {
  '': words(
    'activations applications backend callbacks constraints datasets initializers layers losses metrics models ops ' +
      'optimizers preprocessing random regularizers utils Sequential Model Input Layer',
  ),
  layers: new Set([...layerClasses(), ...words(OTHER_CLASSES), ...words(FUNCTIONS)]),
  models: words('Sequential Model clone_model load_model save_model model_from_json'),
  regularizers: words('L1 L2 L1L2 l1 l2 l1_l2 OrthogonalRegularizer Regularizer'),
  constraints: words('MaxNorm MinMaxNorm NonNeg UnitNorm max_norm min_max_norm non_neg unit_norm maxnorm'),
  optimizers: words('SGD RMSprop Adam AdamW Adadelta Adagrad Adamax Adafactor Nadam Ftrl Lion Lamb'),
  callbacks: words(
    'Callback EarlyStopping ModelCheckpoint ReduceLROnPlateau TensorBoard CSVLogger LearningRateScheduler ' +
      'TerminateOnNaN History LambdaCallback',
  ),
  initializers: words(
    'Zeros Ones Constant RandomNormal RandomUniform TruncatedNormal VarianceScaling GlorotUniform GlorotNormal ' +
      'HeUniform HeNormal LecunUniform LecunNormal Orthogonal Identity glorot_uniform glorot_normal he_uniform he_normal',
  ),
  applications: words(
    'VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 InceptionV3 InceptionResNetV2 Xception MobileNet MobileNetV2 ' +
      'DenseNet121 DenseNet169 DenseNet201 NASNetMobile NASNetLarge EfficientNetB0',
  ),
  'preprocessing.image': words('ImageDataGenerator img_to_array load_img array_to_img'),
};

const TENSORFLOW = words('keras nn math image data random');

/** Whether `from module import *` binds the name. */
export function kerasExports(module: string, name: string): boolean {
  const path = canonical(module);
  if (path === undefined) return false;
  if (path === 'tensorflow') return TENSORFLOW.has(name);
  const own = kerasPath(path)?.path;
  // Keras 1 and 2 had a module for each family of layers: `keras.layers.core`.
  const key = own?.startsWith('layers.') ? 'layers' : own;
  return key !== undefined && Object.hasOwn(EXPORTS, key) && EXPORTS[key]!.has(name);
}
