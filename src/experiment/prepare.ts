/** From an experiment to everything that training needs: source and data read, checked against each other, resolved. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import { loadDataset } from '../dataset/load.ts';
import type { ModelDefinition } from '../definition/model.ts';
import type { RunSpec } from '../engine/network.ts';
import { type Architecture, buildArchitecture, leftOut } from './architecture.ts';
import { effectiveVariants } from './effective.ts';
import type { Estimate } from './estimate.ts';
import type { Experiment, Variant } from './experiment.ts';
import { groupsOf, type RunGroup } from './groups.ts';
import { chooseDefinition, readSource } from './modelSource.ts';
import { withPlaces } from './place.ts';
import { runSpecs } from './runSpecs.ts';
import { resultsBase } from './stored/folders.ts';
import { checkTraining } from './trainingCheck.ts';
import { vocabularyOf } from './vocabulary.ts';

/** Everything that training needs, read and checked; nothing has been trained yet. */
export interface PreparedExperiment {
  experiment: Experiment;
  definition: ModelDefinition;
  /** The source text the definition was read from. */
  source: string;
  dataset: Dataset;
  /** The model's own; variants with batch normalization train another one. */
  architecture: Architecture;
  variants: Variant[];
  /** Of all variants and seeds, seed by seed. */
  runs: RunSpec[];
  /** The same runs by the network that they train; at least the unregularized model's own. */
  groups: RunGroup[];
  /** What one run of the model's own network needs. */
  estimate: Estimate;
  /** Where the runs of exactly this model, data and training are stored. */
  folder: string;
}

/** Changes when a new version would give other numbers for the same experiment; old results are then kept apart. */
const NUMERICS = 4;

/**
 * Reads the model's source and the data and checks that they fit together.
 * @param out the folder for runs; by default `.reglens/<experiment name>` beside the experiment file
 * @param load reads the data; an editor reads them in a thread
 * @throws UserError when a file is missing or broken, or model and data do not fit
 */
export async function prepareExperiment(
  experiment: Experiment,
  out?: string,
  load: typeof loadDataset = loadDataset,
): Promise<PreparedExperiment> {
  const { training, seeds, model } = experiment;
  const { source, definition, data } = await withPlaces(experiment.file, () => readInputs(experiment, load));
  checkTraining(experiment, data);
  const architecture = buildArchitecture(definition, data, model.file, training);
  const { variants, notes } = effectiveVariants(experiment, architecture, data);
  const dataset = { ...data, notes: [...data.notes, ...leftOut(definition), ...notes] };
  const runs = runSpecs(architecture, variants, seeds, training.earlyStopping);
  const groups = groupsOf({ experiment, dataset }, architecture, variants, runs);
  const base = out ?? resultsBase(experiment.file);
  return {
    experiment,
    definition,
    source,
    dataset,
    architecture,
    variants,
    runs,
    groups,
    estimate: groups[0]!.estimate,
    folder: join(base, digest(experiment, architecture, dataset)),
  };
}

async function readInputs(experiment: Experiment, load: typeof loadDataset) {
  const source = await readSource(experiment.model.file);
  const definition = chooseDefinition(experiment, source);
  const vocabulary = vocabularyOf(definition, experiment.model.file);
  return { source, definition, data: await load({ ...experiment.data, ...vocabulary }) };
}

/**
 * Names the folder: equal digests mean that stored runs are those this experiment would give. The rates and penalties
 * of the source are not in it, so that the runs mostly stay valid when the recommendation is applied; where that moves
 * or removes a Dropout layer, the network is another one. Nor is successive halving, which ends runs and changes none.
 */
function digest(experiment: Experiment, { network }: Architecture, dataset: Dataset): string {
  const { successiveHalving: _, ...training } = experiment.training;
  const content = JSON.stringify({ NUMERICS, training, network, data: dataset.digest });
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
