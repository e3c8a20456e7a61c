/** The model definitions of a program out of what the interpreter met: every layer's call belongs to exactly one. */
import { defaultNames } from '../keras/naming.ts';
import type { ModelDefinition, SourceRange } from '../model.ts';
import { rangeOf } from '../program/lines.ts';
import type { Piece, Place } from '../program/program.ts';
import { ancestry } from './ancestry.ts';
import { flowOf, runContainer } from './flow.ts';
import type { Interpretation } from './interpreter.ts';
import { layerDefinition } from './layerDefinitions.ts';
import type { Machine, Root, Site } from './machine.ts';
import { type Draft, draftsOf } from './owners.ts';
import { type Books, gapsOf, submodulesOf } from './parts.ts';
import { layersIn, layersOf, offsetOf, parametersIn, reachable, sumOf } from './recording.ts';
import type { Block, ContainerValue, Item, LayerValue, Node, Value } from './values.ts';

/** A definition and the piece of the program that it stands in. */
export interface PlacedModel {
  model: ModelDefinition;
  piece: Piece;
}

export function assemble({ machine, roots }: Interpretation): PlacedModel[] {
  const drafts = draftsOf(roots, machine);
  const owner = new Map<Site, Draft>();
  for (const draft of drafts) for (const site of draft.sites) owner.set(site, draft);
  const books: Books = { machine, drafts, owner, definitions: new Map() };
  const models = drafts.map((draft) => ({ draft, model: definitionOf(draft, books) }));
  const kept = withLayers(models);
  for (const { draft, model } of kept) finish(draft, model, books);
  return kept.map(({ draft, model }) => ({ model, piece: draft.anchor.piece }));
}

type Assembled = { draft: Draft; model: ModelDefinition };

/** Definitions with layers, their own or those of their blocks: a loss made of losses is none. */
function withLayers(models: Assembled[]): Assembled[] {
  const kept = new Set(
    models.filter(
      ({ draft, model }) =>
        model.layers.length > 0 || isEmptyModel(model) || holdsTensors(draft) || isPartOfGraph(draft),
    ),
  );
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    const names = new Set([...kept].map(({ model }) => model.name));
    for (const each of models) {
      if (each.model.submodules?.some(({ name }) => names.has(name))) kept.add(each);
    }
  }
  const names = new Set([...kept].map(({ model }) => model.name));
  for (const { model } of kept) {
    const known = model.submodules?.filter(({ name }) => names.has(name));
    if (known && known.length > 0) model.submodules = known;
    else delete model.submodules;
  }
  return [...kept];
}

/** `encoder = Model(inputs, code)`, whose layers belong to the larger model that they are a part of. */
const isPartOfGraph = ({ functional }: Draft): boolean =>
  functional !== undefined && functional.outputs.length > 0;

/** A class with parameter tensors of its own: a `LayerNorm` of the file. */
function holdsTensors({ style, root }: Draft): boolean {
  return style === 'subclass' && root.block.layers.some(({ bare }) => bare);
}

/** `Sequential()` to which nothing was added yet is a model all the same. */
function isEmptyModel({ style, framework }: ModelDefinition): boolean {
  return style === 'sequential' && framework !== 'pytorch';
}

/** Everything but the flow, which needs the layers of every definition. */
function definitionOf(draft: Draft, books: Books): ModelDefinition {
  const { machine } = books;
  const nodes = nodesOf(draft, books);
  draft.nodes = nodes;
  const sites = inOrder(draft, nodes, machine);
  const nameFor = defaultNames();
  const layers = sites.map((site) => {
    const applied = nodes.filter(
      (node) => node.layer !== undefined && machine.siteOf.get(node.layer) === site,
    );
    const slot = slotOf(site, draft);
    const count = countOf(site, draft, machine);
    const [first] = site.layers;
    const written = first?.draft.name;
    const own = draft.framework === 'pytorch' ? machine.names.get(first as LayerValue) : undefined;
    const name = written ?? own ?? nameFor(first?.draft.kind ?? 'layer');
    const definition = layerDefinition(site, { name, slot, count, nodes: applied }, nameFor, machine);
    books.definitions.set(site, definition);
    return definition;
  });
  const unreadable = draft.container ? gapsOf(draft.container, sites, books) : [];
  const submodules = submodulesOf(draft, books);
  const parameters = totalOf(draft, machine);
  const input = nodes.find((node) => node.operation === 'input')?.shape;
  return {
    name: draft.name,
    framework: draft.framework,
    style: draft.style,
    range: extentOf(draft, machine),
    anchor: machine.range(draft.anchor),
    ...(draft.container && { form: draft.container.form }),
    ...(draft.base !== undefined && { base: draft.base }),
    layers,
    ...(submodules.length > 0 && { submodules }),
    ...(unreadable.length > 0 && { unreadable }),
    ...(input && { inputShape: input }),
    ...(parameters !== undefined &&
      (layers.length + submodules.length > 0 || holdsTensors(draft) || isPartOfGraph(draft)) && {
        parameters,
      }),
  };
}

