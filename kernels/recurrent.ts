/**
 * Recurrent layers of a stack of runs, one run after the other: all steps forward, and back-propagation through time
 * (Werbos 1990). The products with the input are one for all steps; those with the state one a step.
 *
 * Where a gradient is a sum over the gates, each gate's share is a product of its own: so a run without dropout gets
 * the same bits whether or not other runs of the stack have a mask for each gate.
 */
import { gemm } from './gemm';
import {
  GRU_RESET_AFTER, GRU_RESET_BEFORE, LSTM, RecurrentCall,
  atStep, biasesOf, carriedGradientOf, hiddenBefore, hiddenGradientOf, inputsOf, maskOfGate, maskedOf, nextRun,
  outputTimeOf, recurrentColumn, sharesOf, timeOf, transposedOf, zerosOf,
} from './recurrentCall';
import { flushed } from './elementwise';
import { cellBackward, cellForward, gruOutput, gruResetBackward } from './recurrentCells';
import { copyMasked, load4, store4, sumOfShares, sumRows, transpose } from './vectors';

export { recurrentWorkspace } from './recurrentCall';

/** The input step by step, times a gate's mask. */
function arrangeInputs(call: RecurrentCall, gate: i32): void {
  const features = call.features, row = <usize>features << 2;
  const mask = maskOfGate(call, call.inputMask, call.inputMaskGates, gate, features);
  let to = inputsOf(call);
  for (let step = 0; step < call.steps; step++) {
    let from = call.input + <usize>timeOf(call, step) * row, masked = mask;
    for (let index = 0; index < call.batch; index++, to += row, from += <usize>call.steps * row) {
      copyMasked(from, masked, features, to);
      if (masked) masked += row;
    }
  }
}

/** x·W of all steps and gates. */
function inputProducts(call: RecurrentCall): void {
  const columns = call.gates * call.units, rows = call.steps * call.batch;
  const groups = call.inputMask ? call.inputMaskGates : 1;
  for (let group = 0; group < groups; group++) {
    const first = <usize>(group * call.units) << 2;
    arrangeInputs(call, group);
    gemm(
      rows, columns / groups, call.features, inputsOf(call), call.features, 1, call.kernel + first, columns, 1,
      call.states + first, call.width, 0, call.workspace,
    );
  }
}

/** (mask∘h')·U of `count` gates from `first`, added to a step's sums or put beside them. */
function stateProduct(call: RecurrentCall, step: i32, first: i32, count: i32, add: i32): void {
  const units = call.units, columns = call.gates * units;
  const before = hiddenBefore(call, step), states = atStep(call, call.states, step, call.width);
  const together = call.stateMask == 0;
  for (let gate = first; gate < first + count; gate += together ? count : 1) {
    let from = before;
    if (!together) {
      from = maskedOf(call);
      const mask = maskOfGate(call, call.stateMask, call.stateMaskGates, gate, units);
      copyMasked(before, mask, call.batch * units, from);
    }
    gemm(
      call.batch, together ? count * units : units, units, from, units, 1,
      call.recurrentKernel + (<usize>(gate * units) << 2), columns, 1,
      states + (<usize>recurrentColumn(call, gate) << 2), call.width, add, call.workspace,
    );
  }
}

/** (r∘h')·U of the third gate, reset before. */
function resetProduct(call: RecurrentCall, step: i32): void {
  const units = call.units, states = atStep(call, call.states, step, call.width);
  gemm(
    call.batch, units, units, states + (<usize>(3 * units) << 2), call.width, 1,
    call.recurrentKernel + (<usize>(2 * units) << 2), 3 * units, 1,
    states + (<usize>(2 * units) << 2), call.width, 1, call.workspace,
  );
}

function isGru(call: RecurrentCall): bool {
  return call.cell == GRU_RESET_BEFORE || call.cell == GRU_RESET_AFTER;
}

/** One step: products with the state before it, which is 0 at first, then gates and output. */
function forwardStep(call: RecurrentCall, step: i32): void {
  if (step > 0) stateProduct(call, step, 0, isGru(call) ? 2 : call.gates, 1);
  if (call.cell == GRU_RESET_AFTER) stateProduct(call, step, 2, 1, 0);
  cellForward(call, step);
  if (call.cell == GRU_RESET_BEFORE && step > 0) resetProduct(call, step);
  if (isGru(call)) gruOutput(call, step);
}

