/** Which definition every layer's call belongs to. */
import type { FrameworkName, ModelDefinition } from '../model.ts';
import type { Place } from '../program/program.ts';
import type { Machine, Root, Site } from './machine.ts';
import { layersOf, offsetOf, reachable } from './recording.ts';
import type { ClassValue, ContainerValue, FunctionalValue, LayerValue, Node, Value } from './values.ts';

/** A definition before its layers are written out. */
export interface Draft {
  name: string;
  framework: FrameworkName;
  style: ModelDefinition['style'];
  root: Root;
  sites: Set<Site>;
  container?: ContainerValue;
  functional?: FunctionalValue;
  /** Of a class or function: its statement, by which the blocks made of it are known. */
  origin?: Place;
  anchor: Place;
  statement: Place;
  base?: string;
  nodes?: Node[];
}

/** Every definition, the innermost class first, then what holds layers, then what is left over. */
export function draftsOf(roots: Root[], machine: Machine): Draft[] {
  const layerSites = [...machine.sites.values()].filter(({ layers }) => !layers.some(({ bare }) => bare));
  const left = withoutArguments(layerSites);
  const blocks = roots.flatMap((root) => classDraft(root, left, machine));
  const models = roots
    .filter((root) => !isInBlock(root, blocks))
    .flatMap((root) => modelDrafts(root, left, machine));
  for (const draft of models) takeOtherWays(draft, models, left);
  const functions = roots.flatMap((root) => functionDraft(root, left));
  return [...blocks, ...models, ...functions, ...groups(roots[0]!, left, machine)];
}

/** The layer in `Bidirectional(LSTM(64))` is a part of the wrapper: calls of layers inside arguments of another one. */
function withoutArguments(sites: Iterable<Site>): Set<Site> {
  const kept = new Set<Site>();
  const around: { argumentsFrom: number; to: number }[] = [];
  for (const site of [...sites].sort((a, b) => offsetOf(a.at) - offsetOf(b.at) || b.at.to - a.at.to)) {
    const from = offsetOf(site.at);
    const to = from + site.at.to - site.at.from;
    while (around.length > 0 && around.at(-1)!.to <= from) around.pop();
    const inside = around.some((other) => other.argumentsFrom <= from && other.to >= to);
    if (!(inside && isHeld(site)) && !site.layers.every(({ held }) => held)) kept.add(site);
    const { callee } = site.at;
    if (!appliesAtOnce(site)) around.push({ argumentsFrom: offsetOf(callee) + callee.to - callee.from, to });
  }
  return kept;
}

/** Layers of PyTorch are only given to others to be copied: the norm of `TransformerEncoder(layer, 6, norm)` stands by itself. */
const isHeld = ({ layers }: Site): boolean =>
  layers.every(({ framework, template }) => framework !== 'pytorch' || template);

/** `layers.concatenate([layers.add([a, b]), c])` of Keras: functions that make a layer and apply it. */
function appliesAtOnce({ layers }: Site): boolean {
  const [first] = layers;
  return first?.framework === 'keras' && /(^|\.)[a-z]\w*$/.test(first.draft.callee);
}

function take(sites: Iterable<Site>, left: Set<Site>): Set<Site> {
  return new Set([...sites].filter((site) => left.delete(site)));
}

/** A class with layers: a block of a framework, or any class that keeps layers of PyTorch in itself. */
function classDraft(root: Root, left: Set<Site>, machine: Machine): Draft[] {
  const value = root.class;
  if (!value) return [];
  const framework = machine.frameworkOf(value);
  const own = [...left].filter((site) => site.owner?.statement === value.statement);
  const keeps = own.some((site) => site.layers.some(({ framework: name }) => name === 'pytorch'));
  if (!framework && !(keeps && hasUnknownBase(value))) return [];
  const { statement, name } = value;
  const base = value.bases.find((each) => each.type === 'library');
  return [
    {
      name,
      framework: framework?.name ?? 'pytorch',
      style: 'subclass',
      root,
      sites: take(own, left),
      origin: statement,
      anchor: { piece: statement.piece, from: statement.from, to: statement.nameAt.to },
      statement,
      ...(base?.type === 'library' && { base: base.path }),
    },
  ];
}

