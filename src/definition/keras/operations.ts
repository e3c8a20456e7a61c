/** Functions of TensorFlow and Keras on tensors as nodes of the flow: `tf.nn.relu(x)`, `tf.concat([a, b], -1)`. */
import { bind, plain } from '../interpret/arguments.ts';
import type { Bound, Call, Run } from '../interpret/framework.ts';
import type { Node, TensorValue, Value } from '../interpret/values.ts';
import type { Shape } from '../model.ts';
import type { Place } from '../program/program.ts';
import { reshaped } from '../shapeRules/dense.ts';
import { broadcast, concatenated } from '../shapeRules/merges.ts';
import { flowOf, inputsOf, shapedNode } from './flow.ts';
import { asNumber } from './objects.ts';

/** What comes out: shape and features of the node, or nothing where they cannot be seen. */
type After = (nodes: Node[], bound: Bound) => Pick<Node, 'shape' | 'features'>;

interface Operation {
  operation: string;
  parameters: string[];
  after: After;
}

const same: After = ([first]) => ({
  ...(first?.shape && { shape: first.shape }),
  features: first?.features ?? null,
});
const hidden: After = () => ({ features: null });
const plainOf = (bound: Bound, name: string): unknown => plain(bound.get(name)?.value)?.value;
const axesOf = (value: unknown): number[] | undefined => {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((axis): axis is number => typeof axis === 'number') ? list : undefined;
};

/** Two tensors of the same rank; a number changes no shape. */
const elementwise: After = (nodes, bound) => {
  const [first, second] = nodes;
  if (!second) return same(nodes, bound);
  const ranks = first!.shape?.length === second.shape?.length;
  const shape = ranks ? broadcast(first!.shape, second.shape) : undefined;
  const features = first!.features === second.features ? first!.features : null;
  return { ...(shape && { shape }), features: shape ? (shape.at(-1) ?? null) : (features ?? null) };
};

const concat: After = (nodes, bound) =>
  shapedNode(
    concatenated(
      nodes.map(flowOf),
      axesOf(plainOf(bound, 'axis') ?? bound.setting('axis', asNumber, -1).value)?.[0],
    ),
  );

/** Without the axes that are reduced, counted with the batch. */
const reduced: After = ([first], bound) => {
  const axes = axesOf(plainOf(bound, 'axis'));
  const kept = plainOf(bound, 'keepdims') === true;
  const { shape } = first!;
  if (!axes || !shape || axes.includes(0)) return { features: null };
  const gone = new Set(axes.map((axis) => (axis > 0 ? axis - 1 : shape.length + axis)));
  const sizes = kept
    ? shape.map((size, axis) => (gone.has(axis) ? 1 : size))
    : shape.filter((_, axis) => !gone.has(axis));
  return { shape: sizes, features: sizes.at(-1) ?? null };
};

/** The first size asked for is the batch's. */
const reshapedTo: After = ([first], bound) => {
  const value = bound.get('shape')?.value;
  if (value?.type !== 'list' || value.open !== undefined || value.items.length < 2) return { features: null };
  const sizes = value.items.slice(1).map((item) => asNumber(plain(item.value)?.value) ?? null);
  const shape = reshaped(sizes, first!.shape);
  return { shape, features: shape.at(-1) ?? null };
};

const transposed: After = ([first], bound) => {
  const order = axesOf(plainOf(bound, 'perm'));
  const { shape } = first!;
  if (!shape || order?.[0] !== 0 || order.length !== shape.length + 1) return { features: null };
  const sizes = order.slice(1).map((axis) => shape[axis - 1] ?? null);
  return { shape: sizes, features: sizes.at(-1) ?? null };
};

const expanded: After = ([first], bound) => {
  const axis = asNumber(plainOf(bound, 'axis'));
  const { shape } = first!;
  if (!shape || axis === undefined || axis === 0) return { features: null };
  const at = axis > 0 ? axis - 1 : shape.length + 1 + axis;
  const sizes: Shape = [...shape.slice(0, at), 1, ...shape.slice(at)];
  return { shape: sizes, features: sizes.at(-1) ?? null };
};

