import type { LayerDefinition, ModelDefinition } from '../../definition/model.ts';
import type { OptimizerFact } from '../../definition/surroundings.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { additionAfter } from './support/additions.ts';
import { defineRule, type Found } from './support/define.ts';
import { isWritten } from './support/facts.ts';
import { type Site, sitesOf, walk } from './support/flows.ts';
import { optimizedModel, optimizersOf } from './support/optimizedModel.ts';
import { type Decay, decaysOf, isOfAdamFamily } from './support/optimizers.ts';
import { layersWithL2 } from './support/penalizedLayers.ts';
import { isNoisy } from './support/rates.ts';
import { isPassing } from './support/roles.ts';
import { written } from './support/strengths.ts';
import { type TensorCounts, tensorCounts } from './support/tensorCounts.ts';
import { labelOf, partOf } from './support/words.ts';

const documentation: RuleDocumentation = {
  title: 'Weight decay that acts on an embedding, or a penalty that misses it',
  why:
    'A batch has few of an embedding’s words. The rows of the others get no gradient from the data, but weight decay ' +
    'shrinks them in every step all the same, so rare words are pulled to 0. Where the decay is coupled (PyTorch’s ' +
    '`Adam(weight_decay=λ)`) it is worse: λ·w is then the row’s only gradient and is divided by its own size, so the ' +
    'row moves by about lr in each step however small λ is.\n\n' +
    'The other way round `kernel_regularizer` never reaches an embedding: its argument is `embeddings_regularizer`. ' +
    'The embedding is often the larger part of a model, and then the penalty is on the smaller one.',
  silent:
    'The decay is the library’s default or cannot be seen; sizes are unknown; a dropout follows the embedding; the ' +
    'embedding is less than half of the model (penalties only).',
  remedy:
    'PyTorch: a parameter group for embeddings with `weight_decay=0`. Keras: ' +
    '`optimizer.exclude_from_weight_decay(var_names=["embeddings"])`. To regularize an embedding use dropout on it ' +
    '(`SpatialDropout1D`).',
  sources: [
    {
      title: 'Loshchilov & Hutter 2019, “Decoupled Weight Decay Regularization”',
      url: 'https://arxiv.org/abs/1711.05101',
    },
    {
      title: 'Gal & Ghahramani 2016, “A Theoretically Grounded Application of Dropout in RNNs”, section 4.2',
      url: 'https://arxiv.org/abs/1512.05287',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import torch',
      'from torch import nn',
      '',
      'model = nn.Sequential(nn.Embedding(20000, 128), nn.Flatten(), nn.Linear(12800, 2))',
      'optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)',
      '',
    ].join('\n'),
  },
  mended: [
    'import torch',
    'from torch import nn',
    '',
    'model = nn.Sequential(nn.Embedding(20000, 128), nn.Flatten(), nn.Linear(12800, 2))',
    'groups = [',
    '    {"params": model[2].parameters(), "weight_decay": 0.1},',
    '    {"params": model[0].parameters(), "weight_decay": 0},',
    ']',
    'optimizer = torch.optim.AdamW(groups, lr=1e-3)',
    '',
  ].join('\n'),
};

export const embeddingDecay = defineRule({
  code: 'REG026',
  slug: 'embedding-decay',
  severity: 'hint',
  documentation,
  find: (context) => [...decayedEmbeddings(context), ...missedEmbeddings(context)],
});

/** Sets that an embedding is in: its table has two axes, and its name is `weight`. */
const WITH_EMBEDDINGS = new Set(['all', 'weights']);

function decayedEmbeddings(context: RuleContext): Found[] {
  const { reading } = context;
  const optimizers = [...optimizersOf(reading, 'pytorch'), ...optimizersOf(reading, 'keras')];
  return optimizers.flatMap((optimizer) => {
    const decay = decaysOf(optimizer).find(({ group, setting }) => {
      return isWritten(setting) && (!group || WITH_EMBEDDINGS.has(group.parameters));
    });
    const { definition } = decay ? optimizedModel(context, optimizer, decay.group) : {};
    const counts = definition && !optimizer.excluded && tensorCounts(reading, definition);
    return counts && counts.embeddings > 0 ? [decayedAt(optimizer, decay!, definition!, counts)] : [];
  });
}

function decayedAt(
  optimizer: OptimizerFact,
  decay: Decay,
  { name }: ModelDefinition,
  { embeddings, total }: TensorCounts,
): Found {
  const how =
    !optimizer.decoupled && isOfAdamFamily(optimizer)
      ? `their only gradient is then λ·w, which ${optimizer.name} divides by its own size into a step of about lr`
      : 'rare words are pulled to 0';
  return {
    range: optimizer.anchor,
    message: [
      `weight_decay=${written(decay.value)} of ${optimizer.name} also shrinks the embeddings of “${name}”,`,
      `${partOf(embeddings, total)}, in every step, and the rows of words that the batch does not have too: ${how}.`,
      'Leave embeddings out of the decay and regularize them by dropout.',
    ].join(' '),
  };
}

/** Embeddings beside layers with L2 that are the larger part of the model. */
function missedEmbeddings(context: RuleContext): Found[] {
  return sitesOf(context).flatMap((site) => {
    const { layer, role, steps } = site;
    const model = steps[0]!.model;
    if (role !== 'embedding' || !layer || model.framework === 'pytorch' || !isBare(site)) return [];
    const share = (layer.parameters ?? 0) / (model.parameters ?? Number.POSITIVE_INFINITY);
    const penalized = share >= 0.5 ? layersWithL2(context.reading, model) : undefined;
    return penalized ? [missedAt(context, layer, model, penalized.what)] : [];
  });
}

/** Whether neither a penalty nor dropout regularizes an embedding. */
function isBare({ layer, steps }: Site): boolean {
  if (layer?.kernelPenalty || layer?.kernelPenaltyUnknown || layer?.maxNorms?.kernel) return false;
  return steps.every((step) => {
    const { through, stops } = walk(step, 'outputs', ({ role }) => isPassing(role));
    return !through.some(isNoisy) && !stops.some((stop) => isNoisy(stop) || stop.role === 'unknown');
  });
}

function missedAt(
  context: RuleContext,
  layer: LayerDefinition,
  { framework, parameters }: ModelDefinition,
  penalized: string,
): Found {
  const argument = framework === 'tfjs' ? 'embeddingsRegularizer' : 'embeddings_regularizer';
  return {
    range: layer.range,
    message: [
      `${penalized} does not reach ${labelOf(layer)}, which holds ${partOf(layer.parameters!, parameters)}: its`,
      `penalty would be ${argument}, and nothing else regularizes it. Put SpatialDropout1D behind it.`,
    ].join(' '),
    fixes: () => [additionAfter(context, layer, 'SpatialDropout1D', 0.2)],
  };
}
