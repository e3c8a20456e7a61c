/** Edits that give every Dense kernel one penalty, or none. */
import type { SyntaxNode } from '@lezer/common';
import { layerArguments } from '../definition/keras/layers.ts';
import { type RegularizerFamily, regularizerForm } from '../definition/keras/regularizers.ts';
import type { LayerDefinition, Penalty } from '../definition/model.ts';
import { valueBindingOf } from '../definition/python/names.ts';
import { type Argument, argumentsOf, textOf, unwrap } from '../definition/python/syntax.ts';
import type { Settings } from '../experiment/experiment.ts';
import { formatStrength } from '../words.ts';
import type { TextEdit } from './edits.ts';
import { appendItem, removeItem } from './layout.ts';
import { spellRegularizer } from './spelling.ts';
import { callOf, type EditTarget, placeOf, Refusal, usesOf } from './target.ts';

/** Whether a layer's kernel has exactly the penalty of the settings. */
export function hasPenalty(layer: LayerDefinition, { l1, l2 }: Settings): boolean {
  if (layer.kernelPenaltyUnknown) return false;
  const written: Pick<Penalty, 'l1' | 'l2'> = layer.kernelPenalty ?? { l1: 0, l2: 0 };
  return written.l1 === l1 && written.l2 === l2;
}

export function penaltyEdits(target: EditTarget): TextEdit[] {
  const dense = target.definition.layers.filter(({ kind }) => kind === 'Dense');
  const changed = dense.filter((layer) => !hasPenalty(layer, target.settings));
  const edits = changed.flatMap((layer) => layerEdits(target, layer));
  return distinct(edits);
}

function layerEdits(target: EditTarget, layer: LayerDefinition): TextEdit[] {
  const { source, settings } = target;
  const call = callOf(target, layer);
  const args = layerArguments(source, call, layer.kind);
  const argument = args.find('kernel_regularizer');
  if (layer.kernelPenaltyUnknown) {
    const found = textOf(source, layer.kernelPenaltyUnknown);
    throw new Refusal(
      `The kernel_regularizer of ${placeOf(layer)} cannot be read: it is given by “${found}”.`,
    );
  }
  if (settings.l1 === 0 && settings.l2 === 0)
    return argument ? [removeArgument(target, args.written, argument)] : [];
  if (argument) return replaceValue(target, argument.value);
  const { text, edits } = expressionFor(target);
  const item = `kernel_regularizer=${text}`;
  const last = args.written.at(-1);
  if (last) return [...appendItem(source.text, last, item), ...edits];
  const inside = call.getChild('ArgList')!.from + 1;
  return [{ from: inside, to: inside, text: item }, ...edits];
}

function removeArgument({ source }: EditTarget, written: Argument[], argument: Argument): TextEdit {
  // A positional argument holds the place of those after it.
  if (argument.name === undefined) return { from: argument.from, to: argument.to, text: 'None' };
  const index = written.indexOf(argument);
  return removeItem(source.text, argument, written[index + 1], written[index - 1]);
}

/** Replaces the expression, or the value of its variable when only this model's Dense layers use it. */
function replaceValue(target: EditTarget, value: SyntaxNode): TextEdit[] {
  const own = ownVariableValue(target, value) ?? value;
  const { text, edits } = expressionFor(target, unwrap(own));
  return [{ from: own.from, to: own.to, text }, ...edits];
}

function ownVariableValue({ source, definition }: EditTarget, value: SyntaxNode): SyntaxNode | undefined {
  const name = unwrap(value);
  const binding = name.name === 'VariableName' ? valueBindingOf(source, name) : undefined;
  if (!binding || unwrap(binding.value).name !== 'CallExpression') return undefined;
  const places = definition.layers
    .filter(({ kind }) => kind === 'Dense')
    .map(({ kernelPenalty }) => kernelPenalty?.range.from);
  return usesOf(source, name).every((use) => places.includes(use.from)) ? binding.value : undefined;
}

const NAMES: Record<RegularizerFamily, { upper: string; lower: string }> = {
  l1: { upper: 'L1', lower: 'l1' },
  l2: { upper: 'L2', lower: 'l2' },
  l1_l2: { upper: 'L1L2', lower: 'l1_l2' },
};

/** `keras.regularizers.L2(1e-3)`, in the words of the expression that stood there or of the file's imports. */
function expressionFor(target: EditTarget, existing?: SyntaxNode): { text: string; edits: TextEdit[] } {
  const { source, settings, construction } = target;
  const family: RegularizerFamily =
    settings.l1 > 0 && settings.l2 > 0 ? 'l1_l2' : settings.l1 > 0 ? 'l1' : 'l2';
  const form = existing && regularizerForm(source, existing);
  const callee = form && existing.firstChild!;
  if (callee && form.family === family) {
    const keyword = family === 'l1_l2' ? undefined : argumentsOf(source, existing)[0]?.name;
    return { text: `${textOf(source, callee)}(${strengths(settings, family, keyword)})`, edits: [] };
  }
  const values = strengths(settings, family);
  if (callee?.name === 'MemberExpression') {
    const lowerCase = /^[a-z]/.test(form!.name);
    const name = lowerCase ? NAMES[family].lower : NAMES[family].upper;
    return { text: `${textOf(source, callee.firstChild!)}.${name}(${values})`, edits: [] };
  }
  const spelling = spellRegularizer(source, construction, NAMES[family]);
  if (!spelling) {
    throw new Refusal(
      'The name “regularizers” is taken in this file, so Keras’ regularizers cannot be imported.',
    );
  }
  return { text: `${spelling.callee}(${values})`, edits: spelling.edits };
}

function strengths({ l1, l2 }: Settings, family: RegularizerFamily, keyword?: string): string {
  if (family === 'l1_l2') return `l1=${formatStrength(l1)}, l2=${formatStrength(l2)}`;
  const value = formatStrength(family === 'l1' ? l1 : l2);
  return keyword ? `${keyword}=${value}` : value;
}

/** An import or a shared variable is edited once, however many layers ask for it. */
function distinct(edits: TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ from, to, text }) => {
    const key = `${from}:${to}:${text}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
