/** Recurrent layers by the kernels of `kernels/recurrent.ts`. */
import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/module.ts';
import { differentiable } from './differentiable.ts';
import type { Recurrence, RecurrentOperands } from './recurrent.ts';

/** Each function takes the address of a {@link CALL}. */
export interface RecurrentKernels {
  recurrentWorkspace(call: number): number;
  recurrentForward(call: number): void;
  recurrentBackward(call: number): void;
  recurrentInputGradient(call: number): void;
}

type Module = Kernels<RecurrentKernels>;

/** The 32-bit integers of `RecurrentCall` in `kernels/recurrentCall.ts`, in order. */
const CALL = [
  ...[
    'cell',
    'runs',
    'batch',
    'steps',
    'features',
    'units',
    'gates',
    'width',
    'backwards',
    'sequences',
    'reversed',
  ],
  ...['input', 'inputRun', 'kernel', 'recurrentKernel', 'bias', 'biasFloats'],
  ...['inputMask', 'inputMaskGates', 'stateMask', 'stateMaskGates'],
  ...['states', 'statesRun', 'carries', 'carriesRun', 'hidden', 'hiddenRun', 'output'],
  ...['outputGradient', 'inputGradient', 'kernelGradient', 'recurrentKernelGradient', 'biasGradient'],
  'workspace',
] as const;
type Call = Partial<Record<(typeof CALL)[number], number>>;

const CALL_BYTES = 256;
const FLOAT_BYTES = 4;

/** The kernels' number of the cell; undefined: its activations are left to the composed operations. */
export function cellCode({
  cell,
  activation,
  recurrentActivation,
  resetAfter,
}: Recurrence): number | undefined {
  if (cell === 'simple') return activation === 'tanh' ? 0 : activation === 'relu' ? 1 : undefined;
  if (activation !== 'tanh' || recurrentActivation !== 'sigmoid') return undefined;
  if (cell === 'lstm') return 2;
  return resetAfter ? 4 : 3;
}

interface Sizes {
  runs: number;
  batch: number;
  steps: number;
  features: number;
  gates: number;
  /** Floats of a row of `states`. */
  width: number;
}

/** A tensor's floats of one run, by the field of the call that takes its address. */
type Floats = Partial<Record<keyof Call, number>>;

function sizesOf({ cell, units }: Recurrence, { x, kernel }: RecurrentOperands): Sizes {
  const [, batch, steps, features] = x.shape;
  const [runs, , columns] = kernel.shape;
  return {
    runs,
    batch,
    steps,
    features,
    gates: columns / units,
    width: cell === 'gru' ? 4 * units : columns,
  };
}

/** What the forward pass leaves for the backward pass. */
function keptFloats({ cell, units }: Recurrence, { batch, steps, width }: Sizes): Floats {
  const rows = batch * steps;
  return { states: rows * width, hidden: rows * units, ...(cell === 'lstm' && { carries: rows * units }) };
}

/** The call without what is kept, the output and the gradients. */
function callOf(
  { address }: Module,
  code: number,
  recurrence: Recurrence,
  operands: RecurrentOperands,
): Call {
  const { x, kernel, recurrentKernel, bias, inputMask, stateMask } = operands;
  const { cell, units, resetAfter, goBackwards, returnSequences, reverseOutput } = recurrence;
  const sizes = sizesOf(recurrence, operands);
  return {
    ...sizes,
    ...{ cell: code, units, backwards: Number(goBackwards), sequences: Number(returnSequences) },
    reversed: Number(reverseOutput ?? false),
    input: address(x),
    inputRun: x.shape[0] === 1 ? 0 : sizes.batch * sizes.steps * sizes.features,
    kernel: address(kernel),
    recurrentKernel: address(recurrentKernel),
    bias: bias && address(bias),
    biasFloats: (cell === 'gru' && resetAfter ? 2 : 1) * sizes.gates * units,
    inputMask: inputMask && address(inputMask),
    inputMaskGates: inputMask?.shape[1],
    stateMask: stateMask && address(stateMask),
    stateMaskGates: stateMask?.shape[1],
  };
}

function write({ heap }: Module, start: number, call: Call): void {
  const words = new Int32Array(heap().buffer, start, CALL.length);
  CALL.forEach((field, index) => {
    words[index] = call[field] ?? 0;
  });
}

