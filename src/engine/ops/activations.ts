/**
 * Activations as Keras 3 and PyTorch define them, each with a gradient of its own. At a kink the gradient is
 * PyTorch's: that of relu at 0 is 0, and so is that of a limit where it is reached.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Activation, ActivationSpec } from '../layerSpecs.ts';
import { differentiable } from './differentiable.ts';
import { clip, expm1OfNegative, isWithin, negativePart, relu, softplus, tanh } from './elementary.ts';

/** What an activation may be given besides its input. */
export type ActivationSettings = Pick<ActivationSpec, 'alpha' | 'maximum' | 'threshold'>;
type Resolved = ActivationSettings & { alpha: number };

interface Differentiable {
  /** The output, and what `gradient` needs (as few tensors as will do: they stay in memory until the backward pass). */
  forward(x: tf.Tensor, settings: Resolved): { y: tf.Tensor; kept: tf.Tensor[] };
  /** ∂loss/∂x from dy = ∂loss/∂y and what was kept. */
  gradient(dy: tf.Tensor, kept: tf.Tensor[], settings: Resolved): tf.Tensor;
}

type Value = (x: tf.Tensor, settings: Resolved) => tf.Tensor;
type Gradient = (dy: tf.Tensor, kept: tf.Tensor, settings: Resolved) => tf.Tensor;

const fromInput = (value: Value, gradient: Gradient): Differentiable => ({
  forward: (x, settings) => ({ y: value(x, settings), kept: [x] }),
  gradient: (dy, [x], settings) => gradient(dy, x!, settings),
});

const fromOutput = (value: Value, gradient: Gradient): Differentiable => ({
  forward(x, settings) {
    const y = value(x, settings);
    return { y, kept: [y] };
  },
  gradient: (dy, [y], settings) => gradient(dy, y!, settings),
});

/** Where `part` costs much: it is kept for the gradient beside the input. */
const fromInputAnd = (
  part: (x: tf.Tensor) => tf.Tensor,
  value: (x: tf.Tensor, part: tf.Tensor) => tf.Tensor,
  gradient: (dy: tf.Tensor, x: tf.Tensor, part: tf.Tensor) => tf.Tensor,
): Differentiable => ({
  forward(x) {
    const kept = part(x);
    return { y: value(x, kept), kept: [x, kept] };
  },
  gradient: (dy, [x, kept]) => gradient(dy, x!, kept!),
});

/** Klambauer et al. 2017: with these, zero mean and unit variance are a fixed point. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const NORMAL_DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);
const GELU_LINEAR = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715 * GELU_LINEAR;

/** tanh(log(1 + exp(x))) = s·(2 − s)/(1 + (1 − s)²) with s = σ(x). */
const tanhOfSoftplus = (s: tf.Tensor) => tf.div(tf.mul(s, tf.sub(2, s)), tf.add(tf.square(tf.sub(1, s)), 1));

const oneMinusSquare = (y: tf.Tensor) => tf.sub(1, tf.square(y));

const KINKED = {
  relu: fromOutput(
    (x) => relu(x),
    (dy, y) => tf.mul(dy, tf.step(y)),
  ),
  relu6: fromOutput(
    (x) => clip(x, 0, 6),
    (dy, y) => tf.mul(dy, tf.mul(tf.step(y), tf.step(tf.sub(6, y)))),
  ),
  leakyRelu: fromInput(
    (x, { alpha }) => tf.add(relu(x), tf.mul(negativePart(x), alpha)),
    (dy, x, { alpha }) => tf.mul(dy, tf.step(x, alpha)),
  ),
  hardTanh: fromOutput(
    (x) => clip(x, -1, 1),
    (dy, y) => tf.mul(dy, isWithin(y, 1)),
  ),
  /** x − λ above λ, x + λ below −λ, 0 between. */
  softShrink: fromOutput(
    (x, { alpha: lambda }) => tf.sub(x, clip(x, -lambda, lambda)),
    (dy, y) => tf.mul(dy, tf.step(tf.abs(y))),
  ),
  /** x where |x| > λ, 0 elsewhere. */
  hardShrink: fromOutput(
    (x, { alpha: lambda }) => tf.mul(x, tf.step(tf.sub(tf.abs(x), lambda))),
    (dy, y) => tf.mul(dy, tf.step(tf.abs(y))),
  ),
  /** relu6(x + 3)/6 as in Keras 3 and PyTorch; Keras 2 had clip(0.2x + 0.5, 0, 1). */
  hardSigmoid: fromInput(
    (x) => tf.div(clip(tf.add(x, 3), 0, 6), 6),
    (dy, x) => tf.mul(dy, tf.div(isWithin(x, 3), 6)),
  ),
  /** x·hardSigmoid(x). */
  hardSilu: fromInput(
    (x) => tf.mul(x, tf.div(clip(tf.add(x, 3), 0, 6), 6)),
    (dy, x) => {
      const inside = tf.sub(1, tf.step(tf.sub(tf.abs(x), 3)));
      const slope = tf.add(tf.mul(inside, tf.add(tf.div(x, 3), 0.5)), tf.step(tf.sub(x, 3)));
      return tf.mul(dy, slope);
    },
  ),
} satisfies Partial<Record<Activation, Differentiable>>;

