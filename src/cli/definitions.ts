/** The models of a source file as plain data: `reglens definitions --json`, see docs/definitions.md. */
import { initialPenalty } from '../definition/initialPenalty.ts';
import type {
  LayerDefinition,
  ModelDefinition,
  Penalty,
  Setting,
  Settings,
  Shape,
  SourceRange,
  WrappedLayer,
  WrittenArgument,
} from '../definition/model.ts';
import { readSource } from '../definition/source.ts';
import { type SurroundingEntry, surroundingEntry } from './surroundings.ts';

/** A value and where it comes from; `null` when it cannot be seen. */
export interface ValueEntry {
  value: unknown;
  origin: string;
}

/** A 1-based line; of notebooks within the cell, whose number over all cells is 0-based. */
export interface PlaceEntry {
  line: number;
  cell?: number;
}

/** Optional fields are absent where they do not apply and where their value cannot be seen. */
export interface LayerEntry extends PlaceEntry {
  kind: string;
  units?: number;
  filters?: number;
  rate?: number;
  /** Strengths of the kernel's penalty in the Keras convention; absent where there is no such penalty. */
  l1?: number;
  l2?: number;
  /** The variable that the layer is assigned to. */
  target?: string;
  /** Of a layer inside another, `Bidirectional(LSTM(64))`: the class around it. */
  wrappedBy?: string;
  context?: ('loop' | 'condition')[];
  /** How many layers the call makes, `null` where that is not known; absent for one. */
  count?: number | null;
  /** Without the batch axis; `null` where the size of an axis is unknown or free. */
  inputShape?: Shape;
  outputShape?: Shape;
  parameters?: number;
  /** What the layer's penalties are expected to add to the loss at initialization. */
  initialPenalty?: number;
  /** Penalties on anything but the kernel, by what they act on; `null`: not visible. */
  penalties?: Record<string, { l1: number | null; l2: number | null }>;
  /** The written arguments, by the framework's own names. */
  values?: Record<string, ValueEntry>;
  /** Every setting that the layer has, defaults included, by the name that is common to all frameworks. */
  settings?: Record<string, ValueEntry>;
  /** Further settings that are written and known stand here by their common names, as `units` does. */
  [setting: string]: unknown;
}

export interface SubmoduleEntry extends PlaceEntry {
  name: string;
  count: number | null;
  /** Of all of them together. */
  parameters: number | null;
}

export interface ModelEntry {
  name: string;
  framework: string;
  style: string;
  startLine: number;
  endLine: number;
  cell?: number;
  /** `null` when the size of a layer is unknown. */
  parameters: number | null;
  layers: LayerEntry[];
  /** Blocks of the same file that the definition is made of. */
  submodules?: SubmoduleEntry[];
  /** Parts that may hold more layers; absent when everything was read. */
  unreadable?: (PlaceEntry & { what: string })[];
}

export interface DefinitionsReport {
  file: string;
  models: ModelEntry[];
  /** What stands around the models and regularizes them; absent where there is nothing. */
  surroundings?: SurroundingEntry[];
}

/** @throws UserError for a notebook that is not one */
export function definitionsReport(file: string, text: string): DefinitionsReport {
  const { models, surroundings } = readSource(file, text);
  return {
    file,
    models: models.map(modelEntry),
    ...(surroundings.length > 0 && { surroundings: surroundings.map(surroundingEntry) }),
  };
}

const placeEntry = ({ startLine, cell }: SourceRange): PlaceEntry => ({
  line: startLine,
  ...(cell !== undefined && { cell }),
});

