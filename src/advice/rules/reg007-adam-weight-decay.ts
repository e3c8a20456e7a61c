import type { OptimizerFact } from '../../definition/surroundings.ts';
import { toAdamW } from '../edit/optimizers.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { compiledModel } from './support/models.ts';
import { optimizersOf } from './support/optimizedModel.ts';
import { type Decay, decaysOf, isOfAdamFamily } from './support/optimizers.ts';
import { layersWithL2, type PenalizedLayers } from './support/penalizedLayers.ts';
import { written } from './support/strengths.ts';

const documentation: RuleDocumentation = {
  title: 'L2 that passes through Adam’s adaptive denominator',
  why:
    'Adam divides every step by √v̂ + ε, a running size of the gradient. An L2 term that is added to the gradient is ' +
    'divided as well, so the weights with the largest gradients are decayed least. `torch.optim.Adam(weight_decay=λ)` ' +
    'does that, and so does every penalty in the loss (`kernel_regularizer=l2(λ)` of Keras, `regularizers.l2` of ' +
    'TensorFlow.js). AdamW takes lr·λ·w off each weight beside the gradient step, alike for all (decoupled weight ' +
    'decay), which generalizes better and lets λ be tuned apart from the learning rate.\n\n' +
    '| written | the gradient step sees | the same in SGD |\n| --- | --- | --- |\n' +
    '| PyTorch `Adam(weight_decay=λ)` | λ·w, divided by √v̂ + ε | `weight_decay=λ` |\n' +
    '| Keras `l2(λ)` | 2λ·w, divided by √v̂ + ε | `weight_decay=2λ` |\n' +
    '| `AdamW(weight_decay=λ)` | nothing: lr·λ·w is taken off beside it | `weight_decay=λ`, in plain SGD only |',
  silent:
    'The weight decay is 0, left out or cannot be seen; the optimizer decays decoupled (`AdamW`, every Keras ' +
    'optimizer’s `weight_decay=`); the model that is compiled cannot be seen; the penalty is L1 only.',
  remedy:
    'Use `AdamW`. The same number does not mean the same strength there, so tune it again: 0.01 to 0.1 are usual. Where ' +
    'a published recipe used Adam with L2, keep it and switch the rule off for the line.',
  sources: [
    {
      title: 'Loshchilov & Hutter 2019, “Decoupled Weight Decay Regularization”',
      url: 'https://arxiv.org/abs/1711.05101',
    },
    {
      title: 'PyTorch: torch.optim.Adam, the algorithm',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import torch',
      'from torch import nn',
      '',
      'model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
      'optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=0.01)',
      '',
    ].join('\n'),
  },
  mended: [
    'import torch',
    'from torch import nn',
    '',
    'model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
    'optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)',
    '',
  ].join('\n'),
};

export const adamWeightDecay = defineRule({
  code: 'REG007',
  slug: 'adam-weight-decay',
  severity: 'warning',
  documentation,
  find: (context) => [...coupledDecays(context), ...penaltiesUnderAdam(context)],
});

/** `torch.optim.Adam(weight_decay=λ)`. */
function coupledDecays(context: RuleContext): Found[] {
  return optimizersOf(context.reading, 'pytorch')
    .filter((optimizer) => !optimizer.decoupled && isOfAdamFamily(optimizer))
    .flatMap((optimizer) => {
      const [strongest] = decaysOf(optimizer).sort((a, b) => b.value - a.value);
      return strongest ? [coupledDecay(context, optimizer, strongest)] : [];
    });
}

function coupledDecay(context: RuleContext, optimizer: OptimizerFact, decay: Decay): Found {
  const strength = written(decay.value);
  return {
    range: optimizer.anchor,
    message: [
      `${optimizer.name}(weight_decay=${strength}) adds ${strength}·w to the gradient and divides it by √v̂ + ε like the`,
      'rest, so weights with large gradients decay least. It is L2 in the textbook convention (Keras',
      `l2(${written(decay.value / 2)})), not decoupled decay. AdamW decays all weights alike;`,
      sameNumber(optimizer, decay),
    ].join(' '),
    fixes: () => [
      fixOf(
        'Use AdamW (then tune weight_decay again)',
        toAdamW(sourceAt(context, optimizer.range), optimizer),
      ),
    ],
  };
}

/** What the number would do in AdamW. */
function sameNumber({ learningRate }: OptimizerFact, { value, group }: Decay): string {
  const rate = group?.learningRate.value ?? learningRate.value;
  const known = 'the same number is not the same strength there:';
  if (rate === undefined) return `${known} each step takes lr·${written(value)} of a weight off it.`;
  return `${known} each step takes lr·λ = ${written(rate)}·${written(value)} = ${written(rate * value)} of a weight off it.`;
}

/** `kernel_regularizer=l2(λ)` in a model that Adam trains. */
function penaltiesUnderAdam(context: RuleContext): Found[] {
  return factsOf(context.reading, 'compile').flatMap((compile) => {
    const model = compiledModel(context, compile);
    const { optimizer } = compile;
    const penalized = model && optimizer && isOfAdamFamily(optimizer) && layersWithL2(context.reading, model);
    return penalized ? [penaltyUnderAdam(optimizer, penalized)] : [];
  });
}

function penaltyUnderAdam(optimizer: OptimizerFact, penalized: PenalizedLayers): Found {
  const { strengths, what, related } = penalized;
  const inGradient = written(2 * strengths[0]!);
  return {
    severity: 'information',
    range: optimizer.anchor,
    message: [
      `${what} adds 2λ·w = ${inGradient}·w ${strengths.length > 1 ? '(for the first) ' : ''}to the gradient, and`,
      `${optimizer.name} divides it by √v̂ + ε like the rest, so weights with large gradients are penalized least.`,
      `In SGD it would be weight_decay=${inGradient}; ${INSTEAD[optimizer.framework]}`,
    ].join(' '),
    related,
  };
}

const DECOUPLED =
  'in AdamW no fixed weight_decay equals it. AdamW(weight_decay=…) without the penalty decays all weights alike.';

const INSTEAD: Record<OptimizerFact['framework'], string> = {
  keras: DECOUPLED,
  pytorch: DECOUPLED,
  tfjs: 'TensorFlow.js has no AdamW: with tf.train.momentum the penalty acts on all weights alike.',
};
