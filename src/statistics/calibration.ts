/** How well predicted probabilities match what happens. */

/** Rows by the probability of the predicted class. */
export interface Calibration {
  /** {@link CALIBRATION_BINS} equal bins of [0, 1] by confidence, empty ones left out; means over the rows in each. */
  bins: { confidence: number; accuracy: number; count: number }[];
  /** Expected calibration error Σ n_b/n·|accuracy_b − confidence_b| over the bins (Guo et al. 2017). */
  error: number;
  /** Mean confidence − accuracy: above 0 the model is over-confident. */
  overConfidence: number;
  /** The temperature T > 0 with the least cross-entropy of softmax(z/T) on the validation rows; above 1: over-confident. */
  temperature: number;
}

const CALIBRATION_BINS = 10;

/** Bin of a confidence: ((b)/B, (b + 1)/B] as in Guo et al.; 0 belongs to the first. */
export const calibrationBin = (confidence: number): number =>
  Math.min(CALIBRATION_BINS - 1, Math.max(0, Math.ceil(confidence * CALIBRATION_BINS) - 1));

/**
 * Reliability of predicted classes: see {@link Calibration}.
 * @param confidences probability of the predicted class, row by row
 * @param correct 1 where it is the row's class, otherwise 0
 */
export function reliability(
  confidences: Float64Array,
  correct: ArrayLike<number>,
): Pick<Calibration, 'bins' | 'error' | 'overConfidence'> {
  const sums = Array.from({ length: CALIBRATION_BINS }, () => ({ confidence: 0, accuracy: 0, count: 0 }));
  confidences.forEach((confidence, row) => {
    const bin = sums[calibrationBin(confidence)]!;
    bin.confidence += confidence;
    bin.accuracy += correct[row]!;
    bin.count++;
  });
  const filled = sums.filter(({ count }) => count > 0);
  const rows = confidences.length;
  const gaps = filled.map(({ confidence, accuracy }) => confidence - accuracy);
  return {
    bins: filled.map(({ confidence, accuracy, count }) => ({
      confidence: confidence / count,
      accuracy: accuracy / count,
      count,
    })),
    error: gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / rows,
    overConfidence: gaps.reduce((sum, gap) => sum + gap, 0) / rows,
  };
}

/** Bounds of T: where all rows are right, ever smaller ones would lower the loss without end. */
export const LEAST_TEMPERATURE = 0.01;
export const MOST_TEMPERATURE = 100;
const STEPS = 100;
/** Relative, of 1/T. */
const PRECISION = 1e-7;

/**
 * Temperature T in [0.01, 100] with the least mean cross-entropy of softmax(z/T) (Guo et al. 2017, ch. 4.2). With
 * β = 1/T the loss is convex; its slope Σ_c p_c·z_c − z_y and curvature Var_p(z) give Newton's steps, kept between
 * bounds that the slope's sign moves. 1 when nothing depends on it.
 * @param logits `[rows, classes]`, row-major; of a single logit the other class has 0
 */
export function bestTemperature(logits: Float32Array, targets: Float32Array, classes: number): number {
  const at = (sharpness: number) => slopesAt(sharpness, logits, targets, classes);
  let [low, high] = [1 / MOST_TEMPERATURE, 1 / LEAST_TEMPERATURE];
  let sharpness = 1;
  const { slope, curvature } = at(sharpness);
  if (slope === 0 && curvature === 0) return 1;
  if (at(high).slope <= 0) return 1 / high;
  if (at(low).slope >= 0) return 1 / low;
  for (let step = 0; step < STEPS; step++) {
    const { slope, curvature } = at(sharpness);
    if (slope > 0) high = sharpness;
    else low = sharpness;
    const newton = sharpness - slope / curvature;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - sharpness) <= PRECISION * sharpness) break;
    sharpness = next;
  }
  return 1 / sharpness;
}

/** First and second derivative of the mean cross-entropy with respect to β. */
function slopesAt(
  sharpness: number,
  logits: Float32Array,
  targets: Float32Array,
  classes: number,
): { slope: number; curvature: number } {
  const z = new Float64Array(Math.max(2, classes));
  let [slope, curvature] = [0, 0];
  for (let row = 0; row < targets.length; row++) {
    if (classes === 1) z[1] = logits[row]!;
    else for (let c = 0; c < classes; c++) z[c] = logits[row * classes + c]!;
    const largest = z.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    let [total, first, second] = [0, 0, 0];
    // Against the largest logit: exponentials stay finite and the variance loses no digits.
    for (let c = 0; c < z.length; c++) {
      const shifted = z[c]! - largest;
      const weight = Math.exp(sharpness * shifted);
      if (weight === 0) continue;
      total += weight;
      first += weight * shifted;
      second += weight * shifted * shifted;
    }
    const mean = first / total;
    slope += mean - (z[targets[row]!]! - largest);
    curvature += second / total - mean * mean;
  }
  return { slope: slope / targets.length, curvature: curvature / targets.length };
}
