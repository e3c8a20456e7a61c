/** Functions of torch and torch.nn.functional and methods of tensors: their name here and what comes out of them. */
import type { LayerDraft } from '../interpret/values.ts';
import * as axes from './axes.ts';
import { outputOf } from './shapes.ts';
import type { Signal } from './signals.ts';

/** Arguments after the input tensor, as plain data. */
export interface Given {
  /** Undefined where it cannot be seen. */
  value(name: string): unknown;
  /** The arguments by position, each a number, another plain value, or undefined. */
  positions: unknown[];
  /** The arguments as settings of a layer class: `F.max_pool2d(x, 2)` works like `nn.MaxPool2d(2)`. */
  asLayer(kind: string): LayerDraft;
}

export type Rule = (input: Signal, given: Given, others: Signal[]) => Signal;

export interface Operation {
  /** By one name for all frameworks. */
  name: string | ((given: Given) => string);
  /** Parameters after the input, in their order, with defaults. */
  parameters: Record<string, unknown>;
  rule: Rule;
}

const keep: Rule = (input) => input;
const lose: Rule = () => ({ features: null });

const operation = (
  name: Operation['name'],
  parameters: Record<string, unknown> = {},
  rule: Rule = keep,
): Operation => ({ name, parameters, rule });

const dropout = (name: string, training: boolean): Operation =>
  operation(name, { p: 0.5, training, inplace: false });

const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** `dim=1`, `dim=(2, 3)`; undefined: over all axes, or not visible. */
function dims(value: unknown): number[] | undefined {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) && value.every((each) => typeof each === 'number') ? value : undefined;
}

const reduce: Rule = (input, given) => {
  const over = dims(given.value('dim'));
  return over ? axes.reduced(input, over, given.value('keepdim') === true) : { features: null };
};

const reduction = (name: string): Operation => operation(name, { dim: null, keepdim: false }, reduce);

/** Sizes and orders are given one by one or in a tuple. */
function sizesOf({ positions, value }: Given, name: string): (number | null)[] | undefined {
  const [first] = positions;
  const named = positions.length === 0 ? value(name) : undefined;
  const list = Array.isArray(first) ? first : Array.isArray(named) ? named : positions;
  return list.length === 0 ? undefined : list.map((size) => asNumber(size) ?? null);
}

const reshape: Rule = (input, given) => {
  const sizes = sizesOf(given, 'shape');
  return sizes ? axes.reshaped(input, sizes) : { features: null };
};

const permute: Rule = (input, given) => {
  const order = sizesOf(given, 'dims');
  return order && !order.includes(null) ? axes.permuted(input, order as number[]) : { features: null };
};

const transpose: Rule = (input, given) => {
  const [a, b] = [asNumber(given.value('dim0')), asNumber(given.value('dim1'))];
  return a === undefined || b === undefined ? { features: null } : axes.transposedAxes(input, a, b);
};

const flatten: Rule = (input, given) => {
  const [start, end] = [asNumber(given.value('start_dim')), asNumber(given.value('end_dim'))];
  // Without arguments the batch is joined as well.
  return start === undefined || end === undefined || start === 0
    ? { features: null }
    : axes.flattened(input, start, end);
};

const unflatten: Rule = (input, given) => {
  const [dim, sizes] = [given.value('dim'), given.value('sizes')];
  return typeof dim === 'number' && Array.isArray(sizes)
    ? axes.unflattened(input, dim, sizes)
    : { features: null };
};

const unsqueeze: Rule = (input, given) => {
  const dim = asNumber(given.value('dim'));
  return dim === undefined ? { features: null } : axes.unsqueezed(input, dim);
};

const squeeze: Rule = (input, given) => axes.squeezed(input, asNumber(given.value('dim')));

const interpolate: Rule = (input, given) => {
  const layer = given.asLayer('Upsample').settings;
  return axes.resized(input, layer.outputShape?.value ?? undefined, layer.size?.value);
};

/** As the layer class of that name. */
const like =
  (kind: string): Rule =>
  (input, given, others) =>
    outputOf(given.asLayer(kind), input, others);

const POOL = { kernel_size: undefined, stride: null, padding: 0 };
const MAX_POOL = { ...POOL, dilation: 1, ceil_mode: false, return_indices: false };
const AVERAGE_POOL = { ...POOL, ceil_mode: false, count_include_pad: true };