/** elu, celu and selu: α > 0. Their slopes below 0 follow from the outputs y = α·(exp − 1), as in the frameworks. */
const EXPONENTIAL = {
  elu: fromOutput(
    (x, { alpha }) => tf.add(relu(x), tf.mul(expm1OfNegative(x), alpha)),
    (dy, y, { alpha }) => tf.mul(dy, tf.add(negativePart(y), tf.step(y, alpha))),
  ),
  /** max(0, x) + min(0, α·(exp(x/α) − 1)) (Barron 2017): continuously differentiable. */
  celu: fromOutput(
    (x, { alpha }) => tf.add(relu(x), tf.mul(expm1OfNegative(tf.div(x, alpha)), alpha)),
    (dy, y, { alpha }) => tf.mul(dy, tf.add(tf.div(negativePart(y), alpha), 1)),
  ),
  selu: fromOutput(
    (x) => tf.add(tf.mul(relu(x), SELU_SCALE), tf.mul(expm1OfNegative(x), SELU_SCALE * SELU_ALPHA)),
    (dy, y) => tf.mul(dy, tf.add(negativePart(y), tf.mul(tf.step(y, SELU_ALPHA), SELU_SCALE))),
  ),
  exponential: fromOutput(
    (x) => tf.exp(x),
    (dy, y) => tf.mul(dy, y),
  ),
} satisfies Partial<Record<Activation, Differentiable>>;

const SIGMOIDAL = {
  sigmoid: fromOutput(
    (x) => tf.sigmoid(x),
    (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))),
  ),
  logSigmoid: fromInput(
    (x) => tf.neg(softplus(tf.neg(x))),
    (dy, x) => tf.mul(dy, tf.sigmoid(tf.neg(x))),
  ),
  /** log(1 + exp(βx))/β. */
  softplus: fromInput(
    (x, { alpha: beta }) => tf.div(softplus(tf.mul(x, beta)), beta),
    (dy, x, { alpha: beta }) => tf.mul(dy, tf.sigmoid(tf.mul(x, beta))),
  ),
  tanh: fromOutput(tanh, (dy, y) => tf.mul(dy, oneMinusSquare(y))),
  tanhShrink: fromInput(
    (x) => tf.sub(x, tanh(x)),
    (dy, x) => tf.mul(dy, tf.square(tanh(x))),
  ),
  /** x/(1 + |x|). */
  softsign: fromInput(
    (x) => tf.div(x, tf.add(tf.abs(x), 1)),
    (dy, x) => tf.div(dy, tf.square(tf.add(tf.abs(x), 1))),
  ),
} satisfies Partial<Record<Activation, Differentiable>>;

