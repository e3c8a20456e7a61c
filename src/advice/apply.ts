/** Turns a measured variant into edits of the source, and tells whether a source already has it. */

import { layerArguments } from '../definition/keras/layers.ts';
import { readSequentials } from '../definition/keras/sequential.ts';
import { signatureOf } from '../definition/keras/signatures.ts';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import { type Argument, nodeAt, type PythonSource, parsePython } from '../definition/python/syntax.ts';
import type { Settings } from '../experiment/experiment.ts';
import { beyondBasics } from '../experiment/variantNames.ts';
import { dropoutEdits } from './dropout.ts';
import { applyEdits, inOrder, mergeDeletions, type TextEdit } from './edits.ts';
import { hasPenalty, penaltyEdits } from './penalty.ts';
import { callOf, type EditTarget, placeOf, Refusal, usesOf } from './target.ts';
import { problemAfter } from './verify.ts';

export { describeChange } from './change.ts';
export { applyEdits, type TextEdit } from './edits.ts';

/** Layers whose models are measured, and so may be changed to what was measured. */
const EDITABLE =
  /^(Activation|BatchNormalization|Dense|Dropout|ELU|Flatten|Identity|Input|InputLayer|LeakyReLU|Masking|ReLU|Softmax|ThresholdedReLU)$/;

/**
 * Whether the source as read means the settings: λ1 and λ2 on every Dense kernel, the rate once between each pair of
 * Dense layers, and no dropout elsewhere.
 */
export function isApplied(definition: ModelDefinition, settings: Settings): boolean {
  const { layers, unreadable } = definition;
  if (beyondBasics(settings).length > 0) return false;
  const dense = layers.filter(({ kind }) => kind === 'Dense');
  if (unreadable || dense.length === 0 || layers.some(({ kind }) => !EDITABLE.test(kind))) return false;
  return dense.every((layer) => hasPenalty(layer, settings)) && hasDropout(layers, settings.dropout);
}

function hasDropout(layers: LayerDefinition[], rate: number): boolean {
  const gaps: number[][] = [[]];
  for (const layer of layers) {
    if (layer.kind === 'Dense') gaps.push([]);
    else if (layer.kind === 'Dropout' && layer.settings.rate?.value !== 0)
      gaps.at(-1)!.push(layer.settings.rate?.value ?? Number.NaN);
  }
  return gaps.every((rates, index) => {
    const inside = index > 0 && index < gaps.length - 1 && rate > 0;
    return inside ? rates.length === 1 && rates[0] === rate : rates.length === 0;
  });
}

/**
 * The edits after which the definition means the settings, in the style of the file; none when it does already.
 * `reason` is a sentence for the user where the change cannot be made safely. The result was read back and compared.
 */
export function regularizationEdits(
  text: string,
  definition: ModelDefinition,
  settings: Settings,
): { edits: TextEdit[] } | { reason: string } {
  try {
    const { target, index, all } = locate(text, definition, settings);
    refuseUnsafe(target, all);
    if (isApplied(target.definition, settings)) return { edits: [] };
    const edits = mergeDeletions(inOrder([...dropoutEdits(target), ...penaltyEdits(target)]));
    const after = overlap(edits) ? undefined : parsePython(applyEdits(text, edits));
    const problem = after
      ? problemAfter({ source: target.source, definitions: all }, after, index, (changed) =>
          isApplied(changed, settings),
        )
      : 'two changes meet in one place';
    if (problem) throw new Refusal(`“${definition.name}” cannot be changed safely: ${problem}.`);
    return { edits };
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.message };
    throw error;
  }
}

/** Finds the definition again in the text as it stands. */
function locate(text: string, definition: ModelDefinition, settings: Settings) {
  const source: PythonSource = parsePython(text);
  const all = readSequentials(source);
  const index = all.findIndex(
    ({ name, anchor }) => name === definition.name && anchor.from === definition.anchor.from,
  );
  const current = all[index];
  const construction =
    current && nodeAt(source, { from: current.anchor.from, to: current.anchor.to - 1 }, () => true)?.parent;
  if (!current || !construction) {
    throw new Refusal(`The file has changed since “${definition.name}” was read.`);
  }
  const target: EditTarget = { source, definition: current, settings, construction };
  return { target, index, all };
}

function refuseUnsafe(target: EditTarget, all: ModelDefinition[]): void {
  const { definition } = target;
  const { name, layers, unreadable } = definition;
  const [gap] = unreadable ?? [];
  if (gap) {
    throw new Refusal(
      `Not all layers of “${name}” are visible: line ${gap.range.startLine} has ${gap.what}, which may hold Dense layers.`,
    );
  }
  if (!layers.some(({ kind }) => kind === 'Dense')) throw new Refusal(`“${name}” has no Dense layer.`);
  const foreign = layers.find(({ kind }) => !EDITABLE.test(kind));
  if (foreign) {
    throw new Refusal(
      `“${name}” has the layer ${foreign.kind} (line ${foreign.range.startLine}), which is not edited yet.`,
    );
  }
  for (const layer of layers) {
    refuseUnmeasured(target, layer);
    refuseShared(target, layer, all);
  }
}

/** With a regularizer that was left out, the source would not be the network that was measured. */
function refuseUnmeasured(target: EditTarget, layer: LayerDefinition): void {
  const { otherRegularizer } = layer;
  if (!otherRegularizer) return;
  const args = layerArguments(target.source, callOf(target, layer), layer.kind);
  const isOther = (argument?: Argument) => argument?.value.from === otherRegularizer.from;
  const name = Object.keys(signatureOf(layer.kind)).find((parameter) => isOther(args.find(parameter)));
  throw new Refusal(
    `The layer ${placeOf(layer)} has ${/^[aeiou]/.test(name ?? '') ? 'an' : 'a'} ${name}, which was left out of what was measured.`,
  );
}

/** A layer that another model or other code uses would change there too. */
function refuseShared(
  { source, definition }: EditTarget,
  layer: LayerDefinition,
  all: ModelDefinition[],
): void {
  const holders = all.flatMap((model) =>
    model.layers.filter((other) => other.range.from === layer.range.from).map(() => model.name),
  );
  if (holders.length > 1) {
    const other = holders.find((name) => name !== definition.name);
    throw new Refusal(
      `The layer ${placeOf(layer)} is used ${other ? `in “${other}” too` : 'more than once'}, so changing it would change both.`,
    );
  }
  if (layer.target === undefined) return;
  const name =
    nodeAt(source, layer.slot, (node) => node.name === 'VariableName') ?? variableIn(source, layer);
  const others = name ? usesOf(source, name).filter((use) => use.parent?.name !== 'MemberExpression') : [];
  if (others.length > 1) {
    throw new Refusal(
      `The layer ${placeOf(layer)} is used elsewhere through the variable “${layer.target}”.`,
    );
  }
}

/** The variable's name inside `model.add(layer)`. */
function variableIn(source: PythonSource, { slot, target }: LayerDefinition) {
  const offset = source.text.slice(slot.from, slot.to).lastIndexOf(target!);
  const from = slot.from + offset;
  return nodeAt(source, { from, to: from + target!.length }, (node) => node.name === 'VariableName');
}

function overlap(edits: TextEdit[]): boolean {
  return edits.some((edit, index) => index > 0 && edit.from < edits[index - 1]!.to);
}
