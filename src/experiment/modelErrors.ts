/** Why a model cannot be trained, in words, with its place in the source. */
import { basename } from 'node:path';
import type { LayerDefinition, ModelDefinition, OtherArgument, SourceRange } from '../definition/model.ts';
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
    remedy: /(activation|initializer)$/.test(setting)
      ? 'Write its name in quotes, or import the module that it comes from in this file.'
      : 'Write the value as a number or as a constant that is assigned once.',
  });
}

/** @param known the kinds that are trained */
export function unsupported(layer: Layer, known: readonly string[], context: Context): UserError {
  return layerError('MODEL_LAYER_UNSUPPORTED', `${layer.kind} cannot be trained here yet`, layer, context, {
    explanation: `“${context.model}” has a layer of the kind ${layer.kind}. Trained are: ${known.join(', ')}.`,
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
      explanation: `${layer.kind} “${layer.name}” uses it. Trained ${expected.length === 1 ? 'is' : 'are'}: ${expected.join(', ')}.`,
      remedy: `Write ${expected.length === 1 ? expected[0] : 'one of these'} to measure.`,
    },
  );
}

/** A value that no framework takes. @param possible such as `a whole number of at least 1` */
export function impossible(
  layer: Layer,
  setting: string,
  found: string,
  possible: string,
  context: Context,
): UserError {
  return layerError('MODEL_SETTING_INVALID', `${setting} “${found}” is not possible`, layer, context, {
    explanation: `It stands in ${layer.kind} “${layer.name}”. Possible is ${possible}.`,
    remedy: `Write ${possible}.`,
  });
}

/** An argument that nothing here reads, so that training would leave it out. */
export function unreadArgument(
  layer: Layer,
  { parameter, value, range }: OtherArgument,
  context: Context,
): UserError {
  const title = `${parameter} “${value}” of ${layer.kind} cannot be trained here yet`;
  return layerError('MODEL_SETTING_UNSUPPORTED', title, { ...layer, range }, context, {
    explanation:
      parameter === 'dtype'
        ? `${layer.kind} “${layer.name}” asks for it. Everything is trained in float32.`
        : `${layer.kind} “${layer.name}” is given it, and it may change what the layer computes.`,
    remedy:
      parameter === 'dtype' ? 'Remove it to measure, or write "float32".' : 'Remove the argument to measure.',
  });
}

/**
 * Refuses what is more than a chain of layers that are written once each: models of another kind, models in models,
 * layers that one call makes several times or under a condition. @throws UserError
 */
export function checkChain(definition: ModelDefinition, context: Context): void {
  const { name, framework, style, layers, submodules } = definition;
  if (framework !== 'keras' || style !== 'sequential') {
    throw modelError(
      'MODEL_NOT_SEQUENTIAL',
      `“${name}” is no Sequential model of Keras`,
      definition,
      context,
      {
        explanation:
          'Trained here are Keras models that are one layer after another, as keras.Sequential makes them.',
        remedy: 'Choose a Sequential model, or write this one as a Sequential model to measure it.',
      },
    );
  }
  const [inner] = submodules ?? [];
  if (inner) {
    const title = `“${name}” holds “${inner.name}”, whose layers stand elsewhere`;
    throw errorAt(inner.range, { code: 'MODEL_NESTED', title, ...WRITE_OUT }, context);
  }
  const least = Math.min(...layers.map((layer) => layer.context?.length ?? 0));
  const repeated = layers.find((layer) => layer.count !== undefined || (layer.context?.length ?? 0) > least);
  if (!repeated) return;
  const where = repeated.context?.includes('loop') ? 'in a loop' : 'under a condition';
  const title = `${repeated.kind} “${repeated.name}” is made ${repeated.context ? where : 'more than once'}`;
  throw layerError('MODEL_LAYER_REPEATED', title, repeated, context, WRITE_OUT);
}

const WRITE_OUT: Words = {
  explanation: 'A model is trained here layer by layer, each as it stands in the definition.',
  remedy: 'Write the layers out, one call each in one model, to measure it.',
};

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
