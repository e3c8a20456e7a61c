/** What a tensor is, by what the file says of it, its name, its shape and what stands beside it. */
import type { TensorEntry } from '../../weights/weightFile.ts';
import type { TensorKind } from './weightsReport.ts';

/** The kind of each tensor, in their order. */
export function kindsOf(tensors: readonly TensorEntry[]): TensorKind[] {
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const averages = averagesIn(tensors);
  return tensors.map((tensor) =>
    averages.has(tensor.name) ? 'buffer' : kindOf(tensor, (name) => shapes.get(name)),
  );
}

const AVERAGE = /^(ema|ema_model|model_ema|module_ema|ema_state_dict|swa|swa_model|averaged_model)\./;

/** Names of running averages (EMA, SWA) of other tensors of the file: no weights of their own. */
export function averagesIn(tensors: readonly TensorEntry[]): Set<string> {
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape.join()]));
  const averages = tensors.filter(({ name, shape, role }) => {
    const plain = name.replace(AVERAGE, '').replace(/^module\./, '');
    if (role === 'optimizer' || plain === name || !AVERAGE.test(name)) return false;
    return [plain, `model.${plain}`, `module.${plain}`].some((other) => shapes.get(other) === shape.join());
  });
  return new Set(averages.map(({ name }) => name));
}

/** Shape of another tensor of the file. */
type Beside = (name: string) => number[] | undefined;

function kindOf(tensor: TensorEntry, beside: Beside): TensorKind {
  const { role, shape } = tensor;
  if (role !== 'weight') return role;
  const parts = partsOf(tensor.name);
  if (isBuffer(tensor, parts) || isBesideParameter(tensor.name, beside)) return 'buffer';
  if (isSlope(tensor, parts, beside)) return 'bias';
  if (isNormalization(tensor, parts, beside)) return 'normalization';
  if (isBias(parts)) return isShift(tensor, beside) ? 'normalization' : 'bias';
  if (isEmbedding(tensor, parts)) return 'embedding';
  if (shape.length > 1) return 'kernel';
  return isScale(tensor, parts, beside) ? 'normalization' : 'bias';
}

const TENSORFLOW_SUFFIX = /\/\.ATTRIBUTES\/VARIABLE_VALUE$/;

/** `encoder/dense_1/kernel:0` → encoder, dense_1, kernel. */
function partsOf(name: string): string[] {
  const plain = name.replace(TENSORFLOW_SUFFIX, '').replace(/:\d+$/, '');
  return plain.split(/[./]/).filter((part) => part !== '');
}

const BUFFERS =
  /^(running_(mean|var)|moving_(mean|variance|var)|num_batches_tracked|position_ids|token_type_ids|inv_freq|masked_bias|attn_mask|causal_mask|relative_position_index|seed_generator_state)$/;

const INTEGERS = /^(u?int|bool|string)/;

function isBuffer({ dtype, quantization, shape }: TensorEntry, parts: string[]): boolean {
  const leaf = parts.at(-1) ?? '';
  if (BUFFERS.test(leaf) || (INTEGERS.test(dtype) && !quantization)) return true;
  // The causal mask of GPT-2 is called a bias: [1, 1, positions, positions].
  return leaf === 'bias' && shape.length === 4 && shape[0] === 1 && shape[1] === 1 && shape[2] === shape[3];
}

/** PyTorch's masks of pruning, and the singular vectors that spectral normalization keeps. */
function isBesideParameter(name: string, beside: Beside): boolean {
  if (/(^|\.)parametrizations\..*\._[uv]$/.test(name)) return true;
  const [, parameter] = /^(.*)_(?:mask|u|v)$/.exec(name) ?? [];
  return parameter !== undefined && beside(`${parameter}_orig`) !== undefined;
}

/** The learned slope of PReLU: one, or one a channel. */
function isSlope({ name, shape, layerClass }: TensorEntry, parts: string[], beside: Beside): boolean {
  if (layerClass === 'PReLU' || /(^|_)prelu\d*$|^p_re_lu(_\d+)?$/i.test(parts.at(-2) ?? '')) return true;
  return (
    shape.length === 1 &&
    shape[0] === 1 &&
    parts.at(-1) === 'weight' &&
    !beside(name.replace(/weight$/, 'bias'))
  );
}