function modelEntry(definition: ModelDefinition): ModelEntry {
  const { name, framework, style, range, parameters, layers, submodules, unreadable } = definition;
  return {
    name,
    framework,
    style,
    startLine: range.startLine,
    endLine: range.endLine,
    ...(range.cell !== undefined && { cell: range.cell }),
    parameters: parameters ?? null,
    layers: layers.flatMap((layer) => layerEntries(layer, layers)),
    ...(submodules?.length && {
      submodules: submodules.map((block) => ({
        name: block.name,
        count: block.count,
        parameters: block.parameters ?? null,
        ...placeEntry(block.range),
      })),
    }),
    ...(unreadable && {
      unreadable: unreadable.map(({ range: place, what }) => ({ ...placeEntry(place), what })),
    }),
  };
}

/** The layer, and the one inside it as an entry of its own, unless its call stands elsewhere in the model. */
function layerEntries(layer: LayerDefinition, all: LayerDefinition[]): LayerEntry[] {
  const { target, inputShape, outputShape, parameters } = layer;
  const penalty = initialPenalty(layer)?.total || undefined;
  const whole = { target, inputShape, outputShape, parameters, initialPenalty: penalty };
  const entry = layerEntry(layer, whole);
  const stands = ({ range }: WrappedLayer) =>
    all.some(({ range: { from, cell } }) => from === range.from && cell === range.cell);
  const inner = innerLayers(layer).filter((each) => !stands(each));
  return [entry, ...inner.flatMap((each) => wrappedEntries(each, layer))];
}

/** The layer that is wrapped, and those that other arguments hold. */
const innerLayers = ({ wrapped, held = [] }: WrappedLayer): WrappedLayer[] =>
  wrapped ? [wrapped, ...held] : held;

function wrappedEntries(inner: WrappedLayer, { kind, context, count }: WrappedLayer): LayerEntry[] {
  const around = { context, count, ...inner };
  const entry = layerEntry(around, { wrappedBy: kind });
  return [entry, ...innerLayers(inner).flatMap((each) => wrappedEntries(each, around))];
}

function layerEntry(layer: WrappedLayer, whole: Partial<LayerEntry>): LayerEntry {
  const { kind, range, settings, kernelPenalty, context, count } = layer;
  return present({
    kind,
    ...placeEntry(range),
    units: settings.units?.value,
    filters: settings.filters?.value,
    rate: settings.rate?.value,
    l1: kernelPenalty?.l1 || undefined,
    l2: kernelPenalty?.l2 || undefined,
    ...writtenSettings(settings),
    context: context?.length ? context : undefined,
    count,
    ...whole,
    penalties: penaltyEntries(layer),
    values: valueEntries(layer.arguments ?? []),
    settings: settingEntries(settings),
  });
}

const present = (entry: LayerEntry): LayerEntry =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as LayerEntry;

/** The settings that a layer has, by name. */
const listed = (settings: Settings): [name: string, setting: Setting<unknown>][] =>
  Object.entries(settings).filter(([, setting]) => setting !== undefined);

/** Names that mean something else of a layer's entry. */
const TAKEN = new Set(['outputShape']);

/** Settings that are known and not left to the framework. */
function writtenSettings(settings: Settings): Record<string, unknown> {
  const written = listed(settings).filter(([name, { origin }]) => origin !== 'default' && !TAKEN.has(name));
  return Object.fromEntries(written.map(([name, { value }]) => [name, value]));
}

function settingEntries(settings: Settings): LayerEntry['settings'] {
  const entries = listed(settings).map(([name, setting]) => [name, valueEntry(setting)]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function valueEntries(written: WrittenArgument[]): LayerEntry['values'] {
  const entries = written.map((argument) => [argument.name, valueEntry(argument)]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function valueEntry({ value = null, origin }: Pick<Setting<unknown>, 'value' | 'origin'>): ValueEntry {
  return { value, origin };
}

function penaltyEntries({ otherPenalties = {} }: WrappedLayer): LayerEntry['penalties'] {
  const entries = Object.entries(otherPenalties)
    .filter((entry): entry is [string, Penalty] => entry[1] !== undefined)
    .map(([part, { l1 = null, l2 = null }]) => [part, { l1, l2 }]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
