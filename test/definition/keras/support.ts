/** Small helpers of the tests of Keras. */
import type { LayerDefinition, ModelDefinition } from '../../../src/definition/model.ts';
import type { Surrounding } from '../../../src/definition/surroundings.ts';
import { read, readAll } from '../python.ts';

const IMPORTS = `import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, regularizers
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model, Sequential
`;

/** The text as a program that has imported Keras on lines 1 to 5; its own lines begin at 6. */
export const program = (text: string): string => `${IMPORTS}${text.trimStart()}`;

export const modelsOf = (text: string): ModelDefinition[] => read(program(text));

export function modelNamed(text: string, name: string): ModelDefinition {
  const model = modelsOf(text).find((each) => each.name === name);
  if (!model) throw new Error(`no model “${name}” in:\n${text}`);
  return model;
}

export function factsOf<Type extends Surrounding['type']>(
  text: string,
  type: Type,
): Extract<Surrounding, { type: Type }>[] {
  const facts = readAll(program(text)).surroundings.filter((fact) => fact.type === type);
  return facts as Extract<Surrounding, { type: Type }>[];
}

/** `Conv2D@7 Dense@8`: kinds and lines. */
export const listing = ({ layers }: ModelDefinition): string =>
  layers.map(({ kind, range }) => `${kind}@${range.startLine}`).join(' ');

export const parametersOf = ({ layers }: ModelDefinition): (number | undefined)[] =>
  layers.map(({ parameters }) => parameters);

export function layerOf(model: ModelDefinition, kind: string): LayerDefinition {
  const layer = model.layers.find((each) => each.kind === kind);
  if (!layer) throw new Error(`no ${kind} in “${model.name}”`);
  return layer;
}