const squeezed: After = ([first], bound) => {
  const axes = axesOf(plainOf(bound, 'axis'));
  const { shape } = first!;
  if (!shape || !axes || axes.includes(0)) return { features: null };
  const gone = new Set(axes.map((axis) => (axis > 0 ? axis - 1 : shape.length + axis)));
  const sizes = shape.filter((_, axis) => !gone.has(axis));
  return { shape: sizes, features: sizes.at(-1) ?? null };
};

const product: After = ([first, second], bound) => {
  const flips = plainOf(bound, 'transpose_b') === true;
  const { shape } = first!;
  const width = second?.shape?.at(flips ? -2 : -1) ?? null;
  return { ...(shape && shape.length > 0 && { shape: [...shape.slice(0, -1), width] }), features: width };
};

const flattened: After = ([first]) => {
  const size = first?.shape?.reduce((a, b) => (a === null || b === null ? null : a * b), 1) ?? null;
  return { shape: [size], features: size };
};

const table = (operation: string, after: After, names: string, parameters: string): [string, Operation][] =>
  names.split(' ').map((name) => [name, { operation, after, parameters: parameters.split(' ') }]);
const activation = (operation: string, names = operation): [string, Operation][] =>
  table(operation, same, names, 'x');

/** By the last name of the path: `tensorflow.nn.relu`, `keras.activations.relu`, `keras.ops.relu`. */
const OPERATIONS = new Map<string, Operation>([
  ...activation('relu', 'relu relu6 leaky_relu elu selu crelu'),
  ...activation('gelu'),
  ...activation('swish', 'swish silu hard_swish hard_silu'),
  ...activation('sigmoid', 'sigmoid hard_sigmoid'),
  ...activation('softmax'),
  ...activation('logSoftmax', 'log_softmax'),
  ...activation('softplus', 'softplus softsign'),
  ...activation('tanh'),
  ...activation(
    'pointwise',
    'exp log sqrt square abs cast stop_gradient clip clip_by_value negative sign pow identity l2_normalize rsqrt normalize scale_diff nan_to_num logical_not zeros_like ones_like',
  ),
  ...table('dropout', same, 'dropout', 'x rate'),
  ...table('add', elementwise, 'add', 'x y'),
  ...table('subtract', elementwise, 'subtract', 'x y'),
  ...table('multiply', elementwise, 'multiply', 'x y'),
  ...table('divide', elementwise, 'divide truediv', 'x y'),
  ...table('maximum', elementwise, 'maximum', 'x y'),
  ...table('minimum', elementwise, 'minimum', 'x y'),
  ...table('add', same, 'add_n', 'inputs'),
  ...table('concatenate', concat, 'concat concatenate', 'values axis'),
  ...table('stack', hidden, 'stack', 'values axis'),
  ...table(
    'reduce',
    reduced,
    'reduce_mean reduce_sum reduce_max reduce_min mean sum max min',
    'x axis keepdims',
  ),
  ...table('reshape', reshapedTo, 'reshape', 'x shape'),
  ...table('transpose', transposed, 'transpose permute_dimensions', 'x perm'),
  ...table('reshape', expanded, 'expand_dims', 'x axis'),
  ...table('reshape', squeezed, 'squeeze', 'x axis'),
  ...table('matmul', product, 'matmul', 'a b transpose_a transpose_b'),
  ...table('matmul', hidden, 'einsum tensordot batch_dot dot', 'x'),
  ...table('flatten', flattened, 'batch_flatten', 'x'),
  ...table('maxPool', hidden, 'max_pool max_pool2d max_pool1d', 'x'),
  ...table('averagePool', hidden, 'avg_pool avg_pool2d average_pool avg_pool1d', 'x'),
  ...table('convolution', hidden, 'conv conv2d conv1d depthwise_conv2d conv2d_transpose', 'x'),
  ...table('normalize', same, 'batch_normalization layer_normalization', 'x'),
  ...table('pad', hidden, 'pad', 'x'),
  ...table(
    'unknown',
    hidden,
    'gather tile repeat where split unstack slice one_hot resize image_resize top_k argmax map_fn scan while_loop cond function numpy_function py_function ensure_shape boolean_mask',
    'x',
  ),
]);

