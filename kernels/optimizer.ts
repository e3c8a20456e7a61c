// One optimizer step of one run's parameter in one pass: penalty gradients, moments, decoupled decay, the step, the
// proximal step of L1. All arrays are float32 of `count` elements and are written in place; formulas are those of
// src/engine/optimizer.ts. Common arguments:
//   keep       1 − η·λ of decoupled decay
//   l1, l2     λ1 and 2·λ2: the gradient becomes g + l1·sign(w) + l2·w
//   threshold  of the proximal step, to be divided by the denominator where there is one; 0: none
//   scratch    64 bytes for the elements after the last whole vector
// Constants stand in locals: the compiler of the engine makes a `splat` in a loop anew each time.
// Divisions come before the rate, so that small moments times it are no denormals on the way.
import {
  average, denominator, flushed, held, padTail, penalized, SMALLEST_NORMAL, SMALLEST_SQUARED, SMALLEST_WEIGHT, softThreshold,
  splat, squared, storeTail,
} from './elementwise';

/** SGD without momentum: w ← keep·w − rate·g. */
export function sgdStep(
  weights: usize, gradients: usize, count: i32,
  rate: f32, keep: f32, l1: f32, l2: f32, threshold: f32, scratch: usize,
): void {
  const whole = count & ~3;
  sgdVectors(weights, gradients, whole, rate, keep, l1, l2, threshold);
  const rest = count - whole;
  if (rest == 0) return;
  const at = <usize>whole << 2;
  padTail(scratch, weights + at, rest);
  padTail(scratch + 16, gradients + at, rest);
  sgdVectors(scratch, scratch + 16, 4, rate, keep, l1, l2, threshold);
  storeTail(weights + at, scratch, rest);
}

function sgdVectors(
  w: usize, g: usize, count: i32, rate: f32, keep: f32, l1: f32, l2: f32, threshold: f32,
): void {
  const eachL1 = splat(l1);
  const eachL2 = splat(l2);
  const eachKeep = splat(keep);
  const eachRate = splat(rate);
  const eachThreshold = splat(threshold);
  const smallestWeight = splat(SMALLEST_WEIGHT);
  for (let i = 0; i < count; i += 4, w += 16, g += 16) {
    const W = v128.load(w);
    const G = penalized(v128.load(g), W, eachL1, eachL2);
    let next = f32x4.sub(f32x4.mul(W, eachKeep), f32x4.mul(G, eachRate));
    if (threshold > 0) next = softThreshold(next, eachThreshold);
    v128.store(w, held(next, W, threshold > 0, smallestWeight));
  }
}

/**
 * SGD with momentum: v ← momentum·v + gradientScale·g, w ← keep·w + velocityScale·d with d = v, or Nesterov's
 * momentum·v + gradientScale·g. Keras scales the gradient by −η, PyTorch the velocity.
 */
export function momentumStep(
  weights: usize, velocities: usize, gradients: usize, count: i32,
  momentum: f32, gradientScale: f32, velocityScale: f32, nesterov: bool,
  keep: f32, l1: f32, l2: f32, threshold: f32, scratch: usize,
): void {
  const whole = count & ~3;
  momentumVectors(
    weights, velocities, gradients, whole,
    momentum, gradientScale, velocityScale, nesterov, keep, l1, l2, threshold,
  );
  const rest = count - whole;
  if (rest == 0) return;
  const at = <usize>whole << 2;
  padTail(scratch, weights + at, rest);
  padTail(scratch + 16, velocities + at, rest);
  padTail(scratch + 32, gradients + at, rest);
  momentumVectors(
    scratch, scratch + 16, scratch + 32, 4,
    momentum, gradientScale, velocityScale, nesterov, keep, l1, l2, threshold,
  );
  storeTail(weights + at, scratch, rest);
  storeTail(velocities + at, scratch + 16, rest);
}

