/** From a model as it is written to a network that can be trained, checked against the data. */
import { basename } from 'node:path';
import type { Dataset } from '../dataset/dataset.ts';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import {
  ACTIVATIONS,
  type Activation,
  INITIALIZERS,
  type Initializer,
  type Network,
} from '../engine/network.ts';
import { type Context, known, modelError, notFlat, settingError, unsupported } from './modelErrors.ts';
import { type BuiltLayer, splitOutput } from './outputLayer.ts';

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
  checkVisible(definition, context);
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
    definition.layers.every((layer) => layer.otherRegularizer === undefined) &&
    builder.places.every((place) => place.sourceRate !== undefined);
  return {
    network,
    places: builder.places,
    penalties: builder.penalties,
    hasOwnRegularization: own && visible,
  };
}

/** What of the source is not trained as written, in sentences. */
export function leftOut(definition: ModelDefinition): string[] {
  return definition.layers.flatMap(({ kind, otherRegularizer }) =>
    otherRegularizer
      ? `${kind} in line ${otherRegularizer.startLine} has a regularizer or constraint beside kernel_regularizer: it is left out of every variant.`
      : [],
  );
}

/** Turns layers into specs while following the width; activations, softmax included, stay as layers. */
class Builder {
  readonly layers: BuiltLayer[] = [];
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
    const acts = layer.kind === 'Dense' || layer.kind === 'BatchNormalization';
    if (acts && (layer.inputShape?.length ?? 1) > 1) throw notFlat(layer, this.#context);
    if (layer.kind === 'Dense') this.#dense(layer);
    else if (layer.kind === 'Dropout') this.#dropout(layer.rate?.value, beforeLastDense);
    else if (layer.kind === 'BatchNormalization') this.#batchNormalization(layer);
    else if (layer.kind === 'Activation')
      this.#activation(known(layer, 'activation', layer.activation?.value, this.#context), layer);
    else if (ACTIVATION_LAYERS[layer.kind]) this.#activationLayer(layer);
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

  #activationLayer(layer: LayerDefinition): void {
    // `ReLU(max_value=6)` is another function than `ReLU()`, and its arguments are not read.
    const plain = layer.range.to - layer.range.from === `${layer.callee}()`.length;
    if (!plain) throw settingError(layer, 'arguments', 'given', ['none'], this.#context);
    this.#activation(ACTIVATION_LAYERS[layer.kind]!, layer);
  }

  #dropout(rate: number | undefined, beforeLastDense: boolean): void {
    const variable = this.penalties.length > 0 && beforeLastDense && !this.#gapHasDropout;
    this.#gapHasDropout = true;
    this.layers.push({ kind: 'dropout', units: this.width });
    this.places.push({ sourceRate: rate, variable });
  }

  #batchNormalization(layer: LayerDefinition): void {
    // The axis counts the batch: after a Dense layer −1 and 1 are the same.
    const axis = layer.axis ? layer.axis.value : -1;
    const plain =
      (axis === -1 || axis === 1) && layer.center?.value !== false && layer.scale?.value !== false;
    if (!plain)
      throw settingError(
        layer,
        'axis, center or scale',
        'other than the default',
        ['the defaults'],
        this.#context,
      );
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

function checkVisible(definition: ModelDefinition, context: Context): void {
  const [first] = definition.unreadable ?? [];
  if (!first) return;
  const { startLine, startColumn } = first.range;
  throw modelError('MODEL_LAYERS_UNKNOWN', 'Some layers of the model are not visible', definition, context, {
    explanation: `“${definition.name}” also has ${first.what} (line ${startLine}, column ${startColumn}), which may be any layers.`,
    remedy: 'Write the layers out, one call each, to measure this model.',
  });
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
