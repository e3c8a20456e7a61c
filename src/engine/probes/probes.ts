/** Everything that is measured on a trained network beside its losses. */
import type { Dataset } from '../../dataset/dataset.ts';
import type { FinishedRun } from '../../experiment/records.ts';
import type { Training } from '../network.ts';
import { trainingOperations } from './budget.ts';
import { probeCalibration } from './calibration.ts';
import { probeDropout } from './dropout.ts';
import { probeFeatureMaps } from './featureMaps.ts';
import type { Trained } from './trained.ts';
import { probeUnits } from './units.ts';

/** Of a training's operations, what random passes may take. */
const SHARE = 0.3;

export type Probes = Pick<FinishedRun, 'calibration' | 'dropout' | 'units' | 'featureMaps'>;

/**
 * @param seed of the run: its masks are drawn by it
 * @param data the parts the run has seen
 * @param outputs logits or values of the trained network
 */
export function probe(
  trained: Trained,
  seed: number,
  training: Training,
  data: Dataset,
  outputs: { validation: Float32Array; test: Float32Array },
): Probes {
  const rows = { training: data.training.rows, validation: data.validation.rows };
  const operations = SHARE * trainingOperations(trained, training, rows);
  const calibration = probeCalibration(trained.network, data, outputs);
  const dropout = probeDropout(trained, seed, data, operations);
  const featureMaps = probeFeatureMaps(trained, seed, data, operations);
  return {
    units: probeUnits(trained, data.validation),
    ...(calibration && { calibration }),
    ...(dropout && { dropout }),
    ...(featureMaps && { featureMaps }),
  };
}
