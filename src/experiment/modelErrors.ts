/** Why a model cannot be trained, in words, with its place in the source. */
import { basename } from 'node:path';
import type { LayerDefinition, ModelDefinition, SourceRange } from '../definition/model.ts';
import { type Problem, UserError } from '../errors.ts';

/** What the model and its file are called in messages. */
export interface Context {
  sourceFile: string;
  model: string;
}

type Layer = Pick<LayerDefinition, 'kind' | 'name' | 'range'>;

/** A setting that training needs cannot be seen. @param setting the framework's name of it */
export function notVisible(layer: Layer, setting: string, context: Context): UserError {
  return layerError('MODEL_SETTING_UNKNOWN', `“${setting}” of ${layer.kind} is not visible`, layer, context, {
    explanation: `Its value is not a literal or a constant in ${basename(context.sourceFile)}, and code is never run to find it out.`,
    remedy: 'Write the value as a number or as a constant that is assigned once.',
  });
}

/** @param known the kinds that are trained */
export function unsupported(layer: Layer, known: readonly string[], context: Context): UserError {
  return layerError('MODEL_LAYER_UNSUPPORTED', `${layer.kind} cannot be trained here yet`, layer, context, {
    explanation: `“${context.model}” has a ${layer.kind} layer. Trained are: ${known.join(', ')}.`,
    remedy: 'Measure a model of these layers, or a part of this one.',
  });
}

/** A layer that does not take what comes out of the one before it. */
export function doesNotFit(layer: LayerDefinition, context: Context): UserError {
  const shape = shapeText(layer.inputShape);
  return layerError(
    'MODEL_LAYER_SHAPE',
    `${layer.kind} “${layer.name}” does not fit its input of ${shape}`,
    layer,
    context,
    {
      explanation: `What comes before it in “${context.model}” gives each row the shape ${shape}, from which ${layer.kind} with these settings makes no output.`,
      remedy: 'Check the sizes, strides and padding of this layer and of those before it.',
    },
  );
}

/** `8 × 8 × 1`; `?` for what is not known. */
export function shapeText(shape: readonly (number | null)[] | undefined): string {
  return shape?.map((size) => size ?? '?').join(' × ') || '?';
}

export function settingError(
  layer: Layer,
  setting: string,
  found: string,
  expected: readonly string[],
  context: Context,
): UserError {
  return layerError(
    'MODEL_SETTING_UNSUPPORTED',
    `${setting} “${found}” cannot be trained here yet`,
    layer,
    context,
    {
      explanation: `${layer.kind} “${layer.name}” uses it. Known ${expected.length === 1 ? 'is' : 'are'}: ${expected.join(', ')}.`,
      remedy: `Use ${expected.length === 1 ? 'it' : 'one of these'} to measure.`,
    },
  );
}

export type Words = { explanation: string; remedy: string };

export function layerError(
  code: string,
  title: string,
  layer: Layer,
  context: Context,
  words: Words,
): UserError {
  return errorAt(layer.range, { code, title, ...words }, context);
}

export function modelError(
  code: string,
  title: string,
  definition: ModelDefinition,
  context: Context,
  words: Words,
): UserError {
  return errorAt(definition.anchor, { code, title, ...words }, context);
}

function errorAt(
  { startLine, startColumn }: SourceRange,
  problem: Problem,
  { sourceFile }: Context,
): UserError {
  return new UserError({ ...problem, location: { file: sourceFile, line: startLine, column: startColumn } });
}
