/** What the interpreter keeps of what it meets: layers by their calls, nodes of the flow, facts, gaps. */
import type { FrameworkName } from '../model.ts';
import type { ExpressionOf, Place } from '../program/program.ts';
import type { Surrounding } from '../surroundings.ts';
import type { Call, Run } from './framework.ts';
import type { Machine, Site } from './machine.ts';
import type {
  Block,
  FunctionalValue,
  InstanceValue,
  Item,
  LayerDraft,
  LayerValue,
  Node,
  TensorValue,
  Value,
} from './values.ts';

export const offsetOf = ({ piece, from }: Place): number => piece.start + from;

export function layer(call: Call, framework: FrameworkName, draft: LayerDraft, machine: Machine): LayerValue {
  const { expression: at } = call;
  const made: LayerValue = {
    type: 'layer',
    framework,
    draft,
    at,
    context: [...machine.frame.context],
    ...(machine.unsure > 0 && { unsure: true as const }),
    ...(machine.aside > 0 && { aside: true as const }),
  };
  keep(made, siteAt(at, machine), machine);
  return made;
}

/** A layer made by a copy of another one. */
export function again(original: LayerValue, machine: Machine): LayerValue {
  const made: LayerValue = { ...original, ...(machine.unsure > 0 && { unsure: true as const }) };
  keep(made, machine.siteOf.get(original)!, machine, false);
  return made;
}

function siteAt(at: ExpressionOf<'call'>, machine: Machine): Site {
  const key = offsetOf(at);
  const known = machine.sites.get(key);
  if (known) return known;
  const site: Site = { at, statement: machine.current, root: machine.root, layers: [], home: 0 };
  machine.sites.set(key, site);
  return site;
}

function keep(made: LayerValue, site: Site, machine: Machine, counts = true): void {
  machine.siteOf.set(made, site);
  machine.blocks.at(-1)?.layers.push(made);
  if (!machine.frame.home || !counts) {
    site.layers.push(made);
    return;
  }
  site.layers.splice(site.home, 0, made);
  site.home++;
  site.root = machine.root;
  site.statement = machine.current;
  if (machine.frame.owner) site.owner = machine.frame.owner;
}

export function node(given: Parameters<Run['node']>[0], machine: Machine): TensorValue {
  const made: Node = {
    ...given,
    at: given.at ?? machine.current,
    ...(machine.frame.context.length > 0 && { context: [...machine.frame.context] }),
    ...(machine.unsure > 0 && { unsure: true as const }),
  };
  const inside = machine.blocks.findLast((block) => block.name !== '' && block.name !== machine.root.name);
  if (inside && !machine.frame.home) made.inside = inside.name;
  machine.nodes.push(made);
  return { type: 'tensor', node: made };
}

export function item(value: Value, at: Place, machine: Machine): Item {
  return {
    value,
    at,
    context: [...machine.frame.context],
    ...(machine.unsure > 0 && { unsure: true as const }),
  };
}

/** A container or functional model that was just made; only where the code is followed by itself. */
export function keepModel(value: Value, machine: Machine): Value {
  if (value.type !== 'container' && value.type !== 'functional') return value;
  const { models } = machine.root;
  if (!machine.frame.home || models.some((each) => isSamePlace(each.value.at, value.at))) return value;
  models.push({ value, statement: machine.current });
  return value;
}

/** One call makes one definition, however often it runs. */
const isSamePlace = (a: Place, b: Place): boolean =>
  a.piece === b.piece && a.from === b.from && a.to === b.to;

/** A call that stands nowhere, for code that the interpreter follows of its own accord. */
export function callAt({ piece, from, to }: Place): ExpressionOf<'call'> {
  const at = { piece, from, to };
  return { ...at, type: 'call', callee: { ...at, type: 'none' }, arguments: [], closed: true };
}

/** Facts of one place are kept once, from where the code is followed by itself. */
export function note(fact: Surrounding, machine: Machine): void {
  if (!machine.frame.home) return;
  const key = `${fact.type}:${fact.range.cell ?? ''}:${fact.range.from}:${fact.range.to}`;
  if (!machine.facts.has(key)) machine.facts.set(key, fact);
}

/** The result of code that is not seen: flows on where a tensor went in. */
export function opaque(given: Value[], at: Place, machine: Machine): Value {
  const inputs = given.flatMap((value) => tensorsIn(value).map((tensor) => tensor.node));
  if (inputs.length === 0) return machine.unknown(at, given[0]);
  return machine.node({ operation: 'unknown', inputs, at });
}

