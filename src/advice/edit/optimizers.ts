/** Edits of optimizers: weight decay by groups of parameters, AdamW. */
import type { SyntaxNode } from '@lezer/common';
import type { OptimizerFact } from '../../definition/surroundings.ts';
import type { TextEdit } from '../edits.ts';
import { removeArgument, setArgument } from './arguments.ts';
import { argumentsOf, callAt, calledName, calleeOf, type WrittenArgument } from './calls.ts';
import { endOfLine, indentOf } from './layout.ts';
import { renameCall } from './rename.ts';
import { type Editable, nodeAt, textOf } from './source.ts';
import { quoted } from './strings.ts';

/**
 * Splits `model.parameters()` of an optimizer of PyTorch into two groups: tensors with more than one axis are decayed,
 * biases and normalization parameters are not (Loshchilov & Hutter 2019; the usual recipe).
 * @returns undefined where parameters are not given as `….parameters()`, or the decay cannot be seen
 */
export function splitDecayGroups(source: Editable, optimizer: OptimizerFact): TextEdit[] | undefined {
  const call = callAt(source, optimizer.range);
  const parameters = call && parametersIn(source, call);
  const decay = call && decayText(source, call, optimizer);
  if (!parameters?.value || !decay || isCommented(source, call)) return undefined;
  const model = textOf(source, parameters.value);
  const group = (condition: string, weightDecay: string) =>
    `{${quoted(source, 'params')}: [p for p in ${model} if ${condition}], ${quoted(source, 'weight_decay')}: ${weightDecay}},`;
  const indent = indentOf(source.text, parameters.value.from);
  const inner = indent + unitOf(source);
  const lines = [
    '[',
    `${inner}${group('p.ndim > 1', decay)}`,
    `${inner}${group('p.ndim <= 1', '0.0')}`,
    `${indent}]`,
  ];
  const { from, to } = parameters.value;
  return [
    { from, to, text: lines.join(endOfLine(source.text)) },
    ...(removeArgument(source, call, 'weight_decay') ?? []),
  ];
}

/** Whether a comment stands among the arguments: it would be lost, or stand beside something else. */
function isCommented({ tree }: Editable, call: SyntaxNode): boolean {
  let found = false;
  tree.iterate({
    from: call.from,
    to: call.to,
    enter: ({ name, from, to }) => {
      if (name === 'Comment' && from >= call.from && to <= call.to) found = true;
    },
  });
  return found;
}

/** `model.parameters()`, first or as `params=`. */
function parametersIn(source: Editable, call: SyntaxNode): WrittenArgument | undefined {
  const [first] = argumentsOf(source, call);
  const isParameters =
    first?.value?.name === 'CallExpression' &&
    calledName(source, first.value) === 'parameters' &&
    argumentsOf(source, first.value).length === 0;
  return isParameters && (first.name === undefined || first.name === 'params') ? first : undefined;
}

/** The decay as it is written, or the optimizer's default. */
function decayText(source: Editable, call: SyntaxNode, { weightDecay }: OptimizerFact): string | undefined {
  const written = argumentsOf(source, call);
  const argument = written.find(({ name }) => name === 'weight_decay')?.value;
  if (argument) return weightDecay.value === 0 ? undefined : textOf(source, argument);
  const isDefault = weightDecay.origin === 'default' && !written.some(({ spread }) => spread);
  return isDefault && weightDecay.value ? String(weightDecay.value) : undefined;
}

/** One step of indentation, as the file has it. */
function unitOf({ text }: Editable): string {
  if (/^\t/m.test(text)) return '\t';
  return /^ {2}\S/m.test(text) ? '  ' : '    ';
}

/** How many arguments of PyTorch’s Adam stand before `weight_decay`: params, lr, betas, eps. */
const BEFORE_DECAY = 4;

/**
 * Adam becomes AdamW, whose decay is decoupled from the gradient; also of Keras’ name `"adam"`. PyTorch's Adam has no
 * decay by default and AdamW has 0.01, so `weight_decay=0` is written where there is none.
 */
export function toAdamW(source: Editable, optimizer: OptimizerFact): TextEdit[] | undefined {
  const { framework, name, range } = optimizer;
  if (name !== 'Adam' || framework === 'tfjs') return undefined;
  const call = callAt(source, range);
  if (!call) return renameText(source, optimizer);
  // The old optimizers of Keras have no AdamW.
  const isLegacy = /\blegacy\b/.test(textOf(source, calleeOf(call)));
  if (isLegacy) return undefined;
  const renamed = renameCall(source, framework, range, 'AdamW');
  const kept = framework === 'pytorch' ? keepDecay(source, call) : [];
  return renamed && kept && [...renamed, ...kept];
}

/** Writes that groups without a decay of their own have none; undefined where arguments cannot be seen. */
function keepDecay(source: Editable, call: SyntaxNode): TextEdit[] | undefined {
  const given = argumentsOf(source, call);
  if (given.some(({ name }) => name === 'weight_decay')) return [];
  if (given.some(({ spread }) => spread)) return undefined;
  if (given.filter(({ name }) => name === undefined).length > BEFORE_DECAY) return [];
  return setArgument(source, call, 'weight_decay', '0');
}

function renameText(source: Editable, { range, framework }: OptimizerFact): TextEdit[] | undefined {
  const text = nodeAt(source, range, ({ name }) => name === 'String');
  const isName = framework === 'keras' && text && /^(["'])adam\1$/i.test(textOf(source, text));
  return isName ? [{ from: range.from + 1, to: range.to - 1, text: 'adamw' }] : undefined;
}
