/** Why a model cannot be trained, in words, with its place in the source. */
import { basename } from 'node:path';
import type { LayerDefinition, ModelDefinition, SourceRange } from '../definition/model.ts';
import { type Problem, UserError } from '../errors.ts';

/** What the model and its file are called in messages. */
export interface Context {
  sourceFile: string;
  model: string;
}

/** The value of a setting that training needs. @throws UserError when it cannot be seen in the source */
export function known<T>(layer: LayerDefinition, setting: string, value: T | undefined, context: Context): T {
  if (value !== undefined) return value;
  throw layerError('MODEL_SETTING_UNKNOWN', `“${setting}” of ${layer.kind} is not visible`, layer, context, {
    explanation: `Its value is not a literal or a constant in ${basename(context.sourceFile)}, and code is never run to find it out.`,
    remedy: 'Write the value as a number or as a constant that is assigned once.',
  });
}

export function unsupported(layer: LayerDefinition, context: Context): UserError {
  return layerError('MODEL_LAYER_UNSUPPORTED', `${layer.kind} cannot be trained here yet`, layer, context, {
    explanation: `“${context.model}” has a ${layer.kind} layer. Trained are: Dense, Dropout, BatchNormalization, Activation, ReLU, ELU, Softmax, Flatten and Input.`,
    remedy: 'Measure a model of these layers, or a part of this one.',
  });
}

export function notFlat(layer: LayerDefinition, context: Context): UserError {
  const shape = layer.inputShape!.map((size) => size ?? '?').join(' × ');
  return layerError(
    'MODEL_LAYER_UNSUPPORTED',
    `${layer.kind} on a ${shape} input cannot be trained here yet`,
    layer,
    context,
    {
      explanation: `${layer.kind} “${layer.name}” acts on the last axis of a ${shape} input; here layers act on one row of numbers.`,
      remedy: 'Put Flatten before it, or measure a model of flat inputs.',
    },
  );
}

export function settingError(
  layer: LayerDefinition,
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
      explanation: `${layer.kind} “${layer.name}” uses it. Known are: ${expected.join(', ')}.`,
      remedy: 'Use one of these to measure.',
    },
  );
}

type Words = { explanation: string; remedy: string };

function layerError(
  code: string,
  title: string,
  layer: LayerDefinition,
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
