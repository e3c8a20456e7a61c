/**
 * What the cells do with one step's sums, element by element: forward the gates and the new state, backward the
 * gradients of the sums in their place. `h` is the step's output, `before` the step before.
 */
import { logisticRows, tanhRows } from './elementary';
import { flushed } from './elementwise';
import {
  GRU_RESET_AFTER, LSTM, RecurrentCall, SIMPLE_RELU,
  atStep, biasesOf, carriedGradientOf, hiddenBefore, hiddenGradientOf, maskOfGate, sharesOf, squashedOf, zerosOf,
} from './recurrentCall';
import { multiplyAdd } from './simd';
import { load4, store4 } from './vectors';

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function one(): v128 {
  return f32x4.splat(1);
}

/** y·(1 − y) of a gate y = σ(…). */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function logisticSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(one(), y));
}

/** 1 − y² of y = tanh(…). */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function tanhSlope(y: v128): v128 {
  return f32x4.sub(one(), f32x4.mul(y, y));
}

/** h = relu(sum + bias). */
function reluRows(call: RecurrentCall, states: usize, hidden: usize): void {
  const units = call.units, row = <usize>units << 2, bias = biasesOf(call);
  for (let index = 0; index < call.batch; index++, states += row, hidden += row) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      const sum = f32x4.add(load4(states + at, left), load4(bias + at, left));
      // sum < 0 ? 0 : sum, which lets NaN through
      store4(hidden + at, f32x4.pmax(sum, f32x4.splat(0)), left);
    }
  }
}

function simpleForward(call: RecurrentCall, step: i32): void {
  const units = call.units, row = <usize>units << 2;
  const states = atStep(call, call.states, step, units), hidden = atStep(call, call.hidden, step, units);
  if (call.cell == SIMPLE_RELU) reluRows(call, states, hidden);
  else tanhRows(states, row, biasesOf(call), hidden, row, call.batch, units);
}

function simpleBackward(call: RecurrentCall, step: i32): void {
  const relu = call.cell == SIMPLE_RELU;
  let states = atStep(call, call.states, step, call.units);
  let hidden = atStep(call, call.hidden, step, call.units);
  let gradient = hiddenGradientOf(call);
  for (let left = call.batch * call.units; left > 0; left -= 4, states += 16, hidden += 16, gradient += 16) {
    const y = load4(hidden, left), dy = load4(gradient, left);
    const passed = relu ? v128.and(dy, f32x4.gt(y, f32x4.splat(0))) : f32x4.mul(dy, tanhSlope(y));
    store4(states, flushed(passed), left);
  }
}

/** c = f·c' + i·g. */
function lstmCarry(call: RecurrentCall, step: i32, states: usize, carry: usize): void {
  const units = call.units, gate = <usize>units << 2;
  let before = step == 0 ? zerosOf(call) : atStep(call, call.carries, step - 1, units);
  for (let row = 0; row < call.batch; row++, states += 4 * gate, carry += gate, before += gate) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      const update = f32x4.mul(load4(states + at, left), load4(states + 2 * gate + at, left));
      store4(carry + at, multiplyAdd(load4(states + gate + at, left), load4(before + at, left), update), left);
    }
  }
}

/** c = f·c' + i·g, h = o·tanh(c) (Hochreiter & Schmidhuber 1997, with the forget gate of Gers 1999). */
function lstmForward(call: RecurrentCall, step: i32): void {
  const units = call.units, batch = call.batch, gate = <usize>units << 2, row = gate << 2;
  const states = atStep(call, call.states, step, call.width), bias = biasesOf(call);
  const carry = atStep(call, call.carries, step, units);
  logisticRows(states, row, bias, states, row, batch, 2 * units);
  tanhRows(states + 2 * gate, row, bias + 2 * gate, states + 2 * gate, row, batch, units);
  logisticRows(states + 3 * gate, row, bias + 3 * gate, states + 3 * gate, row, batch, units);
  lstmCarry(call, step, states, carry);
  let hidden = atStep(call, call.hidden, step, units), output = states + 3 * gate;
  tanhRows(carry, gate, zerosOf(call), hidden, gate, batch, units);
  for (let index = 0; index < batch; index++, output += row, hidden += gate) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      store4(hidden + at, f32x4.mul(load4(output + at, left), load4(hidden + at, left)), left);
    }
  }
}