function tensorsIn(value: Value): TensorValue[] {
  if (value.type === 'tensor') return [value];
  if (value.type === 'list')
    return value.items.flatMap((each) => (each.value.type === 'tensor' ? [each.value] : []));
  return [];
}

const MAX_DEPTH = 4;

/** Other code may add layers to every model in the value. */
export function escaped(value: Value, at: Place, what: string, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  if (value.type === 'container') {
    if (!value.compiled && value.of === 'sequential')
      value.gaps.push({ before: value.items.length, at, what });
  } else if (value.type === 'list') {
    for (const each of value.items) escaped(each.value, at, what, depth + 1);
    value.open ??= what;
  } else if (value.type === 'dictionary') {
    for (const each of value.entries.values()) escaped(each.value, at, what, depth + 1);
  } else if (value.type === 'choice') {
    for (const option of value.options) escaped(option, at, what, depth + 1);
  }
}

/** Σ of the parameters of every layer of a block, each once; undefined when one is not known or may not be there. */
export function parametersIn(block: Block): number | undefined {
  const layers = new Set<LayerValue>();
  if (!collect(block, layers, 0)) return undefined;
  return sumOf(layers);
}

/** Every layer of a block and the blocks in it, as far as they are seen. */
export function layersIn(block: Block): Set<LayerValue> {
  const layers = new Set<LayerValue>();
  collect(block, layers, 0);
  return layers;
}

export function sumOf(layers: Iterable<LayerValue>): number | undefined {
  let sum = 0;
  for (const each of layers) {
    if (each.replaced) continue;
    // Whether dropout is there changes nothing.
    if (each.parameters === undefined || (each.unsure && each.parameters > 0)) return undefined;
    sum += each.parameters;
  }
  return sum;
}

const MAX_BLOCKS = 60;

function collect(block: Block, layers: Set<LayerValue>, depth: number): boolean {
  if (block.unsure || depth > MAX_BLOCKS) return false;
  for (const each of block.layers) if (!each.template) layers.add(each);
  return block.blocks.every((inner) => collect(inner, layers, depth + 1)) && !block.hidden;
}

/** The layers of a value: a layer, the parts of a container, what an object of the file owns. */
export function layersOf(value: Value): { layers: Set<LayerValue>; complete: boolean } {
  const layers = new Set<LayerValue>();
  return { complete: gather(value, layers, new Set()), layers };
}

function gather(value: Value, layers: Set<LayerValue>, seen: Set<Value>): boolean {
  if (seen.has(value)) return true;
  seen.add(value);
  const gatherAll = (items: Item[]) =>
    items.map((each) => gather(each.value, layers, seen) && !each.unsure).every(Boolean);
  switch (value.type) {
    case 'layer':
      layers.add(value);
      return true;
    case 'container':
      return gatherAll(value.items) && value.gaps.length === 0;
    case 'list':
      return gatherAll(value.items) && !value.open;
    case 'functional':
      return gatherNodes(value, layers);
    case 'instance':
      return gatherInstance(value, layers, seen);
    default:
      return false;
  }
}

/** What an object made, and the layers and blocks that were given to it. */
function gatherInstance(value: InstanceValue, layers: Set<LayerValue>, seen: Set<Value>): boolean {
  let complete = collect(value.made, layers, 0) && !value.unsure;
  for (const part of value.attributes.values()) {
    const isPart = part.type === 'layer' || part.type === 'container' || part.type === 'instance';
    if (isPart && !gather(part, layers, seen)) complete = false;
  }
  return complete;
}

function gatherNodes({ inputs, outputs }: FunctionalValue, layers: Set<LayerValue>): boolean {
  const given = new Set(inputs.map(({ node }) => node));
  let complete = true;
  let begins = false;
  let isForeign = false;
  for (const each of reachable(outputs.map(({ node }) => node))) {
    if (each.layer) layers.add(each.layer);
    const whole = !each.made || collect(each.made, layers, 0);
    if (!whole || each.operation === 'unknown' || each.unsure) complete = false;
    if (given.has(each)) begins = true;
    else if (each.operation === 'input' && !each.layer) isForeign = true;
  }
  // `def head(inputs, features): return Model(inputs, Dense(2)(features))`: what lies between is not here.
  return complete && (begins || !isForeign);
}

/** Every node that the outputs are computed from. */
export function reachable(outputs: Node[]): Set<Node> {
  const seen = new Set<Node>();
  const open = [...outputs];
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...next.inputs);
  }
  return seen;
}
