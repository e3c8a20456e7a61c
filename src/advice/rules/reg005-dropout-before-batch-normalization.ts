/** REG005: dropout before batch normalization. */
import type { LayerDefinition } from '../../definition/model.ts';
import { moveLayerAfter } from '../edit/layers.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { checkedFix, isPlain, sourceAt } from './support/fixes.ts';
import { type Site, type Step, sitesOf } from './support/flows.ts';
import { rateOf } from './support/rates.ts';
import type { Role } from './support/roles.ts';
import { written } from './support/strengths.ts';
import { labelOf, labelOfSite, rounded } from './support/words.ts';

/** The shifted variance passes through these. */
const PASSES = new Set<Role>([
  'activation',
  'pool',
  'globalPool',
  'flatten',
  'padding',
  'identity',
  'reshape',
]);

interface Shifted {
  normalization: Step;
  /** The layer with weights between the two. */
  between?: Step;
}

/** The batch normalization that gets what a dropout made, through at most one layer with weights. */
function normalizationAfter(dropout: Step, between?: Step): Shifted | undefined {
  const seen = new Set<Step>();
  const waiting = [...(between ?? dropout).outputs];
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    if (step.role === 'batchNormalization') return { normalization: step, between };
    if (PASSES.has(step.role)) waiting.push(...step.outputs);
    else if (!between && (step.role === 'dense' || step.role === 'convolution')) {
      const found = normalizationAfter(dropout, step);
      if (found) return found;
    }
  }
  return undefined;
}

function find(site: Site, context: RuleContext): Found[] {
  const rate = rateOf(site.steps[0]!);
  if (rate?.value === 0 || (rate?.value !== undefined && (rate.value < 0 || rate.value >= 1))) return [];
  const all = site.steps.flatMap((step) => normalizationAfter(step) ?? []);
  const shifted = all.find(({ between }) => !between) ?? all[0];
  if (!shifted?.normalization.node.layer) return [];
  const normalization = shifted.normalization.node.layer;
  return [
    {
      range: site.range,
      severity: shifted.between ? 'information' : 'warning',
      message: messageOf(site, shifted, rate?.value),
      related: [{ range: normalization.range, message: 'The batch normalization that follows.' }],
      fixes: () => (shifted.between ? [] : [fixFor(site, normalization, context)]),
    },
  ];
}

function fixFor(
  { layer, steps, range }: Site,
  normalization: LayerDefinition,
  context: RuleContext,
): Fix | undefined {
  if (!layer || !isPlain(layer) || !isPlain(normalization) || steps.length > 1) return undefined;
  const edits = moveLayerAfter(sourceAt(context, range), layer, normalization);
  const title = `Move ${labelOf(layer)} after ${normalization.kind}`;
  // In a list the moved layer is read as a new one.
  return checkedFix(context, { title, edits }, { layers: [layer], added: [layer.kind] }, { layers: [layer] });
}

function messageOf(site: Site, { normalization, between }: Shifted, rate: number | undefined): string {
  const { kind, range } = normalization.node.layer!;
  const through = between?.node.layer ? `, through ${labelOf(between.node.layer)},` : '';
  const factor =
    rate === undefined
      ? ''
      : `, up to ${rounded(1 / (1 - rate))} times (1/(1 − ${written(rate)})) that of evaluation`;
  return (
    `${labelOfSite(site)} comes before ${kind} in line ${range.startLine}${through} and raises the variance that it sees in ` +
    `training${factor}. The running averages are of training, so evaluation is normalized by a variance that is too ` +
    `large. Put dropout after the last batch normalization.`
  );
}

const documentation: RuleDocumentation = {
  title: 'Dropout before batch normalization',
  why:
    'Inverted dropout keeps the mean but raises the variance of its outputs in training, by up to 1/(1 − rate); in ' +
    'evaluation it does nothing. Batch normalization after it learns its running variance in training and divides by it ' +
    'in evaluation, where the variance is smaller: the *variance shift*. It also passes through a linear layer or ' +
    'convolution between the two.',
  silent:
    'The rate is 0; there is more than one layer with weights between the two, or a sum, another normalization or code ' +
    'that cannot be seen.',
  remedy:
    'Use dropout after the last batch normalization only, or leave it away where batch normalization regularizes enough.',
  sources: [
    {
      title:
        'Li et al. 2019, “Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift”',
      url: 'https://arxiv.org/abs/1801.05134',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((64,)),',
      "    layers.Dense(128, activation='relu'),",
      '    layers.Dropout(0.5),',
      '    layers.BatchNormalization(),',
      "    layers.Dense(10, activation='softmax'),",
      '])',
      '',
    ].join('\n'),
  },
  mended: [
    'import keras',
    'from keras import layers',
    '',
    'model = keras.Sequential([',
    '    layers.Input((64,)),',
    "    layers.Dense(128, activation='relu'),",
    '    layers.BatchNormalization(),',
    '    layers.Dropout(0.5),',
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const dropoutBeforeBatchNormalization = defineRule({
  code: 'REG005',
  slug: 'dropout-before-batch-normalization',
  severity: 'warning',
  documentation,
  find: (context) =>
    sitesOf(context)
      .filter(({ role }) => role === 'dropout' || role === 'channelDropout')
      .flatMap((site) => find(site, context)),
});
