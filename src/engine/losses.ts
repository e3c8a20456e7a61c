/** Data losses: of a stack's batch in training, of single rows in evaluation; both by the same formulas, in double precision. */
import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './network.ts';

/** What the rows of a stack's batch should give. */
export interface Targets {
  /** `[K, rows]`: class numbers for `softmax`, otherwise values. */
  values: Float32Array;
  /** Mixup: the target of each row's partner `[K, rows]`, and per run the share of a row's own target. */
  mixed?: { partners: Float32Array; shares: readonly number[] };
}

/** One row's target: share·own + (1 − share)·partner, then smoothed. */
interface RowTarget {
  own: number;
  partner: number;
  share: number;
  /** s of (1 − s)·y + s/C, see `RunSpec.labelSmoothing`. */
  smoothing: number;
}

/**
 * Mean data loss of each run over its batch, differentiable with respect to `outputs`. It does not pass through
 * TensorFlow.js operations: a batch has few outputs, and one operation takes as long as some hundred of them do here.
 * @param outputs logits or values `[K, rows, width]`
 * @param smoothing label smoothing of each run
 * @returns `[K]`
 */
export function batchLosses(
  loss: Loss,
  outputs: tf.Tensor3D,
  targets: Targets,
  smoothing: readonly number[],
): tf.Tensor1D {
  const runs = outputs.shape[0];
  const differentiable = tf.customGrad((given) => {
    const values = (given as tf.Tensor).dataSync() as Float32Array;
    const gradient = new Float32Array(values.length);
    const losses = smoothing.map((s, run) => runLoss(loss, { values, gradient, runs }, run, targets, s));
    return {
      value: tf.tensor1d(losses, 'float32'),
      gradFunc: (dy: tf.Tensor) =>
        tf.tensor3d(scaled(gradient, dy.dataSync() as Float32Array), outputs.shape, 'float32'),
    };
  });
  return differentiable(outputs) as tf.Tensor1D;
}

/** Each run's part of `values` times its factor. */
function scaled(values: Float32Array, factors: Float32Array): Float32Array {
  if (factors.every((factor) => factor === 1)) return values;
  const size = values.length / factors.length;
  return values.map((value, index) => value * factors[Math.floor(index / size)]!);
}

/** Outputs of a stack, and where the gradient of each run's mean loss is written. */
interface StackOutputs {
  values: Float32Array;
  gradient: Float32Array;
  runs: number;
}

function runLoss(
  loss: Loss,
  { values, gradient, runs }: StackOutputs,
  run: number,
  { values: own, mixed }: Targets,
  smoothing: number,
): number {
  const rows = own.length / runs;
  const width = values.length / own.length;
  const share = mixed?.shares[run] ?? 1;
  const partners = mixed?.partners ?? own;
  let sum = 0;
  for (let row = run * rows; row < (run + 1) * rows; row++) {
    const target = { own: own[row]!, partner: partners[row]!, share, smoothing };
    sum += rowLoss(loss, values, row * width, width, target, { into: gradient, scale: 1 / rows });
  }
  return sum / rows;
}

/** Receives scale·∂loss/∂output at the outputs' own places. */
interface RowGradient {
  into: Float32Array;
  scale: number;
}

function rowLoss(
  loss: Loss,
  outputs: Float32Array,
  at: number,
  width: number,
  target: RowTarget,
  gradient?: RowGradient,
): number {
  if (loss.kind === 'softmax') return softmaxLoss(outputs, at, width, target, gradient);
  const { own, partner, share, smoothing } = target;
  const mixed = share * own + (1 - share) * partner;
  const y = loss.kind === 'sigmoid' ? (1 - smoothing) * mixed + smoothing / 2 : mixed;
  if (gradient) gradient.into[at] = gradient.scale * slopeOf(loss, outputs[at]!, y);
  return lossOf(loss, outputs[at]!, y);
}

/**
 * Categorical cross-entropy −Σ_c y_c·log softmax(z)_c = log Σ_c e^z_c − Σ_c y_c·z_c, as Σ_c y_c = 1; its gradient is
 * softmax(z) − y. The largest logit is taken out of the sum, so that no exponential overflows.
 */
