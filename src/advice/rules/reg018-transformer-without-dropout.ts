/** REG018: a transformer block, or an embedding of a sequence, without dropout. */
import type { LayerDefinition, ModelDefinition } from '../../definition/model.ts';
import { setArgument } from '../edit/arguments.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { additionAfter } from './support/additions.ts';
import { defineRule, type Found } from './support/define.ts';
import { checkedFix, isPlain, sourceAt } from './support/fixes.ts';
import { isAttention, type Site, type Step, sitesOf, stepsOf, walk } from './support/flows.ts';
import { outermost } from './support/models.ts';
import { isNoisy, isZero, rateOf } from './support/rates.ts';
import { labelOf, partOf } from './support/words.ts';

/** What takes words one after another. */
const isSequenceLayer = ({ role, node }: Step): boolean =>
  role === 'recurrent' ||
  role === 'attention' ||
  role === 'transformer' ||
  /1[dD]$/.test(node.layer?.wrapped?.kind ?? node.layer?.kind ?? '');

const isUnknown = ({ role }: Step): boolean => role === 'unknown';

/** The parameter of classes of attention that is their drop probability. */
const RATE_OF: Record<string, string> = {
  MultiHeadAttention: 'dropout',
  MultiheadAttention: 'dropout',
  TransformerEncoderLayer: 'dropout',
  TransformerDecoderLayer: 'dropout',
  Transformer: 'dropout',
};

/** Dropout counts for the blocks unless it belongs to the head, behind pooling over the sequence. */
function dropsInBlocks(all: Step[]): boolean {
  const last = all.findLastIndex(isAttention);
  const head = all.findIndex(({ role }, index) => index > last && POOLS.has(role));
  return all.some((step, index) => isNoisy(step) && (head < 0 || index < head));
}

const POOLS = new Set(['globalPool', 'flatten']);

/** Attention alone may stand in a block of another file; normalization and a fully-connected part make it one. */
const isBlock = (all: Step[], attention: Step): boolean =>
  attention.role === 'transformer' ||
  (['dense', 'normalization'] as const).every((part) => all.some(({ role }) => role === part));

/** Attention in a model whose blocks have no dropout, as far as all of it can be seen. */
function ofAttention(model: ModelDefinition, context: RuleContext): Found[] {
  const all = stepsOf(model);
  const attention = all.find(isAttention);
  if (!attention || model.unreadable || all.some(isUnknown)) return [];
  if (!isBlock(all, attention) || dropsInBlocks(all)) return [];
  const { layer, range } = attention.node;
  const rate = rateOf(attention);
  const parameter = layer && RATE_OF[layer.kind];
  if (rate && !isZero(rate)) return [];
  return [
    {
      range: layer?.range ?? range,
      message:
        `${layer ? labelOf(layer) : 'This attention'} has no dropout, and neither have the other parts of the blocks of ` +
        `“${model.name}”${sizeOf(model.parameters)}. Transformers drop with rate 0.1 in attention and after each sub-layer.`,
      fixes: () => (parameter ? [withRate(context, layer, parameter)] : []),
    },
  ];
}

function withRate(context: RuleContext, layer: LayerDefinition, parameter: string): Fix | undefined {
  if (!isPlain(layer)) return undefined;
  const { range } = layer;
  const edits = setArgument(sourceAt(context, range), range, parameter, '0.1', layer.arguments);
  return checkedFix(context, { title: `Give ${layer.kind} ${parameter}=0.1`, edits }, { layers: [layer] });
}

const sizeOf = (parameters: number | undefined): string =>
  parameters === undefined ? '' : ` with ${partOf(parameters, undefined)}`;

/** Tables below are not what a model overfits with. */
const SMALL_TABLE = 10_000;

