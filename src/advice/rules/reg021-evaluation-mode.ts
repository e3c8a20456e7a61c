import type { SyntaxNode } from '@lezer/common';
import type { EvaluationFact } from '../../definition/surroundings.ts';
import { insertLineAfter, ownIndent } from '../edit/layout.ts';
import { around, childrenOf, type Editable, textOf } from '../edit/source.ts';
import { insertStatementBefore } from '../edit/statements.ts';
import type { TextEdit } from '../edits.ts';
import type { Fix, RuleContext, RuleDocumentation } from '../rule.ts';
import { functionsAround } from './support/assignments.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf } from './support/facts.ts';
import { fixOf, sourceAt } from './support/fixes.ts';
import { modeDependent } from './support/modeDependent.ts';
import { compiledModel } from './support/models.ts';
import { listed } from './support/strengths.ts';

const documentation: RuleDocumentation = {
  title: 'Evaluation in training mode',
  why:
    'A PyTorch model is in training mode until `model.eval()` is called. In training mode dropout drops units and batch ' +
    'normalization uses the statistics of the batch (and changes its running ones), so a loss measured there is that of ' +
    'another function: it is noisy, depends on the batch, and is not what the model does in use. `torch.no_grad()` only ' +
    'switches gradients off.',
  silent:
    'The model has neither dropout nor batch normalization, or cannot be seen; `.eval()` is called before, here or in ' +
    'the function’s caller; the model is given to a function whose callers cannot be seen; Lightning’s ' +
    '`validation_step` and `test_step`, which run in evaluation mode.',
  remedy: 'Call `model.eval()` before evaluating, and `model.train()` before training goes on.',
  sources: [
    {
      title: 'PyTorch: evaluation mode (nn.Module.eval)',
      url: 'https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval',
    },
  ],
  example: {
    language: 'python',
    code: [
      'import torch',
      'from torch import nn',
      '',
      '',
      'class Net(nn.Module):',
      '    def __init__(self):',
      '        super().__init__()',
      '        self.hidden = nn.Linear(784, 128)',
      '        self.drop = nn.Dropout(0.5)',
      '        self.output = nn.Linear(128, 10)',
      '',
      '    def forward(self, x):',
      '        return self.output(self.drop(torch.relu(self.hidden(x))))',
      '',
      '',
      'model = Net()',
      '',
      '',
      'def evaluate(loader):',
      '    correct = 0',
      '    with torch.no_grad():',
      '        for x, y in loader:',
      '            correct += (model(x).argmax(1) == y).sum().item()',
      '    return correct',
      '',
      '',
      'evaluate(test_loader)',
      '',
    ].join('\n'),
  },
  mended: [
    'import torch',
    'from torch import nn',
    '',
    '',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.hidden = nn.Linear(784, 128)',
    '        self.drop = nn.Dropout(0.5)',
    '        self.output = nn.Linear(128, 10)',
    '',
    '    def forward(self, x):',
    '        return self.output(self.drop(torch.relu(self.hidden(x))))',
    '',
    '',
    'model = Net()',
    '',
    '',
    'def evaluate(loader):',
    '    correct = 0',
    '    model.eval()',
    '    with torch.no_grad():',
    '        for x, y in loader:',
    '            correct += (model(x).argmax(1) == y).sum().item()',
    '    return correct',
    '',
    '',
    'evaluate(test_loader)',
    '',
  ].join('\n'),
};

export const evaluationMode = defineRule({
  code: 'REG021',
  slug: 'evaluation-mode',
  severity: 'warning',
  documentation,
  find: (context) =>
    factsOf(context.reading, 'evaluation', 'pytorch')
      .filter((evaluation) => isTraining(context, evaluation))
      .flatMap((evaluation) => foundAt(context, evaluation)),
});

/**
 * Whether the model is in training mode. Of a function that nothing in the file calls it is, when the model is the
 * file’s own and nothing in the file ever switches a mode off.
 */
function isTraining(context: RuleContext, { inEvalMode, model, range }: EvaluationFact): boolean {
  if (inEvalMode !== undefined) return !inEvalMode;
  const [around] = functionsAround(context.reading, range);
  const isGiven = !around || around.parameters.some(({ name }) => name === model) || model.includes('.');
  return !isGiven && !factsOf(context.reading, 'mode').some(({ mode }) => mode === 'eval');
}

