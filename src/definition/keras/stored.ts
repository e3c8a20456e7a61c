/** A stored Keras model as the source that would build it: readers of definitions then know everything about it. */
import { UserError } from '../../errors.ts';

type Fields = Record<string, unknown>;

interface StoredLayer {
  kind: string;
  config: Fields;
}

/** Settings that say nothing of what a trained layer computes: first values, penalties, precision, bookkeeping. */
const LEFT_OUT =
  /^(trainable|dtype|batch_input_shape|batch_shape|input_shape|sparse|ragged|.*_initializer|.*_regularizer|.*_constraint|synchronized|seed|noise_shape|quantization_config|lora_rank|lora_alpha|autocast|zero_output_for_mask|use_cudnn|implementation|unroll|time_major|renorm.*|fused|virtual_batch_size|adjustment|registered_name)$/;

/**
 * Python source of a `keras.Sequential` with the layers of a stored model, in their order and under their names.
 * @param config `config.json` of a .keras file, `model_config` of an .h5 file, `modelTopology` of TensorFlow.js: Sequential,
 * or Functional with one layer after the other
 * @throws UserError `ARCHITECTURE_UNREADABLE` for any other model
 */
export function storedSource(config: unknown, file: string): string {
  const layers = layersOf(config, file).filter(({ kind }) => kind !== 'InputLayer');
  const shape = inputShapeOf(config, file);
  const input = shape ? [`    keras.Input(shape=${python(shape, true)}),`] : [];
  const calls = layers.map(
    ({ kind, config: settings }) => `    keras.layers.${kind}(${argumentsOf(settings)}),`,
  );
  return ['import keras', '', 'model = keras.Sequential([', ...input, ...calls, '])', ''].join('\n');
}

/** All layers, the input included. */
function layersOf(config: unknown, file: string): StoredLayer[] {
  const model = fieldsOf(modelOf(config));
  const inside = model.config;
  // Keras 1 and early versions of 2 store the list alone.
  const list = Array.isArray(inside) ? inside : fieldsOf(inside).layers;
  if (!Array.isArray(list)) throw unreadable(file, 'its description has no list of layers');
  if (model.class_name !== 'Sequential') checkChain(list, file);
  return list.map((layer) => layerOf(layer, file));
}

/** TensorFlow.js wraps the model in `model_config`. */
function modelOf(config: unknown): unknown {
  const { model_config: wrapped } = fieldsOf(config);
  return wrapped ?? config;
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

function layerOf(value: unknown, file: string): StoredLayer {
  const { class_name: kind, config } = fieldsOf(value);
  if (typeof kind !== 'string' || !/^[A-Za-z]\w*$/.test(kind))
    throw unreadable(file, 'a layer has no name of a class');
  if (/^(Sequential|Functional|Model)$/.test(kind))
    throw unreadable(file, `it has a model inside of it, “${String(fieldsOf(config).name)}”`);
  return { kind, config: fieldsOf(config) };
}

/** Every layer but the first takes the one before it, and nothing else. */
function checkChain(list: unknown[], file: string): void {
  list.forEach((layer, index) => {
    const { inbound_nodes: nodes, config } = fieldsOf(layer);
    const name = (at: number) => String(fieldsOf(fieldsOf(list[at]).config).name);
    const sources = [
      ...JSON.stringify(nodes ?? []).matchAll(/"keras_history":\["([^"]+)"|\["([^"]+)",\d+,\d+/g),
    ];
    const names = sources.map(([, ofKeras3, ofKeras2]) => ofKeras3 ?? ofKeras2);
    if (index === 0 ? names.length === 0 : names.length === 1 && names[0] === name(index - 1)) return;
    throw unreadable(
      file,
      `its layers are no single chain: “${String(fieldsOf(config).name)}” takes ${names.length === 0 ? 'nothing' : names.map((each) => `“${each}”`).join(' and ')}`,
    );
  });
}

/** Without the batch; of the input layer or of the first layer. */
function inputShapeOf(config: unknown, file: string): (number | null)[] | undefined {
  const [first] = layersOf(config, file);
  const { batch_shape: ofKeras3, batch_input_shape: ofKeras2, input_shape: own } = first?.config ?? {};
  const { build_input_shape: built } = fieldsOf(fieldsOf(modelOf(config)).config);
  const batched = [ofKeras3, ofKeras2, built].find(Array.isArray);
  const shape: unknown = batched ? batched.slice(1) : own;
  const isShape =
    Array.isArray(shape) && shape.every((size) => size === null || (Number.isInteger(size) && size > 0));
  return isShape ? shape : undefined;
}

function argumentsOf(config: Fields): string {
  return Object.entries(config)
    .filter(([name, value]) => value !== null && /^[a-z]\w*$/.test(name) && !LEFT_OUT.test(name))
    .flatMap(([name, value]) => {
      const text = python(value);
      return text === undefined ? [] : [`${name}=${text}`];
    })
    .join(', ');
}

/** A plain value as Python writes it; of an object that names a function, as activations are stored, the name. */
function python(value: unknown, tuple = false): string | undefined {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => python(item));
    if (items.includes(undefined)) return undefined;
    return tuple || items.length !== 1
      ? `(${items.join(', ')}${items.length === 1 ? ',' : ''})`
      : `(${items[0]},)`;
  }
  const { class_name: kind, config } = fieldsOf(value);
  if (kind === 'function' && typeof config === 'string') return JSON.stringify(config);
  return typeof kind === 'string' && kind !== 'DTypePolicy' ? JSON.stringify(snakeCase(kind)) : undefined;
}

const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

function unreadable(file: string, why: string): UserError {
  return new UserError({
    code: 'ARCHITECTURE_UNREADABLE',
    title: `${file} cannot be evaluated here`,
    explanation: `Evaluated are models whose layers follow one after another; ${why}.`,
    remedy: 'Its weights, their statistics and spectra are shown all the same.',
  });
}
