/** A model in one line: its architecture, its size and what regularizes it. */
import { formatCount, formatShare, formatStrength } from '../words.ts';
import type { LayerDefinition, ModelDefinition, Shape } from './model.ts';

const DROPOUT = /Dropout/;
/** Layers that regularize the Dense layers beside them without being dropout. */
const NOISE: Record<string, string> = { BatchNormalization: 'batch normalization', GaussianNoise: 'noise' };
/** Layers without kernels, which a summary leaves out. */
const QUIET =
  /Dropout|Pooling|Normalization$|^ZeroPadding|^(Input|InputLayer|Activation|ActivityRegularization|ELU|Flatten|GaussianNoise|Identity|LeakyReLU|Masking|Permute|PReLU|ReLU|Reshape|Softmax|ThresholdedReLU)$/;

/** What a layer with kernels is called in a summary; Dense layers are numbers alone. */
function sizeLabel({ kind, settings, wrapped }: Pick<LayerDefinition, 'kind' | 'settings' | 'wrapped'>) {
  const size = (value: number | undefined) => String(value ?? '?');
  if (kind === 'Dense') return size(settings.units?.value);
  if (/^Conv\d/.test(kind)) return `conv ${size(settings.filters?.value)}`;
  if (kind === 'Embedding') return `embedding ${size(settings.outputSize?.value)}`;
  if (/^(SimpleRNN|LSTM|GRU)$/.test(kind)) return `${kind} ${size(settings.units?.value)}`;
  return wrapped?.settings.units ? `${wrapped.kind} 2·${size(wrapped.settings.units.value)}` : undefined;
}

/** `64 → 128 → 10`, `28×28×1 → conv 16 → 10`; `?` for a size and `…` for layers that are not visible. */
export function architectureOf({ inputShape, layers, unreadable = [] }: ModelDefinition): string {
  const gaps = new Set(unreadable.map((gap) => gap.before));
  const parts = [shapeText(inputShape)];
  const skip = () => {
    if (parts.at(-1) !== '…') parts.push('…');
  };
  layers.forEach((layer, index) => {
    if (gaps.has(index)) skip();
    const label = sizeLabel(layer);
    if (label) parts.push(label);
    else if (!QUIET.test(layer.kind)) skip();
  });
  if (gaps.has(layers.length)) skip();
  return parts.join(' → ');
}

function shapeText(shape: Shape | undefined): string {
  return shape && shape.length > 0 ? shape.map((size) => size ?? '?').join('×') : '?';
}

/** The lens above a definition: `17,226 parameters, nothing regularizes it`. */
export function lensTitle(definition: ModelDefinition): string {
  const { layers, unreadable, parameters } = definition;
  if (layers.length === 0 && !unreadable) return 'no layers visible';
  const size =
    parameters === undefined
      ? `parameters unknown (${whyUnknown(definition)})`
      : formatCount(parameters, 'parameter');
  return `${size}, ${describeRegularization(definition)}`;
}

/** The first thing that hides the number of parameters. */
function whyUnknown({ layers, unreadable, inputShape }: ModelDefinition): string {
  const [gap] = unreadable ?? [];
  if (gap) return `line ${gap.range.startLine}: ${gap.what}`;
  const layer = layers.find(({ parameters }) => parameters === undefined);
  const counted = !layer || sizeLabel(layer) !== undefined || QUIET.test(layer.kind);
  if (!counted) return `${layer.kind} is not counted`;
  if (layer?.kind === 'Dense') {
    const { units, useBias } = layer.settings;
    if (units?.value === undefined) return `units of ${layer.name} not visible`;
    if (useBias?.value === undefined) return `use_bias of ${layer.name} not visible`;
    if (!Number.isInteger(units.value) || units.value <= 0) return `units of ${layer.name} not valid`;
  }
  return inputShape?.every((size) => size !== null)
    ? `size of ${layer?.name} not visible`
    : 'input size not visible';
}

