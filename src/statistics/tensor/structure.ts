/** Which units, inputs, channels and heads of a kernel are dead. */
import { NEAR_ZERO } from '../sparsity.ts';
import type { TensorCounts } from './accumulator.ts';
import { INFINITY_BITS } from './counter.ts';
import { channelOf, type MatrixView } from './view.ts';

interface Dead {
  exact: number;
  near: number;
}

/** See `Structure` in ../../report/weightFiles/weightsReport.ts; maxima that are not finite are those of the tensor. */
export interface TensorStructure {
  outputs: number;
  inputs: number;
  deadOutputs: Dead;
  deadInputs: Dead;
  deadChannels: Dead | null;
  deadHeads: (Dead & { heads: number }) | null;
  outputMaxima: number[];
  inputMaxima: number[];
  twoOfFour: Dead | null;
}

const MOST_MAXIMA = 1024;

export function structureOf(counts: TensorCounts, view: MatrixView): TensorStructure {
  const { groups, sums } = counts;
  const outputs = outputMaxima(counts, view);
  const inputs = linesOf(counts, inputAxis(view));
  const channels = view.positionsOf === 'inputs' ? channelMaxima(inputs, view, inputAxis(view)) : inputs;
  return {
    outputs: outputs.length,
    inputs: inputs.length,
    deadOutputs: deadAmong(outputs, sums.largest),
    deadInputs: deadAmong(inputs, sums.largest),
    deadChannels: view.positions === 1 ? null : deadAmong(channels, sums.largest),
    deadHeads:
      view.heads &&
      headsAmong(view.heads.on === 'outputs' ? outputs : inputs, view.heads.count, sums.largest),
    outputMaxima: thinned(outputs, sums.largest),
    inputMaxima: thinned(inputs, sums.largest),
    twoOfFour: view.groups && shareOfGroups(groups, outputs.length * view.positions, channels.length),
  };
}

/** Bits of each unit's largest |w|. */
export function outputMaxima(counts: TensorCounts, view: MatrixView): Int32Array {
  const lines = linesOf(counts, view.outputs);
  return view.positionsOf === 'outputs' ? channelMaxima(lines, view, view.outputs) : lines;
}

const linesOf = ({ rowMaxima, columnMaxima }: TensorCounts, axis: 'rows' | 'columns'): Int32Array =>
  axis === 'rows' ? rowMaxima : columnMaxima;

const inputAxis = ({ outputs }: MatrixView): 'rows' | 'columns' => (outputs === 'rows' ? 'columns' : 'rows');

/** A line is small beside others only: a kernel may have no weight above 1e-3 and work, before a normalization. */
const SMALL_SHARE = 0.01;

/** Size up to which a line's weights are small: 1e-3, and 1 % of the tensor's largest |w| where that is less. */
export const smallSize = (largest: number): number => Math.fround(Math.min(NEAR_ZERO, SMALL_SHARE * largest));

/** Lines without a weight, and with small ones only, by the bits of their largest |w|. @param largest of the tensor */
export function deadAmong(maxima: Int32Array, largest: number): Dead {
  const limit = bitsOf(smallSize(largest));
  let [exact, near] = [0, 0];
  for (const bits of maxima) {
    if (bits === 0) exact++;
    if (bits <= limit) near++;
  }
  return { exact, near };
}

function channelMaxima(lines: Int32Array, view: MatrixView, axis: 'rows' | 'columns'): Int32Array {
  const channels = new Int32Array(lines.length / view.positions);
  for (let line = 0; line < lines.length; line++) {
    const channel = channelOf(line, view, axis);
    channels[channel] = Math.max(channels[channel]!, lines[line]!);
  }
  return channels;
}

function headsAmong(lines: Int32Array, heads: number, largest: number): Dead & { heads: number } {
  const width = lines.length / heads;
  const maxima = new Int32Array(heads);
  for (let line = 0; line < lines.length; line++) {
    const head = Math.floor(line / width);
    maxima[head] = Math.max(maxima[head]!, lines[line]!);
  }
  return { ...deadAmong(maxima, largest), heads };
}

function shareOfGroups({ exact, near }: Dead, lines: number, channels: number): Dead {
  const all = lines * Math.floor(channels / 4);
  return { exact: exact / all, near: near / all };
}

/** The sizes, {@link MOST_MAXIMA} at most: then each is the largest of neighbours. */
function thinned(maxima: Int32Array, largest: number): number[] {
  const step = Math.ceil(maxima.length / MOST_MAXIMA);
  if (step === 1) return Array.from(maxima, (bits) => (bits >= INFINITY_BITS ? largest : floatOf(bits)));
  return Array.from({ length: Math.ceil(maxima.length / step) }, (_, index) => {
    const bits = maxima.subarray(index * step, (index + 1) * step).reduce((a, b) => Math.max(a, b), 0);
    return bits >= INFINITY_BITS ? largest : floatOf(bits);
  });
}

const bitsOfOne = new Int32Array(1);
const one = new Float32Array(bitsOfOne.buffer);

function floatOf(bits: number): number {
  bitsOfOne[0] = bits;
  return one[0]!;
}

function bitsOf(size: number): number {
  one[0] = size;
  return bitsOfOne[0]!;
}