/** A layer's name: `bn1`, `ln_f`, `norm2`, `LayerNorm`, `input_layernorm`, `batch_normalization_3`, `conv1_bn`. */
const NORMALIZATION =
  /^(.*[_-])?(bn|ln|norm|gn)([_-]?(\d+\w?|f|final|pre|post))?$|(batch|layer|group|instance|rms|pre|post|q|k|final)_?norm(alization)?([_-]?\w{0,3})$|normalization|layernorm/i;
const NORMALIZATION_CLASS = /norm(alization)?(\d?d)?$|^(Batch|Layer|Group|Instance|RMS)Norm/i;
const SCALES = /^(gamma|beta|gamma_\d+|.*scale|ls\d?|layer_scale.*)$/i;

function isNormalization({ name, shape, layerClass }: TensorEntry, parts: string[], beside: Beside): boolean {
  // The lengths of weight normalization, beside the directions.
  if (/weight_g$/.test(name) && beside(name.replace(/g$/, 'v'))) return true;
  if (/parametrizations\.\w+\.original0$/.test(name) && beside(name.replace(/0$/, '1'))) return true;
  if (layerClass && NORMALIZATION_CLASS.test(layerClass)) return true;
  if (longAxes(shape) > 1) return false;
  const [leaf, layer] = [parts.at(-1) ?? '', parts.at(-2) ?? ''];
  return SCALES.test(leaf) || NORMALIZATION.test(layer) || /layernorm|_norm_/i.test(leaf);
}

const longAxes = (shape: readonly number[]): number => shape.filter((size) => size > 1).length;

/** `bias`, `bias_ih_l0`, `in_proj_bias`, `recurrent_bias`, `b`. */
const isBias = (parts: string[]): boolean => /^(b|bias(_.*)?|.*_bias|biases)$/i.test(parts.at(-1) ?? '');

const EMBEDDING =
  /embed|^emb(s|_.*)?$|_emb$|^wte$|^wpe$|_token$|^(cls|class|mask|dist)_?token|position_bias_table|relative_attention_bias/i;
/** What computes an embedding is a kernel: `patch_embed.proj`, `embedding_hidden_mapping_in`. */
const COMPUTES = /^embed_out$|proj|dense|conv|mapping|linear|fc|mlp|kernel/i;

function isEmbedding({ layerClass, shape }: TensorEntry, parts: string[]): boolean {
  if (layerClass) {
    if (/Embedding/.test(layerClass)) return shape.length === 2 || EMBEDDING.test(parts.at(-1) ?? '');
    if (/^(Dense|Conv|Linear|Gemm|MatMul)/.test(layerClass)) return false;
  }
  if (shape.length > 3) return false;
  const [leaf, layer] = [parts.at(-1) ?? '', parts.at(-2) ?? ''];
  // The vocabulary of T5.
  if (layer === 'shared' && leaf === 'weight') return shape.length === 2;
  if (EMBEDDING.test(leaf)) return !COMPUTES.test(leaf);
  return /^(weight|embeddings?|w)$/.test(leaf) && EMBEDDING.test(layer) && !COMPUTES.test(layer);
}

/** The bias beside a weight per channel, as normalization has it. */
const isShift = ({ name }: TensorEntry, beside: Beside): boolean =>
  name.endsWith('bias') && beside(name.replace(/bias$/, 'weight'))?.length === 1;

/** One axis, and neither its name nor its layer's says more. */
function isScale({ name, shape }: TensorEntry, parts: string[], beside: Beside): boolean {
  const leaf = parts.at(-1) ?? '';
  if (!/^(weight|scale|g)$/.test(leaf)) return false;
  const sibling = (other: string) => beside(name.slice(0, name.lastIndexOf(leaf)) + other);
  if (sibling('running_mean')) return true;
  const bias = sibling('bias');
  // A weight per channel: normalization has it with a bias of its size, or alone (RMS normalization).
  return bias === undefined ? shape.length === 1 : bias[0] === shape[0];
}
