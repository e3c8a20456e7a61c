import { equivalentL2 } from '../../diagnosis/strength.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { PreparedExperiment } from '../../experiment/prepare.ts';
import type { BesideSetting } from '../../experiment/studies/beside.ts';
import type { StudySetting } from '../../experiment/studies/settings.ts';
import { mean } from '../../statistics/estimate.ts';
import type { BesideReport } from '../studies.ts';
import type { StoredRun } from '../variants.ts';
import { finishedRuns, gapOf, type Outcomes, pointOf, validationDifference } from './stored.ts';

export function besideReport(
  settings: BesideSetting[],
  none: StudySetting,
  outcomes: Outcomes,
  { experiment, dataset }: Pick<PreparedExperiment, 'experiment' | 'dataset'>,
): BesideReport {
  const baseline = finishedRuns(none, outcomes);
  const gap = gapOf(baseline);
  const variants = settings.map((setting): BesideReport['variants'][number] => {
    const finished = finishedRuns(setting, outcomes);
    const { id, name, settings: own } = setting.variant;
    const ownGap = gapOf(finished);
    const difference = validationDifference(finished, baseline, settings.length);
    const alone = own.earlyStopping && setting.parts.length === 1;
    const strength = alone && strengthOf(finished, experiment, dataset.training.rows);
    return {
      id,
      name,
      settings: own,
      parts: setting.parts,
      point: pointOf(setting, outcomes),
      gap: ownGap,
      gapClosed:
        gap.mean !== null && gap.mean > 0 && ownGap.mean !== null ? 1 - ownGap.mean / gap.mean : null,
      ...(difference && { validationDifference: difference }),
      ...(strength && { equivalentL2: strength }),
    };
  });
  return { gap, variants };
}

/**
 * Of the mean number of steps until the best epoch, whose weights early stopping keeps. Momentum μ makes a step 1/(1 − μ)
 * times as long in the end; the steps of adaptive optimizers do not follow the gradient's size, so nothing is said of them.
 */
function strengthOf(finished: StoredRun[], { training }: Experiment, rows: number) {
  const { optimizer, schedule, learningRate, warmupEpochs, batchSize } = training;
  if (optimizer.kind !== 'sgd' || finished.length === 0) return undefined;
  const steps = Math.ceil(rows / batchSize) * mean(finished.map(({ result }) => result.bestEpoch));
  const constant = schedule.kind === 'constant' && warmupEpochs === 0;
  return {
    lambda: equivalentL2(learningRate / (1 - optimizer.momentum), steps),
    steps,
    exact: constant && optimizer.momentum === 0,
  };
}
