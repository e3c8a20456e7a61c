/** What a trained model that was not trained here does on a dataset: nothing is trained or stored. */
import type { LabTask, MeasuredWeights } from '../../protocol/lab.ts';
import type { WorkerSetup } from '../../protocol/worker.ts';
import { evaluateRun } from '../evaluate.ts';
import { pruningCurve } from '../measure.ts';
import { probeDropout } from '../probes/dropout.ts';

/** Operations of random passes: some seconds. */
const OPERATIONS = 4e10;
const SEED = 1;

/** @param task weights in the order of the network's layout, and the rate at each random place */
export function evaluateWeights(
  { values, rates }: Extract<LabTask, { kind: 'evaluate' }>,
  { network, dataset }: WorkerSetup,
): MeasuredWeights {
  const trained = { network, values, rates };
  const { loss, accuracy } = evaluateRun(network, trained, dataset.test);
  const dropout = probeDropout(trained, SEED, dataset, OPERATIONS);
  return {
    loss,
    ...(accuracy !== undefined && { accuracy }),
    pruning: pruningCurve(network, trained, dataset),
    ...(dropout && { dropout }),
  };
}