/** The biases of a run where the cells read them, zeros without any. Both of z and r (reset after) only act as a sum. */
function placeBiases(call: RecurrentCall): void {
  const bytes = <usize>call.biasFloats << 2, biases = biasesOf(call);
  if (call.bias) memory.copy(biases, call.bias, bytes);
  else memory.fill(biases, 0, bytes);
  if (call.cell != GRU_RESET_AFTER) return;
  for (let at: usize = 0; at < <usize>call.units << 3; at += 4) {
    store<f32>(biases + at, load<f32>(biases + at) + load<f32>(biases + at + bytes / 2));
  }
}

function copyOutput(call: RecurrentCall): void {
  const row = <usize>call.units << 2, first = call.sequences ? 0 : call.steps - 1;
  const next = call.sequences ? <usize>call.steps * row : row;
  let from = atStep(call, call.hidden, first, call.units);
  for (let step = first; step < call.steps; step++) {
    let to = call.output + <usize>outputTimeOf(call, step) * row;
    for (let index = 0; index < call.batch; index++, from += row, to += next) memory.copy(to, from, row);
  }
}

function zeroState(call: RecurrentCall): void {
  memory.fill(zerosOf(call), 0, <usize>(call.batch * call.units) << 2);
}

/** Computes `output`, and what the backward pass needs. */
export function recurrentForward(call: RecurrentCall): void {
  zeroState(call);
  for (let run = 0; run < call.runs; run++) {
    placeBiases(call);
    inputProducts(call);
    for (let step = 0; step < call.steps; step++) forwardStep(call, step);
    copyOutput(call);
    nextRun(call);
  }
}

/** ∂loss/∂h of a step: from the output, from the carried part, and from each gate of the next step. */
function hiddenGradient(call: RecurrentCall, step: i32): void {
  const units = call.units, row = <usize>units << 2, last = step == call.steps - 1;
  const direct = call.sequences || last;
  const outputRow = call.sequences ? <usize>call.steps * row : row;
  let output = call.outputGradient + <usize>outputTimeOf(call, step) * row;
  let share = sharesOf(call), carried = carriedGradientOf(call), to = hiddenGradientOf(call);
  let mask = call.stateMask;
  const maskStep: usize = call.stateMaskGates > 1 ? <usize>call.batch * row : 0;
  for (let index = 0; index < call.batch; index++, output += outputRow, share += <usize>call.gates * row) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      let sum = last ? f32x4.splat(0) : sumOfShares(share + at, row, mask ? mask + at : 0, maskStep, call.gates, left);
      if (!last && isGru(call)) sum = f32x4.add(sum, load4(carried + at, left));
      if (direct) sum = f32x4.add(sum, load4(output + at, left));
      store4(to + at, flushed(sum), left);
    }
    if (mask) mask += row;
    carried += row;
    to += row;
  }
}

/** Each gate's gradient of its sum times its part of the transposed kernel: `sharesOf`. */
function gateShares(call: RecurrentCall, step: i32, first: i32, count: i32): void {
  const units = call.units, states = atStep(call, call.states, step, call.width);
  for (let gate = first; gate < first + count; gate++) {
    gemm(
      call.batch, units, units, states + (<usize>recurrentColumn(call, gate) << 2), call.width, 1,
      transposedOf(call) + (<usize>(gate * units * units) << 2), units, 1,
      sharesOf(call) + (<usize>(gate * units) << 2), call.gates * units, 0, call.workspace,
    );
  }
}

function backwardStep(call: RecurrentCall, step: i32): void {
  hiddenGradient(call, step);
  cellBackward(call, step);
  if (call.cell == GRU_RESET_BEFORE) {
    gateShares(call, step, 2, 1);
    gruResetBackward(call, step);
  }
  if (step > 0) gateShares(call, step, 0, call.cell == GRU_RESET_BEFORE ? 2 : call.gates);
}

/** Σ (mask∘h')ᵀ·d over the steps, for `count` gates from `first`. */
function recurrentKernelGradient(call: RecurrentCall, first: i32, count: i32): void {
  const units = call.units, columns = call.gates * units, rows = (call.steps - 1) * call.batch;
  const together = call.stateMask == 0;
  for (let gate = first; gate < first + count; gate += together ? count : 1) {
    let from = call.hidden;
    if (!together) {
      from = maskedOf(call);
      const mask = maskOfGate(call, call.stateMask, call.stateMaskGates, gate, units);
      for (let step = 0; step < call.steps - 1; step++) {
        copyMasked(atStep(call, call.hidden, step, units), mask, call.batch * units, atStep(call, from, step, units));
      }
    }
    gemm(
      units, together ? count * units : units, rows, from, 1, units,
      atStep(call, call.states, 1, call.width) + (<usize>recurrentColumn(call, gate) << 2), call.width, 1,
      call.recurrentKernelGradient + (<usize>(gate * units) << 2), columns, 0, call.workspace,
    );
  }
}

