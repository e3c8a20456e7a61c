/** Assembles the report from everything that is known about an experiment. */
import { basename } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import { architectureOf, describeRegularization } from '../definition/describe.ts';
import type { ModelDefinition } from '../definition/model.ts';
import { withShapes } from '../definition/shapes.ts';
import type { Candidate } from '../diagnosis/candidate.ts';
import { fitEvidence } from '../diagnosis/evidence.ts';
import { diagnoseFit } from '../diagnosis/fit.ts';
import { recommend } from '../diagnosis/recommend.ts';
import { layoutOf } from '../engine/layout.ts';
import type { Loss, Network } from '../engine/network.ts';
import { sizeOf } from '../engine/shapes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { partsOf } from '../experiment/variantNames.ts';
import { HISTOGRAM_START } from '../statistics/kernel.ts';
import { changeFor } from './change.ts';
import { REPORT_VERSION, type Report, type VariantReport } from './report.ts';
import { trivialLossOf } from './trivialLoss.ts';
import { type VariantRuns, variantReport } from './variants.ts';

export interface ReportInput {
  experiment: Experiment;
  definition: ModelDefinition;
  /** The source text the definition was read from. */
  source: string;
  dataset: Dataset;
  network: Network;
  /** In plan order. */
  runs: VariantRuns[];
  backend: string;
  backendReason?: string;
  backendWarning?: string;
  workers: number;
  plannedRuns: number;
}

/** The report without studies, whose plans depend on it: `studiesReport` gives them. */
export function buildReport(input: ReportInput): Report {
  const { experiment, definition, dataset, runs } = input;
  const baseline = runs.find(({ variant }) => variant.family === 'none');
  const comparisons = Math.max(1, runs.length - 1);
  const variants = runs.map((variant) => variantReport(variant, baseline?.finished ?? [], comparisons));
  const verdict = diagnoseFit(fitEvidence(runs, dataset, trivialLossOf(input.network.loss, dataset)));
  const choice = recommend(
    variants.map(candidate),
    comparisons,
    secondsPerSeed(input),
    experiment.seeds.length,
    { validation: dataset.validation.rows, test: dataset.test.rows },
    verdict.kind === 'underfitting',
  );
  const chosen = variants.find(({ id }) => id === choice.variant);
  return {
    version: REPORT_VERSION,
    experiment: { name: experiment.name, file: basename(experiment.file) },
    model: modelPart(input),
    data: dataPart(dataset, input.network.loss),
    training: {
      optimizer: experiment.training.optimizer.kind,
      learningRate: experiment.training.learningRate,
      batchSize: experiment.training.batchSize,
      epochs: experiment.training.epochs,
      seeds: experiment.seeds,
      ...lossPart(input.network),
      ...(experiment.training.earlyStopping && { earlyStopping: true as const }),
    },
    execution: executionPart(input),
    histogramStart: HISTOGRAM_START,
    variants,
    comparisons,
    verdict,
    recommendation: {
      ...choice,
      ...(chosen && changeFor(chosen, basename(experiment.model.file), input.source, definition)),
    },
    studies: { offers: [] },
  };
}

function lossPart({ loss }: Network): Pick<Report['training'], 'loss'> {
  const { kind } = loss;
  return kind === 'softmax' || kind === 'sigmoid' ? {} : { loss: kind };
}

function modelPart({ experiment, definition, network }: ReportInput): Report['model'] {
  return {
    name: definition.name,
    file: basename(experiment.model.file),
    line: definition.anchor.startLine,
    architecture: architectureOf(withShapes(definition, [...network.inputShape])),
    parameters: parameterCount(network),
    regularization: describeRegularization(definition),
  };
}

/** As Keras counts them: moving averages, too. */
const parameterCount = (network: Network): number =>
  layoutOf(network).parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

function dataPart(dataset: Dataset, loss: Loss): Report['data'] {
  const { file, target, task, classes, notes, duplicatesAcrossSplit, profile, checks } = dataset;
  return {
    file,
    target,
    task,
    ...(classes && { classes }),
    columns: dataset.columns.map(({ name, standardDeviation }) => ({ name, standardDeviation })),
    rows: {
      training: dataset.training.rows,
      validation: dataset.validation.rows,
      test: dataset.test.rows,
    },
    trivialLoss: trivialLossOf(loss, dataset),
    notes,
    duplicatesAcrossSplit,
    profile,
    checks,
  };
}

const ended = ({ finished, diverged, dropped }: VariantRuns) => [
  ...finished.map(({ result }) => result),
  ...diverged,
  ...dropped,
];

function executionPart(input: ReportInput): Report['execution'] {
  const { runs, backend, backendReason, backendWarning, workers, plannedRuns } = input;
  const results = runs.flatMap(ended);
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0) / workers;
  return {
    backend,
    ...(backendReason && { backendReason }),
    ...(backendWarning && { backendWarning }),
    workers,
    seconds,
    finishedRuns: results.length,
    plannedRuns,
  };
}

/** Wall-clock seconds that one more seed of every variant takes. */
function secondsPerSeed({ runs, workers }: ReportInput): number {
  return runs.reduce((sum, variant) => {
    const seconds = ended(variant).map((result) => result.seconds);
    return seconds.length > 0 ? sum + seconds.reduce((a, b) => a + b, 0) / seconds.length / workers : sum;
  }, 0);
}

function candidate(variant: VariantReport): Candidate {
  const { id, name, family, settings, validationLoss, testLoss, difference, seconds } = variant;
  // The source's own settings may combine any number of regularizers.
  const complexity = family === 'source' ? 2 : partsOf(settings).length;
  const [stopped, dropped] = [variant.stopped.length, variant.dropped.length];
  return { id, name, complexity, validationLoss, testLoss, difference, seconds, stopped, dropped };
}
