/** The shape of one row as the network takes it: the columns of the data in the shape that the model declares. */
import { basename } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import type { Shape } from '../engine/layerSpecs.ts';
import { type Context, layerError, modelError } from './modelErrors.ts';

/**
 * The declared shape, row-major over the columns; one free axis takes what the columns give. Without a declaration the
 * columns are one row of numbers, or of words' numbers for an Embedding.
 * @throws UserError when the numbers do not agree, or a first layer needs a shape that is not declared
 */
export function inputShapeOf(definition: ModelDefinition, data: Dataset, context: Context): Shape {
  const columns = data.columns.length;
  const declared = definition.inputShape;
  if (!declared) {
    const first = definition.layers.find(({ kind }) => !PASSIVE.has(kind))!;
    if (/^(Conv|Depthwise|Global|MaxP|AverageP|ZeroP|SimpleRNN|LSTM|GRU|Bidirectional)/.test(first.kind)) {
      throw undeclared(first, data, context);
    }
    return [columns];
  }
  const known = declared.reduce<number>((product, size) => product * (size ?? 1), 1);
  const free = declared.filter((size) => size === null).length;
  const rest = columns / known;
  const fits = free === 0 ? rest === 1 : free === 1 && Number.isInteger(rest);
  if (!fits) throw widthError(definition, data, context);
  return declared.map((size) => size ?? rest);
}

/** Layers that may stand before the first one that does something. */
const PASSIVE = new Set(['Input', 'InputLayer', 'Identity', 'Dropout', 'GaussianNoise', 'GaussianDropout']);

function undeclared(layer: LayerDefinition, data: Dataset, context: Context) {
  const columns = data.columns.length;
  const rank = /2D/.test(layer.kind) ? 'height, width and channels' : 'steps and features';
  return layerError('MODEL_INPUT_SHAPE', `The shape of the model's inputs is not declared`, layer, context, {
    explanation: `${layer.kind} takes ${rank}; ${data.file} gives ${columns} columns in a row, which may be cut up in several ways.`,
    remedy: 'Begin the model with keras.Input(shape=(…)); the product of the sizes is the number of columns.',
  });
}

function widthError(definition: ModelDefinition, data: Dataset, context: Context) {
  const shape = definition.inputShape!;
  const found = data.columns.length;
  const free = shape.includes(null);
  const product = shape.reduce<number>((all, size) => all * (size ?? 1), 1);
  const expected = free ? `multiples of ${product}` : String(product);
  return modelError(
    'MODEL_INPUT_WIDTH',
    `The model takes ${expected} inputs, ${data.file} gives ${found}`,
    definition,
    context,
    {
      explanation:
        `“${definition.name}” in ${basename(context.sourceFile)} has the input shape (${shape.map((size) => size ?? 'None').join(', ')}); ` +
        `${data.file} has ${found} input columns beside the target “${data.target}”` +
        `${data.columns.some(({ name }) => name.includes('=')) ? ', one-hot columns counted singly' : ''}.`,
      remedy: 'Change the input shape, or leave columns out with "exclude" in the experiment\'s "data".',
    },
  );
}
