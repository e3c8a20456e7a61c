/** What a penalty adds to the loss before the first step, and the loss of chance that it is compared with. */
import type { FlowNode, LayerDefinition, ModelDefinition, Penalty, Setting } from './model.ts';
import { type ParameterTensor, parameterTensors } from './parameterTensors.ts';
import { momentsOf } from './tensors/distributions.ts';

/** Expected sums over one tensor at initialization. */
export interface ExpectedNorms {
  /** E Σ|w|. */
  absolute: number;
  /** E Σw². */
  square: number;
}

/** In Keras' convention: λ1·E Σ|w|, λ2·E Σw², and their sum. */
export interface InitialPenalty {
  l1: number;
  l2: number;
  total: number;
}

/** E Σ|w| and E Σw² of the first values: exact for every standard initializer, undefined for others. */
export function expectedNorms({ count, initializer }: ParameterTensor): ExpectedNorms | undefined {
  if (!initializer.distribution) return undefined;
  const { absolute, square } = momentsOf(initializer.distribution);
  return { absolute: count * absolute, square: count * square };
}

/**
 * What the layer's own weight penalties are expected to add to the loss at initialization. Undefined where a strength,
 * a size or an initializer is not known. Penalties on activities are left out: they depend on the data.
 */
export function initialPenalty(
  layer: LayerDefinition,
  tensors: ParameterTensor[] | undefined = parameterTensors(layer),
): InitialPenalty | undefined {
  const penalized = penalizedLayer(layer);
  if (!tensors || penalized.kernelPenaltyUnknown) return undefined;
  const found: InitialPenalty = { l1: 0, l2: 0, total: 0 };
  for (const tensor of tensors) {
    const penalty = tensor.trainable ? penaltyOn(penalized, tensor) : undefined;
    if (!penalty || (penalty.l1 === 0 && penalty.l2 === 0)) continue;
    const norms = expectedNorms(tensor);
    if (!norms || penalty.l1 === undefined || penalty.l2 === undefined) return undefined;
    found.l1 += penalty.l1 * norms.absolute;
    found.l2 += penalty.l2 * norms.square;
  }
  found.total = found.l1 + found.l2;
  return found;
}

type Penalized = Pick<LayerDefinition, 'kernelPenalty' | 'kernelPenaltyUnknown' | 'otherPenalties'>;

/** Of a wrapper, as Bidirectional, the layer inside has the penalties. */
function penalizedLayer({ wrapped, ...layer }: Penalized & Pick<LayerDefinition, 'wrapped'>): Penalized {
  return wrapped ? penalizedLayer(wrapped) : layer;
}

function penaltyOn(layer: Penalized, { part }: ParameterTensor): Penalty | undefined {
  if (part === 'kernel') return layer.kernelPenalty;
  return part && layer.otherPenalties?.[part];
}

/** Mean loss of a prediction that knows nothing. */
export interface ChanceLoss {
  value: number;
  classes: number;
  /** `ln 10`. */
  formula: string;
}

/**
 * The cross-entropy of guessing: ln C for C classes behind a softmax, ln 2 behind a sigmoid. Undefined where the output
 * or the loss is another, as mean squared error depends on the targets.
 * @param loss the name that `compile` is given, `categorical_crossentropy`; it decides where the output is logits
 */
export function lossOfChance(model: ModelDefinition, loss?: string): ChanceLoss | undefined {
  const output = outputOf(model);
  const kind = loss === undefined ? output?.activation : kindOfLoss(loss);
  if (!output || !kind) return undefined;
  if (kind === 'sigmoid') return chance(2);
  return output.classes !== undefined && output.classes > 1 ? chance(output.classes) : undefined;
}

const chance = (classes: number): ChanceLoss => ({
  value: Math.log(classes),
  classes,
  formula: `ln ${classes}`,
});

type OutputKind = 'softmax' | 'sigmoid';

/** `sparse_categorical_crossentropy`, `CategoricalCrossentropy`, `categoricalCrossentropy`, `CrossEntropyLoss`… */
function kindOfLoss(loss: string): OutputKind | undefined {
  const name = loss.replace(/^.*\./, '').replace(/_/g, '').toLowerCase();
  if (/^(bce|binarycrossentropy|bcewithlogits|sigmoidcrossentropy)(loss)?$/.test(name)) return 'sigmoid';
  const categorical =
    /^((sparse)?categoricalcrossentropy|crossentropy(loss)?|nll(loss)?|softmaxcrossentropy)$/;
  return categorical.test(name) ? 'softmax' : undefined;
}

interface Output {
  activation?: OutputKind;
  classes?: number;
}

/** The only output: by the flow where it can be seen, otherwise the last layer. */
function outputOf({ flow, outputs, layers, style, unreadable }: ModelDefinition): Output | undefined {
  if (flow && outputs) return outputs.length === 1 ? outputOfFlow(flow, outputs[0]!) : undefined;
  const last = layers.at(-1);
  if (style !== 'sequential' || !last || unreadable?.some(({ before }) => before >= layers.length))
    return undefined;
  return { activation: activationOf(layers), classes: classesOf(last) };
}

/** What does not change which activation the output has. */
const TRANSPARENT = new Set(['dropout', 'flatten', 'reshape', 'squeeze']);
const TRANSPARENT_KINDS = /^(Flatten|Reshape|Identity|.*Dropout.*)$/;

function outputOfFlow(flow: FlowNode[], output: number): Output | undefined {
  let node = flow[output];
  const classes =
    node && (node.features ?? node.outputShape?.at(-1) ?? (node.layer && classesOf(node.layer)));
  for (let steps = 0; node && steps < flow.length; steps++) {
    const passes = node.layer
      ? TRANSPARENT_KINDS.test(node.layer.kind)
      : TRANSPARENT.has(node.operation ?? 'unknown');
    if (!passes || node.inputs.length !== 1) break;
    node = flow[node.inputs[0]!];
  }
  if (!node) return undefined;
  const activation = node.layer ? activationOf([node.layer]) : activationNamed(node.operation);
  return { activation, classes: classes ?? undefined };
}

function activationOf(layers: LayerDefinition[]): OutputKind | undefined {
  const layer = layers.findLast(({ kind }) => !TRANSPARENT_KINDS.test(kind));
  const { kind, settings } = layer ?? { kind: '', settings: {} };
  return (
    activationNamed(kind) ?? activationNamed((settings.activation as Setting<string> | undefined)?.value)
  );
}

const ACTIVATIONS: Record<string, OutputKind> = {
  softmax: 'softmax',
  logsoftmax: 'softmax',
  sigmoid: 'sigmoid',
};

function activationNamed(name = ''): OutputKind | undefined {
  const plain = name.replace(/_/g, '').toLowerCase();
  return Object.hasOwn(ACTIVATIONS, plain) ? ACTIVATIONS[plain] : undefined;
}

function classesOf({ outputShape, settings }: LayerDefinition): number | undefined {
  return outputShape?.at(-1) ?? settings.units?.value ?? undefined;
}
