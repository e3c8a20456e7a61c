/** What part of a model's error is the same in every replica of its training, and what part varies between them. */

/** Squared loss: error = bias² + variance. */
export interface SquaredDecomposition {
  error: number;
  bias: number;
  variance: number;
}

/** 0/1 loss: error = bias + unbiased variance − biased variance. */
export interface ZeroOneDecomposition {
  error: number;
  bias: number;
  unbiasedVariance: number;
  biasedVariance: number;
}

/**
 * Bias and variance of the squared loss over R replicas, means over rows of sums over the outputs (Geman et al. 1992):
 * error = mean Σ(f_r − y)², bias = Σ(f̄ − y)², variance = mean Σ(f_r − f̄)², with f̄ the mean over the replicas. It is
 * exact: error = bias + variance. The noise of the targets is in the bias, and a share variance/R of chance, too.
 * @param predictions one array a replica, `[rows * outputs]`
 * @param targets `[rows * outputs]`
 */
export function squaredDecomposition(
  predictions: ArrayLike<number>[],
  targets: ArrayLike<number>,
  outputs = 1,
): SquaredDecomposition {
  const replicas = predictions.length;
  let [error, bias, variance] = [0, 0, 0];
  for (let index = 0; index < targets.length; index++) {
    const target = targets[index]!;
    let [sum, errors] = [0, 0];
    for (const prediction of predictions) {
      sum += prediction[index]!;
      errors += (prediction[index]! - target) ** 2;
    }
    const center = sum / replicas;
    let spread = 0;
    for (const prediction of predictions) spread += (prediction[index]! - center) ** 2;
    error += errors / replicas;
    bias += (center - target) ** 2;
    variance += spread / replicas;
  }
  const rows = targets.length / outputs;
  return { error: error / rows, bias: bias / rows, variance: variance / rows };
}

/**
 * Bias and variance of the 0/1 loss (Domingos 2000, theorems 2 and 4). The main prediction y_m of a row is the class
 * most replicas give (of several the first); its bias B is 1 where y_m is wrong, its variance V the share of replicas
 * that do not give y_m. On rows with B = 0 variance adds V to the error. With B = 1 it takes P(right | not y_m)·V away,
 * which for two classes is all of V. So error = bias + unbiasedVariance − biasedVariance, exactly; the noise of the
 * targets is in the bias.
 * @param predictions one array a replica: the class of each row
 */
export function zeroOneDecomposition(
  predictions: ArrayLike<number>[],
  targets: ArrayLike<number>,
  classes: number,
): ZeroOneDecomposition {
  const replicas = predictions.length;
  const rows = targets.length;
  const counts = new Uint32Array(classes);
  let [errors, biased, unbiasedVariance, biasedVariance] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    counts.fill(0);
    for (const prediction of predictions) counts[prediction[row]!]!++;
    const main = counts.indexOf(Math.max(...counts));
    const right = counts[targets[row]!]!;
    errors += replicas - right;
    if (main === targets[row]) unbiasedVariance += replicas - right;
    else {
      biased++;
      // P(right | not main)·P(not main), as a right prediction is never the main one here.
      biasedVariance += right;
    }
  }
  const share = (count: number) => count / (rows * replicas);
  return {
    error: share(errors),
    bias: biased / rows,
    unbiasedVariance: share(unbiasedVariance),
    biasedVariance: share(biasedVariance),
  };
}