/** The nodes of the model's flow, in the order they run. */
function nodesOf(draft: Draft, { machine }: Books): Node[] {
  if (draft.container) return runContainer(draft.container, machine);
  if (draft.functional) {
    const used = reachable(draft.functional.outputs.map((output) => output.node));
    return [...used].filter((node) => draft.root.nodes.includes(node)).sort(byOrder(draft.root.nodes));
  }
  if (draft.style === 'layers') {
    const layers = new Set([...draft.sites].flatMap((site) => site.layers));
    return draft.root.nodes.filter((node) => node.layer && layers.has(node.layer));
  }
  return draft.root.nodes;
}

function byOrder(nodes: Node[]): (a: Node, b: Node) => number {
  const places = new Map(nodes.map((node, index) => [node, index]));
  return (a, b) => places.get(a)! - places.get(b)!;
}

/** Layers in the order they are applied; those that are not, as they are written, behind the one before them. */
function inOrder(draft: Draft, nodes: Node[], machine: Machine): Site[] {
  const written = [...draft.sites].sort((a, b) => offsetOf(a.at) - offsetOf(b.at));
  if (draft.container) {
    const listed = layerItems(draft.container).flatMap((layer) => machine.siteOf.get(layer) ?? []);
    return [...new Set([...listed.filter((site) => draft.sites.has(site)), ...written])];
  }
  const rank = new Map<Site, number>();
  nodes.forEach(({ layer }, index) => {
    const site = layer && machine.siteOf.get(layer);
    if (site && !rank.has(site)) rank.set(site, index);
  });
  let last = -1;
  const ranked = written.map((site) => {
    last = rank.get(site) ?? last;
    return { site, rank: last };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ site }) => site);
}

function layerItems(container: ContainerValue): LayerValue[] {
  return container.items.flatMap(({ value }) => {
    if (value.type === 'container') return layerItems(value);
    return value.type === 'layer' ? [value] : [];
  });
}

/** The list element or the statement that holds the layer. */
function slotOf(site: Site, { container }: Draft): Place {
  const item = container && itemOf(container, (layer) => site.layers.includes(layer));
  return item ? (item.statement ?? item.at) : site.statement;
}

