/** What a recurrent layer's kernels are told, and how they find their way through it. */
import { gemmWorkspace } from './gemm';

/** Cells, as `src/engine/ops/recurrentKernels.ts` numbers them. */
export const SIMPLE_TANH: i32 = 0;
export const SIMPLE_RELU: i32 = 1;
export const LSTM: i32 = 2;
export const GRU_RESET_BEFORE: i32 = 3;
export const GRU_RESET_AFTER: i32 = 4;

/**
 * One call: 32-bit integers in this order, in memory that the kernels may change. Addresses in bytes (0: not there),
 * distances `…Run` from a run's tensor to the next in floats (0: all runs use the same).
 *
 * Step s is the s-th in the order of processing; with `backwards` it reads the input at steps − 1 − s. What is kept
 * between the passes stands step by step, `[steps, batch, …]`:
 * - `states` `[…, width]`: the sums that enter the gates, then the gates' values, and after the backward pass the
 *   gradients of the sums, in their place. LSTM: i, f, c, o. GRU: z, r, h and the recurrent part of h (reset after) or r∘h of the step
 *   before (reset before). Simple: the sums alone.
 * - `carries` `[…, units]`: the LSTM's cell c.
 * - `hidden` `[…, units]`: the output h.
 */
@unmanaged
export class RecurrentCall {
  cell: i32;
  runs: i32;
  batch: i32;
  steps: i32;
  features: i32;
  units: i32;
  gates: i32;
  /** Floats of a row of `states`. */
  width: i32;
  backwards: i32;
  /** Whether the output has all steps, `[batch, steps, units]`, or the last, `[batch, units]`. */
  sequences: i32;
  /** Whether these steps stand in the output from the last to the first. */
  reversed: i32;

  /** `[batch, steps, features]` */
  input: usize;
  inputRun: i32;
  /** `[features, gates·units]` */
  kernel: usize;
  /** `[units, gates·units]` */
  recurrentKernel: usize;
  /** `[biasFloats]`: gates·units, twice as many with reset after. */
  bias: usize;
  biasFloats: i32;
  /** `[inputMaskGates, batch, features]`: one for all gates or one for each. */
  inputMask: usize;
  inputMaskGates: i32;
  /** `[stateMaskGates, batch, units]` */
  stateMask: usize;
  stateMaskGates: i32;

  states: usize;
  statesRun: i32;
  carries: usize;
  carriesRun: i32;
  hidden: usize;
  hiddenRun: i32;
  output: usize;

  /** Backward: the output's gradient is read, the others are written. */
  outputGradient: usize;
  inputGradient: usize;
  kernelGradient: usize;
  recurrentKernelGradient: usize;
  biasGradient: usize;

  workspace: usize;
}

// The workspace: gemm's, then the parts below one after the other.

/** The input step by step, masked for one gate: `[steps, batch, features]`. */
export function inputsOf(call: RecurrentCall): usize {
  return call.workspace + gemmWorkspace();
}

/** The outputs of all steps but the last, masked for one gate: `[steps, batch, units]`. */
export function maskedOf(call: RecurrentCall): usize {
  return inputsOf(call) + (<usize>(call.steps * call.batch * call.features) << 2);
}

/** A kernel, transposed: `[gates·units, units or features]`. */
export function transposedOf(call: RecurrentCall): usize {
  return maskedOf(call) + (<usize>(call.steps * call.batch * call.units) << 2);
}

/** What each gate adds to a gradient of one step: `[batch, gates·(units or features)]`. */
export function sharesOf(call: RecurrentCall): usize {
  return transposedOf(call) + (<usize>(call.gates * call.units * max(call.units, call.features)) << 2);
}

/** ∂loss/∂h of one step: `[batch, units]`. */
export function hiddenGradientOf(call: RecurrentCall): usize {
  return sharesOf(call) + (<usize>(call.gates * call.batch * max(call.units, call.features)) << 2);
}