const globalOr = (name: string) => (given: Given) => {
  const size = given.value('output_size');
  return (Array.isArray(size) ? size : [size]).every((each) => each === 1) ? 'globalPool' : name;
};

const inDimensions = (name: string, make: (rank: number) => Operation): Record<string, Operation> =>
  Object.fromEntries([1, 2, 3].map((rank) => [`${name}${rank}d`, make(rank)]));

/** Functions that act on each element by itself. */
const ELEMENTWISE: Record<string, string> = {
  relu: 'relu',
  relu6: 'relu6',
  leaky_relu: 'leakyRelu',
  prelu: 'prelu',
  rrelu: 'rrelu',
  elu: 'elu',
  celu: 'celu',
  selu: 'selu',
  gelu: 'gelu',
  silu: 'silu',
  swish: 'silu',
  mish: 'mish',
  sigmoid: 'sigmoid',
  logsigmoid: 'logSigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  softsign: 'softsign',
  tanhshrink: 'tanhshrink',
  hardtanh: 'hardTanh',
  hardswish: 'hardSwish',
  hardsigmoid: 'hardSigmoid',
  hardshrink: 'hardShrink',
  softshrink: 'softShrink',
  threshold: 'threshold',
  exp: 'exp',
  log: 'log',
  log1p: 'log',
  sqrt: 'sqrt',
  rsqrt: 'sqrt',
  abs: 'abs',
  neg: 'negative',
  square: 'square',
  pow: 'power',
  sin: 'sin',
  cos: 'cos',
  clamp: 'clip',
  clip: 'clip',
  masked_fill: 'mask',
  masked_fill_: 'mask',
  cumsum: 'cumulativeSum',
  roll: 'roll',
  flip: 'flip',
  normalize: 'normalize',
  local_response_norm: 'localResponseNormalization',
  layer_norm: 'layerNormalization',
  rms_norm: 'layerNormalization',
  batch_norm: 'batchNormalization',
  instance_norm: 'instanceNormalization',
  group_norm: 'groupNormalization',
};

