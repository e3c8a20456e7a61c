/** How variants are trained: from the words of the experiment file to numbers. */
import type { Optimizer, Schedule, Training } from '../engine/network.ts';
import { defaultsOf } from '../engine/optimizer.ts';
import type { TrainingSettings } from './experiment.ts';

/** `training` as the experiment file has it: flat, everything may be left out. */
export interface TrainingDocument {
  optimizer?: 'adam' | 'adamw' | 'sgd' | 'rmsprop' | 'adagrad';
  convention?: 'keras' | 'pytorch';
  learningRate?: number;
  momentum?: number;
  nesterov?: boolean;
  rho?: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  schedule?: Schedule['kind'];
  warmupEpochs?: number;
  stepEpochs?: number;
  stepFactor?: number;
  finalFactor?: number;
  batchSize?: number;
  epochs?: number;
  loss?: TrainingSettings['loss'];
  huberDelta?: number;
  dropoutForm?: TrainingSettings['dropoutForm'];
  earlyStopping?: { patience: number; minimumImprovement?: number };
  successiveHalving?: boolean;
}

/** With the framework's defaults for what is left out; AdamW is Adam, as its weight decay is the variants'. */
export function trainingSettings(document: TrainingDocument = {}): TrainingSettings {
  const { optimizer = 'adam', convention = 'keras', loss, earlyStopping } = document;
  const defaults = defaultsOf(optimizer === 'adamw' ? 'adam' : optimizer, convention);
  return {
    optimizer: optimizerOf(defaults.optimizer, document),
    learningRate: document.learningRate ?? defaults.learningRate,
    schedule: scheduleOf(document),
    warmupEpochs: document.warmupEpochs ?? 0,
    batchSize: document.batchSize ?? 32,
    epochs: document.epochs ?? 100,
    ...(loss && { loss }),
    huberDelta: document.huberDelta ?? 1,
    dropoutForm: document.dropoutForm ?? 'inverted',
    ...(earlyStopping && { earlyStopping: { minimumImprovement: 0, ...earlyStopping } }),
    ...(document.successiveHalving && { successiveHalving: true as const }),
  };
}

function optimizerOf(defaults: Optimizer, document: TrainingDocument): Optimizer {
  const { momentum, nesterov, rho, beta1, beta2, epsilon } = document;
  const written = { momentum, nesterov, decay: rho, beta1, beta2, epsilon };
  const own = Object.entries(written).filter(([key, value]) => value !== undefined && key in defaults);
  return { ...defaults, ...Object.fromEntries(own) } as Optimizer;
}

function scheduleOf({
  schedule = 'constant',
  stepEpochs = 30,
  stepFactor = 0.1,
  finalFactor = 0,
}: TrainingDocument): Schedule {
  switch (schedule) {
    case 'constant':
      return { kind: schedule, warmupSteps: 0 };
    case 'step':
      return { kind: schedule, warmupSteps: 0, factor: stepFactor, everyEpochs: stepEpochs };
    case 'cosine':
      return { kind: schedule, warmupSteps: 0, final: finalFactor };
    default:
      return schedule satisfies never;
  }
}

/** What the engine needs, once the number of training rows is known: warm-up in optimizer steps. */
export function trainingFor(settings: TrainingSettings, rows: number): Training {
  const { optimizer, learningRate, schedule, batchSize, epochs, warmupEpochs } = settings;
  const warmupSteps = Math.round(warmupEpochs * Math.ceil(rows / batchSize));
  return { optimizer, learningRate, schedule: { ...schedule, warmupSteps }, batchSize, epochs };
}
