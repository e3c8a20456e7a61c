/** REG019: batch normalization with very small batches. */
import type { LayerDefinition, ModelDefinition, Setting } from '../../definition/model.ts';
import type { FitFact, LoaderFact } from '../../definition/surroundings.ts';
import { formatCount } from '../../words.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf, sourceOf } from './support/facts.ts';
import { stepsOf } from './support/flows.ts';
import { compiledModel, rootsOf } from './support/models.ts';
import { roleOf } from './support/roles.ts';
import { labelOf } from './support/words.ts';

const EVALUATES = /(^|[^a-z])(test|val|valid|validation|eval|evaluation|dev|infer|inference|predict|demo)/i;

/** Batches that a model is not trained with. */
function isForEvaluation({ variable, range }: LoaderFact, context: RuleContext): boolean {
  const train = /train/i;
  if (variable !== undefined && (train.test(variable) || EVALUATES.test(variable)))
    return !train.test(variable);
  const source = sourceOf(context, range);
  return EVALUATES.test(source) && !train.test(source);
}

/** Batch normalization over the batches of one device; SyncBatchNorm joins those of all. */
function normalizationsOf(model: ModelDefinition): LayerDefinition[] {
  const inFlow = stepsOf(model).flatMap(({ node }) => node.layer ?? []);
  return [...new Set([...model.layers, ...inFlow])].filter(
    (layer) => roleOf({ layer }) === 'batchNormalization' && layer.kind !== 'SyncBatchNorm',
  );
}

/** Of a fit its model; of a loader the models of its framework that are no blocks of others. */
function modelsOf(fact: FitFact | LoaderFact, context: RuleContext): ModelDefinition[] {
  const own = fact.type === 'fit' ? compiledModel(context, fact) : undefined;
  return own ? [own] : rootsOf(context.reading, fact.framework);
}

const isWritten = ({ origin }: Setting<number>): boolean => origin === 'literal' || origin === 'constant';

function find(fact: FitFact | LoaderFact, context: RuleContext): Found[] {
  const { batchSize } = fact;
  const size = batchSize.value;
  const { smallestBatch } = context.thresholds;
  if (size === undefined || !isWritten(batchSize) || !(size > 0 && size < smallestBatch)) return [];
  if (fact.type === 'loader' && isForEvaluation(fact, context)) return [];
  const models = modelsOf(fact, context);
  const normalized = models.map(normalizationsOf);
  const [layers] = normalized;
  if (!layers || normalized.some((each) => each.length === 0)) return [];
  const first = layers[0]!;
  const others = layers.length > 1 ? ` and ${formatCount(layers.length - 1, 'more layer')}` : '';
  return [
    {
      range: batchSize.range ?? fact.anchor,
      message:
        `Batches of ${size}: ${labelOf(first)}${others} of “${models[0]!.name}” ${others ? 'take' : 'takes'} mean and variance from ` +
        `${formatCount(size, 'sample')}. Below about ${smallestBatch} these are too noisy, and the running averages of ` +
        `evaluation do not fit them. Use larger batches, or group normalization, which does not depend on the batch.`,
      related: [{ range: first.range, message: 'The batch normalization.' }],
    },
  ];
}

const documentation: RuleDocumentation = {
  title: 'Batch normalization with very small batches',
  why:
    'Batch normalization takes mean and variance from the batch. Their noise regularizes, the more the smaller the batch, but ' +
    'below about 8 samples the error of a network grows quickly: Wu & He measured 10 points on ImageNet from 32 images to ' +
    '2. In evaluation the running averages take the place of these statistics and no longer fit.',
  silent:
    'The batch size cannot be seen or is the framework’s default; the loader is for validation or test; the model cannot ' +
    'be told; `SyncBatchNorm` joins the batches of several devices. The limit is the threshold `smallestBatch`, 8.',
  remedy: 'Batches of 16 to 64, or `GroupNormalization` / `nn.GroupNorm`, or layer normalization.',
  sources: [{ title: 'Wu & He 2018, “Group Normalization”', url: 'https://arxiv.org/abs/1803.08494' }],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((64,)),',
      '    layers.Dense(128),',
      '    layers.BatchNormalization(),',
      '    layers.ReLU(),',
      "    layers.Dense(10, activation='softmax'),",
      '])',
      "model.compile('sgd', 'sparse_categorical_crossentropy')",
      'model.fit(x, y, batch_size=4, validation_split=0.2)',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((64,)),',
    '    layers.Dense(128),',
    '    layers.BatchNormalization(),',
    '    layers.ReLU(),',
    "    layers.Dense(10, activation='softmax'),",
    '])',
    "model.compile('sgd', 'sparse_categorical_crossentropy')",
    'model.fit(x, y, batch_size=32, validation_split=0.2)',
    '',
  ].join('\n'),
};

export const smallBatch = defineRule({
  code: 'REG019',
  slug: 'small-batch',
  severity: 'warning',
  documentation,
  find: (context) =>
    [...factsOf(context.reading, 'fit'), ...factsOf(context.reading, 'loader')].flatMap((fact) =>
      find(fact, context),
    ),
});
