/** Which of a checkpoint's tensors are the model's, what they are called and what they are there for. */
import { roleByName } from '../roles.ts';
import { countOf, type TensorEntry, type TensorRole } from '../weightFile.ts';
import type { StoredTensor } from './stored.ts';
import type { FoundTensor } from './walk.ts';

/** Names under which training scripts keep a model. */
const MODELS = new Set([
  'state_dict',
  'model_state_dict',
  'model_state',
  'model_dict',
  'model',
  'models',
  'net',
  'net_state_dict',
  'network',
  'module',
  'weights',
  'params',
  'checkpoint',
]);
const OPTIMIZERS = /^(optim|opt$|opt_|.*_optim|lr_sched|.*schedul|amp$|.*scaler)/i;
/** Of the training, and of no model. */
const OTHERS = /^(callbacks|loops|hyper_parameters|hparams|args|config|.*rng.*|.*random_state.*)$/i;

export interface NamedTensor {
  entry: TensorEntry;
  tensor: StoredTensor;
}

/**
 * The entries of a file, and the path of the dictionary that is the model: names start below it.
 * @param optimizers paths of the optimizers' states
 */
export function layOut(
  found: readonly FoundTensor[],
  optimizers: readonly (readonly string[])[],
): { tensors: NamedTensor[]; model: readonly string[] } {
  const isOptimizer = ({ path }: FoundTensor) => optimizers.some((each) => startsWith(path, each));
  const model = modelPath(found.filter((one) => !isOptimizer(one) && !ofTraining(one.path)));
  const names = new Map<string, number>();
  const views: Views = new Map();
  const matrices: Matrices = new Map();
  const tensors = found.map((one) => {
    const { tensor } = one;
    const inModel = startsWith(one.path, model);
    const name = unique((inModel ? one.path.slice(model.length) : one.path).join('.') || 'tensor', names);
    const entry: TensorEntry = {
      name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      role: isOptimizer(one) ? 'optimizer' : roleOf(one, inModel),
      order: 'outputs-first',
    };
    if (tensor.quantization) entry.quantization = tensor.quantization;
    if (one.layerClass !== undefined) entry.layerClass = one.layerClass;
    const earlier = sameView(tensor, name, views) ?? partOf(tensor, name, matrices);
    if (earlier !== undefined) entry.sharedWith = earlier;
    return { entry, tensor };
  });
  return { tensors, model };
}

/** Down the dictionaries as long as just one of those with a model's name has weights. */
function modelPath(found: readonly FoundTensor[]): readonly string[] {
  let path: string[] = [];
  let inside = found;
  for (;;) {
    const depth = path.length;
    const deeper = inside.filter((one) => one.path.length > depth + 1 && MODELS.has(one.path[depth]!));
    const names = new Set(deeper.map((one) => one.path[depth]!));
    const [next] = names;
    // Deeper down, weights of its own beside it show that the name is a layer's; so does a module around it.
    const own = depth > 0 && deeper.length < inside.length;
    const isModel = inside.every((one) => one.model !== undefined && one.model <= depth);
    if (next === undefined || names.size > 1 || own || isModel) return path;
    path = [...path, next];
    inside = deeper;
  }
}

const ofTraining = ([first]: readonly string[]): boolean =>
  first !== undefined && (OPTIMIZERS.test(first) || OTHERS.test(first));

function roleOf(one: FoundTensor, inModel: boolean): TensorRole {
  const first = one.path[0] ?? '';
  if (one.path.length > 1 && OPTIMIZERS.test(first)) return 'optimizer';
  if (one.path.length > 1 && OTHERS.test(first)) return 'other';
  // Beside the dictionary of the model: the best score, the state of a random generator.
  if (!inModel && one.path.length === 1) return 'other';
  const name = one.path.join('.');
  const byName = roleByName(name, one.tensor.quantization ? 'float32' : one.tensor.dtype);
  if (byName === 'optimizer') return 'optimizer';
  return one.role ?? (isMask(name, one.tensor) ? 'buffer' : byName);
}

/** GPT-2 calls its causal mask `attn.bias`; biases are never bytes. */
const isMask = (name: string, { dtype }: StoredTensor): boolean =>
  /(^|[._])mask$/.test(name) || (dtype === 'uint8' && /(^|[._])bias$/.test(name));

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((part, index) => path[index] === part);

function unique(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : unique(`${name}#${count}`, names);
}

/** Names by the storage and the part of it. */
type Views = Map<StoredTensor['storage'], Map<string, string>>;

/** Name of the earlier tensor that is the same part of the same storage. */
function sameView(
  { storage, offset, shape, strides, dtype }: StoredTensor,
  name: string,
  views: Views,
): string | undefined {
  const ofStorage = views.get(storage) ?? new Map<string, string>();
  views.set(storage, ofStorage);
  const key = `${dtype} ${offset} ${shape.join(',')} ${strides.join(',')}`;
  const earlier = ofStorage.get(key);
  if (earlier === undefined) ofStorage.set(key, name);
  return earlier;
}

/** Ranges of a storage that a matrix fills, the first ones of each. */
type Matrices = Map<StoredTensor['storage'], { name: string; dtype: string; from: number; to: number }[]>;

const MOST_MATRICES = 64;

/** Name of the earlier matrix in whose values these are: a query in the projection of query, key and value. */
function partOf(
  { storage, offset, shape, strides, dtype }: StoredTensor,
  name: string,
  matrices: Matrices,
): string | undefined {
  const count = countOf(shape);
  if (count === 0 || shape.length < 2) return undefined;
  const to = offset + shape.reduce((last, size, axis) => last + (size - 1) * strides[axis]!, 1);
  const ofStorage = matrices.get(storage) ?? [];
  matrices.set(storage, ofStorage);
  const whole = ofStorage.find((one) => one.dtype === dtype && one.from <= offset && to <= one.to);
  if (whole) return whole.name;
  if (to - offset === count && ofStorage.length < MOST_MATRICES)
    ofStorage.push({ name, dtype, from: offset, to });
  return undefined;
}
