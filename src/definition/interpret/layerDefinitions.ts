/** The calls that make layers, as definitions list them. */
import type {
  LayerDefinition,
  Penalty,
  Setting,
  Settings,
  SettingValues,
  WrappedLayer,
  WrittenArgument,
} from '../model.ts';
import type { Place } from '../program/program.ts';
import { reportedSetting } from './arguments.ts';
import type { Machine, Site } from './machine.ts';
import type { LayerDraft, LayerValue, Node } from './values.ts';

/** A definition of a layer from every layer that its call makes; `count` of them belong to the model. */
export function layerDefinition(
  site: Site,
  { name, slot, count, nodes }: { name: string; slot: Place; count: number | null; nodes: Node[] },
  nameFor: (kind: string) => string,
  machine: Machine,
): LayerDefinition {
  const home = site.home > 0 ? site.layers.slice(0, site.home) : site.layers;
  const taken = home.filter((layer) => !layer.aside);
  const deciding = taken.length > 0 ? taken : home;
  const [first] = deciding as [LayerValue];
  const { declaredInput: _, wrapped, name: _written, ...draft } = first.draft;
  const drafts = deciding.map((each) => each.draft);
  const target = machine.names.get(first);
  const context = [...new Set(first.context)];
  const parameters = common(deciding.map((each) => each.parameters));
  const input = common(nodes.map((node) => node.inputs[0]?.shape));
  const output = common(nodes.map((node) => node.shape));
  return {
    ...draft,
    name,
    range: machine.range(site.at),
    slot: machine.range(slot),
    ...(target !== undefined && { target }),
    settings: commonSettings(drafts),
    ...(draft.arguments && { arguments: commonArguments(drafts) }),
    ...(wrapped && { wrapped: namedWrapped(wrapped, nameFor) }),
    ...(draft.kernelPenalty && { kernelPenalty: commonPenalty(drafts, draft.kernelPenalty) }),
    ...(context.length > 0 && { context }),
    ...(count !== 1 && { count }),
    ...(input && { inputShape: input }),
    ...(output && { outputShape: output }),
    ...(parameters !== undefined && { parameters }),
  };
}

/** Bidirectional holds a layer; Keras names that one, too. */
function namedWrapped(wrapped: WrappedLayer, nameFor: (kind: string) => string): WrappedLayer {
  const { wrapped: inner, ...layer } = wrapped;
  return {
    ...layer,
    name: layer.name || nameFor(layer.kind),
    settings: commonSettings([layer]),
    ...(inner && { wrapped: namedWrapped(inner, nameFor) }),
  };
}

function common<T>(values: T[]): T | undefined {
  const [first] = values;
  return values.every((value) => same(value, first)) ? first : undefined;
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** A setting that differs between the layers of one call cannot be told for the call. */
function commonSettings(drafts: Pick<LayerDraft, 'settings'>[]): Settings {
  const [first] = drafts as [LayerDraft];
  const found: Partial<Record<keyof SettingValues, Setting<unknown>>> = {};
  for (const [key, setting] of Object.entries(first.settings)) {
    const name = key as keyof SettingValues;
    const equal = drafts.every((each) => same(each.settings[name]?.value, setting.value));
    const unknown = {
      value: undefined,
      origin: 'unknown' as const,
      ...(setting.range && { range: setting.range }),
    };
    found[name] = equal ? reportedSetting<unknown>(setting as Setting<unknown>) : unknown;
  }
  return found as Settings;
}

function commonArguments(drafts: LayerDraft[]): WrittenArgument[] {
  const [first] = drafts as [LayerDraft];
  return (first.arguments ?? []).map(({ passing, ...argument }, index) => {
    const equal = drafts.every((each) => same(each.arguments?.[index]?.value, argument.value));
    return equal && !passing ? argument : { ...argument, value: undefined, origin: 'unknown' };
  });
}

function commonPenalty(drafts: LayerDraft[], { passing, ...penalty }: Penalty): Penalty {
  const equal = (name: 'l1' | 'l2') => drafts.every((each) => each.kernelPenalty?.[name] === penalty[name]);
  return {
    ...penalty,
    l1: equal('l1') && !passing ? penalty.l1 : undefined,
    l2: equal('l2') && !passing ? penalty.l2 : undefined,
  };
}
