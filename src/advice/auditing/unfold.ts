/** The tensors of a model, those of its blocks included, as far as their sizes can be seen. */
import type { FlowNode, LayerDefinition, ModelDefinition, Setting } from '../../definition/model.ts';
import { countOf, type ParameterTensor, parameterTensors } from '../../definition/parameterTensors.ts';
import type { SourceReading } from '../../definition/reading.ts';
import type { AuditLimit } from '../audit.ts';
import { isSameRange } from '../rules/support/facts.ts';
import { blockOf, layersOf } from '../rules/support/layersOf.ts';

/** Layers with the same tensors that one call makes. */
export interface LayerTensors {
  layer: LayerDefinition;
  /** The definition that the call stands in: the model itself, or a block of it. */
  of: ModelDefinition;
  /** Whether `of` is the model itself. */
  own: boolean;
  copies: number | null;
  /** Undefined for layers whose tensors are not known. */
  tensors: ParameterTensor[] | undefined;
  /** Whether the tensors’ sizes can be seen. */
  sized: boolean;
}

/** Layers without parameters are left out. */
export function unfold(
  reading: SourceReading,
  model: ModelDefinition,
): { tensors: LayerTensors[]; unseen: AuditLimit[] } {
  const calls = callsOf(reading, model);
  const unfolded = calls.map((call) => ofCall(model, call));
  const doubtful = doubtfulBlocks(model, unfolded.flat());
  const tensors = calls.flatMap((call, index) =>
    doubtful.has(call.of.name) ? [withoutFlow(call)] : unfolded[index]!,
  );
  const blocks = [model, ...new Set(calls.map(({ of }) => of))];
  return {
    tensors: tensors.filter((each) => !each.tensors || each.tensors.length > 0),
    unseen: [...new Set(blocks)].flatMap((block) => unseenIn(reading, block)),
  };
}

type Call = Omit<LayerTensors, 'tensors' | 'sized'>;

/** Each layer call once, with the number of layers that it makes in all blocks together. */
function callsOf(reading: SourceReading, model: ModelDefinition): Call[] {
  const calls = new Map<LayerDefinition, Call>();
  for (const { layer, of, count } of layersOf(reading, model)) {
    const before = calls.get(layer);
    if (!before) calls.set(layer, { layer, of, own: of === model, copies: count });
    else before.copies = before.copies === null || count === null ? null : before.copies + count;
  }
  const known = new Set([...calls.keys()].map(placeOf));
  for (const { layer } of model.flow ?? []) {
    // Of another model that it is built of, as an encoder’s layers are those of the autoencoder.
    if (!layer || known.has(placeOf(layer))) continue;
    known.add(placeOf(layer));
    const of = reading.models.find(({ layers }) => layers.includes(layer)) ?? model;
    calls.set(layer, { layer, of, own: true, copies: layer.count === undefined ? 1 : layer.count });
  }
  return [...calls.values()];
}

const placeOf = ({ range: { cell, from } }: LayerDefinition): string => `${cell ?? ''}:${from}`;

function ofCall(model: ModelDefinition, call: Call): LayerTensors[] {
  const alone = withoutFlow(call);
  return (!alone.sized && call.copies && fromFlow(model, call)) || [alone];
}

function withoutFlow(call: Call): LayerTensors {
  const tensors = parameterTensors(call.layer);
  return { ...call, tensors: tensors ?? namesOf(call.layer), sized: tensors !== undefined };
}

/** The tensors of a layer whose sizes cannot be seen, as if they were 1: names and kinds do not depend on them. */
function namesOf(layer: LayerDefinition): ParameterTensor[] | undefined {
  const settings = { ...layer.settings };
  for (const name of ['units', 'filters', 'inputs', 'vocabulary', 'outputSize'] as const) {
    if (settings[name] && settings[name].value === undefined) settings[name] = constant(1);
  }
  const input = { shape: layer.inputShape?.map((size) => size ?? 1), features: 1 };
  return parameterTensors({ ...layer, settings, parameters: undefined }, input);
}

/** Kinds whose number of features in the flow is their `units` or `filters`. */
const SIZED = /^(Linear|Dense|(Separable)?Conv(Transpose)?[123][dD](Transpose)?|DepthwiseConv[12]D)$/;
/** Kinds that have as many parameters as features. */
const NORMS = /^(BatchNorm([123]d|alization)|GroupNorm(alization)?|InstanceNorm[123]d|LayerNormalization)$/;

/**
 * Sizes that only the call of a block tells: from the flow, where each layer is applied as often as there are layers.
 * Of a layer that is applied more often it cannot be told which applications are of one layer.
 */
function fromFlow(model: ModelDefinition, call: Call): LayerTensors[] | undefined {
  const { layer, copies } = call;
  const applied = (model.flow ?? []).filter(
    (node) => node.layer && isSameRange(node.layer.range, layer.range),
  );
  if (applied.length !== copies || !(SIZED.test(layer.kind) || NORMS.test(layer.kind))) return undefined;
  const groups = new Map<string, LayerTensors>();
  for (const node of applied) {
    const tensors = tensorsAt(layer, node, model.flow![node.inputs[0] ?? -1]);
    if (!tensors) return undefined;
    const key = JSON.stringify(tensors.map(({ shape }) => shape));
    const group = groups.get(key);
    if (group) group.copies = group.copies! + 1;
    else groups.set(key, { ...call, copies: 1, tensors, sized: true });
  }
  return [...groups.values()];
}

/** The tensors of a layer where it is applied to the value of `input`. */
function tensorsAt(
  layer: LayerDefinition,
  { features }: FlowNode,
  input: FlowNode | undefined,
): ParameterTensor[] | undefined {
  const settings = { ...layer.settings };
  const complete = (name: 'units' | 'filters' | 'inputs', size: number | null | undefined) => {
    const setting = settings[name];
    if (setting && setting.value === undefined && typeof size === 'number') settings[name] = constant(size);
  };
  if (SIZED.test(layer.kind)) for (const name of ['units', 'filters'] as const) complete(name, features);
  complete('inputs', input?.features);
  return parameterTensors({ ...layer, settings }, { shape: input?.outputShape, features: input?.features });
}

const constant = (value: number): Setting<number> => ({ value, origin: 'constant' });

/** Names of the blocks whose unfolded tensors are not as many as the block is known to have. */
function doubtfulBlocks({ submodules = [] }: ModelDefinition, unfolded: LayerTensors[]): Set<string> {
  const doubtful = submodules.filter(({ name, parameters }) => {
    const inside = unfolded.filter(({ of }) => of.name === name);
    if (
      parameters === undefined ||
      inside.some(({ sized, copies, of }) => !sized || copies === null || of.submodules)
    )
      return false;
    return inside.reduce((sum, { tensors, copies }) => sum + copies! * countOf(tensors!), 0) !== parameters;
  });
  return new Set(doubtful.map(({ name }) => name));
}

/** Parts of a definition that no layer of the audit stands for. */
function unseenIn(
  reading: SourceReading,
  { name, unreadable = [], submodules = [] }: ModelDefinition,
): AuditLimit[] {
  const whose = `“${name}”`;
  return [
    ...unreadable.map(({ what, range }) => ({
      text: `${whose} has layers that cannot be seen: ${what}.`,
      range,
    })),
    ...submodules
      .filter((block) => !blockOf(reading, block.name))
      .map((block) => ({
        text: `The block “${block.name}” of ${whose} is not one definition of this file: its tensors are missing.`,
        range: block.range,
      })),
  ];
}