function lstmBackward(call: RecurrentCall, step: i32): void {
  const units = call.units, gate = <usize>units << 2;
  let states = atStep(call, call.states, step, call.width);
  let before = step == 0 ? zerosOf(call) : atStep(call, call.carries, step - 1, units);
  let carried = carriedGradientOf(call), gradient = hiddenGradientOf(call), squashed = squashedOf(call);
  tanhRows(atStep(call, call.carries, step, units), gate, zerosOf(call), squashed, gate, call.batch, units);
  for (let row = 0; row < call.batch; row++, states += 4 * gate) {
    let s = states;
    for (let left = units; left > 0; left -= 4, s += 16) {
      const i = load4(s, left), f = load4(s + gate, left), g = load4(s + 2 * gate, left), o = load4(s + 3 * gate, left);
      const dh = load4(gradient, left), y = load4(squashed, left);
      const dc = multiplyAdd(f32x4.mul(dh, o), tanhSlope(y), load4(carried, left));
      store4(s, flushed(f32x4.mul(f32x4.mul(dc, g), logisticSlope(i))), left);
      store4(s + gate, flushed(f32x4.mul(f32x4.mul(dc, load4(before, left)), logisticSlope(f))), left);
      store4(s + 2 * gate, flushed(f32x4.mul(f32x4.mul(dc, i), tanhSlope(g))), left);
      store4(s + 3 * gate, flushed(f32x4.mul(f32x4.mul(dh, y), logisticSlope(o))), left);
      store4(carried, flushed(f32x4.mul(dc, f)), left);
      const next = <usize>min(left, 4) << 2;
      squashed += next;
      before += next;
      carried += next;
      gradient += next;
    }
  }
}

/** r∘(mask∘h'), for the product of the third gate when the reset gate acts before it. */
function resetState(call: RecurrentCall, step: i32): void {
  const units = call.units, gate = <usize>units << 2;
  let states = atStep(call, call.states, step, call.width) + gate;
  let before = hiddenBefore(call, step);
  let mask = maskOfGate(call, call.stateMask, call.stateMaskGates, 2, units);
  for (let row = 0; row < call.batch; row++, states += 4 * gate, before += gate) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      let kept = load4(before + at, left);
      if (mask) kept = f32x4.mul(kept, load4(mask + at, left));
      store4(states + 2 * gate + at, f32x4.mul(load4(states + at, left), kept), left);
    }
    if (mask) mask += gate;
  }
}

/** The gates z and r of a GRU (Cho et al. 2014). */
function gruGates(call: RecurrentCall, step: i32): void {
  const states = atStep(call, call.states, step, call.width), row = <usize>call.width << 2;
  logisticRows(states, row, biasesOf(call), states, row, call.batch, 2 * call.units);
  if (call.cell != GRU_RESET_AFTER) resetState(call, step);
}

/** The sum of the third gate takes its recurrent part times r. */
function addResetPart(call: RecurrentCall, states: usize): void {
  const units = call.units, gate = <usize>units << 2;
  const bias = biasesOf(call) + 5 * gate;
  for (let row = 0; row < call.batch; row++, states += 4 * gate) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      const s = states + at;
      const recurrent = f32x4.add(load4(s + 3 * gate, left), load4(bias + at, left));
      store4(s + 3 * gate, recurrent, left);
      store4(s + 2 * gate, multiplyAdd(load4(s + gate, left), recurrent, load4(s + 2 * gate, left)), left);
    }
  }
}

