import type { Dataset } from '../../dataset/dataset.ts';
import { bestTemperature, type Calibration, reliability } from '../../statistics/calibration.ts';
import type { Network } from '../network.ts';
import { evaluatePredictions, isClassifier, mostProbable, predict, predictionWidth } from './predictions.ts';

/** Validation rows that decide the temperature. */
const MOST_ROWS = 2000;

/**
 * Calibration on the test rows, and the temperature of the validation rows.
 * @param outputs logits of both parts, `[rows, outputs]`
 * @returns undefined for a regression
 */
export function probeCalibration(
  { loss, outputs: width }: Network,
  { validation, test }: Dataset,
  outputs: { validation: Float32Array; test: Float32Array },
): Calibration | undefined {
  if (!isClassifier(loss)) return undefined;
  const classes = predictionWidth(loss, width);
  const probabilities = new Float64Array(test.rows * classes);
  predict(loss, outputs.test, width, probabilities);
  const confidences = Float64Array.from(
    test.targets,
    (_, row) => probabilities[row * classes + mostProbable(probabilities, row * classes, classes)]!,
  );
  const { correct } = evaluatePredictions(loss, probabilities, test.targets);
  const rows = Math.min(MOST_ROWS, validation.rows);
  return {
    ...reliability(confidences, correct!),
    temperature: bestTemperature(
      outputs.validation.subarray(0, rows * width),
      validation.targets.subarray(0, rows),
      width,
    ),
  };
}