function foundAt(context: RuleContext, evaluation: EvaluationFact): Found[] {
  const { model: variable, anchor } = evaluation;
  const model = compiledModel(context, evaluation);
  const clauses = model ? modeDependent(context.reading, model) : [];
  if (!model || clauses.length === 0) return [];
  return [
    {
      range: anchor,
      message: `“${variable}” is evaluated here without ${variable}.eval(), so ${listed(clauses)}. Call ${variable}.eval() first, and ${variable}.train() before training goes on.`,
      fixes: () => [switchMode(context, evaluation)],
      related: [{ range: model.anchor, message: `“${model.name}” is defined here.` }],
    },
  ];
}

/** `model.eval()` in front of the block without gradients, or as the first statement of the function. */
function switchMode(context: RuleContext, { model, range }: EvaluationFact): Fix | undefined {
  const source = sourceAt(context, range);
  const call = source.tree.resolveInner(range.from, 1);
  const block = around(call, (node) => isWithoutGradient(source, node));
  const place = block ?? firstStatement(call);
  const edits = place && insertStatementBefore(source, place, [`${model}.eval()`]);
  if (!edits || !trainingGoesOn(source, block ?? call)) return fixOf(`Call ${model}.eval() first`, edits);
  const back = block && backToTraining(source, block, model);
  return back && fixOf(`Call ${model}.eval() first and ${model}.train() afterwards`, [...edits, back]);
}

/** Behind the block; nowhere where the block is left in another way. */
function backToTraining({ text }: Editable, block: SyntaxNode, model: string): TextEdit | undefined {
  const written = text.slice(block.from, block.to).trimEnd();
  const indent = ownIndent(text, block.from);
  if (indent === undefined || /\b(return|yield|break|continue)\b/.test(written)) return undefined;
  return insertLineAfter(text, block.from + written.length, `${indent}${model}.train()`);
}

const TRAINS = /\.(backward|step)\(/;
const SETS_TRAINING = /\.train\(\s*(mode\s*=\s*)?(True\s*)?\)/;
const LOOP = /^(For|While)Statement$/;

/** Whether a loop that the place is in, or that calls its function, also trains and never goes back to training mode. */
function trainingGoesOn(source: Editable, place: SyntaxNode): boolean {
  const functions = nodesOf(source, /^FunctionDefinition$/);
  const inside = functions.filter(({ from, to }) => from <= place.from && place.to <= to).at(-1);
  const name = inside && nameOf(source, inside);
  return nodesOf(source, LOOP).some((loop) => {
    const isAround = loop.from <= place.from && place.to <= loop.to;
    const within = isAround && (!inside || inside.from < loop.from);
    const text = textOf(source, loop);
    if (!within && !(name !== undefined && calls(text, name))) return false;
    const called = functions.filter((each) => calls(text, nameOf(source, each)));
    const all = [text, ...called.map((each) => textOf(source, each))].join('\n');
    return TRAINS.test(all) && !SETS_TRAINING.test(all);
  });
}

const calls = (text: string, name: string): boolean => name !== '' && new RegExp(`\\b${name}\\(`).test(text);

function nameOf(source: Editable, definition: SyntaxNode): string {
  const name = definition.getChild('VariableName');
  return name ? textOf(source, name) : '';
}

function nodesOf({ tree }: Editable, kind: RegExp): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({
    enter: (ref) => {
      if (kind.test(ref.name)) found.push(ref.node);
    },
  });
  return found;
}

function isWithoutGradient(source: Editable, node: SyntaxNode): boolean {
  const body = node.name === 'WithStatement' ? node.getChild('Body') : undefined;
  const header = body ? textOf(source, { from: node.from, to: body.from }) : '';
  return /\b(no_grad|inference_mode|set_grad_enabled)\b/.test(header);
}

/** Of the function around; a docstring stays its first statement. */
function firstStatement(call: SyntaxNode): SyntaxNode | undefined {
  const body = around(call, ({ name }) => name === 'FunctionDefinition')?.getChild('Body');
  const [first, second] = body ? childrenOf(body).filter(({ name }) => name !== ':') : [];
  const isText = first?.name === 'ExpressionStatement' && /String$/.test(first.firstChild?.name ?? '');
  return isText ? second : first;
}
