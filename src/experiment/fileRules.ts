/** What an experiment document must fulfil beyond its JSON schema. */
import type { ExperimentDocument } from './fileCheck.ts';
import type { DocumentError } from './schema.ts';
import type { TrainingDocument } from './trainingSettings.ts';
import { type VariantDocument, variantFrom } from './variantDocument.ts';

/** All violations in a document that is valid by the schema. */
export function ruleErrors({ data, training, variants = [] }: ExperimentDocument): DocumentError[] {
  const settings = variants.flatMap(settingErrors);
  return [
    ...splitErrors(data.split ?? {}),
    ...trainingErrors(training ?? {}),
    // Without what has no effect, variants may look equal that are not meant to be.
    ...(settings.length > 0 ? settings : variantErrors(variants)),
  ];
}

const PARTS = ['training', 'validation', 'test'] as const;

function splitErrors(split: NonNullable<ExperimentDocument['data']['split']>): DocumentError[] {
  const broken = PARTS.filter((part) => split[part]! > 1 && !Number.isInteger(split[part]));
  if (broken.length > 0) {
    return broken.map((part) => ({
      path: ['data', 'split', part],
      message: `is ${split[part]}; expected a share below 1 or a whole number of rows.`,
    }));
  }
  const sizes = { validation: 0.2, test: 0.2, ...split };
  const shares = PARTS.map((part) => sizes[part] ?? 1).filter((size) => size < 1);
  const sum = Number(shares.reduce((total, share) => total + share, 0).toFixed(9));
  const remainder = shares.length < PARTS.length;
  if (sum < 1 || (sum === 1 && !remainder)) return [];
  const allowed = remainder ? 'below 1, so that rows are left for the rest' : 'at most 1';
  return [{ path: ['data', 'split'], message: `has shares that sum to ${sum}; expected ${allowed}.` }];
}

type Optimizer = NonNullable<TrainingDocument['optimizer']>;

/** Which optimizers have a setting. */
const OPTIMIZERS: Partial<Record<keyof TrainingDocument, Optimizer[]>> = {
  momentum: ['sgd', 'rmsprop'],
  nesterov: ['sgd'],
  rho: ['rmsprop'],
  beta1: ['adam', 'adamw'],
  beta2: ['adam', 'adamw'],
  epsilon: ['adam', 'adamw', 'rmsprop', 'adagrad'],
};

/** Which value of another setting a setting needs. */
const NEEDS: [setting: keyof TrainingDocument, other: keyof TrainingDocument, value: string][] = [
  ['stepEpochs', 'schedule', 'step'],
  ['stepFactor', 'schedule', 'step'],
  ['finalFactor', 'schedule', 'cosine'],
  ['huberDelta', 'loss', 'huber'],
];

function trainingErrors(training: TrainingDocument): DocumentError[] {
  const error = (setting: keyof TrainingDocument, message: string): DocumentError => ({
    path: ['training', setting],
    message: `is ${training[setting]} ${message}`,
  });
  const { optimizer = 'adam', epochs = 100, warmupEpochs = 0 } = training;
  const used = training.optimizer ? optimizer : `${optimizer}, as none is named`;
  const foreign = Object.entries(OPTIMIZERS).flatMap(([name, optimizers]) => {
    const setting = name as keyof TrainingDocument;
    if (!training[setting] || optimizers.includes(optimizer)) return [];
    const whose = optimizers.map((known) => `“${known}”`).join(' and ');
    const has = optimizers.length === 1 ? 'has' : 'have';
    const way = 'remove it, or change the optimizer';
    return [error(setting, `while the optimizer is ${used}; only ${whose} ${has} it: ${way}.`)];
  });
  const unused = NEEDS.flatMap(([setting, other, value]) => {
    if (training[setting] === undefined || training[other] === value) return [];
    return [error(setting, `without "${other}": "${value}", and has no effect then.`)];
  });
  const nesterov =
    training.nesterov && optimizer === 'sgd' && !training.momentum
      ? [error('nesterov', 'without a momentum; expected a “momentum” above 0.')]
      : [];
  const warmup =
    warmupEpochs >= epochs && warmupEpochs > 0
      ? [error('warmupEpochs', `and leaves nothing of the ${epochs} epochs; expected fewer.`)]
      : [];
  return [...foreign, ...unused, ...nesterov, ...warmup];
}

/** Settings that would have no effect. */
function settingErrors(variant: VariantDocument, index: number): DocumentError[] {
  const whole = [variant, ...Object.values(variant.layers ?? {})];
  const needs: [keyof VariantDocument, string, boolean][] = [
    [
      'l1Mode',
      'an L1 strength',
      whole.some((part) => part.l1 || part.biasL1 || part.recurrentL1 || part.embeddingL1),
    ],
    ['groupLassoMode', 'a “groupLasso”', whole.some((part) => part.groupLasso)],
    ['decayAll', 'a “weightDecay”', whole.some((part) => part.weightDecay)],
  ];
  return needs.flatMap(([setting, other, given]): DocumentError[] => {
    const acts = variant[setting] === 'proximal' || variant[setting] === true;
    if (!acts || given) return [];
    const message = `is ${variant[setting]} without ${other}, and has no effect then.`;
    return [{ path: ['variants', index, setting], message }];
  });
}

/** Runs are stored and compared by variant: names and settings must differ. */
function variantErrors(variants: VariantDocument[]): DocumentError[] {
  const known = variants.map(variantFrom);
  return known.flatMap(({ id, name }, i): DocumentError[] => {
    const path = ['variants', i];
    const sameSettings = known.findIndex((other) => other.id === id);
    if (sameSettings < i) {
      const message = `has the settings of variants[${sameSettings}] again; expected each combination once.`;
      return [{ path, message }];
    }
    const sameName = known.findIndex((other) => other.name === name);
    if (sameName === i) return [];
    return [{ path, message: `is named “${name}” like variants[${sameName}]; expected a name of its own.` }];
  });
}
