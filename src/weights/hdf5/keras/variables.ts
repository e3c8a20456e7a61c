/** What the variables of a layer are, in the order in which Keras stores them. Source: `keras/src/layers`. */
import type { JsonObject } from '../../json.ts';
import { snakeCase } from '../../keras/layers.ts';

const CELL = ['kernel', 'recurrent_kernel', 'bias'];
const KERNEL = ['kernel', 'bias'];

const VARIABLES: Record<string, string[]> = {
  Dense: KERNEL,
  EinsumDense: KERNEL,
  Conv1D: KERNEL,
  Conv2D: KERNEL,
  Conv3D: KERNEL,
  Conv1DTranspose: KERNEL,
  Conv2DTranspose: KERNEL,
  Conv3DTranspose: KERNEL,
  DepthwiseConv1D: KERNEL,
  DepthwiseConv2D: KERNEL,
  SeparableConv1D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  SeparableConv2D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  Embedding: ['embeddings'],
  LSTM: CELL,
  LSTMCell: CELL,
  GRU: CELL,
  GRUCell: CELL,
  SimpleRNN: CELL,
  SimpleRNNCell: CELL,
  ConvLSTM1D: CELL,
  ConvLSTM2D: CELL,
  ConvLSTM3D: CELL,
  LayerNormalization: ['gamma', 'beta'],
  GroupNormalization: ['gamma', 'beta'],
  BatchNormalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  Normalization: ['mean', 'variance', 'count'],
  PReLU: ['alpha'],
  SeedGenerator: ['seed_generator_state'],
  // Only their parts have weights.
  MultiHeadAttention: [],
  GroupedQueryAttention: [],
  Bidirectional: [],
};

/** Layers inside of layers, by the attribute that holds them. */
const PARTS: Record<string, string> = {
  query_dense: 'EinsumDense',
  key_dense: 'EinsumDense',
  value_dense: 'EinsumDense',
  output_dense: 'EinsumDense',
  seed_generator: 'SeedGenerator',
};

const CLASSES = new Map(Object.keys(VARIABLES).map((className) => [snakeCase(className), className]));

/** The class that a name made by Keras stands for: `conv2d_3` → `Conv2D`, `_query_dense` → `EinsumDense`. */
export function classByName(name: string): string | undefined {
  const plain = name.replace(/^_+/, '').replace(/_?\d+$/, '');
  return PARTS[plain] ?? CLASSES.get(plain) ?? CLASSES.get(name.replace(/_\d+$/, ''));
}

/** Names of the `count` variables of a layer; undefined when they cannot be told. */
export function variableNames(className: string, config: JsonObject, count: number): string[] | undefined {
  const all = VARIABLES[className]?.filter(
    (name) => !(name === 'gamma' && config.scale === false) && !(name === 'beta' && config.center === false),
  );
  return all && count <= all.length && (count === all.length || all.at(-1) === 'bias')
    ? all.slice(0, count)
    : undefined;
}
