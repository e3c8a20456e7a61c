/** Names of Keras and TensorFlow under every road by which they are imported. */

/**
 * Which Keras a file uses; the defaults of some functions differ: Keras 3 (`keras`), Keras 2 (`tf_keras`), and
 * `tensorflow.keras`, which is Keras 2 before TensorFlow 2.16 and Keras 3 since.
 */
export type Version = 'keras' | 'keras2' | 'tensorflow';

interface KerasPath {
  /** Below `keras`, e.g. `layers.Dense`; empty for `keras` itself. */
  path: string;
  version: Version;
}

const PREFIXES: Record<Version, string> = {
  keras: 'keras',
  keras2: 'keras2',
  tensorflow: 'tensorflow.keras',
};
const ROOT =
  /^(?:tensorflow(?:\.compat\.v[12]|\.python|\.contrib|\._api\.v[12])?\.keras|tf_keras|keras2|keras)(?=\.|$)/;
const TENSORFLOW =
  /^(tensorflow|tensorflow_addons|tensorflow_datasets|tensorflow_model_optimization)(?=\.|$)/;
/** Parts of TensorFlow that are Keras' by another name. */
const SAME_AS_KERAS = /^tensorflow\.(?=(optimizers|initializers|losses|metrics)\b)/;
/** Private and generated packages mirror the public tree. */
const HIDDEN = new Set(['src', 'api', '_v1', '_v2', 'v1', 'v2', 'legacy', 'experimental', 'tf_keras']);
/** Classes that several modules hold, at the place where this reader looks for them. */
const MOVED: Record<string, string> = {
  'models.Sequential': 'Sequential',
  'models.Model': 'Model',
  'models.Functional': 'Model',
  'engine.Sequential': 'Sequential',
  'engine.Model': 'Model',
  'engine.Functional': 'Model',
  'engine.Input': 'Input',
  'engine.InputLayer': 'layers.InputLayer',
  'engine.Layer': 'Layer',
  'layers.Input': 'Input',
  'layers.Layer': 'Layer',
  'utils.image_dataset_from_directory': 'preprocessing.image_dataset_from_directory',
  'utils.text_dataset_from_directory': 'preprocessing.text_dataset_from_directory',
  'utils.timeseries_dataset_from_array': 'preprocessing.timeseries_dataset_from_array',
};
/** Modules whose classes are taken for those of the package: `layers.core.Dense`, `applications.vgg16.VGG16`. */
const FLAT =
  /^(layers|models|engine|optimizers|regularizers|initializers|constraints|callbacks|applications)$/;

const canonicalPaths = new Map<string, string | undefined>();

/** `tf.keras.layers.Dense`, `keras.layers.core.Dense` → `tensorflow.keras.layers.Dense`, `keras.layers.Dense`. */
export function canonical(path: string): string | undefined {
  if (!canonicalPaths.has(path)) canonicalPaths.set(path, canonicalOf(path));
  return canonicalPaths.get(path);
}

function canonicalOf(path: string): string | undefined {
  const known = path.replace(SAME_AS_KERAS, 'tensorflow.keras.');
  const root = ROOT.exec(known)?.[0];
  if (root !== undefined) {
    const own = publicPath(known.slice(root.length + 1));
    return own === '' ? PREFIXES[versionOf(root)] : `${PREFIXES[versionOf(root)]}.${own}`;
  }
  if (!TENSORFLOW.test(known)) return undefined;
  return known.replace(/^tensorflow\.(compat|_api)\.v[12](?=\.|$)/, 'tensorflow');
}

function versionOf(root: string): Version {
  if (root.startsWith('tensorflow')) return 'tensorflow';
  return root === 'keras' ? 'keras' : 'keras2';
}

function publicPath(path: string): string {
  const parts = path.split('.').filter((part) => part !== '' && !HIDDEN.has(part));
  const [module = '', ...rest] = parts;
  const name = rest.at(-1);
  if (rest.length > 1 && FLAT.test(module) && isOwnName(module, rest)) {
    return publicPath(`${module}.${name}`);
  }
  const plain = parts.join('.');
  return Object.hasOwn(MOVED, plain) ? MOVED[plain]! : plain;
}

/** `core.Dense`, `merge.concatenate`; not `schedules.CosineDecay`, `vgg16.preprocess_input`. */
function isOwnName(module: string, rest: string[]): boolean {
  if (rest.includes('schedules')) return false;
  return (
    /^[A-Z]/.test(rest.at(-1)!) || (module === 'layers' && rest[0] === 'merge') || module === 'regularizers'
  );
}

const kerasPaths = new Map<string, KerasPath | undefined>();

/** What a canonical path is below Keras; undefined outside of it. */
export function kerasPath(path: string): KerasPath | undefined {
  if (!kerasPaths.has(path)) kerasPaths.set(path, kerasPathOf(path));
  return kerasPaths.get(path);
}

function kerasPathOf(path: string): KerasPath | undefined {
  for (const [version, prefix] of Object.entries(PREFIXES) as [Version, string][]) {
    if (path === prefix) return { path: '', version };
    if (path.startsWith(`${prefix}.`)) return { path: path.slice(prefix.length + 1), version };
  }
  return undefined;
}

/** The path below Keras, or an empty text. */
export const below = (path: string): string => kerasPath(path)?.path ?? '';
