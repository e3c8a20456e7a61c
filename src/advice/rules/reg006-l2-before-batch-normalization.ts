/** REG006: L2 on weights whose output is batch-normalized. */
import type { LayerDefinition } from '../../definition/model.ts';
import type { OptimizerFact } from '../../definition/surroundings.ts';
import { formatCount } from '../../words.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { withoutArgument } from './support/fixes.ts';
import { type Site, type Step, sitesOf, stepsOf, walk } from './support/flows.ts';
import { optimizedModel, optimizersOf } from './support/optimizedModel.ts';
import { decaysOf } from './support/optimizers.ts';
import { written } from './support/strengths.ts';
import { labelOf } from './support/words.ts';

/** Scaling passes through these: ReLU(c·x) = c·ReLU(x) for c > 0. */
const HOMOGENEOUS = new Set(['ReLU', 'LeakyReLU', 'PReLU', 'relu', 'leakyRelu', 'prelu']);
const LINEAR = new Set(['linear', 'relu', 'leaky_relu', 'leakyRelu']);

const passesScale = ({ node, role }: Step): boolean => {
  if (role === 'pool' || role === 'identity' || role === 'padding') return true;
  if (role !== 'activation') return false;
  if (node.layer?.kind === 'Activation') return LINEAR.has(node.layer.settings.activation?.value ?? '');
  return HOMOGENEOUS.has(node.layer?.kind ?? node.operation ?? '');
};

/** The batch normalization that takes out the scale of a layer's weights, on every way from it. */
function normalizationAfter(step: Step): Step | undefined {
  const activation = step.node.layer?.settings.activation;
  if (activation && !LINEAR.has(activation.value ?? '')) return undefined;
  const { stops, open } = walk(step, 'outputs', passesScale);
  const all = !open && stops.length > 0 && stops.every(({ role }) => role === 'batchNormalization');
  return all ? stops[0] : undefined;
}

const hasScale = ({ role, node }: Step): boolean =>
  node.layer !== undefined && (role === 'dense' || role === 'convolution');

function ofLayer(site: Site, context: RuleContext): Found[] {
  const { layer, steps } = site;
  const penalty = layer?.kernelPenalty;
  const l2 = penalty?.l2;
  if (!layer || !penalty || !l2) return [];
  const normalizations = steps.map(normalizationAfter);
  const normalization = normalizations[0]?.node.layer;
  if (!normalization || normalizations.some((each) => !each)) return [];
  return [
    {
      range: penalty.range,
      message:
        `L2(${written(l2)}) on ${labelOf(layer)} does not restrict what the layer computes: ${normalization.kind} in line ` +
        `${normalization.range.startLine} takes the scale of its weights out again. Smaller weights only raise the ` +
        `effective learning rate. Leave it away here, or tune it together with the learning rate.`,
      related: [{ range: normalization.range, message: 'The batch normalization that follows.' }],
      // The L1 of L1L2 still chooses which weights are small.
      fixes: () => [penalty.l1 === 0 ? withoutArgument(context, layer, penalty.range) : undefined],
    },
  ];
}

/** Weight decay that is added to the gradient is L2; decoupled decay does the same to the scale, but is meant so. */
function ofOptimizer(optimizer: OptimizerFact, context: RuleContext): Found[] {
  const decay = optimizer.decoupled ? undefined : decaysOf(optimizer)[0];
  const model = decay && optimizedModel(context, optimizer).definition;
  if (!decay || !model) return [];
  const scaled = new Set<LayerDefinition>();
  const normalized = new Set<LayerDefinition>();
  for (const step of stepsOf(model).filter(hasScale)) {
    scaled.add(step.node.layer!);
    if (normalizationAfter(step)) normalized.add(step.node.layer!);
  }
  if (normalized.size === 0) return [];
  return [
    {
      range: decay.setting.range ?? optimizer.anchor,
      severity: 'hint',
      message:
        `Weight decay ${written(decay.value)} does not restrict ${normalized.size} of the ${formatCount(scaled.size, 'layer call')} ` +
        `with weights in “${model.name}”: batch normalization follows and takes the scale of the weights out again. ` +
        `There it sets the effective learning rate; tune the two together.`,
    },
  ];
}

const documentation: RuleDocumentation = {
  title: 'L2 on weights that batch normalization follows',
  why:
    'Batch normalization divides by the standard deviation of its inputs, so the weights w and c·w before it compute the ' +
    'same function for every c > 0. L2 then makes the weights smaller without restricting the function; the gradient ' +
    'grows by 1/c, and with it the effective learning rate. What looks like a regularizer is a learning-rate schedule.',
  silent:
    'A nonlinearity other than ReLU and leaky ReLU, a sum or another layer stands between the two; the layer’s output ' +
    'also goes elsewhere; the strength or the activation cannot be seen.',
  remedy:
    'Leave the penalty away on these layers and tune the learning rate, or keep it knowingly (many published recipes ' +
    'do) and tune both together. Penalize layers that no normalization follows.',
  sources: [
    {
      title: 'van Laarhoven 2017, “L2 Regularization versus Batch and Weight Normalization”',
      url: 'https://arxiv.org/abs/1706.05350',
    },
    {
      title: 'Zhang et al. 2019, “Three Mechanisms of Weight Decay Regularization”',
      url: 'https://arxiv.org/abs/1810.12281',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import keras',
      'from keras import layers, regularizers',
      '',
      'model = keras.Sequential([',
      '    layers.Input((64,)),',
      '    layers.Dense(128, kernel_regularizer=regularizers.l2(1e-4)),',
      '    layers.BatchNormalization(),',
      '    layers.ReLU(),',
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
    '    layers.Input((64,)),',
    '    layers.Dense(128),',
    '    layers.BatchNormalization(),',
    '    layers.ReLU(),',
    "    layers.Dense(10, activation='softmax'),",
    '])',
    '',
  ].join('\n'),
};

export const l2BeforeBatchNormalization = defineRule({
  code: 'REG006',
  slug: 'l2-before-batch-normalization',
  severity: 'information',
  documentation,
  find: (context) => [
    ...sitesOf(context)
      .filter(({ steps }) => hasScale(steps[0]!))
      .flatMap((site) => ofLayer(site, context)),
    ...optimizersOf(context.reading).flatMap((optimizer) => ofOptimizer(optimizer, context)),
  ],
});
