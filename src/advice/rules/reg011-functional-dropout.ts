import type { FlowNode, FrameworkName, SourceRange } from '../../definition/model.ts';
import { setArgument } from '../edit/arguments.ts';
import { around, childrenOf, type Editable, textOf } from '../edit/source.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { sourceOf } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { sitesOf } from './support/flows.ts';
import { isZero } from './support/rates.ts';
import { inPercent } from './support/strengths.ts';
import { type Node, type NodeOf, nodesAround, rangeOfNode } from './support/syntax.ts';

const documentation: RuleDocumentation = {
  title: 'Functional dropout that does not follow the mode',
  why:
    '`F.dropout(x, p)` has `training=True` by default. It is no module, so `model.eval()` does not reach it: it drops ' +
    'units in evaluation too, and predictions are noisy. `F.alpha_dropout` has `training=False` by default and never ' +
    'drops. `tf.nn.dropout` knows no mode and always drops, and so does `F.scaled_dot_product_attention(dropout_p=…)`.',
  silent:
    '`training=` is given, also as a literal (Monte-Carlo dropout is meant then); the rate is 0; the call stands under a ' +
    'condition on the mode, such as `if self.training:`, or in a branch of `in_train_phase`.',
  remedy: 'Pass `training=self.training`, or make an `nn.Dropout` in `__init__` and apply it in `forward`.',
  sources: [
    {
      title: 'PyTorch: torch.nn.functional.dropout',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html',
    },
    {
      title: 'Gal & Ghahramani 2016, “Dropout as a Bayesian Approximation”',
      url: 'https://arxiv.org/abs/1506.02142',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import torch.nn.functional as F',
      'from torch import nn',
      '',
      '',
      'class Net(nn.Module):',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.hidden = nn.Linear(784, 128)',
      '        self.output = nn.Linear(128, 10)',
      '',
      '    def forward(self, x):',
      '        x = F.relu(self.hidden(x))',
      '        x = F.dropout(x, 0.5)',
      '        return self.output(x)',
      '',
    ].join('\n'),
  },
  mended: [
    'import torch.nn.functional as F',
    'from torch import nn',
    '',
    '',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.hidden = nn.Linear(784, 128)',
    '        self.output = nn.Linear(128, 10)',
    '',
    '    def forward(self, x):',
    '        x = F.relu(self.hidden(x))',
    '        x = F.dropout(x, 0.5, training=self.training)',
    '        return self.output(x)',
    '',
  ].join('\n'),
};

export const functionalDropout = defineRule({
  code: 'REG011',
  slug: 'functional-dropout',
  severity: 'error',
  documentation,
  find: (context) =>
    sitesOf(context)
      .filter(({ layer }) => !layer)
      .flatMap(({ role, steps }) => {
        const { node, model } = steps[0]!;
        if (role === 'attention') return foundInAttention(context, node);
        return role === 'dropout' || role === 'channelDropout' ? foundAt(context, node, model.framework) : [];
      }),
});

/** `F.scaled_dot_product_attention(q, k, v, dropout_p=0.1)`, which knows no mode. */
function foundInAttention(context: RuleContext, node: FlowNode): Found[] {
  const { range, settings } = node;
  const rate = settings?.rate;
  if (!rate?.value || !rate.range || dependsOnMode(context, node)) return [];
  const written = sourceOf(context, rate.range);
  return [
    {
      range,
      message: `This attention knows no mode: dropout_p drops ${inPercent(rate.value)} of the attention weights in evaluation too, and model.eval() does not reach a function. Pass dropout_p=${written} if self.training else 0.0.`,
      fixes: () => [byMode(context, range, 'dropout_p', `${written} if self.training else 0.0`)],
    },
  ];
}

function foundAt(context: RuleContext, node: FlowNode, framework: FrameworkName): Found[] {
  const { settings, range } = node;
  const training = settings?.training;
  if (training?.origin !== 'default' || isZero(settings?.rate)) return [];
  const rate = settings?.rate?.value;
  const fixes = () => (framework === 'pytorch' ? [followMode(context, range)] : []);
  if (training.value === false) return [{ range, severity: 'warning', message: neverDrops(rate), fixes }];
  const alwaysActs = training.value === true && !dependsOnMode(context, node);
  return alwaysActs ? [{ range, message: alwaysDrops(framework, rate), fixes }] : [];
}

/** `if self.training: …`, `if not training: return x` above, `K.in_train_phase(dropped, x)`. */
function dependsOnMode(context: RuleContext, { range }: FlowNode): boolean {
  const nodes = nodesAround(context.reading, range);
  const method = nodes.find((node) => node.type === 'function' && 'name' in node);
  const above = method
    ? sourceOf(context, { ...range, from: rangeOfNode(context, method).from, to: range.from })
    : '';
  return (
    nodes.some((node) => asksForMode(context, node)) ||
    /\bif\s+not\s+[\w.]*training\s*:\s*return\b/.test(above)
  );
}

const MODE = /\b(is_|self\.)?train(ing)?\b|\bin_train_phase\b|\bsmart_cond\b/;

/** A condition about the mode around a call, or a function that chooses by it. */
function asksForMode(context: RuleContext, node: Node): boolean {
  const asks = (part: Node) => MODE.test(sourceOf(context, rangeOfNode(context, part)));
  if (node.type === 'if') return testsOf(node).some(asks);
  if (node.type === 'conditional') return asks(node);
  return node.type === 'call' && asks(node.callee);
}

/** Of `if`, and of every `elif` after it. */
function testsOf({ test, otherwise }: NodeOf<'if'>): Node[] {
  const [next, ...others] = otherwise;
  return next?.type === 'if' && others.length === 0 ? [test, ...testsOf(next)] : [test];
}

const followMode = (context: RuleContext, range: SourceRange): Fix | undefined =>
  byMode(context, range, 'training', 'self.training');

/** `training=self.training`, where `self` is the module. */
function byMode(context: RuleContext, range: SourceRange, name: string, value: string): Fix | undefined {
  const source = sourceAt(context, range);
  if (!isInMethod(source, range.from)) return undefined;
  return fixOf(`Pass ${name}=${value}`, setArgument(source, range, name, value), true);
}

function isInMethod(source: Editable, offset: number): boolean {
  const method = around(source.tree.resolveInner(offset, 1), ({ name }) => name === 'FunctionDefinition');
  const parameters = method?.getChild('ParamList');
  const first = parameters && childrenOf(parameters).find(({ name }) => name === 'VariableName');
  return method?.parent?.parent?.name === 'ClassDefinition' && !!first && textOf(source, first) === 'self';
}

function alwaysDrops(framework: FrameworkName, rate: number | undefined): string {
  const share = rate === undefined ? 'units' : `${inPercent(rate)} of the units`;
  if (framework === 'keras') {
    return `This dropout knows no mode: it drops ${share} when the model predicts, too. Use the layer keras.layers.Dropout, which acts in training only.`;
  }
  return `This dropout is on in evaluation too: without training= it drops ${share} whatever the mode, and model.eval() does not reach a function. Pass training=self.training.`;
}

function neverDrops(rate: number | undefined): string {
  const share = rate === undefined ? 'units' : `${inPercent(rate)} of the units`;
  return `This dropout never acts: without training= the function drops nothing, in training either, though ${share} are meant. Pass training=self.training.`;
}