/** Σ (r∘h')ᵀ·d of the third gate, reset before. */
function resetKernelGradient(call: RecurrentCall): void {
  const units = call.units, states = atStep(call, call.states, 1, call.width);
  gemm(
    units, units, (call.steps - 1) * call.batch, states + (<usize>(3 * units) << 2), 1, call.width,
    states + (<usize>(2 * units) << 2), call.width, 1,
    call.recurrentKernelGradient + (<usize>(2 * units) << 2), 3 * units, 0, call.workspace,
  );
}

function recurrentKernelGradients(call: RecurrentCall): void {
  // With one step there is no state to multiply with.
  memory.fill(call.recurrentKernelGradient, 0, <usize>(call.units * call.gates * call.units) << 2);
  if (call.steps == 1) return;
  recurrentKernelGradient(call, 0, isGru(call) ? 2 : call.gates);
  if (call.cell == GRU_RESET_AFTER) recurrentKernelGradient(call, 2, 1);
  if (call.cell == GRU_RESET_BEFORE) resetKernelGradient(call);
}

function kernelGradients(call: RecurrentCall): void {
  const columns = call.gates * call.units;
  const groups = call.inputMask ? call.inputMaskGates : 1;
  for (let group = 0; group < groups; group++) {
    const first = <usize>(group * call.units) << 2;
    arrangeInputs(call, group);
    gemm(
      call.features, columns / groups, call.steps * call.batch, inputsOf(call), 1, call.features,
      call.states + first, call.width, 1, call.kernelGradient + first, columns, 0, call.workspace,
    );
  }
}

/** Reset after has two biases: the second is that of the recurrent part, and of the first two gates the same. */
function biasGradients(call: RecurrentCall): void {
  const gate = <usize>call.units << 2, sums = biasesOf(call), to = call.biasGradient;
  sumRows(call.states, call.steps * call.batch, call.width, sums);
  memory.copy(to, sums, <usize>call.gates * gate);
  if (call.cell == GRU_RESET_AFTER) {
    memory.copy(to + 3 * gate, sums, 2 * gate);
    memory.copy(to + 5 * gate, sums + 3 * gate, gate);
  }
}

/** Gradients of the parameters; those of the sums take the place of `states`. */
export function recurrentBackward(call: RecurrentCall): void {
  zeroState(call);
  for (let run = 0; run < call.runs; run++) {
    transpose(call.recurrentKernel, call.units, call.gates * call.units, transposedOf(call));
    if (call.cell == LSTM) memory.fill(carriedGradientOf(call), 0, <usize>(call.batch * call.units) << 2);
    for (let step = call.steps - 1; step >= 0; step--) backwardStep(call, step);
    recurrentKernelGradients(call);
    kernelGradients(call);
    if (call.biasGradient) biasGradients(call);
    nextRun(call);
  }
}

/** One step of the input's gradient: Σ mask∘(d·Wᵀ) over the gates. @param add whether other runs have added theirs */
function inputGradientStep(call: RecurrentCall, step: i32, add: bool): void {
  const features = call.features, row = <usize>features << 2, units = call.units;
  const states = atStep(call, call.states, step, call.width);
  for (let gate = 0; gate < call.gates; gate++) {
    gemm(
      call.batch, features, units, states + (<usize>(gate * units) << 2), call.width, 1,
      transposedOf(call) + (<usize>(gate * units * features) << 2), features, 1,
      sharesOf(call) + <usize>gate * row, call.gates * features, 0, call.workspace,
    );
  }
  let to = call.inputGradient + <usize>timeOf(call, step) * row;
  let share = sharesOf(call), mask = call.inputMask;
  const maskStep: usize = call.inputMaskGates > 1 ? <usize>call.batch * row : 0;
  for (let index = 0; index < call.batch; index++, to += <usize>call.steps * row, share += <usize>call.gates * row) {
    for (let left = features, at: usize = 0; left > 0; left -= 4, at += 16) {
      let sum = sumOfShares(share + at, row, mask ? mask + at : 0, maskStep, call.gates, left);
      if (add) sum = f32x4.add(sum, load4(to + at, left));
      store4(to + at, sum, left);
    }
    if (mask) mask += row;
  }
}

/** The input's gradient, from what `recurrentBackward` left in `states`; summed over the runs where they share it. */
export function recurrentInputGradient(call: RecurrentCall): void {
  for (let run = 0; run < call.runs; run++) {
    transpose(call.kernel, call.features, call.gates * call.units, transposedOf(call));
    const add = call.inputRun == 0 && run > 0;
    for (let step = 0; step < call.steps; step++) inputGradientStep(call, step, add);
    nextRun(call);
  }
}
