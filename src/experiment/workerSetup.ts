import type { BackendRequest, WorkerSetup } from '../protocol/worker.ts';
import type { PreparedExperiment } from './prepare.ts';
import { trainingFor } from './trainingSettings.ts';

/** What a worker is told first about an experiment. */
export function setupFor(
  { experiment, folder, architecture, dataset }: PreparedExperiment,
  backend: BackendRequest,
): WorkerSetup {
  const training = trainingFor(experiment.training, dataset.training.rows);
  return { type: 'setup', backend, folder, network: architecture.network, training, dataset };
}