function softmaxLoss(
  logits: Float32Array,
  at: number,
  width: number,
  { own, partner, share, smoothing }: RowTarget,
  gradient?: RowGradient,
): number {
  let largest = logits[at]!;
  for (let c = 1; c < width; c++) largest = Math.max(largest, logits[at + c]!);
  let sum = 0;
  let total = 0;
  for (let c = 0; c < width; c++) {
    const shifted = logits[at + c]! - largest;
    const exponential = Math.exp(shifted);
    sum += exponential;
    total += shifted;
    if (gradient) gradient.into[at + c] = exponential;
  }
  const sharp = 1 - smoothing;
  if (gradient) {
    const { into, scale } = gradient;
    for (let c = 0; c < width; c++) into[at + c] = scale * (into[at + c]! / sum - smoothing / width);
    into[at + own]! -= scale * sharp * share;
    into[at + partner]! -= scale * sharp * (1 - share);
  }
  const meant = share * (logits[at + own]! - largest) + (1 - share) * (logits[at + partner]! - largest);
  return Math.log(sum) - sharp * meant - (smoothing * total) / width;
}

/** Loss of one output z against y: see `Loss`. */
function lossOf(loss: Exclude<Loss, { kind: 'softmax' }>, z: number, y: number): number {
  switch (loss.kind) {
    case 'sigmoid':
      // −y·log σ(z) − (1 − y)·log(1 − σ(z)) without an exponential that overflows.
      return Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
    case 'squared':
      return (z - y) ** 2;
    case 'absolute':
      return Math.abs(z - y);
    case 'huber': {
      const error = Math.abs(z - y);
      return error <= loss.delta ? error ** 2 / 2 : loss.delta * (error - loss.delta / 2);
    }
    default: {
      const never: never = loss;
      throw new Error(`loss ${JSON.stringify(never)}`);
    }
  }
}

/** ∂{@link lossOf}/∂z; 0 where an absolute error is 0, as in PyTorch. */
function slopeOf(loss: Exclude<Loss, { kind: 'softmax' }>, z: number, y: number): number {
  switch (loss.kind) {
    case 'sigmoid':
      return 1 / (1 + Math.exp(-z)) - y;
    case 'squared':
      return 2 * (z - y);
    case 'absolute':
      return Math.sign(z - y);
    case 'huber':
      return Math.min(loss.delta, Math.max(-loss.delta, z - y));
    default: {
      const never: never = loss;
      throw new Error(`loss ${JSON.stringify(never)}`);
    }
  }
}

/** Each row's data loss and, for classification, whether it is classified correctly (1 or 0). */
export interface RowEvaluation {
  losses: Float64Array;
  correct?: Float32Array;
}

/**
 * Rows in evaluation mode. Label smoothing and mixup change what is trained for, not what is measured: losses here are
 * against the data's own targets, so runs that differ in them can be compared.
 * @param outputs `[rows, width]`, row-major
 * @param targets class numbers or values
 */
export function evaluateRows(
  loss: Loss,
  outputs: Float32Array,
  targets: Float32Array,
  width: number,
): RowEvaluation {
  const losses = new Float64Array(targets.length);
  const correct = classifies(loss) ? new Float32Array(targets.length) : undefined;
  for (let row = 0; row < targets.length; row++) {
    const own = targets[row]!;
    losses[row] =
      loss.kind === 'softmax'
        ? crossEntropy(outputs, row * width, width, own)
        : rowLoss(loss, outputs, row, 1, { own, partner: own, share: 1, smoothing: 0 });
    if (correct) correct[row] = Number(classOf(outputs, row * width, width) === own);
  }
  return { losses, correct };
}

/** {@link softmaxLoss} of a single class without a gradient: evaluation takes it of every row in each epoch. */
function crossEntropy(logits: Float32Array, at: number, width: number, own: number): number {
  let largest = logits[at]!;
  for (let c = 1; c < width; c++) if (logits[at + c]! > largest) largest = logits[at + c]!;
  let sum = 0;
  for (let c = 0; c < width; c++) sum += Math.exp(logits[at + c]! - largest);
  return Math.log(sum) - (logits[at + own]! - largest);
}

const classifies = ({ kind }: Loss): boolean => kind === 'softmax' || kind === 'sigmoid';

/** The first class with the largest logit; of a single logit, class 1 where it is positive. */
function classOf(logits: Float32Array, at: number, width: number): number {
  if (width === 1) return Number(logits[at]! > 0);
  let best = 0;
  for (let c = 1; c < width; c++) if (logits[at + c]! > logits[at + best]!) best = c;
  return best;
}

export interface Evaluation {
  /** Mean over the rows. */
  loss: number;
  /** Share of rows classified correctly; absent for regression. */
  accuracy?: number;
}

export function averageRows({ losses, correct }: RowEvaluation): Evaluation {
  return { loss: meanOf(losses), ...(correct && { accuracy: meanOf(correct) }) };
}

function meanOf(values: Float64Array | Float32Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}
