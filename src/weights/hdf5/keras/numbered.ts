/** Keras 3 (and .keras of Keras 2.12 and later): variables are numbers in groups named by class. Source: `keras/src/saving/saving_lib.py`. */
import { groupsBy } from '../../groupsBy.ts';
import type { JsonObject } from '../../json.ts';
import { classOf, type Layer, snakeCase } from '../../keras/layers.ts';
import { attributesOf, textIn } from '../format/attributes.ts';
import type { Store } from '../format/store.ts';
import type { Tree } from '../format/tree.ts';
import { byNumber, type Named, roleOf } from './naming.ts';
import { classByName, variableNames } from './variables.ts';

const VARIABLE = /(^|[/\\])vars[/\\]\d+$/;
const LISTS = new Set(['layers', '_layer_checkpoint_dependencies']);
const METRICS = /^_?(compile_)?(metrics|loss_tracker)/;

export const isNumbered = (tree: Tree): boolean =>
  [...tree.datasets.keys()].some((path) => VARIABLE.test(path));

/** The variables of one layer. */
interface Holder {
  /** Of the group that holds `vars`, without it. */
  parts: string[];
  /** The layer's name, where the file has it (Keras 3.4 and later). */
  given: string | undefined;
  paths: string[];
}

/** Weights in the order of the layers, then the states of the optimizer and of metrics. */
export async function numberedWeights(store: Store, tree: Tree, model: Layer | undefined): Promise<Named[]> {
  const holders = await holdersOf(store, tree);
  const lists = listsIn(holders);
  const found = holders.map((holder) => {
    const kind = holder.parts[0] === 'optimizer' ? 1 : METRICS.test(holder.parts[0] ?? '') ? 2 : 0;
    const at = kind === 0 ? place(holder, lists, model) : undefined;
    return {
      kind,
      holder,
      place: at,
      tensors: kind === 0 ? weights(holder, at!) : states(holder, kind === 1),
    };
  });
  found.sort(
    (a, b) =>
      a.kind - b.kind ||
      (a.place?.position ?? 0) - (b.place?.position ?? 0) ||
      byNumber(a.holder.parts.join('/'), b.holder.parts.join('/')),
  );
  return found.flatMap(({ tensors }) => tensors);
}

async function holdersOf(store: Store, tree: Tree): Promise<Holder[]> {
  const holders = new Map<string, Holder>();
  for (const path of tree.datasets.keys()) {
    if (!VARIABLE.test(path)) continue;
    const group = path.replace(/[/\\]\d+$/, '');
    const holder = holders.get(group) ?? (await newHolder(store, tree, group));
    holder.paths.push(path);
    holders.set(group, holder);
  }
  for (const { paths } of holders.values()) paths.sort(byNumber);
  return [...holders.values()];
}

async function newHolder(store: Store, tree: Tree, group: string): Promise<Holder> {
  const address = tree.groups.get(group);
  const attributes = address === undefined ? undefined : await attributesOf(store, address);
  return {
    parts: group.split(/[/\\]/).slice(0, -1),
    given: await textIn(store, attributes?.get('name')),
    paths: [],
  };
}

interface Place {
  names: string[];
  layerClass: string | undefined;
  config: JsonObject;
  /** Number of the outermost layer in the model. */
  position: number;
}

/** Layers of each list of groups, by the list's path and the group's name. */
type Lists = Map<string, { groups: Set<string>; layers?: Map<string, Layer> }>;

function listsIn(holders: readonly Holder[]): Lists {
  const lists: Lists = new Map();
  for (const { parts } of holders)
    for (let at = 0; at + 1 < parts.length; at++) {
      if (!LISTS.has(parts[at]!)) continue;
      const path = parts.slice(0, at + 1).join('/');
      const list = lists.get(path) ?? { groups: new Set() };
      list.groups.add(parts[at + 1]!);
      lists.set(path, list);
    }
  return lists;
}

/** Goes down from the model: `layers`, a layer, and what lies within it. */
function place({ parts, given }: Holder, lists: Lists, model: Layer | undefined): Place {
  const names: string[] = [];
  let layer = model;
  let layerClass: string | undefined;
  let position = Number.POSITIVE_INFINITY;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!;
    if (LISTS.has(part) && at + 1 < parts.length) {
      const list = lists.get(parts.slice(0, ++at).join('/'))!;
      list.layers ??= layersOf(layer, list.groups);
      const own = at + 1 === parts.length ? given : undefined;
      const next = layer?.layers.find(({ name }) => name === own) ?? list.layers.get(parts[at]!);
      if (names.length === 0 && next && model) position = model.layers.indexOf(next);
      layer = next;
      names.push(next?.name ?? own ?? parts[at]!);
      layerClass = next ? classOf(next) : classByName(parts[at]!);
    } else if (part === 'cell' || part === 'layer') {
      layer = layer?.inner ?? layer;
      if (!layer && given) layerClass = classByName(given)?.replace(/Cell$/, '') ?? layerClass;
    } else {
      names.push(part);
      if (!/^(forward|backward)_layer$/.test(part))
        layerClass = classByName(part) ?? (given && classByName(given));
    }
  }
  return { names, layerClass, config: layer?.config ?? {}, position };
}

/** Groups are counted by class, in the order of the layers: the n-th of a class is the n-th layer of it. */
function layersOf(model: Layer | undefined, groups: ReadonlySet<string>): Map<string, Layer> {
  const byClass = groupsBy(model?.layers ?? [], ({ className }) => snakeCase(className));
  const baseOf = (group: string): string => {
    const base = group.replace(/_\d+$/, '');
    return byClass.has(base) ? base : group;
  };
  const found = new Map<string, Layer>();
  for (const [base, kin] of groupsBy(groups, baseOf)) {
    const layers = byClass.get(base) ?? [];
    const sorted = kin.sort(byNumber);
    for (const [index, group] of sorted.entries()) {
      // Keras 2.13 counts a layer with weights twice, so that its numbers have gaps.
      const number = group === base ? 0 : Number(group.slice(base.length + 1));
      const layer = layers[sorted.length === layers.length ? index : number];
      if (layer) found.set(group, layer);
    }
  }
  return found;
}

function weights({ parts, paths }: Holder, { names, layerClass, config }: Place): Named[] {
  const variables = layerClass === undefined ? undefined : variableNames(layerClass, config, paths.length);
  return paths.map((path, index) => {
    const name = variables ? [...names, variables[index]].join('/') : path.replaceAll('\\', '/');
    return { path, name, role: roleOf(name, layerClass ?? parts.at(-1)), ...(layerClass && { layerClass }) };
  });
}

function states({ paths }: Holder, isOptimizer: boolean): Named[] {
  return paths.map((path) => ({
    path,
    name: path.replaceAll('\\', '/'),
    role: isOptimizer ? 'optimizer' : 'other',
  }));
}
