/** Keras 1 and 2, and .h5 of Keras 3: lists of names beside each group. Source: `keras/src/legacy/saving/legacy_h5_format.py`. */

import { classOf, type Layer } from '../../keras/layers.ts';
import { type Attribute, attributesOf, textsIn } from '../format/attributes.ts';
import type { Store } from '../format/store.ts';
import type { Tree } from '../format/tree.ts';
import { type Named, roleOf } from './naming.ts';
import { classByName } from './variables.ts';

/** The group with the list of layers: `model_weights` of a model, the root of weights alone. */
export async function legacyRoot(store: Store, tree: Tree): Promise<string | undefined> {
  for (const path of ['model_weights', '']) {
    const address = tree.groups.get(path);
    if (address === undefined) continue;
    const attributes = await attributesOf(store, address);
    if (attributes.has('layer_names') || attributes.has('layer_names0')) return path;
  }
  return undefined;
}

/** The weights in the order of the layers; `layers` are those that the description has. */
export async function legacyWeights(
  store: Store,
  tree: Tree,
  root: string,
  layers: ReadonlyMap<string, Layer>,
): Promise<Named[]> {
  const found: Named[] = [];
  const names = await listIn(store, tree, root, 'layer_names');
  for (const layer of new Set([...names, 'top_level_model_weights'])) {
    const group = root === '' ? layer : `${root}/${layer}`;
    for (const name of await listIn(store, tree, group, 'weight_names')) {
      const layerClass = classFor(layer, name, layers);
      found.push({
        path: `${group}/${name}`,
        name,
        role: roleOf(name, layerClass),
        ...(layerClass && { layerClass }),
      });
    }
  }
  return found;
}

async function listIn(store: Store, tree: Tree, group: string, name: string): Promise<string[]> {
  const address = tree.groups.get(group);
  return address === undefined ? [] : listOf(store, await attributesOf(store, address), name);
}

/** A list over 64 KB is cut into `name0`, `name1` … */
async function listOf(store: Store, attributes: Map<string, Attribute>, name: string): Promise<string[]> {
  const whole = attributes.get(name);
  if (whole) return textsIn(store, whole);
  const all: string[] = [];
  for (let part = 0; attributes.has(`${name}${part}`); part++)
    all.push(...(await textsIn(store, attributes.get(`${name}${part}`))));
  return all;
}

/** Of a model within the model, the weight's own name tells the layer: `block/conv_1/kernel:0`. */
function classFor(layer: string, weight: string, layers: ReadonlyMap<string, Layer>): string | undefined {
  const parts = [layer, ...weight.split('/').slice(0, -1)].reverse();
  const described = parts.map((part) => layers.get(part)).find((each) => each && each.layers.length === 0);
  if (described) return classOf(described);
  return parts.map((part) => classByName(part)).find((each) => each !== undefined);
}
