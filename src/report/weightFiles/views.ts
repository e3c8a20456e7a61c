/** Which axes of a tensor are its outputs and its inputs. */
import { type MatrixView, matrixView } from '../../statistics/tensor/view.ts';
import type { TensorEntry } from '../../weights/weightFile.ts';
import type { TensorKind } from './weightsReport.ts';

/** A kernel or an embedding as a matrix; null for everything else. @param beside the other tensors of the file by name */
export function viewOf(
  tensor: TensorEntry,
  kind: TensorKind,
  beside: ReadonlyMap<string, TensorEntry>,
): MatrixView | null {
  const { name, shape, order } = tensor;
  if (kind === 'embedding') return embeddingView(shape);
  if (kind !== 'kernel') return null;
  if (order === 'inputs-first') {
    if (/depthwise/i.test(name) && shape.length >= 3) return depthwiseView(shape);
    if (shape.length === 3) return attentionView(name, shape) ?? matrixView(shape, order);
    return matrixView(shape, order);
  }
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

/** A bias has the size of the outputs: where that is the second axis, as in GPT-2's Conv1D, inputs come first. */
function isTurned({ name, shape }: TensorEntry, beside: ReadonlyMap<string, TensorEntry>): boolean {
  if (shape.length !== 2 || !name.endsWith('weight')) return false;
  const bias = beside.get(name.replace(/weight$/, 'bias'))?.shape;
  return bias?.length === 1 && bias[0] === shape[1] && bias[0] !== shape[0];
}
