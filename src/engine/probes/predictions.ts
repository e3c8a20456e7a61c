/** Predictions as they are averaged over thinned networks: probabilities, or values. */
import { evaluateRows, type RowEvaluation } from '../losses.ts';
import type { Loss } from '../network.ts';

/** What a probability of 0 counts as: its logarithm stays finite. */
const LEAST_PROBABILITY = 1e-300;

export const isClassifier = ({ kind }: Loss): boolean => kind === 'softmax' || kind === 'sigmoid';

/** Numbers of a prediction: one for each class, two for `sigmoid`; the value of a regression. */
export const predictionWidth = (loss: Loss, outputs: number): number =>
  loss.kind === 'sigmoid' ? 2 : outputs;

/**
 * Probabilities of all classes, or values.
 * @param outputs logits or values `[rows, width]`, row-major
 * @param into `[rows, predictionWidth]`
 */
export function predict(loss: Loss, outputs: Float32Array, width: number, into: Float64Array): void {
  if (loss.kind === 'softmax') softmaxRows(outputs, width, into);
  else if (loss.kind === 'sigmoid') {
    outputs.forEach((z, row) => {
      into[2 * row] = 1 / (1 + Math.exp(z));
      into[2 * row + 1] = 1 / (1 + Math.exp(-z));
    });
  } else into.set(outputs);
}

function softmaxRows(logits: Float32Array, width: number, into: Float64Array): void {
  for (let at = 0; at < logits.length; at += width) {
    let largest = logits[at]!;
    for (let c = 1; c < width; c++) if (logits[at + c]! > largest) largest = logits[at + c]!;
    let sum = 0;
    for (let c = 0; c < width; c++) sum += into[at + c] = Math.exp(logits[at + c]! - largest);
    for (let c = 0; c < width; c++) into[at + c]! /= sum;
  }
}

/** Loss of averaged predictions against the data's own targets, and whether their most probable class is right. */
export function evaluatePredictions(
  loss: Loss,
  predictions: Float64Array,
  targets: Float32Array,
): RowEvaluation {
  const width = predictions.length / targets.length;
  if (!isClassifier(loss)) return evaluateRows(loss, Float32Array.from(predictions), targets, width);
  const losses = new Float64Array(targets.length);
  const correct = new Float32Array(targets.length);
  targets.forEach((target, row) => {
    const at = row * width;
    losses[row] = -Math.log(Math.max(LEAST_PROBABILITY, predictions[at + target]!));
    correct[row] = Number(mostProbable(predictions, at, width) === target);
  });
  return { losses, correct };
}

/** The first class with the largest probability. */
export function mostProbable(predictions: Float64Array, at: number, width: number): number {
  let best = 0;
  for (let c = 1; c < width; c++) if (predictions[at + c]! > predictions[at + best]!) best = c;
  return best;
}

/** −Σ p·ln p of a row's probabilities, in nats. */
export function entropy(probabilities: Float64Array, at: number, width: number): number {
  let sum = 0;
  for (let c = at; c < at + width; c++) {
    const p = probabilities[c]!;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}