function itemOf(container: ContainerValue, isIt: (layer: LayerValue) => boolean): Item | undefined {
  for (const item of container.items) {
    if (item.value.type === 'layer' && isIt(item.value)) return item;
    const inner = item.value.type === 'container' ? itemOf(item.value, isIt) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

/** How many layers of a call the model has; `null` where that is not known. */
function countOf(site: Site, draft: Draft, machine: Machine): number | null {
  const own = ownLayers(draft).filter((layer) => machine.siteOf.get(layer) === site);
  const layers = own.length > 0 ? own : site.layers.slice(0, Math.max(site.home, 1));
  if (layers.some((layer) => layer.unsure && layer.context.includes('loop'))) return null;
  return new Set(layers.filter((layer) => !layer.replaced)).size;
}

/** Every layer that belongs to the model, those in its blocks included. */
function ownLayers(draft: Draft): LayerValue[] {
  if (draft.container) return [...layersOf(draft.container).layers];
  if (draft.functional) return [...layersOf(draft.functional).layers];
  if (draft.style === 'layers') return [...draft.sites].flatMap((site) => site.layers);
  const layers: LayerValue[] = [];
  const visit = (block: Block, depth: number) => {
    layers.push(...block.layers);
    if (depth < 40) for (const inner of block.blocks) visit(inner, depth + 1);
  };
  visit(draft.root.block, 0);
  return layers;
}

function totalOf(draft: Draft, machine: Machine): number | undefined {
  const value = draft.container ?? draft.functional;
  if (value) {
    const { layers, complete } = layersOf(value);
    return complete ? sumOf(layers) : undefined;
  }
  if (draft.style === 'layers') return sumOf(ownLayers(draft));
  const total = isSeenWhole(draft, machine) ? parametersIn(draft.root.block) : undefined;
  // A class that is no layer or model, around something that is loaded or made elsewhere.
  const isBare = total === 0 && draft.root.class !== undefined && !machine.frameworkOf(draft.root.class);
  return isBare ? undefined : total;
}

/** Base classes that hold no layers of their own. */
const PLAIN = /(?:^|\.)(?:Module|LightningModule|Model|Layer|Sequential|ModuleList|ModuleDict)$/;
const HARMLESS = /(?:^|\.)(?:object|ABC|Generic|Protocol|\w*Mixin)(?:\[.*)?$/;

/** Whether nothing is inherited that cannot be seen, and every layer listed is made with the object. */
function isSeenWhole({ root, sites }: Draft, machine: Machine): boolean {
  if (!root.class) return true;
  const inherited = ancestry(root.class).flatMap(({ bases }) => bases);
  const plain = inherited.every((base) => {
    if (base.type === 'class') return true;
    const name = base.type === 'library' ? base.path : base.type === 'unknown' ? base.what : '';
    return HARMLESS.test(name) || (PLAIN.test(name) && machine.frameworks.some((each) => each.base(name)));
  });
  const made = layersIn(root.block);
  return (
    plain &&
    [...sites].every(({ layers }) =>
      layers.some((each) => made.has(each) || each.template || each.parameters === 0),
    )
  );
}

/** From the first to the last statement that builds the model. */
function extentOf(draft: Draft, machine: Machine): SourceRange {
  const { container, root } = draft;
  if (!container && !draft.functional && draft.style !== 'layers') return machine.range(draft.statement);
  const places = [draft.statement, draft.anchor];
  const own = (site: Site) => site.root === root;
  for (const site of draft.sites) if (own(site)) places.push(site.statement);
  for (const item of container?.items ?? [])
    if (item.statement && sameBody(item.statement, draft)) places.push(item.statement);
  if (container?.listed) places.push(container.listed);
  const near = places.filter((place) => sameCell(place, draft.anchor, machine));
  const start = (place: Place) => place.piece.start + place.from;
  const end = (place: Place) => place.piece.start + place.to;
  const first = near.reduce((a, b) => (start(b) < start(a) ? b : a));
  const last = near.reduce((a, b) => (end(b) > end(a) ? b : a));
  return machine.ranges.across(first, last);
}

function sameCell(a: Place, b: Place, { program }: Machine): boolean {
  return !program.lines.cells || rangeOf(program, a).cell === rangeOf(program, b).cell;
}

/** Whether a statement stands in the function (or at the top of the file) in which the model is made. */
function sameBody(place: Place, { root }: Draft): boolean {
  const around = root.function?.at ?? root.class?.statement;
  if (!around) return true;
  return place.piece === around.piece && place.from >= around.from && place.to <= around.to;
}

/** Adds the flow, whose nodes name the layers of every definition. */
function finish(draft: Draft, model: ModelDefinition, { machine, definitions, owner }: Books): void {
  const nodes = draft.nodes ?? [];
  if (nodes.length === 0) return;
  const outputs =
    draft.functional?.outputs.map((output) => output.node) ?? returnedNodes(draft.root, draft, nodes);
  const defined = (layer: LayerValue) => definitions.get(machine.siteOf.get(layer)!);
  const inside = (layer: LayerValue) => {
    const other = owner.get(machine.siteOf.get(layer)!);
    return other && other !== draft ? other.name : undefined;
  };
  Object.assign(model, flowOf(nodes, outputs, defined, inside, machine));
}

function returnedNodes(root: Root, draft: Draft, nodes: Node[]): Node[] {
  if (draft.container) return nodes.slice(-1);
  return root.returned.flatMap((value) => tensorsOf(value)).filter((node) => nodes.includes(node));
}

function tensorsOf(value: Value): Node[] {
  if (value.type === 'tensor') return [value.node];
  if (value.type === 'list') return value.items.flatMap((item) => tensorsOf(item.value));
  return [];
}
