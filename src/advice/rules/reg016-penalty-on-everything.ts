import type { SourceRange } from '../../definition/model.ts';
import type { HandPenaltyFact } from '../../definition/surroundings.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { modelOf } from './support/modelOf.ts';
import { selectWeights } from './support/selectWeights.ts';
import { written } from './support/strengths.ts';
import { nodesAround, rangeOfNode } from './support/syntax.ts';
import { biasesAndNorms, tensorCounts } from './support/tensorCounts.ts';

const documentation: RuleDocumentation = {
  title: 'Penalty written by hand over all parameters',
  why:
    '`model.parameters()` (Keras: `model.trainable_variables`) has biases and the γ and β of normalization beside the ' +
    'weights. Penalizing them restricts the model without making it smoother or sparser: a bias only shifts the ' +
    'function, and γ = 0 switches a channel off.',
  silent:
    'The parameters are chosen by name or by number of axes; they are those of a part of the model; the model has no ' +
    'biases and no normalization.',
  remedy: 'Sum over `p for p in model.parameters() if p.ndim > 1`: biases, γ and β have one axis.',
  sources: [
    {
      title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 7.1',
      url: 'https://www.deeplearningbook.org/contents/regularization.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'from torch import nn',
      '',
      'model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
      '',
      '',
      'def loss_of(x, y):',
      '    penalty = 1e-5 * sum(p.abs().sum() for p in model.parameters())',
      '    return nn.functional.cross_entropy(model(x), y) + penalty',
      '',
    ].join('\n'),
  },
  mended: [
    'from torch import nn',
    '',
    'model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
    '',
    '',
    'def loss_of(x, y):',
    '    penalty = 1e-5 * sum(p.abs().sum() for p in model.parameters() if p.ndim > 1)',
    '    return nn.functional.cross_entropy(model(x), y) + penalty',
    '',
  ].join('\n'),
};

export const penaltyOnEverything = defineRule({
  code: 'REG016',
  slug: 'penalty-on-everything',
  severity: 'information',
  documentation,
  find: (context) =>
    factsOf(context.reading, 'handPenalty')
      .filter(({ parameters }) => parameters === 'all')
      .flatMap((penalty) => foundAt(context, penalty)),
});

function foundAt(context: RuleContext, penalty: HandPenaltyFact): Found[] {
  const model = modelOf(context, penalty, penalty.of);
  const counts = model && tensorCounts(context.reading, model);
  const affected = counts ? biasesAndNorms(counts) : 'the biases and normalization parameters';
  if (affected === '') return [];
  const whose = model ? ` of “${model.name}”` : '';
  return [
    {
      range: placeOf(context, penalty.range),
      message: `This penalty${formulaOf(penalty)} is over all parameters: ${affected}${whose} are in it as well. Sum over those with more than one axis, ${SELECTIONS[penalty.framework]}.`,
      fixes: () => [
        fixOf(
          `Leave biases and normalization out: if ${SELECTIONS[penalty.framework]}`,
          selectWeights(sourceAt(context, penalty.range), penalty.range),
        ),
      ],
    },
  ];
}

const TERMS: Partial<Record<HandPenaltyFact['norm'], string>> = { l1: 'Σ|w|', l2: 'Σw²', 'l2-norm': 'Σ‖w‖₂' };

/** The loop, where it has nothing but the penalty in it. */
function placeOf(context: RuleContext, range: SourceRange): SourceRange {
  const nodes = nodesAround(context.reading, range);
  const loop = nodes.find((node) => node.type === 'loop');
  const isAlone = loop?.over && loop.body.length === 1 && !nodes.includes(loop.body[0]!);
  return isAlone ? rangeOfNode(context, loop) : range;
}

/** `, 1e-5·Σ|w|,`. */
function formulaOf({ norm, strength }: HandPenaltyFact): string {
  const term = TERMS[norm];
  if (!term) return '';
  return strength.value === undefined ? `, λ·${term},` : `, ${written(strength.value)}·${term},`;
}

const SELECTIONS: Record<HandPenaltyFact['framework'], string> = {
  pytorch: 'p.ndim > 1',
  keras: 'len(v.shape) > 1',
  tfjs: 'shape.length > 1',
};
