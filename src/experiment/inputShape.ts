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
  const shape = declared.map((size) => size ?? rest);
  const image = imageShape(data);
  if (image && isReordered(shape, image)) throw orderError(definition, data, context, image);
  return shape;
}

/** Height, width and channels, where the columns are called so: `pixel_0_0_0`, … `pixel_7_7_2`. */
function imageShape({ columns }: Dataset): number[] | undefined {
  const [, ...last] = /_(\d+)_(\d+)_(\d+)$/.exec(columns.at(-1)!.name) ?? [];
  const shape = last.map((index) => Number(index) + 1);
  const count = shape.reduce((product, size) => product * size, 1);
  const whole = /(^|_)pixel_0_0_0$/.test(columns[0]!.name) && count === columns.length;
  return whole ? shape : undefined;
}

/** The same sizes in another order, as of channels first: the numbers would go to the wrong places. */
function isReordered(shape: number[], image: number[]): boolean {
  const sorted = (sizes: number[]) => sizes.toSorted((a, b) => a - b).join();
  return shape.join() !== image.join() && sorted(shape) === sorted(image);
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

function orderError(definition: ModelDefinition, data: Dataset, context: Context, image: number[]) {
  return modelError('MODEL_INPUT_SHAPE', 'The model takes images in another order', definition, context, {
    explanation: `“${definition.name}” in ${basename(context.sourceFile)} has the input shape (${definition.inputShape!.join(', ')}); the images of ${data.file} are read as height, width and channels, (${image.join(', ')}).`,
    remedy: `Declare the shape (${image.join(', ')}), with channels last in every layer.`,
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