const OPERATIONS: Record<string, Operation> = {
  ...Object.fromEntries(Object.entries(ELEMENTWISE).map(([name, neutral]) => [name, operation(neutral)])),
  softmax: operation('softmax', { dim: null }),
  softmin: operation('softmin', { dim: null }),
  log_softmax: operation('logSoftmax', { dim: null }),
  gumbel_softmax: operation('softmax', { tau: 1, hard: false }),
  glu: operation('glu', { dim: -1 }, like('GLU')),
  dropout: dropout('dropout', true),
  ...inDimensions('dropout', () => dropout('spatialDropout', true)),
  alpha_dropout: dropout('alphaDropout', false),
  feature_alpha_dropout: dropout('alphaDropout', false),
  ...inDimensions('max_pool', (rank) => operation('maxPool', MAX_POOL, like(`MaxPool${rank}d`))),
  ...inDimensions('avg_pool', (rank) => operation('averagePool', AVERAGE_POOL, like(`AvgPool${rank}d`))),
  ...inDimensions('lp_pool', (rank) =>
    operation(
      'averagePool',
      { norm_type: undefined, kernel_size: undefined, stride: null },
      like(`LPPool${rank}d`),
    ),
  ),
  ...inDimensions('adaptive_avg_pool', (rank) =>
    operation(globalOr('averagePool'), { output_size: undefined }, like(`AdaptiveAvgPool${rank}d`)),
  ),
  ...inDimensions('adaptive_max_pool', (rank) =>
    operation(globalOr('maxPool'), { output_size: undefined }, like(`AdaptiveMaxPool${rank}d`)),
  ),
  interpolate: operation('resize', { size: null, scale_factor: null, mode: 'nearest' }, interpolate),
  upsample: operation('resize', { size: null, scale_factor: null, mode: 'nearest' }, interpolate),
  pixel_shuffle: operation('reshape', { upscale_factor: undefined }, like('PixelShuffle')),
  pixel_unshuffle: operation('reshape', { downscale_factor: undefined }, like('PixelUnshuffle')),
  pad: operation('pad', {}, ({ axis }) => (axis ? { features: null, axis } : { features: null })),
  flatten: operation('flatten', { start_dim: 0, end_dim: -1 }, flatten),
  unflatten: operation('reshape', { dim: undefined, sizes: undefined }, unflatten),
  view: operation('reshape', {}, reshape),
  reshape: operation('reshape', {}, reshape),
  permute: operation('transpose', {}, permute),
  transpose: operation('transpose', { dim0: undefined, dim1: undefined }, transpose),
  swapaxes: operation('transpose', { dim0: undefined, dim1: undefined }, transpose),
  movedim: operation('transpose', {}, lose),
  t: operation('transpose', {}, lose),
  squeeze: operation('reshape', { dim: undefined }, squeeze),
  unsqueeze: operation('reshape', { dim: undefined }, unsqueeze),
  mean: reduction('mean'),
  nanmean: reduction('mean'),
  sum: reduction('sum'),
  prod: reduction('product'),
  std: operation('deviation', { dim: null, unbiased: true, keepdim: false }, reduce),
  var: operation('variance', { dim: null, unbiased: true, keepdim: false }, reduce),
  max: reduction('max'),
  min: reduction('min'),
  amax: reduction('max'),
  amin: reduction('min'),
  logsumexp: reduction('logSumExp'),
  norm: operation('norm', { p: 2, dim: null, keepdim: false }, reduce),
  topk: operation('item', {}, lose),
  sort: operation('item', {}, lose),
  gather: operation('item', {}, lose),
  index_select: operation('item', {}, lose),
  narrow: operation('item', {}, lose),
  select: operation('item', {}, lose),
  split: operation('split', {}, lose),
  unbind: operation('split', {}, lose),
  expand: operation('repeat', {}, lose),
  expand_as: operation('repeat', {}, lose),
  repeat: operation('repeat', {}, lose),
  repeat_interleave: operation('repeat', {}, lose),
  tile: operation('repeat', {}, lose),
  unfold: operation('unfold', {}, lose),
  fold: operation('fold', {}, lose),
  linear: operation('linear', {}, () => ({ features: null, axis: 'last' })),
  bilinear: operation('linear', {}, lose),
  ...inDimensions('conv', () => operation('convolution', {}, () => ({ features: null, axis: 'first' }))),
  ...inDimensions('conv_transpose', () =>
    operation('convolution', {}, () => ({ features: null, axis: 'first' })),
  ),
  embedding: operation('embedding', {}, () => ({ features: null, axis: 'last' })),
  one_hot: operation('oneHot', { num_classes: -1 }, (_, given) => {
    const classes = asNumber(given.value('num_classes'));
    return { features: classes !== undefined && classes > 0 ? classes : null, axis: 'last' };
  }),
  grid_sample: operation('resize', {}, lose),
};

/** Functions of several tensors that combine them element by element, or by a product of matrices. */
export const COMBINING: Record<string, string> = {
  add: 'add',
  sub: 'subtract',
  subtract: 'subtract',
  mul: 'multiply',
  multiply: 'multiply',
  div: 'divide',
  divide: 'divide',
  true_divide: 'divide',
  maximum: 'maximum',
  minimum: 'minimum',
  lerp: 'add',
  matmul: 'matmul',
  mm: 'matmul',
  bmm: 'matmul',
  baddbmm: 'matmul',
  addmm: 'matmul',
  dot: 'matmul',
  einsum: 'matmul',
  outer: 'matmul',
  cosine_similarity: 'similarity',
  pairwise_distance: 'distance',
  cdist: 'distance',
};

/** Functions of a list of tensors. */
export const JOINING: Record<string, string> = {
  cat: 'concatenate',
  concat: 'concatenate',
  concatenate: 'concatenate',
  stack: 'stack',
  hstack: 'concatenate',
};

/** What gives the tensor itself: the same values elsewhere, or of another type. */
export const SAME = new Set(
  (
    'contiguous to cuda cpu float half double bfloat16 long int bool type type_as detach clone requires_grad_ ' +
    'data_ptr retain_grad pin_memory share_memory_ detach_ nan_to_num'
  ).split(' '),
);

/** The operation of a function or method; those that change in place (`relu_`) are the same. */
export function operationOf(name: string): Operation | undefined {
  const plain = name.endsWith('_') && !name.startsWith('_') ? name.slice(0, -1) : name;
  return Object.hasOwn(OPERATIONS, plain) ? OPERATIONS[plain] : undefined;
}

export const FUNCTION_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(OPERATIONS),
  ...Object.keys(COMBINING),
  ...Object.keys(JOINING),
]);
