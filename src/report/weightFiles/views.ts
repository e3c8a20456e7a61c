/** Which axes of a tensor are its outputs and its inputs. */
import { type MatrixView, matrixView, transposedView } from '../../statistics/tensor/view.ts';
import type { TensorEntry } from '../../weights/weightFile.ts';
import type { TensorKind } from './weightsReport.ts';

/** Name → tensor, of the whole file. */
type Beside = ReadonlyMap<string, TensorEntry>;

/** A kernel or an embedding as a matrix; null for everything else. @param beside the other tensors of the file by name */
export function viewOf(tensor: TensorEntry, kind: TensorKind, beside: Beside): MatrixView | null {
  const { name, shape, order, layerClass = '' } = tensor;
  if (kind === 'embedding') return embeddingView(shape);
  if (kind !== 'kernel') return null;
  if (order === 'inputs-first') {
    if (isDepthwise(tensor, beside)) return depthwiseView(shape);
    if (isTransposed(tensor, beside)) return transposedView(shape, order);
    if (shape.length === 3) return attentionView(name, shape) ?? matrixView(shape, order);
    return matrixView(shape, order);
  }
  if (isTransposed(tensor, beside)) return isGrouped(tensor, beside) ? null : transposedView(shape, order);
  if (/^(LSTM|GRU|RNN)$/.test(layerClass) && shape.length === 3) return recurrentView(shape);
  return matrixView(shape, isTurned(tensor, beside) ? 'inputs-first' : order);
}

/** Whatever the framework, a row an entry of the vocabulary: an input. Leading axes of size 1 are left out. */
function embeddingView(shape: readonly number[]): MatrixView | null {
  const axes = shape.slice(shape.findIndex((size) => size !== 1));
  return axes.length === 2 ? matrixView(axes, 'inputs-first') : null;
}

/** `[…positions, channels, multiplier]`: each channel has outputs of its own, and the positions are their inputs. */
function depthwiseView(shape: readonly number[]): MatrixView | null {
  const [channels, multiplier] = shape.slice(-2) as [number, number];
  const positions = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return matrixView([positions, channels * multiplier], 'inputs-first');
}

/** Keras' MultiHeadAttention: `[inputs, heads, size]` for query, key and value, `[heads, size, outputs]` after them. */
function attentionView(name: string, shape: readonly number[]): MatrixView | null {
  const [first, second, third] = shape as [number, number, number];
  if (/(^|\/)(query|key|value)(_dense)?\//.test(name)) {
    const view = matrixView([first, second * third], 'inputs-first');
    return view && { ...view, heads: { count: second, on: 'outputs' } };
  }
  if (/(^|\/)(attention_output|output_dense)\//.test(name)) {
    const view = matrixView([first * second, third], 'inputs-first');
    return view && { ...view, heads: { count: first, on: 'inputs' } };
  }
  return null;
}

/** ONNX: `[directions, gates · units, inputs]`. */
const recurrentView = ([directions = 1, gates = 1, inputs = 1]: readonly number[]): MatrixView | null =>
  matrixView([directions * gates, inputs], 'outputs-first');

/** Length of the bias beside a kernel, which is that of its outputs. */
function biasLength({ name }: TensorEntry, beside: Beside): number | undefined {
  const [, start, suffix = ''] = /^(.*)(?:weight|kernel)(:\d+)?$/.exec(name) ?? [];
  const shape = start === undefined ? undefined : beside.get(`${start}bias${suffix}`)?.shape;
  return shape?.length === 1 ? shape[0] : undefined;
}

/** A depthwise kernel of Keras: by its layer's class, by its name, or by one weight for each of the bias's units. */
function isDepthwise(tensor: TensorEntry, beside: Beside): boolean {
  const { name, shape, layerClass } = tensor;
  if (shape.length < 3 || /pointwise_kernel(:\d+)?$/.test(name)) return false;
  if (layerClass?.startsWith('Depthwise') || /depthwise/i.test(name)) return true;
  return (
    layerClass === undefined &&
    shape.at(-1) === 1 &&
    biasLength(tensor, beside) === shape.at(-2)! &&
    shape.at(-2)! > 1
  );
}

/** By the layer's class; where the file does not say it, by its bias or its name. */
function isTransposed(tensor: TensorEntry, beside: Beside): boolean {
  const { name, shape, order, layerClass } = tensor;
  if (shape.length < 3) return false;
  if (layerClass !== undefined) return /Conv\d?D?Transpose/.test(layerClass);
  const [inputs, outputs] = order === 'outputs-first' ? shape : [shape.at(-1), shape.at(-2)];
  const bias = biasLength(tensor, beside);
  if (bias !== undefined && inputs !== outputs) return bias !== inputs && bias % outputs! === 0;
  return /transpose|deconv|convt(rans)?(\d|\b)/i.test(name);
}

/** Groups of a transposed convolution: it has more units than its second axis. */
function isGrouped(tensor: TensorEntry, beside: Beside): boolean {
  const bias = biasLength(tensor, beside);
  return tensor.layerClass?.startsWith('Grouped') || (bias !== undefined && bias !== tensor.shape[1]);
}

/** A bias has the size of the outputs: where that is the second axis, as in GPT-2's Conv1D, inputs come first. */
function isTurned(tensor: TensorEntry, beside: Beside): boolean {
  const { name, shape, layerClass } = tensor;
  if (shape.length !== 2 || !name.endsWith('weight')) return false;
  if (layerClass === 'Conv1D') return true;
  if (shape[0] !== shape[1]) return biasLength(tensor, beside) === shape[1];
  // A square one is as the others of its block.
  const sibling = beside.get(name.replace(/(^|\.)(c_proj|q_attn)\.weight$/, '$1c_attn.weight'));
  return (
    sibling !== undefined &&
    sibling !== tensor &&
    sibling.shape[0] !== sibling.shape[1] &&
    isTurned(sibling, beside)
  );
}