/** An embedding of a sequence with no dropout anywhere behind it. */
function ofEmbedding(site: Site, context: RuleContext): Found[] {
  const { layer, steps, range } = site;
  if (!layer || hasPenalty(layer) || layer.settings.trainable?.value === false) return [];
  if (layer.settings.weights?.origin === 'literal' || !steps.every(isBareSequence)) return [];
  const { model } = steps[0]!;
  const size = layer.parameters;
  if (size === undefined || size < SMALL_TABLE || steps.some(({ inputs }) => inputs.some(isNoisy))) return [];
  const isKeras = model.framework !== 'pytorch';
  const instead = isKeras ? 'SpatialDropout1D(0.2)' : 'Dropout(0.2)';
  return [
    {
      range,
      message:
        `${labelOf(layer)} holds ${partOf(size, model.parameters)}, and no dropout follows it in “${model.name}”. ` +
        `Add ${instead} after it${isKeras ? ', which drops whole dimensions of the embedding' : ''}.`,
      fixes: () => [additionAfter(context, layer, isKeras ? 'SpatialDropout1D' : 'Dropout', 0.2)],
    },
  ];
}

const hasPenalty = (layer: LayerDefinition): boolean =>
  layer.kernelPenalty !== undefined ||
  layer.kernelPenaltyUnknown !== undefined ||
  layer.otherRegularizer !== undefined;

/** Whether a sequence layer takes what a step makes, and no dropout comes between here and the model's end. */
function isBareSequence(step: Step): boolean {
  const { through, open } = walk(step, 'outputs', () => true);
  if (!open || through.some((next) => isUnknown(next) || isNoisy(next))) return false;
  // A transformer is spoken of by its attention.
  if (through.some(({ role }) => role === 'attention' || role === 'transformer')) return false;
  const taker = walk(step, 'outputs', (next) => !isSequenceLayer(next) && next.role !== 'dense').stops;
  return taker.length > 0 && taker.every(isSequenceLayer);
}

const documentation: RuleDocumentation = {
  title: 'A transformer block, or an embedding of a sequence, without dropout',
  why:
    'Transformers and embeddings have many parameters for the text they are trained on. The transformer was published with ' +
    'dropout of 0.1 on the output of every sub-layer and on the sum of embeddings and positions. For recurrent and ' +
    'convolutional models over words, spatial dropout drops whole dimensions of the embedding for a sequence.',
  silent:
    'There is dropout anywhere else in the model (transformers) or behind the embedding; the rate is a parameter; a part ' +
    'of the model cannot be seen; the embedding has a penalty, is frozen, is not used as a sequence, or has ' +
    'fewer than 10,000 parameters.',
  remedy:
    '`MultiHeadAttention(…, dropout=0.1)` and `Dropout(0.1)` after attention and feed-forward parts; ' +
    '`SpatialDropout1D(0.2)` after an embedding, or `LSTM(…, dropout=0.2)`.',
  sources: [
    {
      title: 'Vaswani et al. 2017, “Attention Is All You Need”, section 5.4',
      url: 'https://arxiv.org/abs/1706.03762',
    },
    {
      title:
        'Gal & Ghahramani 2016, “A Theoretically Grounded Application of Dropout in Recurrent Neural Networks”',
      url: 'https://arxiv.org/abs/1512.05287',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((200,)),',
      '    layers.Embedding(10000, 128),',
      '    layers.LSTM(64),',
      "    layers.Dense(1, activation='sigmoid'),",
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((200,)),',
    '    layers.Embedding(10000, 128),',
    '    layers.SpatialDropout1D(0.2),',
    '    layers.LSTM(64),',
    "    layers.Dense(1, activation='sigmoid'),",
    '])',
    '',
  ].join('\n'),
};

export const transformerWithoutDropout = defineRule({
  code: 'REG018',
  slug: 'transformer-without-dropout',
  severity: 'information',
  documentation,
  find: (context) => [
    ...outermost(context.reading).flatMap((model) => ofAttention(model, context)),
    ...sitesOf(context)
      .filter(({ role }) => role === 'embedding')
      .flatMap((site) => ofEmbedding(site, context)),
  ],
});
