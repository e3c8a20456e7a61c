/** REG010: a penalty that drowns the data loss at the start. */

import { type ChanceLoss, initialPenalty, lossOfChance } from '../../definition/initialPenalty.ts';
import type { LayerDefinition, ModelDefinition, Penalty } from '../../definition/model.ts';
import { type ParameterTensor, parameterTensors } from '../../definition/parameterTensors.ts';
import type { CompileFact } from '../../definition/surroundings.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf } from './support/facts.ts';
import { compiledModel } from './support/models.ts';
import { onceFor } from './support/once.ts';
import { hasOwnBackward, penalizedPart } from './support/penalized.ts';
import { written } from './support/strengths.ts';
import { labelOf, rounded } from './support/words.ts';

interface Penalized {
  layer: LayerDefinition;
  /** Of the layer, or of the one that it wraps. */
  penalty: Penalty;
  /** At initialization, of all layers that the call makes. */
  total: number;
  tensors: ParameterTensor[];
}

const penalizedLayers = onceFor((model: ModelDefinition): Penalized[] =>
  model.layers.flatMap((layer) => {
    const { count = 1 } = layer;
    const { kernelPenalty: penalty, settings } = penalizedPart(layer).layer;
    if (!penalty || !(penalty.l1 || penalty.l2)) return [];
    // What `backward_layer=` adds is its own; weights that are not trained are not penalized.
    if (layer.wrapped && (hasOwnBackward(layer) || settings.trainable?.value === false)) return [];
    const tensors = parameterTensors(layer);
    const initial = tensors && count !== null ? initialPenalty(layer, tensors) : undefined;
    return initial && tensors && initial.total > 0
      ? [{ layer, penalty, total: initial.total * count!, tensors }]
      : [];
  }),
);

type Losses = Map<ModelDefinition | undefined, CompileFact['loss'][]>;

/** The losses that each model is compiled with. */
function lossesByModel(context: RuleContext): Losses {
  const losses: Losses = new Map();
  for (const fact of factsOf(context.reading, 'compile')) {
    const model = compiledModel(context, fact);
    losses.set(model, [...(losses.get(model) ?? []), fact.loss]);
  }
  return losses;
}

/** What guessing costs, by the loss that the model is compiled with or by its output. */
function chanceOf(model: ModelDefinition, losses: CompileFact['loss'][] = []): ChanceLoss | undefined {
  if (losses.some(({ value, origin }) => value === undefined && origin !== 'default')) return undefined;
  const names = new Set(losses.map(({ value }) => value));
  return names.size <= 1 ? lossOfChance(model, [...names][0]) : undefined;
}

/** `L1(0.01) on 784×512`, `L1(0.01) + L2(1e-3) on 784×512 of LSTM(64)`. */
function penaltyName({ layer, penalty: { l1, l2 }, tensors }: Penalized): string {
  const parts = [l1 ? `L1(${written(l1)})` : '', l2 ? `L2(${written(l2)})` : ''].filter(Boolean);
  const kernels = tensors.filter(({ part }) => part === 'kernel');
  const shape = kernels[0]?.shape.join('×');
  const twice = penalizedPart(layer).times > 1 && kernels.length > 1 ? ', twice' : '';
  const count = (layer.count ?? 1) > 1 ? `${layer.count} ` : '';
  const whose = shape && (count || layer.wrapped) ? ` of ${count}${labelOf(layer)}${twice}` : '';
  return `${parts.join(' + ')} on ${shape ?? labelOf(layer)}${whose}`;
}

const timesChance = (total: number, { value, formula }: ChanceLoss): string =>
  `${rounded(total)} to the loss at initialization, ${multiple(total / value)} times the loss of chance (${formula} = ${value.toFixed(2)})`;

const multiple = (ratio: number): string => (ratio >= 10 ? String(Math.round(ratio)) : ratio.toFixed(1));

