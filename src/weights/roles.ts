/** What a tensor is there for, as far as its name says it. */
import type { DType, KernelOrder, TensorRole } from './weightFile.ts';

/** Last part of a name, its end or its whole. */
const BUFFERS =
  /(^|[./_-])(running_mean|running_var|num_batches_tracked|moving_mean|moving_variance|position_ids|token_type_ids|inv_freq|relative_position_index|attn_mask|masked_bias|anchors|rotary_emb|seed_generator_state|ExponentialMovingAverage)$/;

/** States of the optimizers of PyTorch, Keras and TensorFlow 1 (`kernel/Adam_1`, BERT's `kernel/adam_v`). */
const OPTIMIZERS =
  /(^|[./])(exp_avg|exp_avg_sq|max_exp_avg_sq|momentum_buffer|square_avg|adam_[mv]|Adam(_\d)?|AdamWeightDecay(_\d)?|Momentum|RMSProp(_\d)?|Adagrad|Adadelta(_\d)?|Ftrl(_\d)?|LARSOptimizer|beta[12]_power|global_step|iterations|iteration|learning_rate)$|(^|[./])(_?optimizers?|optimizer_states?|optimizer_variables|opt_state|optimizer_weights)([./]|$)|\.OPTIMIZER_SLOT\//;

/** Whole numbers that are no weights however they are called: counters, positions, masks. */
const COUNTS = new Set<DType>(['int64', 'int32', 'uint64', 'uint32', 'bool']);

/**
 * The role that a name tells; where it tells none, `buffer` for wide whole numbers (narrow ones may be quantized weights)
 * and `weight` for the rest. TensorFlow's suffix `:0` does not matter.
 */
export function roleByName(name: string, dtype: DType): TensorRole {
  const plain = name.replace(/:\d+$/, '');
  if (dtype === 'string') return 'other';
  if (OPTIMIZERS.test(plain)) return 'optimizer';
  return BUFFERS.test(plain) || COUNTS.has(dtype) ? 'buffer' : 'weight';
}

/** Names of Keras, TensorFlow and Flax: their kernels have the inputs first. PyTorch says `weight`. */
export const orderByNames = (names: readonly string[]): KernelOrder =>
  names.some((name) =>
    /(^|[./])(kernel|depthwise_kernel|pointwise_kernel|recurrent_kernel)(:\d+)?$/.test(name),
  )
    ? 'inputs-first'
    : 'outputs-first';
