/** A trained model from a file, evaluated on a dataset in a process of its own. */
import { basename } from 'node:path';
import type { Dataset, Part } from '../../dataset/dataset.ts';
import { loadDataset } from '../../dataset/load.ts';
import { storedSource } from '../../definition/keras/stored.ts';
import type { ModelDefinition } from '../../definition/model.ts';
import { readDefinitions } from '../../definition/source.ts';
import { UserError } from '../../errors.ts';
import type { MeasuredWeights } from '../../protocol/lab.ts';
import type { BackendRequest, WorkerToHost } from '../../protocol/worker.ts';
import type { WeightFile } from '../../weights/weightFile.ts';
import { type Architecture, buildArchitecture } from '../architecture.ts';
import type { Experiment } from '../experiment.ts';
import { runSettings } from '../runSpecs.ts';
import { trainingFor, trainingSettings } from '../trainingSettings.ts';
import { startedWorker, WorkerFailure, WorkerProcess } from '../workerProcess.ts';
import { type Graph, graphModel, type TensorSource } from './graph.ts';
import { storedValues } from './storedValues.ts';

export interface EvaluationOptions {
  /** Path of the bundled `worker.cjs`. */
  workerPath: string;
  backend: BackendRequest;
  onProgress?: (text: string) => void;
}

/** How the inputs entered the network. */
export type Preparation = 'as they are' | 'standardized';

export interface EvaluatedModel {
  definition: ModelDefinition;
  dataset: Dataset;
  measured: MeasuredWeights;
  preparation: Preparation;
  /** Loss with the inputs in the other form; null where they have one form only. */
  otherLoss: number | null;
}

/**
 * Loss, pruning curve and dropout of a stored model on all rows of a dataset. How its inputs were scaled in training is
 * not in the file: they are tried as they are and standardized, and the form with the lower loss counts.
 * @param target the column that the model predicts
 * @throws UserError when the layers are not known, not a chain, or do not fit the data
 */
export async function evaluateModel(
  file: WeightFile,
  data: { file: string; target: string },
  options: EvaluationOptions,
): Promise<EvaluatedModel> {
  const model = modelOf(file);
  const tried: EvaluatedModel[] = [];
  for (const preparation of ['as they are', 'standardized'] as const) {
    options.onProgress?.(`Evaluating on ${basename(data.file)}, inputs ${preparation}`);
    tried.push(await evaluated(file, model, data, preparation, options));
  }
  const [best, other] = tried.sort((a, b) => lossOf(a) - lossOf(b)) as [EvaluatedModel, EvaluatedModel];
  return { ...best, otherLoss: other.measured.loss };
}

/** A loss that is not finite is the highest. */
const lossOf = ({ measured: { loss } }: EvaluatedModel): number =>
  Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;

/** What a file says of its layers. */
interface StoredModel {
  definition: ModelDefinition;
  tensors?: ReadonlyMap<string, TensorSource>;
}

function modelOf({ path, architecture, tensors }: WeightFile): StoredModel {
  if (!architecture) throw unknownLayers(path);
  const { source, tensors: sources } =
    architecture.kind === 'keras'
      ? { source: storedSource(architecture.config, basename(path)), tensors: undefined }
      : graphModel(architecture.config as Graph, tensors, path);
  const [definition] = readDefinitions('model.py', source);
  if (!definition) throw unknownLayers(path);
  return { definition, ...(sources && { tensors: sources }) };
}

async function evaluated(
  file: WeightFile,
  { definition, tensors }: StoredModel,
  { file: dataFile, target }: { file: string; target: string },
  preparation: Preparation,
  { workerPath, backend }: EvaluationOptions,
): Promise<EvaluatedModel> {
  const settings: Experiment['data'] = {
    file: dataFile,
    target,
    dropNonFinite: true,
    exclude: [],
    split: { validation: 0.2, test: 0.2, seed: 1 },
    standardize: preparation === 'standardized',
  };
  const dataset = joined(await loadDataset(settings));
  const training = trainingSettings();
  const architecture = architectureFor(definition, dataset, file.path, training);
  const values = await storedValues(file, architecture.network, tensors);
  const { rates } = runSettings(architecture, { family: 'source', settings: { l1: 0, l2: 0, dropout: 0 } });
  const setup = {
    type: 'setup' as const,
    backend,
    folder: '',
    network: architecture.network,
    training: trainingFor(training, dataset.training.rows),
    dataset,
  };
  const measured = await measuredBy(workerPath, setup, values, rates);
  return { definition, dataset, measured, preparation, otherLoss: null };
}

/** What does not fit is said without a place: no source was written by a person. */
function architectureFor(...given: Parameters<typeof buildArchitecture>): Architecture {
  try {
    return buildArchitecture(...given);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { location: _, suggestions: __, ...problem } = error.problem;
    throw new UserError({
      ...problem,
      remedy: 'Choose the data and the target column that this model was trained for.',
    });
  }
}

/** Every part holds all rows: nothing is trained on them here. */
function joined(dataset: Dataset): Dataset {
  const parts = [dataset.training, dataset.validation, dataset.test];
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const whole: Part = { rows, inputs: concat(parts, 'inputs'), targets: concat(parts, 'targets') };
  return { ...dataset, training: whole, validation: whole, test: whole };
}

function concat(parts: Part[], of: 'inputs' | 'targets'): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part[of].length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part[of], at);
    at += part[of].length;
  }
  return all;
}

async function measuredBy(
  workerPath: string,
  setup: Parameters<typeof startedWorker>[1],
  values: Float32Array[],
  rates: number[],
): Promise<MeasuredWeights> {
  let heard: WorkerToHost | undefined;
  const make = (careful: boolean) =>
    new WorkerProcess(
      workerPath,
      (message) => {
        if (message.type === 'answer' || message.type === 'refused') heard = message;
      },
      careful,
    );
  let worker: WorkerProcess | undefined;
  try {
    worker = await startedWorker(make, setup);
    await worker.request({ type: 'ask', id: 1, task: { kind: 'evaluate', values, rates } });
  } catch (error) {
    throw error instanceof WorkerFailure ? new UserError(error.problem) : error;
  } finally {
    worker?.kill();
  }
  if (heard?.type === 'refused') throw new UserError(heard.problem);
  if (heard?.type !== 'answer' || heard.answer.kind !== 'evaluate')
    throw new Error('no answer to an evaluation');
  return heard.answer.measured;
}

function unknownLayers(path: string): UserError {
  return new UserError({
    code: 'EVALUATION_LAYERS',
    title: `${basename(path)} cannot be evaluated here`,
    explanation:
      'It stores tensors only, and not the layers that they belong to. Evaluated are files that hold layers, too: .keras and .h5 of a whole model, model.json of TensorFlow.js, ONNX.',
    remedy: 'Save the whole model to evaluate it, with model.save("model.keras") or torch.onnx.export.',
    technical: [path],
  });
}