function find(context: RuleContext): Found[] {
  const penalized = context.reading.models.map((model) => ({ model, layers: penalizedLayers(model) }));
  const some = penalized.filter(({ layers }) => layers.length > 0);
  const losses = some.length > 0 ? lossesByModel(context) : new Map();
  return some.flatMap(({ model, layers }) => {
    const chance = chanceOf(model, losses.get(model));
    return chance ? compare(model, layers, chance, context) : [];
  });
}

function compare(
  model: ModelDefinition,
  penalized: Penalized[],
  chance: ChanceLoss,
  context: RuleContext,
): Found[] {
  const limit = context.thresholds.penaltyToChance * chance.value;
  const single = penalized.filter(({ total }) => total >= limit);
  if (single.length > 0) return single.map((each) => ofLayer(each, chance));
  const sum = penalized.reduce((all, { total }) => all + total, 0);
  return sum >= limit ? [ofModel(model, penalized, sum, chance)] : [];
}

function ofLayer(penalized: Penalized, chance: ChanceLoss): Found {
  const { penalty, total } = penalized;
  return {
    range: penalty.range,
    message:
      `${penaltyName(penalized)} adds ${timesChance(total, chance)}. ` +
      `It drowns the data at the start: the first steps only shrink the weights. ${strongest(total, chance)}`,
  };
}

function ofModel(model: ModelDefinition, penalized: Penalized[], sum: number, chance: ChanceLoss): Found {
  const largest = penalized.reduce((a, b) => (b.total > a.total ? b : a));
  return {
    range: largest.penalty.range,
    message:
      `The penalties on ${penalized.length} layers of “${model.name}” together add ${timesChance(sum, chance)}. ` +
      `The largest part, ${rounded(largest.total)}, is ${penaltyName(largest)}. ${strongest(sum, chance)}`,
  };
}

/** One digit of the factor at which the penalty is as large as the loss of chance. */
const strongest = (total: number, { value }: ChanceLoss): string =>
  `At ${Number((value / total).toPrecision(1))} of this strength it would be about as large as the loss of chance.`;

const documentation: RuleDocumentation = {
  title: 'A penalty that drowns the data loss at the start',
  why:
    'Before the first step a model guesses: its cross-entropy is about ln C for C classes. What the penalty adds then can be ' +
    'worked out from the initializer: for Glorot uniform with limit a = √(6/(fan_in + fan_out)), E Σ|w| = n·a/2 and ' +
    'E Σw² = n·a²/3. A penalty many times the loss of chance dominates the gradient until the weights have shrunk, and ' +
    'often they collapse to 0. L1 does so at strengths that look small: 0.01 on 784×512 adds 136.6.',
  silent:
    'The penalty is below `penaltyToChance` (3) times the loss of chance; sizes, strengths, the initializer or the loss ' +
    'cannot be seen; the loss is no cross-entropy (for squared errors it depends on the targets); the penalty is added to the loss by ' +
    'hand.',
  remedy: 'Begin with L2 of 1e-4 and L1 of 1e-5, and compare a few strengths, each a factor 10 apart.',
  sources: [
    {
      title:
        'Glorot & Bengio 2010, “Understanding the difficulty of training deep feedforward neural networks”',
      url: 'https://proceedings.mlr.press/v9/glorot10a.html',
    },
    { title: 'Keras: layer weight regularizers', url: 'https://keras.io/api/layers/regularizers/' },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers, regularizers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((784,)),',
      "    layers.Dense(512, activation='relu', kernel_regularizer=regularizers.l1(0.01)),",
      "    layers.Dense(10, activation='softmax'),",
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers, regularizers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((784,)),',
    "    layers.Dense(512, activation='relu', kernel_regularizer=regularizers.l1(1e-5)),",
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const initialPenaltyTooLarge = defineRule({
  code: 'REG010',
  slug: 'initial-penalty',
  severity: 'warning',
  documentation,
  find,
});
