import type { Dataset } from '../dataset/dataset.ts';
import type { Loss } from '../engine/network.ts';

const BISECTIONS = 60;

/**
 * Loss on the training part of the best constant prediction: for cross-entropy the entropy of the class shares, for
 * squared error the variance (both are known of the data), for absolute error Σ|y − median|/n, for Huber's the least
 * Σ h_δ(y − c)/n over c.
 */
export function trivialLossOf(loss: Loss, { trivialLoss, training }: Dataset): number {
  if (loss.kind === 'absolute') return absoluteLoss(training.targets);
  if (loss.kind === 'huber') return huberLoss(training.targets, loss.delta);
  return trivialLoss;
}

function absoluteLoss(targets: Float32Array): number {
  const sorted = Float64Array.from(targets).sort();
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return mean(targets, (y) => Math.abs(y - median));
}

/** The loss is convex in c; its slope −Σ clip(y − c, ±δ) is 0 at the best one. */
function huberLoss(targets: Float32Array, delta: number): number {
  let low = targets.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY);
  let high = targets.reduce((most, y) => Math.max(most, y), Number.NEGATIVE_INFINITY);
  for (let step = 0; step < BISECTIONS; step++) {
    const c = (low + high) / 2;
    const pull = mean(targets, (y) => Math.max(-delta, Math.min(delta, y - c)));
    if (pull > 0) low = c;
    else high = c;
  }
  return mean(targets, (y) => {
    const error = Math.abs(y - (low + high) / 2);
    return error <= delta ? error ** 2 / 2 : delta * (error - delta / 2);
  });
}

function mean(values: Float32Array, of: (value: number) => number): number {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum / values.length;
}
