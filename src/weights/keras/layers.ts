/** The layers of a Keras model, from the description that is stored with its weights. Source: Keras, `serialization_lib`, `legacy/saving`. */
import { isObject, type JsonObject } from '../json.ts';

export interface Layer {
  name: string;
  className: string;
  config: JsonObject;
  /** Of a model within the model. */
  layers: Layer[];
  /** Of a wrapper: what it wraps; `Bidirectional` wraps its forward layer. */
  inner?: Layer;
}

const MOST_LEVELS = 32;

/** The model itself, as a layer with layers; undefined when the description is not of that form. */
export function modelOf(description: unknown, level = 0): Layer | undefined {
  if (!isObject(description) || typeof description.class_name !== 'string' || level > MOST_LEVELS)
    return undefined;
  const { class_name: className, name: given } = description;
  // Keras 1: the configuration of a Sequential is the list of its layers.
  const config = isObject(description.config) ? description.config : {};
  const list = Array.isArray(description.config) ? description.config : config.layers;
  const name = [config.name, given].find((each) => typeof each === 'string') ?? '';
  const inner = modelOf(config.layer ?? config.cell, level + 1);
  return {
    name,
    className,
    config,
    layers: (Array.isArray(list) ? list : []).flatMap((layer) => modelOf(layer, level + 1) ?? []),
    ...(inner && { inner }),
  };
}

/** All layers in it by name, those of models within it too. */
export function layersByName(model: Layer | undefined): Map<string, Layer> {
  const found = new Map<string, Layer>();
  const add = (layer: Layer): void => {
    found.set(layer.name, layer);
    for (const each of layer.layers) add(each);
  };
  if (model) add(model);
  return found;
}

const WRAPPERS = new Set(['Bidirectional', 'TimeDistributed', 'Wrapper', 'SpectralNormalization', 'RNN']);

/** The class whose weights these are: that of what a wrapper wraps. */
export const classOf = (layer: Layer): string =>
  WRAPPERS.has(layer.className) && layer.inner ? classOf(layer.inner) : layer.className;

/** As Keras names a layer that got no name: `BatchNormalization` → `batch_normalization`. */
export const snakeCase = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** Class of each layer by its name, those of models within the model included. */
export const layerClasses = (description: unknown): Map<string, string> =>
  new Map([...layersByName(modelOf(description))].map(([name, layer]) => [name, classOf(layer)]));

/** Class of the layer that a weight belongs to: of the innermost part of `inner/dense_2/kernel` that names a layer. */
export function layerClassOf(name: string, classes: ReadonlyMap<string, string>): string | undefined {
  const layer = name
    .split('/')
    .reverse()
    .find((part) => classes.has(part));
  return layer === undefined ? undefined : classes.get(layer);
}