function momentumVectors(
  w: usize, v: usize, g: usize, count: i32,
  momentum: f32, gradientScale: f32, velocityScale: f32, nesterov: bool,
  keep: f32, l1: f32, l2: f32, threshold: f32,
): void {
  const eachL1 = splat(l1);
  const eachL2 = splat(l2);
  const eachGradientScale = splat(gradientScale);
  const eachMomentum = splat(momentum);
  const eachKeep = splat(keep);
  const eachVelocityScale = splat(velocityScale);
  const eachThreshold = splat(threshold);
  const smallestNormal = splat(SMALLEST_NORMAL);
  const smallestWeight = splat(SMALLEST_WEIGHT);
  for (let i = 0; i < count; i += 4, w += 16, v += 16, g += 16) {
    const W = v128.load(w);
    const G = f32x4.mul(penalized(v128.load(g), W, eachL1, eachL2), eachGradientScale);
    const V = flushed(f32x4.add(f32x4.mul(v128.load(v), eachMomentum), G), smallestNormal);
    v128.store(v, V);
    const direction = nesterov ? f32x4.add(f32x4.mul(V, eachMomentum), G) : V;
    let next = f32x4.add(f32x4.mul(W, eachKeep), f32x4.mul(direction, eachVelocityScale));
    if (threshold > 0) next = softThreshold(next, eachThreshold);
    v128.store(w, held(next, W, threshold > 0, smallestWeight));
  }
}

/**
 * RMSprop (retain ρ, admit 1 − ρ) and Adagrad (both 1) without momentum: s ← retain·s + admit·g²,
 * w ← keep·w − rate·g / (√(s + inside) + beside).
 */
export function adaptiveStep(
  weights: usize, squares: usize, gradients: usize, count: i32,
  retain: f32, admit: f32, rate: f32, inside: f32, beside: f32,
  keep: f32, l1: f32, l2: f32, threshold: f32, scratch: usize,
): void {
  const whole = count & ~3;
  adaptiveVectors(
    weights, squares, gradients, whole, retain, admit, rate, inside, beside, keep, l1, l2, threshold,
  );
  const rest = count - whole;
  if (rest == 0) return;
  const at = <usize>whole << 2;
  padTail(scratch, weights + at, rest);
  padTail(scratch + 16, squares + at, rest);
  padTail(scratch + 32, gradients + at, rest);
  adaptiveVectors(
    scratch, scratch + 16, scratch + 32, 4, retain, admit, rate, inside, beside, keep, l1, l2, threshold,
  );
  storeTail(weights + at, scratch, rest);
  storeTail(squares + at, scratch + 16, rest);
}

function adaptiveVectors(
  w: usize, s: usize, g: usize, count: i32,
  retain: f32, admit: f32, rate: f32, inside: f32, beside: f32,
  keep: f32, l1: f32, l2: f32, threshold: f32,
): void {
  const eachL1 = splat(l1);
  const eachL2 = splat(l2);
  const eachRetain = splat(retain);
  const eachAdmit = splat(admit);
  const eachInside = splat(inside);
  const eachBeside = splat(beside);
  const eachKeep = splat(keep);
  const eachRate = splat(rate);
  const eachThreshold = splat(threshold);
  const smallestNormal = splat(SMALLEST_NORMAL);
  const smallestSquared = splat(SMALLEST_SQUARED);
  const smallestWeight = splat(SMALLEST_WEIGHT);
  for (let i = 0; i < count; i += 4, w += 16, s += 16, g += 16) {
    const W = v128.load(w);
    const G = penalized(v128.load(g), W, eachL1, eachL2);
    const S = average(v128.load(s), squared(G, smallestSquared), eachRetain, eachAdmit, smallestNormal);
    v128.store(s, S);
    const D = denominator(S, eachInside, eachBeside);
    let next = f32x4.sub(f32x4.mul(W, eachKeep), f32x4.mul(f32x4.div(G, D), eachRate));
    if (threshold > 0) next = softThreshold(next, f32x4.div(eachThreshold, D));
    v128.store(w, held(next, W, threshold > 0, smallestWeight));
  }
}

