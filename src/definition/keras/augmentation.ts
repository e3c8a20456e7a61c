/** Random changes of the inputs, data sets and their batches. */
import { bind, plain } from '../interpret/arguments.ts';
import type { Bound, Call, Run } from '../interpret/framework.ts';
import type { ObjectValue, Value } from '../interpret/values.ts';
import type { AugmentationFact, LoaderFact } from '../surroundings.ts';
import { assignedName, factAt } from './facts.ts';
import { asNumber, objectOf } from './objects.ts';
import { below } from './paths.ts';

type Use = 'training' | 'validation';

/** What is kept with a generator or data set. */
interface Data {
  /** The random changes that its samples went through. */
  augmentation?: AugmentationFact;
}

const dataOf = (value: Value): Data | undefined =>
  value.type === 'object' ? (value.data as Data | undefined) : undefined;

/** Settings of `ImageDataGenerator` that change images at random. */
const RANDOM =
  /^(rotation_range|width_shift_range|height_shift_range|brightness_range|shear_range|zoom_range|channel_shift_range|horizontal_flip|vertical_flip|zca_whitening)$/;
const DETERMINISTIC = 'zca_whitening';
const FLOW = 'x y batch_size'.split(' ');
const FROM_DIRECTORY = 'directory target_size color_mode classes class_mode batch_size'.split(' ');
const FROM_FRAME = 'dataframe directory x_col y_col'.split(' ');
const DATASET_FROM_DIRECTORY = 'directory labels label_mode class_names color_mode batch_size'.split(' ');

/** `ImageDataGenerator(horizontal_flip=True)`, `tf.data.Dataset.…(…)`, `image_dataset_from_directory(…)`. */
export function dataFunction(path: string, call: Call, run: Run): Value | undefined {
  const own = below(path);
  if (/^preprocessing\.(image\.)?ImageDataGenerator$/.test(own)) return imageGenerator(path, call, run);
  if (/^preprocessing\.(\w+\.)?\w*dataset_from_(directory|array)$/.test(own)) {
    noteLoader(call, bind(call, DATASET_FROM_DIRECTORY, run), 32, run);
    return datasetOf(call, {}, run);
  }
  if (/^tensorflow\.data\.\w*Dataset(\.\w+)?$/.test(path)) return datasetOf(call, {}, run);
  const name = /^tensorflow\.image\.((?:stateless_)?random_\w+)$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  noteAugmentation(call, [name], 'unknown', run);
  met(run).push(name);
  const [image] = call.arguments;
  return image?.value.type === 'tensor' ? image.value : run.unknown(call.expression);
}

/** The random changes that were met so far, to tell which ones a function makes that is followed. */
const randomCalls = new WeakMap<Run, string[]>();

function met(run: Run): string[] {
  const known = randomCalls.get(run) ?? [];
  randomCalls.set(run, known);
  return known;
}

function imageGenerator(path: string, call: Call, run: Run): ObjectValue {
  const kinds = call.arguments.flatMap(({ name, value }) => {
    const known = plain(value)?.value;
    const acts = known !== 0 && known !== false && known !== null;
    return name !== undefined && RANDOM.test(name) && name !== DETERMINISTIC && acts
      ? [`ImageDataGenerator(${name}=…)`]
      : [];
  });
  const augmentation = kinds.length > 0 ? noteAugmentation(call, kinds, 'unknown', run) : undefined;
  return objectOf(path, call, [], run, { ...(augmentation && { augmentation }) });
}

/** Layers such as `RandomFlip` act on training data alone. */
export function noteRandomLayer(kind: string, call: Call, run: Run): void {
  noteAugmentation(call, [kind], 'training', run);
}

function noteAugmentation(
  call: Call,
  kinds: string[],
  on: AugmentationFact['on'],
  run: Run,
): AugmentationFact {
  const variable = assignedName(run);
  const fact: AugmentationFact = {
    type: 'augmentation',
    ...factAt(call, run),
    kinds,
    on,
    ...(variable !== undefined && { variable }),
  };
  run.note(fact);
  return fact;
}

/** Notes what a generator or data set is used for. */
export function noteUse(value: Value, use: Use): void {
  const fact = dataOf(value)?.augmentation;
  if (!fact || fact.on === use) return;
  fact.on = fact.on === 'unknown' ? use : 'both';
}

/** Whether validation data went through random changes. */
export const augmentsValidation = (value: Value): boolean => dataOf(value)?.augmentation !== undefined;

const datasetOf = (call: Call, data: Data, run: Run): ObjectValue =>
  objectOf('tensorflow.data.Dataset', call, [], run, data);

/** `generator.flow(x, y)`, `dataset.batch(32)`, `dataset.map(augment)`; undefined for any other method. */
export function dataMethod(receiver: ObjectValue, name: string, call: Call, run: Run): Value | undefined {
  const own = below(receiver.path);
  const data = dataOf(receiver) ?? {};
  if (own.endsWith('ImageDataGenerator')) return generatorMethod(data, name, call, run);
  if (receiver.path !== 'tensorflow.data.Dataset') return undefined;
  if (name === 'batch' || name === 'padded_batch' || name === 'ragged_batch') {
    noteLoader(call, bind(call, ['batch_size'], run), undefined, run);
  }
  if (name === 'map') return datasetOf(call, mapped(data, call, run), run);
  if (/^(as_numpy_iterator|__iter__|take_while)$/.test(name)) return undefined;
  return datasetOf(call, data, run);
}

/** Flowing from a directory or arrays of validation data makes the random changes theirs. */
function generatorMethod(data: Data, name: string, call: Call, run: Run): Value | undefined {
  const parameters = /^flow_from_directory$/.test(name)
    ? FROM_DIRECTORY
    : name === 'flow'
      ? FLOW
      : FROM_FRAME;
  if (!name.startsWith('flow')) return undefined;
  const bound = bind(call, parameters, run);
  noteLoader(call, bound, 32, run);
  const subset = plain(bound.get('subset')?.value)?.value;
  const first = call.arguments[0];
  const use = subset === 'validation' || subset === 'training' ? subset : first && useOf(run.text(first.at));
  const result = datasetOf(call, data, run);
  if (use) noteUse(result, use);
  return result;
}

/** What data are for by their name: `x_val`, `train_dir`. */
function useOf(text: string): Use | undefined {
  if (/train/i.test(text)) return 'training';
  return /(^|[^a-z])(val|valid|validation|test|dev)([^a-z]|$)/i.test(text) ? 'validation' : undefined;
}

/** A function that changes samples at random, or a model of random layers that is kept on: `augment(x, training=True)`. */
function mapped(data: Data, call: Call, run: Run): Data {
  const [work] = call.arguments;
  if (work?.value.type !== 'function') return data;
  const before = met(run).length;
  const sample = { value: run.unknown('a sample'), at: work.at };
  run.call(
    work.value,
    work.value.parameters.map(() => sample),
    call,
  );
  const kinds = [...new Set(met(run).slice(before))];
  return kinds.length === 0 ? data : { augmentation: noteAugmentation(call, kinds, 'unknown', run) };
}

function noteLoader(call: Call, bound: Bound, byDefault: number | undefined, run: Run): void {
  const variable = assignedName(run);
  const fact: LoaderFact = {
    type: 'loader',
    ...factAt(call, run),
    batchSize: bound.setting('batch_size', (value) => asNumber(value), byDefault),
    ...(variable !== undefined && { variable }),
  };
  run.note(fact);
}
