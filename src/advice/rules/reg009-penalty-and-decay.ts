import type { HandPenaltyFact, OptimizerFact } from '../../definition/surroundings.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf } from './support/facts.ts';
import { modelOf } from './support/modelOf.ts';
import { optimizedModel, optimizersOf } from './support/optimizedModel.ts';
import { type Decay, decaysOf } from './support/optimizers.ts';
import { layersWithL2 } from './support/penalizedLayers.ts';
import { written } from './support/strengths.ts';

const documentation: RuleDocumentation = {
  title: 'Both an L2 penalty and weight decay on the same weights',
  why:
    'A penalty λ·Σw² in the loss has the gradient 2λ·w; `weight_decay=d` of SGD adds d·w. The two add up, and whoever ' +
    'tunes one of them does not see the other. Where the decay is decoupled (AdamW, every Keras optimizer) and the ' +
    'optimizer is adaptive, they do not even add up to one number: the penalty’s gradient is divided by the running ' +
    'size of the gradient, the decay is not.',
  silent:
    'One of the two is 0 or cannot be seen; the penalty is L1 only (together they are an elastic net); they act on ' +
    'different models, or on a part of one.',
  remedy: 'Keep one of them. In SGD `weight_decay=d + 2λ` is both together; with Adam keep AdamW’s decay.',
  sources: [
    {
      title: 'Loshchilov & Hutter 2019, “Decoupled Weight Decay Regularization”, section 2',
      url: 'https://arxiv.org/abs/1711.05101',
    },
    { title: 'Keras: layer weight regularizers', url: 'https://keras.io/api/layers/regularizers/' },
  ],
  example: {
    language: 'python',
    code: [
      'import torch',
      'from torch import nn',
      '',
      'model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
      'optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)',
      '',
      '',
      'def loss_of(x, y):',
      '    penalty = 1e-3 * sum(p.pow(2).sum() for p in model.parameters())',
      '    return nn.functional.cross_entropy(model(x), y) + penalty',
      '',
    ].join('\n'),
  },
  mended: [
    'import torch',
    'from torch import nn',
    '',
    'model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
    'optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=2.5e-3)',
    '',
    '',
    'def loss_of(x, y):',
    '    return nn.functional.cross_entropy(model(x), y)',
    '',
  ].join('\n'),
};

export const penaltyAndDecay = defineRule({
  code: 'REG009',
  slug: 'penalty-and-decay',
  severity: 'warning',
  documentation,
  find: (context) =>
    [...optimizersOf(context.reading, 'pytorch'), ...optimizersOf(context.reading, 'keras')].flatMap(
      (optimizer) => {
        const decay = decaysOf(optimizer).find(actsOnWeights);
        const penalty =
          decay && (layerPenalties(context, optimizer) ?? handPenalty(context, optimizer, decay));
        return penalty ? [foundAt(optimizer, decay, penalty)] : [];
      },
    ),
});

const WEIGHTS = new Set(['all', 'weights']);

const actsOnWeights = ({ group }: Decay): boolean => !group || WEIGHTS.has(group.parameters);

/** A penalty λ·Σw². */
interface L2 {
  strength: number;
  what: string;
  related: Found['related'];
}

function layerPenalties(context: RuleContext, optimizer: OptimizerFact): L2 | undefined {
  const { definition } = optimizedModel(context, optimizer);
  const found = definition && layersWithL2(context.reading, definition);
  return (
    found && { strength: found.strengths[0]!, what: `the penalty ${found.what}`, related: found.related }
  );
}

function handPenalty(context: RuleContext, optimizer: OptimizerFact, decay: Decay): L2 | undefined {
  const penalty = factsOf(context.reading, 'handPenalty', optimizer.framework).find(
    (fact) =>
      fact.norm === 'l2' &&
      fact.strength.value &&
      WEIGHTS.has(fact.parameters) &&
      actsOnSame(context, optimizer, decay, fact),
  );
  if (!penalty) return undefined;
  const term = `${written(penalty.strength.value!)}·Σw²`;
  return {
    strength: penalty.strength.value!,
    what: `the penalty ${term} in the loss`,
    related: [{ range: penalty.range, message: `${term} is added here.` }],
  };
}

/** Whether the penalty and the optimizer are of one model, by its definition or by the variable's name. */
function actsOnSame(context: RuleContext, optimizer: OptimizerFact, decay: Decay, penalty: HandPenaltyFact) {
  const { definition, name } = optimizedModel(context, optimizer, decay.group);
  const penalized = modelOf(context, penalty, penalty.of);
  return definition || penalized ? definition === penalized : name !== undefined && name === penalty.of;
}

function foundAt(optimizer: OptimizerFact, decay: Decay, { strength, what, related }: L2): Found {
  return {
    range: optimizer.anchor,
    message: [
      `Two terms shrink the same weights: ${what} and weight_decay=${written(decay.value)} of ${optimizer.name}.`,
      together(optimizer, decay, strength),
    ].join(' '),
    related,
  };
}

/** Both in one convention, where they add up. */
function together({ name, decoupled }: OptimizerFact, { value }: Decay, strength: number): string {
  const equivalent = `The penalty’s gradient 2λ·w is that of weight_decay=${written(2 * strength)}`;
  const sum = value + 2 * strength;
  const total = `weight_decay=${written(sum)} (Keras l2(${written(sum / 2)}))`;
  if (!decoupled) return `${equivalent}, so together they are ${total}. Keep one of them.`;
  if (name === 'SGD')
    return `${equivalent}, so without momentum they are together ${total}. Keep one of them.`;
  return `They do not add up to one number: ${name} divides the penalty’s gradient by √v̂ + ε and applies the decay beside it. Keep the decay and remove the penalty.`;
}