/** x times a smooth gate between 0 and 1. */
const GATED = {
  /** x·Φ(x) (Hendrycks & Gimpel 2016). */
  geluErf: fromInputAnd(
    (x) => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5),
    (x, distribution) => tf.mul(x, distribution),
    (dy, x, distribution) => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), NORMAL_DENSITY_AT_0);
      return tf.mul(dy, tf.add(distribution, tf.mul(x, density)));
    },
  ),
  /** ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))). */
  geluTanh: fromInputAnd(
    (x) => tanh(tf.mul(x, tf.add(tf.mul(tf.square(x), GELU_CUBIC), GELU_LINEAR))),
    (x, t) => tf.mul(tf.mul(x, 0.5), tf.add(t, 1)),
    (dy, x, t) => {
      const inner = tf.add(tf.mul(tf.square(x), 3 * GELU_CUBIC), GELU_LINEAR);
      const bend = tf.mul(tf.mul(x, oneMinusSquare(t)), inner);
      return tf.mul(dy, tf.mul(tf.add(tf.add(t, 1), bend), 0.5));
    },
  ),
  /** x·σ(x), also called swish. */
  silu: fromInputAnd(
    (x) => tf.sigmoid(x),
    (x, s) => tf.mul(x, s),
    (dy, x, s) => tf.mul(dy, tf.mul(s, tf.add(tf.mul(x, tf.sub(1, s)), 1))),
  ),
  /** x·tanh(softplus(x)) (Misra 2019). */
  mish: fromInputAnd(
    (x) => tf.sigmoid(x),
    (x, s) => tf.mul(x, tanhOfSoftplus(s)),
    (dy, x, s) => {
      const t = tanhOfSoftplus(s);
      return tf.mul(dy, tf.add(t, tf.mul(tf.mul(x, s), oneMinusSquare(t))));
    },
  ),
} satisfies Partial<Record<Activation, Differentiable>>;

/** Over the last axis, the largest input subtracted first. */
const NORMALIZED = {
  softmax: fromOutput(
    (x) => tf.softmax(x),
    (dy, y) => {
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y));
    },
  ),
  logSoftmax: fromOutput(
    (x) => {
      const shifted = tf.sub(x, tf.max(x, -1, true));
      return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
    },
    (dy, y) => tf.sub(dy, tf.mul(tf.exp(y), tf.sum(dy, -1, true))),
  ),
} satisfies Partial<Record<Activation, Differentiable>>;

const DIFFERENTIABLE: Record<Exclude<Activation, 'linear'>, Differentiable> = {
  ...KINKED,
  ...EXPONENTIAL,
  ...SIGMOIDAL,
  ...GATED,
  ...NORMALIZED,
};

/** Keras' `ReLU` with arguments: x above the threshold, α·(x − threshold) below; cut at the maximum. */
const GENERAL_RELU = fromInput(
  (x, { alpha, threshold = 0, maximum }) => {
    const beyond = tf.sub(x, threshold);
    const leaked = tf.add(tf.mul(x, tf.step(beyond)), tf.mul(negativePart(beyond), alpha));
    return maximum === undefined ? leaked : clip(leaked, Number.NEGATIVE_INFINITY, maximum);
  },
  (dy, x, { alpha, threshold = 0, maximum }) => {
    const passed = tf.mul(dy, tf.step(tf.sub(x, threshold), alpha));
    return maximum === undefined ? passed : tf.mul(passed, tf.step(tf.sub(maximum, x)));
  },
);

/**
 * Keras: leaky_relu 0.2 (its layer 0.3, PyTorch 0.01), elu, celu and softplus 1; Keras and PyTorch: soft and hard
 * shrink ½. Readers always give theirs.
 */
const DEFAULT_ALPHA: Partial<Record<Activation, number>> = {
  leakyRelu: 0.2,
  elu: 1,
  celu: 1,
  softShrink: 0.5,
  hardShrink: 0.5,
  softplus: 1,
};

/**
 * The activation of each element of x (softmax and logSoftmax: over the last axis), differentiable.
 * @param x any shape; @returns the same shape
 */
export function activate(x: tf.Tensor, activation: Activation, settings: ActivationSettings = {}): tf.Tensor {
  if (activation === 'linear') return x;
  const { alpha, maximum, threshold } = settings;
  const general = activation === 'relu' && (alpha || maximum !== undefined || threshold);
  const { forward, gradient } = general ? GENERAL_RELU : DIFFERENTIABLE[activation];
  const resolved = { alpha: alpha ?? DEFAULT_ALPHA[activation] ?? 0, maximum, threshold };
  return differentiable(
    { x },
    (save) => {
      const { y, kept } = forward(x, resolved);
      save(kept);
      return y;
    },
    (dy, kept) => ({ x: () => gradient(dy, kept, resolved) }),
  );
}