const hasUnknownBase = ({ bases }: ClassValue): boolean =>
  bases.some((base) => base.type === 'unknown' || base.type === 'library');

/** Models in the methods of a block are parts of the block. */
function isInBlock(root: Root, blocks: Draft[]): boolean {
  const owner = root.class ?? root.owner;
  return owner !== undefined && blocks.some(({ origin }) => origin === owner.statement);
}

/** Sequential and functional models; one inside another that has no name of its own is a part of it. */
function modelDrafts(root: Root, left: Set<Site>, machine: Machine): Draft[] {
  const nested = new Set(
    root.models.flatMap(({ value }) => (value.type === 'container' ? unnamedParts(value, machine) : [])),
  );
  const standing = root.models.filter(
    ({ value }) => !nested.has(value) && (value.type === 'functional' || value.of === 'sequential'),
  );
  const containers = standing.filter(({ value }) => value.type === 'container');
  const functionals = standing
    .filter(({ value }) => value.type === 'functional')
    .map((each) => ({ ...each, size: sizeOf(layersOf(each.value).layers) }))
    .sort((a, b) => b.size - a.size);
  return [...containers, ...functionals].map(({ value, statement }) => {
    const sites = value.type === 'container' ? sitesOf(value, machine) : reachedSites(value, root, machine);
    return {
      name: modelName(value, root, machine),
      framework: value.framework,
      style: value.type === 'container' ? ('sequential' as const) : ('functional' as const),
      root,
      sites: take(sites, left),
      ...(value.type === 'container' ? { container: value } : { functional: value }),
      ...(returnedAlone(value, root) && root.function && { origin: root.function.at }),
      anchor: value.anchor,
      statement,
    };
  });
}

/** A model with another input around the same layers, `Model([model.input, key], …)`, is no larger. */
const sizeOf = (layers: Set<LayerValue>): number =>
  [...layers].filter(({ draft: { kind } }) => kind !== 'Input' && kind !== 'InputLayer').length;

const homeLayers = ({ layers, home }: Site): LayerValue[] => (home > 0 ? layers.slice(0, home) : layers);

/** Layers in ways that are not taken belong to the model that is built where they stand. */
function takeOtherWays(draft: Draft, models: Draft[], left: Set<Site>): void {
  const around = models.filter(({ root }) => root === draft.root);
  for (const site of left) {
    const isAside = site.root === draft.root && homeLayers(site).every((layer) => layer.aside);
    const next = around.find(({ statement }) => offsetOf(statement) > offsetOf(site.at)) ?? around.at(-1);
    if (isAside && next === draft) draft.sites.add(site);
  }
  for (const site of draft.sites) left.delete(site);
}

function modelName(value: ContainerValue | FunctionalValue, root: Root, machine: Machine): string {
  const named = machine.names.get(value);
  if (named !== undefined) return named;
  const returned = root.returned.includes(value) ? root.name : '';
  return returned || (value.type === 'container' ? 'sequential' : 'model');
}

/** A function that answers this model and no other stands for it as a block. */
function returnedAlone(value: Value, root: Root): boolean {
  return root.returned.length > 0 && root.returned.every((each) => each === value);
}

function unnamedParts(container: ContainerValue, machine: Machine): Value[] {
  return container.items.flatMap(({ value }) =>
    value.type === 'container' && !machine.names.has(value) ? [value, ...unnamedParts(value, machine)] : [],
  );
}

/** Calls of the layers that stand in a container itself, `Residual(Linear(8, 8))` of its blocks included. */
function sitesOf(container: ContainerValue, machine: Machine): Site[] {
  const values = container.items.map(({ value }) => value);
  return values
    .flatMap((each) => [each, ...givenTo(each)])
    .flatMap((value) => {
      if (value.type === 'layer') {
        const site = machine.siteOf.get(value);
        // Made by a call of a function of the file: it belongs to that function.
        return site && (site.home === 0 || site.layers.indexOf(value) < site.home) ? [site] : [];
      }
      return value.type === 'container' && !machine.names.has(value) ? sitesOf(value, machine) : [];
    });
}

/** Layers that an object of the file keeps, as far as they are no class' own. */
function givenTo(value: Value): Value[] {
  if (value.type !== 'instance') return [];
  return [...value.attributes.values()].filter(({ type }) => type === 'layer');
}