/**
 * RMSprop with momentum: s as above, v ← momentum·v + gradientScale·g / (√(s + inside) + beside),
 * w ← keep·w + velocityScale·v.
 */
export function adaptiveMomentumStep(
  weights: usize, squares: usize, velocities: usize, gradients: usize, count: i32,
  retain: f32, admit: f32, momentum: f32, gradientScale: f32, velocityScale: f32, inside: f32, beside: f32,
  keep: f32, l1: f32, l2: f32, threshold: f32, scratch: usize,
): void {
  const whole = count & ~3;
  adaptiveMomentumVectors(
    weights, squares, velocities, gradients, whole,
    retain, admit, momentum, gradientScale, velocityScale, inside, beside, keep, l1, l2, threshold,
  );
  const rest = count - whole;
  if (rest == 0) return;
  const at = <usize>whole << 2;
  padTail(scratch, weights + at, rest);
  padTail(scratch + 16, squares + at, rest);
  padTail(scratch + 32, velocities + at, rest);
  padTail(scratch + 48, gradients + at, rest);
  adaptiveMomentumVectors(
    scratch, scratch + 16, scratch + 32, scratch + 48, 4,
    retain, admit, momentum, gradientScale, velocityScale, inside, beside, keep, l1, l2, threshold,
  );
  storeTail(weights + at, scratch, rest);
  storeTail(squares + at, scratch + 16, rest);
  storeTail(velocities + at, scratch + 32, rest);
}

function adaptiveMomentumVectors(
  w: usize, s: usize, v: usize, g: usize, count: i32,
  retain: f32, admit: f32, momentum: f32, gradientScale: f32, velocityScale: f32, inside: f32, beside: f32,
  keep: f32, l1: f32, l2: f32, threshold: f32,
): void {
  const eachL1 = splat(l1);
  const eachL2 = splat(l2);
  const eachRetain = splat(retain);
  const eachAdmit = splat(admit);
  const eachInside = splat(inside);
  const eachBeside = splat(beside);
  const eachGradientScale = splat(gradientScale);
  const eachMomentum = splat(momentum);
  const eachKeep = splat(keep);
  const eachVelocityScale = splat(velocityScale);
  const eachThreshold = splat(threshold);
  const smallestNormal = splat(SMALLEST_NORMAL);
  const smallestSquared = splat(SMALLEST_SQUARED);
  const smallestWeight = splat(SMALLEST_WEIGHT);
  for (let i = 0; i < count; i += 4, w += 16, s += 16, v += 16, g += 16) {
    const W = v128.load(w);
    const G = penalized(v128.load(g), W, eachL1, eachL2);
    const S = average(v128.load(s), squared(G, smallestSquared), eachRetain, eachAdmit, smallestNormal);
    v128.store(s, S);
    const D = denominator(S, eachInside, eachBeside);
    const change = f32x4.mul(f32x4.div(G, D), eachGradientScale);
    const V = flushed(f32x4.add(f32x4.mul(v128.load(v), eachMomentum), change), smallestNormal);
    v128.store(v, V);
    let next = f32x4.add(f32x4.mul(W, eachKeep), f32x4.mul(V, eachVelocityScale));
    if (threshold > 0) next = softThreshold(next, f32x4.div(eachThreshold, D));
    v128.store(w, held(next, W, threshold > 0, smallestWeight));
  }
}

/**
 * Adam: m ← beta1·m + rest1·g, v ← beta2·v + rest2·g², w ← keep·w − rate·m / (√v + epsilon), where rest = 1 − beta
 * and rate and epsilon hold the bias corrections.
 */