/** What passes from a step to the one before without a product: ∂loss/∂c of the LSTM, a part of ∂loss/∂h of the GRU. */
export function carriedGradientOf(call: RecurrentCall): usize {
  return hiddenGradientOf(call) + (<usize>(call.batch * call.units) << 2);
}

/** tanh(c) of one step of an LSTM, in the backward pass: `[batch, units]`. */
export function squashedOf(call: RecurrentCall): usize {
  return carriedGradientOf(call) + (<usize>(call.batch * call.units) << 2);
}

/** The state before the first step: `[batch, units]` zeros. */
export function zerosOf(call: RecurrentCall): usize {
  return squashedOf(call) + (<usize>(call.batch * call.units) << 2);
}

/** Biases, zeros when there are none; in the backward pass sums of the columns of `states`: `[2·width]`. */
export function biasesOf(call: RecurrentCall): usize {
  return zerosOf(call) + (<usize>(call.batch * call.units) << 2);
}

/** Bytes of workspace that a call needs. */
export function recurrentWorkspace(call: RecurrentCall): i32 {
  return <i32>(biasesOf(call) - call.workspace) + (2 * call.width << 2);
}

/** Address of a step's rows in a tensor `[steps, batch, size]`. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function atStep(call: RecurrentCall, tensor: usize, step: i32, size: i32): usize {
  return tensor + (<usize>(step * call.batch * size) << 2);
}

/** The output of the step before. */
export function hiddenBefore(call: RecurrentCall, step: i32): usize {
  return step == 0 ? zerosOf(call) : atStep(call, call.hidden, step - 1, call.units);
}

/** Where a step stands in the input. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function timeOf(call: RecurrentCall, step: i32): i32 {
  return call.backwards ? call.steps - 1 - step : step;
}

/** Where a step stands in the output. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function outputTimeOf(call: RecurrentCall, step: i32): i32 {
  if (!call.sequences) return 0;
  return call.reversed ? call.steps - 1 - step : step;
}

/** Column of `states` that holds what a gate takes from the recurrent product. */
export function recurrentColumn(call: RecurrentCall, gate: i32): i32 {
  return call.cell == GRU_RESET_AFTER && gate == 2 ? 3 * call.units : gate * call.units;
}

/** A gate's mask, 0 without one. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function maskOfGate(call: RecurrentCall, mask: usize, maskGates: i32, gate: i32, size: i32): usize {
  return mask && maskGates > 1 ? mask + (<usize>(gate * call.batch * size) << 2) : mask;
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function moved(address: usize, floats: i32): usize {
  return address ? address + (<usize>floats << 2) : 0;
}

/** Turns the call to the next run. */
export function nextRun(call: RecurrentCall): void {
  const columns = call.gates * call.units;
  const outputs = call.batch * call.units * (call.sequences ? call.steps : 1);
  call.input = moved(call.input, call.inputRun);
  call.inputGradient = moved(call.inputGradient, call.inputRun);
  call.kernel = moved(call.kernel, call.features * columns);
  call.kernelGradient = moved(call.kernelGradient, call.features * columns);
  call.recurrentKernel = moved(call.recurrentKernel, call.units * columns);
  call.recurrentKernelGradient = moved(call.recurrentKernelGradient, call.units * columns);
  call.bias = moved(call.bias, call.biasFloats);
  call.biasGradient = moved(call.biasGradient, call.biasFloats);
  call.inputMask = moved(call.inputMask, call.inputMaskGates * call.batch * call.features);
  call.stateMask = moved(call.stateMask, call.stateMaskGates * call.batch * call.units);
  call.states = moved(call.states, call.statesRun);
  call.carries = moved(call.carries, call.carriesRun);
  call.hidden = moved(call.hidden, call.hiddenRun);
  call.output = moved(call.output, outputs);
  call.outputGradient = moved(call.outputGradient, outputs);
}
