/** Small helpers of the reader's tests. */
import type { LayerDefinition, ModelDefinition } from '../../src/definition/model.ts';
import type { SourceReading } from '../../src/definition/reading.ts';
import { readSource } from '../../src/definition/source.ts';

/** Everything that is read from a text. */
export const readAll = (text: string): SourceReading => readSource('model.py', text);

export const read = (text: string): ModelDefinition[] => readAll(text).models;

/** The only model of a text; layers that stand alone are none. */
export function readOne(text: string): ModelDefinition {
  const models = read(text).filter(({ style }) => style !== 'layers');
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
