/** Edits that give every Dense kernel one penalty, or none. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, Penalty } from '../definition/model.ts';
import type { Settings } from '../experiment/experiment.ts';
import { type Positional, removeArgument, setArgument } from './edit/arguments.ts';
import { argumentsOf, calledName, calleeOf, isCall, type WrittenArgument } from './edit/calls.ts';
import { FAMILIES, familyOf, kerasStrengths, spellRegularizer } from './edit/penalties.ts';
import { assignedValue, assignmentOf, usesOf } from './edit/sites.ts';
import { textOf, unwrap } from './edit/source.ts';
import type { Spelling } from './edit/spell.ts';
import type { TextEdit } from './edits.ts';
import { callOf, type EditTarget, placeOf, Refusal } from './target.ts';

const ARGUMENT = 'kernel_regularizer';

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
  if (layer.kernelPenaltyUnknown) {
    const found = textOf(source, layer.kernelPenaltyUnknown);
    throw new Refusal(`The ${ARGUMENT} of ${placeOf(layer)} cannot be read: it is given by “${found}”.`);
  }
  const argument = argumentIn(target, layer);
  if (settings.l1 === 0 && settings.l2 === 0) return argument ? removal(target, layer, argument) : [];
  if (argument?.value) return replaceValue(target, argument.value);
  const { text, edits } = expressionFor(target);
  const added = setArgument(source, layer.range, ARGUMENT, text);
  if (!added) throw new Refusal(`The arguments of ${placeOf(layer)} cannot be edited.`);
  return [...added, ...edits];
}

/** The argument as it is written, by keyword or by position. */
function argumentIn(target: EditTarget, layer: LayerDefinition): WrittenArgument | undefined {
  const read = layer.arguments?.find(({ name }) => name === ARGUMENT)?.range;
  return argumentsOf(target.source, callOf(target, layer)).find(
    ({ name, value, from }) => name === ARGUMENT || (name === undefined && value && from === read?.from),
  );
}

function removal({ source }: EditTarget, { range }: LayerDefinition, argument: WrittenArgument): TextEdit[] {
  const positional: Positional = argument.name === undefined ? [{ name: ARGUMENT, range: argument }] : [];
  const { from, to } = argument;
  return removeArgument(source, range, ARGUMENT, positional) ?? [{ from, to, text: 'None' }];
}

/** Replaces the expression, or the value of its variable when only this model's Dense layers use it. */
function replaceValue(target: EditTarget, value: SyntaxNode): TextEdit[] {
  const own = ownVariableValue(target, value) ?? value;
  const { text, edits } = expressionFor(target, unwrap(own));
  return [{ from: own.from, to: own.to, text }, ...edits];
}

function ownVariableValue(target: EditTarget, value: SyntaxNode): SyntaxNode | undefined {
  const { source, definition } = target;
  const name = unwrap(value);
  const assignment = name.name === 'VariableName' ? assignmentOf(source, name) : undefined;
  const assigned = assignment && assignedValue(assignment);
  if (!assigned || !isCall(assigned)) return undefined;
  const places = definition.layers
    .filter(({ kind }) => kind === 'Dense')
    .map((layer) => argumentIn(target, layer)?.value?.from);
  const uses = usesOf(source, assignment, textOf(source, name));
  return uses.every((use) => places.includes(use.from)) ? assigned : undefined;
}

/** `keras.regularizers.L2(1e-3)`, in the words of the expression that stood there or of the file's imports. */
function expressionFor(target: EditTarget, existing?: SyntaxNode): Spelling {
  const { source, settings, definition } = target;
  const family = familyOf(settings);
  const written = existing && isCall(existing) ? existing : undefined;
  const name = written && calledName(source, written);
  const own = Object.values(FAMILIES).find((names) => names.class === name || names.function === name);
  if (written && own === FAMILIES[family]) {
    const keyword = family === 'l1l2' ? undefined : argumentsOf(source, written)[0]?.name;
    const values = kerasStrengths(settings);
    return {
      text: `${textOf(source, calleeOf(written))}(${keyword ? `${keyword}=` : ''}${values})`,
      edits: [],
    };
  }
  const callee = written && calleeOf(written);
  if (own && callee?.name === 'MemberExpression') {
    const replacement = name === own.function ? FAMILIES[family].function : FAMILIES[family].class;
    const prefix = textOf(source, callee.firstChild!);
    return { text: `${prefix}.${replacement}(${kerasStrengths(settings)})`, edits: [] };
  }
  const spelling = spellRegularizer(source, 'keras', settings, definition.anchor);
  if (!spelling) {
    throw new Refusal(
      'The name “regularizers” is taken in this file, so Keras’ regularizers cannot be imported.',
    );
  }
  return spelling;
}

/** An import or a shared variable is edited once, however many layers ask for it. */
function distinct(edits: TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ from, to, text }) => {
    const key = `${from}:${to}:${text}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
