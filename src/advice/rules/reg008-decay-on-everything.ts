import type { FrameworkName, LayerDefinition } from '../../definition/model.ts';
import type { OptimizerFact } from '../../definition/surroundings.ts';
import { splitDecayGroups } from '../edit/optimizers.ts';
import { insertStatementAfter, statementAt } from '../edit/statements.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { isWritten } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { allLayersOf, layersOf } from './support/layersOf.ts';
import { type OptimizedModel, optimizedModel, optimizersOf } from './support/optimizedModel.ts';
import { type Decay, decaysOf } from './support/optimizers.ts';
import { isWeighted, roleOf } from './support/roles.ts';
import { grouped, listed, written } from './support/strengths.ts';
import { biasesAndNorms, type TensorCounts, tensorCounts } from './support/tensorCounts.ts';

const documentation: RuleDocumentation = {
  title: 'Weight decay on every parameter, biases and normalization included',
  why:
    'Weight decay keeps a function smooth by keeping its weights small. A bias only shifts it, and γ and β of a ' +
    'normalization set the scale and the offset of its output: pulling them towards 0 restricts the model without ' +
    'making it smoother. `model.parameters()` in one group, and every Keras optimizer’s `weight_decay=`, act on them ' +
    'as well. Recipes that were tuned leave them out.',
  silent:
    'The weight decay is 0 or cannot be seen; the parameters are already chosen (by name, by number of axes, by ' +
    '`exclude_from_weight_decay`); they are those of a part of the model; the model has no biases and no ' +
    'normalization; the decay is the library’s default and a part of the model, or how large it is, cannot be seen.',
  remedy:
    'PyTorch: two parameter groups, `p.ndim > 1` with the decay and the others with `weight_decay=0`. Keras: ' +
    '`optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])` before training.',
  sources: [
    {
      title: 'He et al. 2019, “Bag of Tricks for Image Classification with CNNs”, section 3.1',
      url: 'https://arxiv.org/abs/1812.01187',
    },
    {
      title: 'Goodfellow, Bengio & Courville 2016, “Deep Learning”, section 7.1',
      url: 'https://www.deeplearningbook.org/contents/regularization.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import torch',
      'from torch import nn',
      '',
      'model = nn.Sequential(nn.Linear(784, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 10))',
      'optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=5e-4)',
      '',
    ].join('\n'),
  },
  mended: [
    'import torch',
    'from torch import nn',
    '',
    'model = nn.Sequential(nn.Linear(784, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 10))',
    'groups = [',
    '    {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": 5e-4},',
    '    {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0},',
    ']',
    'optimizer = torch.optim.SGD(groups, lr=0.1)',
    '',
  ].join('\n'),
};

/** Frameworks whose optimizers decay, with what to do. */
const REMEDIES: [FrameworkName, string][] = [
  [
    'pytorch',
    'Give the tensors with one axis (p.ndim <= 1) a parameter group of their own with weight_decay=0.',
  ],
  ['keras', 'Leave them out: optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"]).'],
];

export const decayOnEverything = defineRule({
  code: 'REG008',
  slug: 'decay-on-everything',
  severity: 'information',
  documentation,
  find: (context) =>
    REMEDIES.flatMap(([framework, remedy]) =>
      optimizersOf(context.reading, framework).flatMap((optimizer) => {
        const decay = decaysOf(optimizer).find(({ group }) => !group || group.parameters === 'all');
        return decay && actsOnAll(optimizer) ? foundAt(context, optimizer, decay, remedy) : [];
      }),
    ),
});

/** PyTorch without visible groups may have chosen; an optimizer of Keras acts on all but what is excluded. */
function actsOnAll({ framework, groups, excluded }: OptimizerFact): boolean {
  return framework === 'pytorch' ? groups.length > 0 : !excluded;
}

function foundAt(context: RuleContext, optimizer: OptimizerFact, decay: Decay, remedy: string): Found[] {
  const model = optimizedModel(context, optimizer, decay.group);
  const chosen = isWritten(decay.setting);
  const counts = model.definition && tensorCounts(context.reading, model.definition);
  const affected = affectedBy(context, model, counts);
  if (affected === '' || (!counts && !chosen && !isSized(context, model))) return [];
  return [
    {
      range: optimizer.anchor,
      message: [
        `weight_decay=${written(decay.value)} of ${optimizer.name}${chosen ? '' : ', its default,'} also acts on`,
        `${affected}. Decaying them restricts the model without making it smoother. ${remedy}`,
      ].join(' '),
      fixes: () => [
        optimizer.framework === 'keras' ? exclusion(context, optimizer) : groups(context, optimizer),
      ],
    },
  ];
}

/** `138 biases of “Net”, which has 669,706 parameters`; empty where there are none. */
function affectedBy(
  { reading }: RuleContext,
  { definition, name }: OptimizedModel,
  counts: TensorCounts | undefined,
): string {
  const whose = name === undefined ? '' : ` of “${name}”`;
  if (!counts) {
    const seen = definition ? listed(freeIn(layersOf(reading, definition).map(({ layer }) => layer))) : '';
    if (seen) return `the ${seen}${whose}`;
    const isAllSeen = definition && allLayersOf(reading, definition);
    return isAllSeen ? '' : `any biases and normalization parameters${whose}`;
  }
  const affected = biasesAndNorms(counts);
  return affected && `${affected}${whose}, which has ${grouped(counts.total)} parameters`;
}

/** Every part is seen and the whole is known, but layers of blocks have other sizes wherever they are used. */
const isSized = ({ reading }: RuleContext, { definition }: OptimizedModel): boolean =>
  definition?.parameters !== undefined && allLayersOf(reading, definition) !== undefined;

const WITHOUT_PARAMETERS = /^(LocalResponseNorm|UnitNormalization)$/;

/** Which of the two stand in these layers. */
function freeIn(layers: LayerDefinition[]): string[] {
  const parts = layers.map((layer) => ({
    role: roleOf({ layer }),
    kind: layer.kind,
    settings: (layer.wrapped ?? layer).settings,
  }));
  const hasBiases = parts.some(
    ({ role, settings }) => isWeighted(role) && role !== 'embedding' && settings.useBias?.value !== false,
  );
  const hasNorms = parts.some(
    ({ role, kind, settings: { affine, center, scale } }) =>
      (role === 'transformer' || role === 'batchNormalization' || role === 'normalization') &&
      !WITHOUT_PARAMETERS.test(kind) &&
      affine?.value !== false &&
      !(center?.value === false && scale?.value === false),
  );
  return [...(hasBiases ? ['biases'] : []), ...(hasNorms ? ['normalization parameters'] : [])];
}

function groups(context: RuleContext, optimizer: OptimizerFact): Fix | undefined {
  const edits = splitDecayGroups(sourceAt(context, optimizer.range), optimizer);
  return fixOf('Split the parameters into a group with weight decay and one without', edits);
}

/** A statement behind the assignment of the optimizer. */
function exclusion(context: RuleContext, { variable, range }: OptimizerFact): Fix | undefined {
  const source = sourceAt(context, range);
  const statement = statementAt(source, range);
  if (variable === undefined || statement?.name !== 'AssignStatement') return undefined;
  const line = `${variable}.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])`;
  return fixOf(
    'Leave biases and normalization out of the decay',
    insertStatementAfter(source, range, [line]),
  );
}
