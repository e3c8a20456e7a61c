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

export function structureOf(
  { rowMaxima, columnMaxima, groups, sums }: TensorCounts,
  view: MatrixView,
): TensorStructure {
  const [outputs, inputs] = view.outputs === 'rows' ? [rowMaxima, columnMaxima] : [columnMaxima, rowMaxima];
  return {
    outputs: outputs.length,
    inputs: inputs.length,
    deadOutputs: deadAmong(outputs),
    deadInputs: deadAmong(inputs),
    deadChannels: view.positions === 1 ? null : deadAmong(channelMaxima(inputs, view)),
    deadHeads: view.heads && deadHeads(view.heads.on === 'outputs' ? outputs : inputs, view.heads.count),
    outputMaxima: thinned(outputs, sums.largest),
    inputMaxima: thinned(inputs, sums.largest),
    twoOfFour:
      view.groups && shareOfGroups(groups, outputs.length * view.positions, inputs.length / view.positions),
  };
}

const NEAR_BITS = new Int32Array(Float32Array.of(NEAR_ZERO).buffer)[0]!;

/** Lines without a weight, and with small ones only, by the bits of their largest |w|. */
export function deadAmong(maxima: Int32Array): Dead {
  let [exact, near] = [0, 0];
  for (const bits of maxima) {
    if (bits === 0) exact++;
    if (bits <= NEAR_BITS) near++;
  }
  return { exact, near };
}

function channelMaxima(inputs: Int32Array, view: MatrixView): Int32Array {
  const channels = new Int32Array(inputs.length / view.positions);
  for (let input = 0; input < inputs.length; input++) {
    const channel = channelOf(input, view);
    channels[channel] = Math.max(channels[channel]!, inputs[input]!);
  }
  return channels;
}

function deadHeads(lines: Int32Array, heads: number): Dead & { heads: number } {
  const width = lines.length / heads;
  const maxima = new Int32Array(heads);
  for (let line = 0; line < lines.length; line++) {
    const head = Math.floor(line / width);
    maxima[head] = Math.max(maxima[head]!, lines[line]!);
  }
  return { ...deadAmong(maxima), heads };
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