/** @param shared tensors in scratch memory that all runs use one after the other */
function run(module: Module, name: keyof RecurrentKernels, call: Call, shared: Floats = {}): void {
  const { exports, workspace } = module;
  const sizing = workspace(CALL_BYTES);
  write(module, sizing, call);
  const own = CALL_BYTES + exports.recurrentWorkspace(sizing);
  const sharedFloats = Object.values(shared).reduce((sum, floats) => sum + floats, 0);
  const start = workspace(own + sharedFloats * FLOAT_BYTES);
  const placed: Call = { ...call, workspace: start + CALL_BYTES };
  let next = start + own;
  for (const [field, floats] of Object.entries(shared)) {
    placed[field as keyof Call] = next;
    next += floats * FLOAT_BYTES;
  }
  write(module, start, placed);
  exports[name](start);
}

function outputOf(
  { output }: Module,
  { units, returnSequences }: Recurrence,
  { runs, batch, steps }: Sizes,
): tf.Tensor {
  return output(returnSequences ? [runs, batch, steps, units] : [runs, batch, units]);
}

/** What is kept has a tensor for each run. */
function keptFields({ address }: Module, kept: Record<string, tf.Tensor>): Call {
  return Object.fromEntries(
    Object.entries(kept).flatMap(([field, tensor]) => [
      [field, address(tensor)],
      [`${field}Run`, tensor.shape[1]!],
    ]),
  );
}

type Operands = RecurrentOperands & { states: tf.Tensor; hidden: tf.Tensor; carries?: tf.Tensor };

/**
 * Gradients of the parameters; that of x only when it is asked for. The gradients of the gates' sums overwrite the kept
 * `states`, so a forward pass has one backward pass.
 */
function gradients(module: Module, code: number, recurrence: Recurrence, operands: Operands, dy: tf.Tensor) {
  const { address, output } = module;
  const { x, kernel, recurrentKernel, bias, states, hidden, carries } = operands;
  const call: Call = {
    ...callOf(module, code, recurrence, operands),
    ...keptFields(module, { states, hidden, ...(carries && { carries }) }),
  };
  const made = { kernel: output(kernel.shape), recurrentKernel: output(recurrentKernel.shape) };
  const biasGradient = bias && output(bias.shape);
  run(module, 'recurrentBackward', {
    ...call,
    outputGradient: address(dy),
    kernelGradient: address(made.kernel),
    recurrentKernelGradient: address(made.recurrentKernel),
    biasGradient: biasGradient && address(biasGradient),
  });
  return {
    x() {
      const gradient = output(x.shape);
      run(module, 'recurrentInputGradient', { ...call, inputGradient: address(gradient) });
      return gradient;
    },
    kernel: () => made.kernel,
    recurrentKernel: () => made.recurrentKernel,
    ...(biasGradient && { bias: () => biasGradient }),
  };
}

/** The same as `recurrenceComposed` for a cell that has a {@link cellCode}. */
export function recurrenceByKernels(
  module: Module,
  code: number,
  recurrence: Recurrence,
  operands: RecurrentOperands,
): tf.Tensor {
  const sizes = sizesOf(recurrence, operands);
  const floats = keptFloats(recurrence, sizes);
  const forward = (shared: Floats, kept: Record<string, tf.Tensor>) => {
    const y = outputOf(module, recurrence, sizes);
    const call = { ...callOf(module, code, recurrence, operands), ...keptFields(module, kept) };
    run(module, 'recurrentForward', { ...call, output: module.address(y) }, shared);
    return y;
  };
  if (!tf.engine().isTapeOn()) return forward(floats, {});
  const { x, kernel, recurrentKernel, bias } = operands;
  let names: string[] = [];
  return differentiable(
    { x, kernel, recurrentKernel, ...(bias && { bias }) },
    (save) => {
      const kept = Object.fromEntries(
        Object.entries(floats).map(([field, count]) => [field, module.output([sizes.runs, count])]),
      );
      const y = forward({}, kept);
      const all = Object.entries({ ...operands, ...kept }).filter(([, tensor]) => tensor);
      names = all.map(([name]) => name);
      save(all.map(([, tensor]) => tensor!));
      return y;
    },
    (dy, saved) => {
      const restored = Object.fromEntries(
        names.map((name, index) => [name, saved[index]!]),
      ) as unknown as Operands;
      return gradients(module, code, recurrence, restored, dy);
    },
  );
}
