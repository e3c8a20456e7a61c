/** Calls as Keras 1 had them, `Convolution2D(32, 3, 3, border_mode='same')`, in the words of Keras 2 and 3. */
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { Value } from '../interpret/values.ts';
import type { Version } from './paths.ts';
import { type Signature, signatureOf } from './signatures.ts';

/** Parameters by their names in Keras 1. */
const RENAMED: Record<string, string> = {
  output_dim: 'units',
  nb_filter: 'filters',
  border_mode: 'padding',
  subsample: 'strides',
  subsample_length: 'strides',
  filter_length: 'kernel_size',
  atrous_rate: 'dilation_rate',
  pool_length: 'pool_size',
  stride: 'strides',
  dim_ordering: 'data_format',
  p: 'rate',
  sigma: 'stddev',
  init: 'kernel_initializer',
  inner_init: 'recurrent_initializer',
  inner_activation: 'recurrent_activation',
  beta_init: 'beta_initializer',
  gamma_init: 'gamma_initializer',
  W_regularizer: 'kernel_regularizer',
  U_regularizer: 'recurrent_regularizer',
  b_regularizer: 'bias_regularizer',
  W_constraint: 'kernel_constraint',
  U_constraint: 'recurrent_constraint',
  b_constraint: 'bias_constraint',
  dropout_W: 'dropout',
  dropout_U: 'recurrent_dropout',
  bias: 'use_bias',
};
const EMBEDDING: Record<string, string> = {
  init: 'embeddings_initializer',
  W_regularizer: 'embeddings_regularizer',
  W_constraint: 'embeddings_constraint',
};
const ORDERS: Record<string, string> = { th: 'channels_first', tf: 'channels_last' };
/** Sizes of a kernel were parameters of their own. */
const SIZES = ['nb_row', 'nb_col', 'kernel_dim1', 'kernel_dim2', 'kernel_dim3'];
/** What came after the sizes of a kernel by position. */
const AFTER_SIZES = 'kernel_initializer activation weights padding strides data_format'.split(' ');

/** @param name as it is called: the name `Convolution2D` is Keras 1's */
export function modernized(kind: string, name: string, call: Call, version: Version, run: Run): Call {
  const signature = signatureOf(kind);
  const named = call.arguments.filter((argument) => argument.name !== undefined);
  const isOld = named.some((argument) => isOldName(argument.name!, signature));
  const rank = /^(?:Conv|SeparableConv)(\d)D/.exec(kind)?.[1];
  const plain = !/^tensorflow|^keras2/.test(version);
  const sizesApart = rank !== undefined && plain && (isOld || name.startsWith('Convolution'));
  const own = sizesApart ? withKernelSize(call, Number(rank), run) : call;
  if (!isOld) return own;
  return {
    ...own,
    arguments: joinSizes(
      own.arguments.map((argument) => renamed(kind, argument, signature)),
      run,
    ),
  };
}

const isOldName = (name: string, signature: Signature): boolean =>
  !(name in signature) && (Object.hasOwn(RENAMED, name) || SIZES.includes(name));

function renamed(kind: string, argument: CallArgument, signature: Signature): CallArgument {
  const { name } = argument;
  if (name === undefined || name in signature) return argument;
  const table = kind === 'Embedding' && Object.hasOwn(EMBEDDING, name) ? EMBEDDING : RENAMED;
  if (!Object.hasOwn(table, name)) return argument;
  const value = name === 'dim_ordering' ? orderOf(argument.value) : argument.value;
  return { ...argument, name: table[name]!, value };
}

function orderOf(value: Value): Value {
  if (value.type !== 'known' || typeof value.value !== 'string') return value;
  return { ...value, value: ORDERS[value.value] ?? value.value };
}

/** `(32, 3, 3)` by position: filters, then one size for each axis. */
function withKernelSize(call: Call, rank: number, run: Run): Call {
  const positional = call.arguments.filter(({ name }) => name === undefined);
  const sizes = positional.slice(1, 1 + rank);
  const numbers = sizes.every(
    ({ value }) => (value.type !== 'list' && value.type !== 'known') || isNumber(value),
  );
  if (rank < 2 || sizes.length < rank || !numbers || call.open) return call;
  const [filters] = positional;
  const rest = positional
    .slice(1 + rank)
    .map((argument, index) => ({ ...argument, name: AFTER_SIZES[index] ?? `argument ${index}` }));
  const named = call.arguments.filter(({ name }) => name !== undefined);
  return { ...call, arguments: [filters!, sizeArgument(sizes, run), ...rest, ...named] };
}

const isNumber = (value: Value): boolean => value.type === 'known' && typeof value.value === 'number';

/** `nb_row=3, nb_col=3` are one argument, `kernel_size=(3, 3)`. */
function joinSizes(given: CallArgument[], run: Run): CallArgument[] {
  const sizes = given.filter(({ name }) => name !== undefined && SIZES.includes(name));
  if (sizes.length === 0) return given;
  const inOrder = SIZES.flatMap((name) => sizes.find((argument) => argument.name === name) ?? []);
  return [
    ...given.filter((argument) => !sizes.includes(argument)),
    { ...sizeArgument(inOrder, run), name: 'kernel_size' },
  ];
}

function sizeArgument(sizes: CallArgument[], run: Run): CallArgument {
  const first = sizes[0]!.at;
  const at = { ...first, to: sizes.at(-1)!.at.to };
  return {
    name: 'kernel_size',
    value: run.list(
      sizes.map(({ value }) => value),
      at,
      'tuple',
    ),
    at,
  };
}

/** Layers that `merge([a, b], mode='sum')` stands for. */
const MERGES: Record<string, string> = {
  sum: 'Add',
  mul: 'Multiply',
  concat: 'Concatenate',
  ave: 'Average',
  max: 'Maximum',
  dot: 'Dot',
};

/** The class of a merge of Keras 1; undefined for modes that are not known. */
export const mergeKind = (mode: unknown): string | undefined =>
  typeof mode === 'string' && Object.hasOwn(MERGES, mode) ? MERGES[mode] : undefined;
