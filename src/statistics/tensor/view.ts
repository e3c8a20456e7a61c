/** How the values of a tensor lie as a matrix of outputs × inputs. */
import type { KernelOrder } from '../../weights/weightFile.ts';

/** Rows and columns are those of the values in row-major order; which of them are units is told apart. */
export interface MatrixView {
  rows: number;
  columns: number;
  outputs: 'rows' | 'columns';
  /** Positions of a convolution kernel: 1 for a matrix. */
  positions: number;
  /** What the positions belong to: to the inputs, but to the outputs of a transposed convolution. */
  positionsOf: 'inputs' | 'outputs';
  /** Groups of four along the inputs stand `inner` values apart in spans of their own; null with fewer than four. */
  groups: { span: number; inner: number } | null;
  /** Attention heads, side by side on one axis of the matrix. */
  heads: { count: number; on: 'outputs' | 'inputs' } | null;
}

/** More rows or columns than these are not kept apart: their largest weights alone would take 64 MB. */
const MOST_LINES = 2 ** 24;
/** Four rows of a matrix with more columns would not fit into a chunk. */
const MOST_INNER = 2 ** 18;

/**
 * A tensor of two axes or more as a matrix. `outputs-first` is `[outputs, inputs, …positions]`, `inputs-first`
 * `[…positions, inputs, outputs]`; positions belong to the inputs, and groups of four run along the input channels at
 * the same position.
 * @returns null with fewer than two axes, without values, and with too many rows or columns to be kept apart
 */
export function matrixView(shape: readonly number[], order: KernelOrder): MatrixView | null {
  if (shape.length < 2 || shape.includes(0)) return null;
  const view = order === 'outputs-first' ? outputsFirst(shape) : inputsFirst(shape);
  return Math.max(view.rows, view.columns) > MOST_LINES ? null : view;
}

/**
 * The kernel of a transposed convolution, which gives each input to all positions of the outputs: `outputs-first` (PyTorch,
 * ONNX) is `[inputs, outputs, …positions]` here, `inputs-first` (Keras) `[…positions, outputs, inputs]`.
 * @returns null as {@link matrixView} does
 */
export function transposedView(shape: readonly number[], order: KernelOrder): MatrixView | null {
  const view = matrixView(shape, order);
  if (!view) return null;
  const { rows, columns } = view;
  return order === 'outputs-first'
    ? { ...view, outputs: 'columns', positionsOf: 'outputs', groups: groupsOf(rows, columns) }
    : { ...view, outputs: 'rows', positionsOf: 'outputs', groups: groupsOf(columns, 1) };
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

function outputsFirst(shape: readonly number[]): MatrixView {
  const [outputs, channels] = shape as [number, number];
  const positions = product(shape.slice(2));
  return {
    rows: outputs,
    columns: channels * positions,
    outputs: 'rows',
    positions,
    positionsOf: 'inputs',
    groups: groupsOf(channels, positions),
    heads: null,
  };
}

function inputsFirst(shape: readonly number[]): MatrixView {
  const [channels, outputs] = shape.slice(-2) as [number, number];
  const positions = product(shape.slice(0, -2));
  return {
    rows: positions * channels,
    columns: outputs,
    outputs: 'columns',
    positions,
    positionsOf: 'inputs',
    groups: groupsOf(channels, outputs),
    heads: null,
  };
}

const groupsOf = (channels: number, inner: number): MatrixView['groups'] =>
  channels < 4 || inner > MOST_INNER ? null : { span: channels * inner, inner };

/** Channel of a row or column that stands for a channel at a position: the position is the slower index among rows. */
export const channelOf = (line: number, { positions, rows }: MatrixView, axis: 'rows' | 'columns'): number =>
  axis === 'columns' ? Math.floor(line / positions) : line % (rows / positions);