/** Modules of functions on tensors. */
const MODULES =
  /^(tensorflow(\.(nn|math|linalg|image|keras\.(ops|activations|backend|layers))(\.nn)?)?|keras2?\.(ops|activations|backend)(\.(nn|numpy|math|image|core))?)$/;

/** A function on tensors by its path; undefined for any other name, and where no tensor flows in. */
export function operation(path: string, call: Call, run: Run): Value | undefined {
  const dot = path.lastIndexOf('.');
  const found = MODULES.test(path.slice(0, dot)) ? OPERATIONS.get(path.slice(dot + 1)) : undefined;
  if (!found || !call.arguments.some(({ value }) => flows(value))) return undefined;
  const inputs = inputsOf(call, run);
  const bound = bind(call, found.parameters, run);
  const settings = found.operation === 'dropout' ? dropoutSettings(bound) : undefined;
  return run.node({
    operation: found.operation,
    inputs,
    at: call.expression,
    ...found.after(inputs, bound),
    ...(settings && { settings }),
  });
}

const flows = (value: Value): boolean =>
  value.type === 'tensor' || (value.type === 'list' && value.items.some((item) => flows(item.value)));

/** `tf.nn.dropout(x, rate)` acts whenever it is called. */
function dropoutSettings(bound: Bound): Node['settings'] {
  return { rate: bound.setting('rate', asNumber), training: { value: true, origin: 'default' } };
}

const OPERATORS: Record<string, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'divide',
  '**': 'pointwise',
  '@': 'matmul',
};

/** `a + b` of tensors, and of a tensor and anything else. */
export function operateOnTensors(
  operator: string,
  left: Value,
  right: Value,
  at: Place,
  run: Run,
): Value | undefined {
  const tensors = [left, right].filter((value): value is TensorValue => value.type === 'tensor');
  const name = OPERATORS[operator];
  if (tensors.length === 0 || !name) return undefined;
  const nodes = tensors.map(({ node }) => node);
  // Numbers, and weights that a layer of the file adds or multiplies, leave the shape as it is.
  const numbers = [left, right].every(({ type }) => /^(tensor|known|parameters)$/.test(type));
  const after = name === 'matmul' ? product : numbers ? elementwise : hidden;
  return run.node({ operation: name, inputs: nodes, at, ...after(nodes, NOTHING) });
}

/** The arguments of an operator: none. */
const NOTHING: Bound = {
  get: () => undefined,
  hidden: () => false,
  rest: [],
  setting: () => ({ value: undefined, origin: 'unknown' }),
};

/** `x.shape`: the batch, then what is known of each axis. */
export function shapeList(tensor: TensorValue, at: Place, run: Run): Value | undefined {
  const { shape } = tensor.node;
  if (!shape) return undefined;
  const sizes = shape.map(
    (size): Value =>
      size === null
        ? run.unknown('a size that is not visible')
        : { type: 'known', value: size, origin: 'literal', passing: true },
  );
  return run.list([run.unknown('the batch size'), ...sizes], at, 'tuple');
}

const SHAPES =
  /^(tensorflow\.shape|tensorflow\.get_static_shape|(tensorflow\.keras|keras2?)\.(backend\.(int_)?shape|ops\.shape))$/;

/** `tf.shape(x)`, `K.int_shape(x)`. */
export function shapeFunction(path: string, call: Call, run: Run): Value | undefined {
  const [first] = call.arguments;
  if (!SHAPES.test(path) || first?.value.type !== 'tensor') return undefined;
  return shapeList(first.value, call.expression, run);
}