export function adamStep(
  weights: usize, first: usize, second: usize, gradients: usize, count: i32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, epsilon: f32,
  keep: f32, l1: f32, l2: f32, threshold: f32, scratch: usize,
): void {
  const whole = count & ~3;
  adamVectors(
    weights, first, second, gradients, whole,
    beta1, rest1, beta2, rest2, rate, epsilon, keep, l1, l2, threshold,
  );
  const rest = count - whole;
  if (rest == 0) return;
  const at = <usize>whole << 2;
  padTail(scratch, weights + at, rest);
  padTail(scratch + 16, first + at, rest);
  padTail(scratch + 32, second + at, rest);
  padTail(scratch + 48, gradients + at, rest);
  adamVectors(
    scratch, scratch + 16, scratch + 32, scratch + 48, 4,
    beta1, rest1, beta2, rest2, rate, epsilon, keep, l1, l2, threshold,
  );
  storeTail(weights + at, scratch, rest);
  storeTail(first + at, scratch + 16, rest);
  storeTail(second + at, scratch + 32, rest);
}

function adamVectors(
  w: usize, m: usize, v: usize, g: usize, count: i32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, epsilon: f32,
  keep: f32, l1: f32, l2: f32, threshold: f32,
): void {
  const eachL1 = splat(l1);
  const eachL2 = splat(l2);
  const eachBeta1 = splat(beta1);
  const eachRest1 = splat(rest1);
  const eachBeta2 = splat(beta2);
  const eachRest2 = splat(rest2);
  const eachEpsilon = splat(epsilon);
  const eachKeep = splat(keep);
  const eachRate = splat(rate);
  const eachThreshold = splat(threshold);
  const smallestNormal = splat(SMALLEST_NORMAL);
  const smallestSquared = splat(SMALLEST_SQUARED);
  const smallestWeight = splat(SMALLEST_WEIGHT);
  // Two vectors at a time, side by side: an engine that can joins them. The proximal step keeps to one.
  for (; threshold == 0 && count >= 8; count -= 8, w += 32, m += 32, v += 32, g += 32) {
    const W0 = v128.load(w), W1 = v128.load(w, 16);
    const G0 = penalized(v128.load(g), W0, eachL1, eachL2);
    const G1 = penalized(v128.load(g, 16), W1, eachL1, eachL2);
    const M0 = average(v128.load(m), G0, eachBeta1, eachRest1, smallestNormal);
    const M1 = average(v128.load(m, 16), G1, eachBeta1, eachRest1, smallestNormal);
    const V0 = average(v128.load(v), squared(G0, smallestSquared), eachBeta2, eachRest2, smallestNormal);
    const V1 = average(v128.load(v, 16), squared(G1, smallestSquared), eachBeta2, eachRest2, smallestNormal);
    const step0 = f32x4.div(M0, f32x4.add(f32x4.sqrt(V0), eachEpsilon));
    const step1 = f32x4.div(M1, f32x4.add(f32x4.sqrt(V1), eachEpsilon));
    const next0 = f32x4.sub(f32x4.mul(W0, eachKeep), f32x4.mul(step0, eachRate));
    const next1 = f32x4.sub(f32x4.mul(W1, eachKeep), f32x4.mul(step1, eachRate));
    const held0 = held(next0, W0, false, smallestWeight), held1 = held(next1, W1, false, smallestWeight);
    v128.store(m, M0);
    v128.store(m, M1, 16);
    v128.store(v, V0);
    v128.store(v, V1, 16);
    v128.store(w, held0);
    v128.store(w, held1, 16);
  }
  for (let i = 0; i < count; i += 4, w += 16, m += 16, v += 16, g += 16) {
    const W = v128.load(w);
    const G = penalized(v128.load(g), W, eachL1, eachL2);
    const M = average(v128.load(m), G, eachBeta1, eachRest1, smallestNormal);
    const V = average(v128.load(v), squared(G, smallestSquared), eachBeta2, eachRest2, smallestNormal);
    v128.store(m, M);
    v128.store(v, V);
    const D = f32x4.add(f32x4.sqrt(V), eachEpsilon);
    let next = f32x4.sub(f32x4.mul(W, eachKeep), f32x4.mul(f32x4.div(M, D), eachRate));
    if (threshold > 0) next = softThreshold(next, f32x4.div(eachThreshold, D));
    v128.store(w, held(next, W, threshold > 0, smallestWeight));
  }
}
