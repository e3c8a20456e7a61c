/** Turns a measured variant into edits of the source, and tells whether a source already has it. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import { readDefinitions } from '../definition/source.ts';
import type { Settings } from '../experiment/experiment.ts';
import { beyondBasics } from '../experiment/variantNames.ts';
import { dropoutEdits } from './dropout.ts';
import { assignmentOf, usesOf } from './edit/sites.ts';
import { type Editable, editable, nodeAt, textOf } from './edit/source.ts';
import { problemAfter } from './edit/verified.ts';
import { inOrder, mergeDeletions, type TextEdit } from './edits.ts';
import { hasPenalty, penaltyEdits } from './penalty.ts';
import { type EditTarget, placeOf, Refusal } from './target.ts';

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
  const { layers, unreadable, framework, style, submodules } = definition;
  if (framework !== 'keras' || style !== 'sequential' || submodules?.length) return false;
  if (beyondBasics(settings).length > 0) return false;
  const dense = layers.filter(({ kind }) => kind === 'Dense');
  if (unreadable || dense.length === 0 || !layers.every(isEditable)) return false;
  return dense.every((layer) => hasPenalty(layer, settings)) && hasDropout(layers, settings.dropout);
}

/** A call that makes several layers, or perhaps none, is not changed for one of them. */
const isEditable = ({ kind, count = 1, context }: LayerDefinition): boolean =>
  EDITABLE.test(kind) && count === 1 && !context?.length;

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
    const { target, index, models } = locate(text, definition, settings);
    refuseUnsafe(target, models);
    if (isApplied(target.definition, settings)) return { edits: [] };
    const edits = mergeDeletions(inOrder([...dropoutEdits(target), ...penaltyEdits(target)]));
    const problem = problemAfter(
      { text, reading: readingOf(models), read: (after) => readingOf(read(after)) },
      edits,
      {
        layers: target.definition.layers.filter(({ kind }) => /^(Dense|Dropout)$/.test(kind)),
        added: 'any',
        means: (after) => isChanged(target.definition, after.models[index], settings),
      },
    );
    if (problem) throw new Refusal(`“${definition.name}” cannot be changed safely: ${problem}.`);
    return { edits };
  } catch (error) {
    if (error instanceof Refusal) return { reason: error.message };
    throw error;
  }
}

/** Only definitions of Keras are edited, and those in Python. */
const read = (text: string): ModelDefinition[] => readDefinitions('model.py', text);

const readingOf = (models: ModelDefinition[]): SourceReading => ({
  file: 'model.py',
  language: 'python',
  notebook: false,
  models,
  surroundings: [],
  comments: [],
  broken: [],
});

/** Whether a definition means the settings, and beside the dropout is still the same layers. */
function isChanged(before: ModelDefinition, after: ModelDefinition | undefined, settings: Settings): boolean {
  return after !== undefined && isApplied(after, settings) && bones(before) === bones(after);
}

/** A model's layers without what a regularization edit may change. */
function bones({ layers }: ModelDefinition): string {
  const kept = layers.filter(({ kind }) => kind !== 'Dropout');
  return JSON.stringify(
    kept.map(({ kind, settings, otherPenalties, maxNorms, outputShape }) => [
      kind,
      settings,
      otherPenalties,
      maxNorms,
      outputShape,
    ]),
    (key, value) => (key === 'range' || key === 'origin' ? undefined : value),
  );
}

/** Finds the definition again in the text as it stands. */
function locate(text: string, definition: ModelDefinition, settings: Settings) {
  if (definition.framework !== 'keras' || definition.style !== 'sequential') {
    throw new Refusal(
      `“${definition.name}” is no Sequential model of Keras: only those are edited. Set it in your own code.`,
    );
  }
  if (definition.anchor.cell !== undefined) {
    throw new Refusal(
      `“${definition.name}” stands in a notebook: only Python files are edited. Set it in its cell yourself.`,
    );
  }
  const models = read(text);
  const index = models.findIndex(
    ({ name, anchor }) => name === definition.name && anchor.from === definition.anchor.from,
  );
  const current = models[index];
  if (!current) throw new Refusal(`The file has changed since “${definition.name}” was read.`);
  const target: EditTarget = { source: editable('python', text), definition: current, settings };
  return { target, index, models };
}

function refuseUnsafe(target: EditTarget, all: ModelDefinition[]): void {
  const { definition } = target;
  const { name, layers, unreadable, submodules } = definition;
  const [gap] = unreadable ?? [];
  if (gap) {
    throw new Refusal(
      `Not all layers of “${name}” are visible: line ${gap.range.startLine} has ${gap.what}, which may hold Dense layers.`,
    );
  }
  const [inner] = submodules ?? [];
  if (inner) {
    throw new Refusal(
      `“${name}” holds layers of “${inner.name}” (line ${inner.range.startLine}): models inside models are not edited yet.`,
    );
  }
  if (!layers.some(({ kind }) => kind === 'Dense')) throw new Refusal(`“${name}” has no Dense layer.`);
  const foreign = layers.find((layer) => !EDITABLE.test(layer.kind));
  if (foreign) {
    throw new Refusal(
      `“${name}” has the layer ${foreign.kind} (line ${foreign.range.startLine}), which is not edited yet.`,
    );
  }
  for (const layer of layers) {
    refuseUnmeasured(target, layer);
    refuseShared(target, layer, all);
  }
  const several = layers.find((layer) => !isEditable(layer));
  if (several) {
    throw new Refusal(
      `The layer ${placeOf(several)} stands in a loop or under a condition, so one edit would change several layers.`,
    );
  }
}

/** With a regularizer that was left out, the source would not be the network that was measured. */
function refuseUnmeasured(target: EditTarget, layer: LayerDefinition): void {
  const { otherRegularizer } = layer;
  if (!otherRegularizer) return;
  const written = textOf(target.source, otherRegularizer);
  const name = layer.arguments?.find(({ range }) => range.from === otherRegularizer.from)?.name ?? written;
  throw new Refusal(
    `The layer ${placeOf(layer)} has ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}, which was left out of what was measured.`,
  );
}

/** A layer that another model or other code uses would change there too. */
function refuseShared(
  { source, definition }: EditTarget,
  layer: LayerDefinition,
  all: ModelDefinition[],
): void {
  const holder = all.find(({ submodules }) =>
    submodules?.some(({ range }) => range.from === layer.range.from),
  );
  if (holder) {
    const other = holder.name === definition.name ? 'more than once' : `in “${holder.name}” too`;
    throw new Refusal(`The layer ${placeOf(layer)} is used ${other}, so changing it would change both.`);
  }
  const name = variableOf(source, layer);
  const assignment = name && assignmentOf(source, name);
  const uses = assignment ? usesOf(source, assignment, textOf(source, name)) : [];
  if (uses.filter((use) => use.parent?.name !== 'MemberExpression').length > 1) {
    throw new Refusal(
      `The layer ${placeOf(layer)} is used elsewhere through the variable “${layer.target}”.`,
    );
  }
}

/** The variable that stands for a layer in its list, or inside `model.add(layer)`. */
function variableOf(source: Editable, { slot, target }: LayerDefinition): SyntaxNode | undefined {
  if (target === undefined) return undefined;
  const offset = source.text.slice(slot.from, slot.to).lastIndexOf(target);
  const from = slot.from + offset;
  return nodeAt(source, { from, to: from + target.length }, ({ name }) => name === 'VariableName');
}
