/** From a model as it is written to a network that can be trained, checked against the data. */
import { basename } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import {
  ACTIVATIONS,
  type Activation,
  denseLayers,
  INITIALIZERS,
  type Initializer,
  type LayerSpec,
  type Loss,
  type Network,
  type RunSpec,
} from '../engine/network.ts';
import { UserError } from '../errors.ts';
import type { Variant } from './experiment.ts';

/** A place where units may be dropped, in the order of the network's dropout layers. */
interface DropoutPlace {
  /** The rate in the source: 0 where the source has no dropout, undefined where it cannot be seen. */
  sourceRate: number | undefined;
  /** Variants set their rate here: once in each gap before a Dense layer but the first. */
  variable: boolean;
}

export interface Architecture {
  network: Network;
  places: DropoutPlace[];
  /** Per Dense layer the penalty in the source; undefined when it cannot be seen. */
  penalties: ({ l1: number; l2: number } | undefined)[];
  /** True when the source regularizes something and all of it can be seen. */
  hasOwnRegularization: boolean;
}

/** Activation layers of their own, as the activation they stand for (Keras 3 defaults). */
const ACTIVATION_LAYERS: Record<string, string> = { ReLU: 'relu', ELU: 'elu', Softmax: 'softmax' };
const IGNORED = new Set(['Input', 'InputLayer', 'Flatten']);

/** What the model and its file are called in messages. */
interface Context {
  sourceFile: string;
  model: string;
}

/**
 * @param sourceFile path of the model's source, for messages
 * @throws UserError when a layer cannot be trained, a size is unknown, or the model does not fit the data
 */
export function buildArchitecture(
  definition: ModelDefinition,
  data: Dataset,
  sourceFile: string,
): Architecture {
  const context = { sourceFile, model: definition.name };
  checkInputWidth(definition, data, context);
  const builder = new Builder(data.columns.length, context);
  const lastDense = definition.layers.findLastIndex((layer) => layer.kind === 'Dense');
  if (lastDense < 0) {
    throw modelError('MODEL_WITHOUT_DENSE', `“${definition.name}” has no Dense layer`, definition, context, {
      explanation: 'L1, L2 and dropout act on Dense layers here, and this model has none.',
      remedy: 'Choose another model.',
    });
  }
  definition.layers.forEach((layer, index) => {
    builder.add(layer, index < lastDense);
  });
  const { loss, layers } = splitOutput(builder.layers, definition, data, context);
  const network: Network = { inputs: data.columns.length, outputs: builder.width, loss, layers };
  const own =
    builder.penalties.some((penalty) => penalty && (penalty.l1 > 0 || penalty.l2 > 0)) ||
    builder.places.some((place) => (place.sourceRate ?? 0) > 0);
  const visible =
    builder.penalties.every((penalty) => penalty !== undefined) &&
    builder.places.every((place) => place.sourceRate !== undefined);
  return {
    network,
    places: builder.places,
    penalties: builder.penalties,
    hasOwnRegularization: own && visible,
  };
}

/** Turns layers into specs while following the width; activations, softmax included, stay as layers. */
class Builder {
  readonly layers: (LayerSpec | { kind: 'softmax' })[] = [];
  readonly places: DropoutPlace[] = [];
  readonly penalties: ({ l1: number; l2: number } | undefined)[] = [];
  width: number;
  #gapHasDropout = false;
  readonly #context: Context;

  constructor(inputs: number, context: Context) {
    this.width = inputs;
    this.#context = context;
  }

