/** Small helpers of the reader's tests. */
import type { LayerDefinition, ModelDefinition } from '../../src/definition/model.ts';
import { readDefinitions } from '../../src/definition/read.ts';

export const read = (text: string): ModelDefinition[] => readDefinitions('model.py', text);

/** The only model of a text. */
export function readOne(text: string): ModelDefinition {
  const models = read(text);
  if (models.length !== 1) throw new Error(`expected one model, found ${models.length} in:\n${text}`);
  return models[0]!;
}

const IMPORTS =
  'import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import layers, regularizers\n';

/** The layer that an expression makes, as the only element of a list. */
export function readLayerOf(expression: string, before = ''): LayerDefinition {
  return readOne(`${IMPORTS}${before}\nmodel = keras.Sequential([${expression}])\n`).layers[0]!;
}

/** The model with these list elements. */
export function readElements(elements: string, before = ''): ModelDefinition {
  return readOne(`${IMPORTS}${before}\nmodel = keras.Sequential([${elements}])\n`);
}

export const kinds = (model: ModelDefinition): string => model.layers.map(({ kind }) => kind).join(' ');