function reachedSites({ outputs }: FunctionalValue, root: Root, machine: Machine): Site[] {
  const nodes = reachable(outputs.map((output) => output.node));
  const sites = [...nodes].flatMap(({ layer }) => (layer ? (machine.siteOf.get(layer) ?? []) : []));
  return sites.filter((site) => site.root === root);
}

/** A helper that makes or applies layers. */
function functionDraft(root: Root, left: Set<Site>): Draft[] {
  const { function: value } = root;
  const statement = value?.at ?? root.class?.statement;
  if (!statement) return [];
  const own = [...left].filter((site) => site.root === root);
  const sites = take(own, left);
  const [first] = sites;
  if (!first && !appliesBlocks(root)) return [];
  const framework = first?.layers[0]?.framework ?? frameworkBelow(root);
  if (!framework) return [];
  return [
    {
      name: root.name || 'function',
      framework,
      style: root.class ? 'subclass' : 'function',
      root,
      sites,
      origin: statement,
      anchor: { piece: statement.piece, from: statement.from, to: headEnd(root, statement) },
      statement,
    },
  ];
}

const TRAINING = /train|fit|main|eval|test|valid|run|predict/i;

/** `def encoder(x): return block(block(x, 32), 64)`: answers tensors that flow through blocks of the file. */
function appliesBlocks({ class: value, name, block, returned }: Root): boolean {
  if (value || block.blocks.length === 0 || TRAINING.test(name)) return false;
  return returned.some(
    (each) => each.type === 'tensor' || (each.type === 'list' && each.items[0]?.value.type === 'tensor'),
  );
}

/** The end of `def name`. */
function headEnd(root: Root, statement: Place): number {
  if (root.class) return root.class.statement.nameAt.to;
  return statement.from + Math.min(statement.to - statement.from, 'def '.length + root.name.length);
}

/** The framework of the layers in the blocks that a function is made of. */
function frameworkBelow({ block }: Root): FrameworkName | undefined {
  const open = [...block.blocks];
  for (let next = open.pop(), steps = 0; next && steps < 1000; next = open.pop(), steps++) {
    const [layer] = next.layers;
    if (layer) return layer.framework;
    open.push(...next.blocks);
  }
  return undefined;
}

/** Nodes come after their inputs, so that few are ever looked at below one. */
const MAX_DEPTH = 1000;

/** Layers at the top of a file that no model holds: those that are applied one to another belong together. */
function groups(root: Root, left: Set<Site>, machine: Machine): Draft[] {
  const own = [...left].filter((site) => site.root === root);
  if (own.length === 0) return [];
  const groupOf = new Map<Site, Set<Site>>(own.map((site) => [site, new Set([site])]));
  const join = (a: Site, b: Site) => {
    const [kept, gone] = [groupOf.get(a)!, groupOf.get(b)!];
    if (kept === gone) return;
    for (const site of gone) {
      kept.add(site);
      groupOf.set(site, kept);
    }
  };
  // For each node one call of each group that its value comes from.
  const before = new Map<Node, Site[]>();
  const sources = (node: Node, depth = 0): Site[] => {
    const known = before.get(node);
    if (known || depth > MAX_DEPTH) return known ?? [];
    before.set(node, []);
    const found = new Map(
      node.inputs.flatMap((input) => sources(input, depth + 1)).map((site) => [groupOf.get(site)!, site]),
    );
    const site = node.layer && machine.siteOf.get(node.layer);
    const all = [...found.values()];
    if (site && groupOf.has(site)) for (const each of all) join(site, each);
    const result = site && groupOf.has(site) ? [site] : all;
    before.set(node, result);
    return result;
  };
  for (const node of root.nodes) sources(node);
  return [...new Set(groupOf.values())].map((sites) => {
    const ordered = [...take(sites, left)].sort((a, b) => offsetOf(a.at) - offsetOf(b.at));
    const last = ordered.at(-1)!;
    const name = ordered.length === 1 ? machine.names.get(last.layers[0]!) : undefined;
    return {
      name: name ?? 'layers',
      framework: last.layers[0]!.framework,
      style: 'layers' as const,
      root,
      sites: new Set(ordered),
      anchor: ordered[0]!.at,
      statement: ordered[0]!.statement,
    };
  });
}