  add(layer: LayerDefinition, beforeLastDense: boolean): void {
    if (layer.kind === 'Dense') this.#dense(layer);
    else if (layer.kind === 'Dropout') this.#dropout(layer.rate?.value, beforeLastDense);
    else if (layer.kind === 'BatchNormalization') this.#batchNormalization(layer);
    else if (layer.kind === 'Activation')
      this.#activation(known(layer, 'activation', layer.activation?.value, this.#context), layer);
    else if (ACTIVATION_LAYERS[layer.kind]) this.#activation(ACTIVATION_LAYERS[layer.kind]!, layer);
    else if (!IGNORED.has(layer.kind)) throw unsupported(layer, this.#context);
  }

  #dense(layer: LayerDefinition): void {
    const units = known(layer, 'units', layer.units?.value, this.#context);
    if (this.penalties.length > 0 && !this.#gapHasDropout) {
      this.layers.push({ kind: 'dropout', units: this.width });
      this.places.push({ sourceRate: 0, variable: true });
    }
    this.#gapHasDropout = false;
    const initializer = known(
      layer,
      'kernel_initializer',
      layer.kernelInitializer ? layer.kernelInitializer.value : 'glorot_uniform',
      this.#context,
    )
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase();
    if (!INITIALIZERS.includes(initializer as Initializer)) {
      throw settingError(layer, 'kernel_initializer', initializer, INITIALIZERS, this.#context);
    }
    const useBias = known(layer, 'use_bias', layer.useBias ? layer.useBias.value : true, this.#context);
    this.layers.push({
      kind: 'dense',
      name: layer.name,
      inputs: this.width,
      units,
      useBias,
      initializer: initializer as Initializer,
    });
    this.penalties.push(penaltyOf(layer));
    this.width = units;
    if (layer.activation)
      this.#activation(known(layer, 'activation', layer.activation.value, this.#context), layer);
  }

  #dropout(rate: number | undefined, beforeLastDense: boolean): void {
    const variable = this.penalties.length > 0 && beforeLastDense && !this.#gapHasDropout;
    this.#gapHasDropout = true;
    this.layers.push({ kind: 'dropout', units: this.width });
    this.places.push({ sourceRate: rate, variable });
  }

  #batchNormalization(layer: LayerDefinition): void {
    this.layers.push({
      kind: 'batchNormalization',
      name: layer.name,
      features: this.width,
      momentum: known(layer, 'momentum', layer.momentum ? layer.momentum.value : 0.99, this.#context),
      epsilon: known(layer, 'epsilon', layer.epsilon ? layer.epsilon.value : 1e-3, this.#context),
    });
  }

  #activation(name: string, layer: LayerDefinition): void {
    const activation = name === 'swish' ? 'silu' : name;
    if (activation === 'softmax') this.layers.push({ kind: 'softmax' });
    else if (ACTIVATIONS.includes(activation as Activation)) {
      if (activation !== 'linear') {
        this.layers.push({ kind: 'activation', activation: activation as Activation });
      }
    } else throw settingError(layer, 'activation', name, [...ACTIVATIONS, 'softmax'], this.#context);
  }
}

function penaltyOf(layer: LayerDefinition): { l1: number; l2: number } | undefined {
  if (layer.kernelPenaltyUnknown) return undefined;
  if (!layer.kernelPenalty) return { l1: 0, l2: 0 };
  const { l1, l2 } = layer.kernelPenalty;
  return l1 === undefined || l2 === undefined ? undefined : { l1, l2 };
}

function checkInputWidth(definition: ModelDefinition, data: Dataset, context: Context): void {
  const shape = definition.inputShape;
  if (!shape || shape.includes(null)) return;
  const expected = shape.reduce<number>((product, size) => product * size!, 1);
  const found = data.columns.length;
  if (expected === found) return;
  throw modelError(
    'MODEL_INPUT_WIDTH',
    `The model takes ${expected} inputs, ${data.file} gives ${found}`,
    definition,
    context,
    {
      explanation:
        `“${definition.name}” in ${basename(context.sourceFile)} has the input shape (${shape.join(', ')}); ` +
        `${data.file} has ${found} input columns beside the target “${data.target}”` +
        `${data.columns.some(({ name }) => name.includes('=')) ? ', one-hot columns counted singly' : ''}.`,
      remedy: 'Change the input shape, or leave columns out with "exclude" in the experiment\'s "data".',
    },
  );
}

/** Takes the output activation off the end: it becomes part of the loss. */
function splitOutput(
  all: Builder['layers'],
  definition: ModelDefinition,
  data: Dataset,
  context: Context,
): { loss: Loss; layers: LayerSpec[] } {
  const layers = [...all];
  const last = layers.at(-1)!;
  const output =
    last.kind === 'softmax' ? 'softmax' : last.kind === 'activation' ? last.activation : 'linear';
  if (output !== 'linear') layers.pop();
  if (layers.some((layer) => layer.kind === 'softmax')) {
    throw modelError('MODEL_LAYER_UNSUPPORTED', 'Softmax stands before the last layer', definition, context, {
      explanation: 'Here a softmax can be trained only as the output of the model.',
      remedy: 'Use another activation between layers.',
    });
  }
  const units = denseUnits(layers);
  const loss = lossFor(output, units, data);
  if (!loss) throw outputError(output, units, definition, data, context);
  return { loss, layers: layers as LayerSpec[] };
}

const denseUnits = (layers: Builder['layers']): number =>
  layers.reduce((units, layer) => (layer.kind === 'dense' ? layer.units : units), 0);

/** The loss that goes with an output, or undefined when they do not fit the target. */
function lossFor(output: string, units: number, data: Dataset): Loss | undefined {
  if (data.task === 'regression') return output === 'linear' && units === 1 ? 'squared' : undefined;
  const classes = data.classes!.length;
  if (units === classes && (output === 'softmax' || output === 'linear')) return 'softmax';
  if (units === 1 && classes === 2 && (output === 'sigmoid' || output === 'linear')) return 'sigmoid';
  return undefined;
}

function outputError(
  output: string,
  units: number,
  definition: ModelDefinition,
  data: Dataset,
  context: Context,
): UserError {
  const classes = data.classes?.length;
  const wanted =
    data.task === 'regression'
      ? 'Dense(1) without an activation'
      : classes === 2
        ? 'Dense(2, activation="softmax") or Dense(1, activation="sigmoid")'
        : `Dense(${classes}, activation="softmax")`;
  const target =
    data.task === 'regression'
      ? `“${data.target}” is a number to predict`
      : `“${data.target}” has ${classes} classes`;
  return modelError(
    'MODEL_OUTPUT',
    `The model's output does not fit the target “${data.target}”`,
    definition,
    context,
    {
      explanation:
        `“${definition.name}” ends in ${units} ${units === 1 ? 'unit' : 'units'} with ${output === 'linear' ? 'no activation' : `activation “${output}”`}; ${target}, ` +
        `which takes ${wanted}.`,
      remedy: `End the model with ${wanted}, or set "task" in the experiment's "data" if the target was taken for the wrong kind.`,
    },
  );
}

/** The value of a setting that training needs. @throws UserError when it cannot be seen in the source */
function known<T>(layer: LayerDefinition, setting: string, value: T | undefined, context: Context): T {
  if (value !== undefined) return value;
  throw layerError('MODEL_SETTING_UNKNOWN', `“${setting}” of ${layer.kind} is not visible`, layer, context, {
    explanation: `Its value is not a literal or a constant in ${basename(context.sourceFile)}, and code is never run to find it out.`,
    remedy: 'Write the value as a number or as a constant that is assigned once.',
  });
}

function unsupported(layer: LayerDefinition, context: Context): UserError {
  return layerError('MODEL_LAYER_UNSUPPORTED', `${layer.kind} cannot be trained here yet`, layer, context, {
    explanation: `“${context.model}” has a ${layer.kind} layer. Trained are: Dense, Dropout, BatchNormalization, Activation, ReLU, ELU, Softmax, Flatten and Input.`,
    remedy: 'Measure a model of these layers, or a part of this one.',
  });
}

function settingError(
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
  const { startLine, startColumn } = layer.range;
  const location = { file: context.sourceFile, line: startLine, column: startColumn };
  return new UserError({ code, title, ...words, location });
}

function modelError(
  code: string,
  title: string,
  definition: ModelDefinition,
  context: Context,
  words: Words,
): UserError {
  const { startLine, startColumn } = definition.anchor;
  const location = { file: context.sourceFile, line: startLine, column: startColumn };
  return new UserError({ code, title, ...words, location });
}

/** The runs of a plan, seed by seed, so that early readings cover every variant. */
export function runSpecs(architecture: Architecture, variants: Variant[], seeds: number[]): RunSpec[] {
  return seeds.flatMap((seed) => variants.map((variant) => runSpec(architecture, variant, seed)));
}

function runSpec({ network, places, penalties }: Architecture, variant: Variant, seed: number): RunSpec {
  const { l1, l2, dropout } = variant.settings;
  const id = `${variant.id}-seed${seed}`;
  if (variant.family === 'source') {
    return {
      id,
      variant: variant.id,
      seed,
      l1: penalties.map((penalty) => penalty!.l1),
      l2: penalties.map((penalty) => penalty!.l2),
      rates: places.map((place) => place.sourceRate!),
    };
  }
  return {
    id,
    variant: variant.id,
    seed,
    l1: denseLayers(network).map(() => l1),
    l2: denseLayers(network).map(() => l2),
    rates: places.map((place) => (place.variable ? dropout : 0)),
  };
}
