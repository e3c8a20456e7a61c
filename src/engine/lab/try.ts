/** Trains one run and tells how it went: what a slider of regularization strength shows. */
import type { Dataset } from '../../dataset/dataset.ts';
import type { EpochRecord } from '../../experiment/records.ts';
import type { LabTask, TriedRun } from '../../protocol/lab.ts';
import type { WorkerSetup } from '../../protocol/worker.ts';
import { shouldStop } from '../earlyStopping.ts';
import { sparsityOf } from '../measure.ts';
import type { Network, Training } from '../network.ts';
import { newRunState, type RunState, Stack } from '../stack.ts';
import { brokenParameter, divergence, recordOf } from '../train.ts';

type Trial = Extract<LabTask, { kind: 'try' }>;

/**
 * The same arithmetic as a stored run with these settings and seed; measured are the losses of each epoch, and the
 * weights at the end (with early stopping those of the best epoch).
 * @param turn between two epochs; throws when the answer is no longer wanted
 */
export async function tryRun(
  { run: spec, epochs, network: own }: Trial,
  setup: WorkerSetup,
  turn: () => Promise<void>,
): Promise<TriedRun> {
  const begin = performance.now();
  const network = own ?? setup.network;
  const training = { ...setup.training, epochs };
  const state = newRunState(network, training, spec);
  const stack = new Stack(network, training, setup.dataset.training, [state]);
  try {
    const { records, diverged, values } = await train(network, training, setup.dataset, state, stack, turn);
    const { kernels, exactZeros, nearZeros } = sparsityOf(network, values);
    const classifies = records.some(({ validationAccuracy }) => validationAccuracy !== undefined);
    return {
      trainLoss: records.map(({ trainLoss }) => trainLoss),
      trainLossDropoutOn: records.map(({ trainLossDropoutOn }) => trainLossDropoutOn),
      validationLoss: records.map(({ validationLoss }) => validationLoss),
      ...(classifies && { validationAccuracy: records.map(({ validationAccuracy }) => validationAccuracy!) }),
      exactZeros,
      nearZeros,
      layers: kernels.map(({ layer, histogram, exactZeros, count }) => ({
        layer,
        histogram,
        exactZeros,
        count,
      })),
      ...(diverged !== undefined && { diverged }),
      seconds: (performance.now() - begin) / 1000,
    };
  } finally {
    stack.dispose();
  }
}

interface Trained {
  /** Of the epochs before a loss stopped being finite. */
  records: EpochRecord[];
  diverged?: string;
  values: Float32Array[];
}

async function train(
  network: Network,
  { epochs }: Training,
  data: Dataset,
  state: RunState,
  stack: Stack,
  turn: () => Promise<void>,
): Promise<Trained> {
  const { earlyStopping } = state.spec;
  const records: EpochRecord[] = [];
  let best = { validationLoss: Number.POSITIVE_INFINITY, values: state.values };
  const losses = () => records.map(({ validationLoss }) => validationLoss);
  while (records.length < epochs && !(earlyStopping && shouldStop(losses(), earlyStopping))) {
    await turn();
    const [trained] = stack.trainEpoch();
    const [onTraining] = stack.evaluate(data.training);
    const [onValidation] = stack.evaluate(data.validation);
    const record = recordOf(network, state, trained!, onTraining!, onValidation!);
    const diverged = divergence(record) ?? brokenParameter(network, state);
    if (diverged) return { records, diverged, values: state.values };
    records.push(record);
    if (earlyStopping && record.validationLoss < best.validationLoss)
      best = { validationLoss: record.validationLoss, values: state.values.map((values) => values.slice()) };
  }
  return { records, values: earlyStopping ? best.values : state.values };
}