/**
 * What regularizes a model, for lens and report: `nothing regularizes it`, or
 * `dropout 0.5 on 1 layer, L2 1e-3 on 2 of 3 Dense layers`, then the part that nothing regularizes.
 */
export function describeRegularization(definition: ModelDefinition): string {
  const { layers, unreadable } = definition;
  const dense = layers.filter(({ kind }) => kind === 'Dense');
  const parts = [
    ...tally(layers.map(dropoutLabel)).map(([label, count]) => `${label} on ${formatCount(count, 'layer')}`),
    ...tally(dense.map(penaltyLabel)).map(([label, count]) => `${label} on ${ofDense(count, dense.length)}`),
    ...tally(layers.map(otherLabel)).map(([label, count]) => `${label} on ${formatCount(count, 'layer')}`),
  ];
  if (parts.length === 0) return unreadable ? 'no regularization visible' : 'nothing regularizes it';
  const rest = unregularizedPart(definition, dense);
  return [...parts, ...(rest ? [rest] : [])].join(', ');
}

/** How often each label occurs, in the order of first occurrence. */
function tally(labels: (string | undefined)[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const label of labels) {
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts];
}

function ofDense(count: number, all: number): string {
  if (all === 1) return 'the Dense layer';
  if (count < all) return `${count} of ${all} Dense layers`;
  return all === 2 ? 'both Dense layers' : `all ${all} Dense layers`;
}

function dropoutLabel({ kind, settings: { rate } }: LayerDefinition): string | undefined {
  if (!DROPOUT.test(kind) || rate?.value === 0) return undefined;
  const word = kind === 'Dropout' ? 'dropout' : kind;
  return rate?.value === undefined ? `${word} (rate not visible)` : `${word} ${rate.value}`;
}

function penaltyLabel({ kernelPenalty, kernelPenaltyUnknown }: LayerDefinition): string | undefined {
  if (kernelPenaltyUnknown) return 'a penalty that is not visible';
  if (!kernelPenalty) return undefined;
  const { l1, l2 } = kernelPenalty;
  const label = (name: string, lambda: number | undefined) => {
    if (lambda === 0) return [];
    return [lambda === undefined ? `${name} (strength not visible)` : `${name} ${formatStrength(lambda)}`];
  };
  return [...label('L1', l1), ...label('L2', l2)].join(' + ') || undefined;
}

/** Batch normalization, noise, penalties on other layers and on anything but the kernel. */
function otherLabel(layer: LayerDefinition): string | undefined {
  const noise = NOISE[layer.kind];
  if (noise) return noise;
  if (layer.otherRegularizer) return 'another regularizer';
  return layer.kind === 'Dense' ? undefined : penaltyLabel(layer);
}

/** `2 of 3 Dense layers (99 % of the parameters) are unregularized`; undefined when all are regularized. */
function unregularizedPart({ layers, unreadable, parameters }: ModelDefinition, dense: LayerDefinition[]) {
  const free = layers.filter((layer, index) => layer.kind === 'Dense' && !isRegularized(layers, index));
  if (free.length === 0 || unreadable) return undefined;
  const count = free.reduce((sum, layer) => sum + (layer.parameters ?? 0), 0);
  const share = parameters ? ` (${formatShare(count / parameters)} of the parameters)` : '';
  if (dense.length === 1) return `the Dense layer${share} is unregularized`;
  return `${free.length} of ${dense.length} Dense layers${share} ${free.length === 1 ? 'is' : 'are'} unregularized`;
}

/** A penalty of its own, or dropout, noise or normalization between it and the Dense layers beside it. */
function isRegularized(layers: LayerDefinition[], index: number): boolean {
  const layer = layers[index]!;
  if (penaltyLabel(layer) || layer.otherRegularizer) return true;
  const sides = [layers.slice(0, index).reverse(), layers.slice(index + 1)];
  return sides.some((side) => {
    const end = side.findIndex(({ kind }) => kind === 'Dense');
    const near = end < 0 ? side : side.slice(0, end);
    return near.some((other) => dropoutLabel(other) ?? NOISE[other.kind]);
  });
}