/** h = z·h' + (1 − z)·tanh(…) of a GRU, whose third sum now has its recurrent part or takes it times r. */
export function gruOutput(call: RecurrentCall, step: i32): void {
  const units = call.units, gate = <usize>units << 2, row = gate << 2;
  let states = atStep(call, call.states, step, call.width);
  let before = hiddenBefore(call, step);
  let hidden = atStep(call, call.hidden, step, units);
  if (call.cell == GRU_RESET_AFTER) addResetPart(call, states);
  tanhRows(states + 2 * gate, row, biasesOf(call) + 2 * gate, states + 2 * gate, row, call.batch, units);
  for (let index = 0; index < call.batch; index++, states += row, before += gate, hidden += gate) {
    for (let left = units, at: usize = 0; left > 0; left -= 4, at += 16) {
      const z = load4(states + at, left), candidate = load4(states + 2 * gate + at, left);
      const kept = f32x4.mul(z, load4(before + at, left));
      store4(hidden + at, multiplyAdd(f32x4.sub(one(), z), candidate, kept), left);
    }
  }
}

/** Gradients of the sums of z and h (reset after: of r and the recurrent part, too), and z·dh carried on. */
function gruOutputBackward(call: RecurrentCall, step: i32): void {
  const units = call.units, gate = <usize>units << 2;
  const resetAfter = call.cell == GRU_RESET_AFTER;
  let states = atStep(call, call.states, step, call.width);
  let before = hiddenBefore(call, step);
  let carried = carriedGradientOf(call), gradient = hiddenGradientOf(call);
  for (let row = 0; row < call.batch; row++, states += 4 * gate) {
    let s = states;
    for (let left = units; left > 0; left -= 4, s += 16) {
      const z = load4(s, left), candidate = load4(s + 2 * gate, left), dh = load4(gradient, left);
      const dz = f32x4.mul(dh, f32x4.sub(load4(before, left), candidate));
      const sum = flushed(f32x4.mul(f32x4.mul(dh, f32x4.sub(one(), z)), tanhSlope(candidate)));
      store4(s, flushed(f32x4.mul(dz, logisticSlope(z))), left);
      store4(s + 2 * gate, sum, left);
      if (resetAfter) {
        const r = load4(s + gate, left), recurrent = load4(s + 3 * gate, left);
        store4(s + gate, flushed(f32x4.mul(f32x4.mul(sum, recurrent), logisticSlope(r))), left);
        store4(s + 3 * gate, flushed(f32x4.mul(sum, r)), left);
      }
      store4(carried, flushed(f32x4.mul(dh, z)), left);
      const next = <usize>min(left, 4) << 2;
      before += next;
      carried += next;
      gradient += next;
    }
  }
}

/** Reset before: from the share q of the third gate, ∂loss/∂(r∘h'), the gradient of r's sum; the share becomes r∘q. */
export function gruResetBackward(call: RecurrentCall, step: i32): void {
  const units = call.units, gate = <usize>units << 2;
  let states = atStep(call, call.states, step, call.width);
  let shares = sharesOf(call) + 2 * gate;
  let before = hiddenBefore(call, step);
  let mask = maskOfGate(call, call.stateMask, call.stateMaskGates, 2, units);
  for (let row = 0; row < call.batch; row++, states += 4 * gate, shares += 3 * gate) {
    let s = states + gate, share = shares;
    for (let left = units; left > 0; left -= 4, s += 16, share += 16) {
      const r = load4(s, left), q = load4(share, left);
      let kept = load4(before, left);
      if (mask) kept = f32x4.mul(kept, load4(mask, left));
      store4(s, flushed(f32x4.mul(f32x4.mul(q, kept), logisticSlope(r))), left);
      store4(share, f32x4.mul(q, r), left);
      const next = <usize>min(left, 4) << 2;
      before += next;
      if (mask) mask += next;
    }
  }
}

/** From the sums of a step to what its products still need: all but the last part of a GRU. */
export function cellForward(call: RecurrentCall, step: i32): void {
  if (call.cell == LSTM) lstmForward(call, step);
  else if (call.cell < LSTM) simpleForward(call, step);
  else gruGates(call, step);
}

/** From ∂loss/∂h of a step to the gradients of its sums. */
export function cellBackward(call: RecurrentCall, step: i32): void {
  if (call.cell == LSTM) lstmBackward(call, step);
  else if (call.cell < LSTM) simpleBackward(call, step);
  else gruOutputBackward(call, step);
}
