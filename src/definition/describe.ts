/** A model in one line: its architecture, its size and what regularizes it. */
import { formatCount, formatShare, formatStrength } from '../words.ts';
import type { LayerDefinition, ModelDefinition, Shape } from './model.ts';

const DROPOUT = /Dropout/;
/** Fully-connected layers, by their classes in Keras and PyTorch. */
const DENSE = /^(Dense|Linear|LazyLinear)$/;
/** Layers without kernels, which a summary leaves out. */
const QUIET =
  /Dropout|Pool|Norm(alization|\dd)?$|^ZeroPadding|^(Input|InputLayer|Activation|ActivityRegularization|ELU|Flatten|GaussianNoise|Identity|LeakyReLU|Masking|Permute|PReLU|ReLU|Reshape|Softmax|ThresholdedReLU)$/;

/** What a layer that regularizes those beside it without being dropout is called. */
function noiseOf(kind: string): string | undefined {
  if (/^(Sync)?BatchNorm(alization)?(\dd)?$/.test(kind)) return 'batch normalization';
  return kind === 'GaussianNoise' ? 'noise' : undefined;
}

type Sized = Pick<LayerDefinition, 'kind' | 'settings' | 'wrapped'>;

/** What a layer with kernels is called in a summary; Dense layers are numbers alone. */
function sizeLabel({ kind, settings, wrapped }: Sized): string | undefined {
  const size = (value: number | undefined) => String(value ?? '?');
  if (DENSE.test(kind)) return size(settings.units?.value);
  if (/^(Lazy|Separable)?Conv/.test(kind)) return `conv ${size(settings.filters?.value)}`;
  if (/^Embedding(Bag)?$/.test(kind)) return `embedding ${size(settings.outputSize?.value)}`;
  if (/^(SimpleRNN|RNN|LSTM|GRU)(Cell)?$/.test(kind) && settings.units)
    return `${kind} ${size(settings.units.value)}`;
  if (!wrapped) return undefined;
  if (kind === 'Bidirectional') {
    return wrapped.settings.units && `${wrapped.kind} 2·${size(wrapped.settings.units.value)}`;
  }
  return sizeLabel(wrapped);
}

/** What a summary names of a layer: its size, `×3` where one call makes several; undefined for layers without kernel. */
function labelOf(layer: LayerDefinition): string | undefined {
  const label = sizeLabel(layer);
  if (label) return layer.count === undefined ? label : `${label} ×${layer.count ?? '?'}`;
  return QUIET.test(layer.kind) || layer.parameters === 0 ? undefined : '…';
}

/** Layers and blocks of the file in the order they are applied; blocks without parameters are left out. */
function partsOf({ layers, submodules, flow }: ModelDefinition): (LayerDefinition | string)[] {
  const named = new Set(submodules?.filter(({ parameters }) => parameters !== 0).map(({ name }) => name));
  if (named.size === 0 || !flow) return layers;
  const own = new Set(layers);
  const parts = new Set<LayerDefinition | string>();
  for (const { layer, inside } of flow) {
    if (layer && own.has(layer)) parts.add(layer);
    else if (inside !== undefined && named.has(inside)) parts.add(inside);
  }
  return [...parts];
}

/** `64 → 128 → 10`, `28×28×1 → conv 16 → 10`; `?` for a size and `…` for layers that are not visible. */
export function architectureOf(definition: ModelDefinition): string {
  const { inputShape, layers, unreadable = [] } = definition;
  const gaps = new Set(unreadable.map((gap) => gap.before));
  const parts = [shapeText(inputShape)];
  const skip = () => {
    if (parts.at(-1) !== '…') parts.push('…');
  };
  for (const part of partsOf(definition)) {
    if (typeof part !== 'string' && gaps.has(layers.indexOf(part))) skip();
    const label = typeof part === 'string' ? part : labelOf(part);
    if (label === '…') skip();
    else if (label) parts.push(label);
  }
  if (gaps.has(layers.length)) skip();
  return parts.join(' → ');
}

function shapeText(shape: Shape | undefined): string {
  return shape && shape.length > 0 ? shape.map((size) => size ?? '?').join('×') : '?';
}

/** What regularizes a model from outside of its definition. */
export interface Around {
  /** `weight decay 2e-4 in SGD`, `L1 1e-3 by hand`. */
  parts: string[];
  /** No optimizer of its framework stands in the file: what regularizes in training cannot be seen. */
  isTrainedElsewhere: boolean;
}

/** The lens above a definition: `17,226 parameters, nothing regularizes it`. */
export function lensTitle(definition: ModelDefinition, around?: Around): string {
  const { layers, submodules, unreadable, parameters } = definition;
  if (layers.length === 0 && !submodules && !unreadable) return 'no layers visible';
  const size =
    parameters === undefined
      ? `parameters unknown (${whyUnknown(definition)})`
      : formatCount(parameters, 'parameter');
  return `${size}, ${describeRegularization(definition, around)}`;
}

/** The first thing that hides the number of parameters. */
function whyUnknown({ layers, submodules, unreadable, inputShape, framework }: ModelDefinition): string {
  const [gap] = unreadable ?? [];
  if (gap) return `line ${gap.range.startLine}: ${gap.what}`;
  const repeated = layers.find(({ count }) => count === null);
  if (repeated) return `line ${repeated.range.startLine}: layers made in a loop`;
  const layer = layers.find(({ parameters }) => parameters === undefined);
  const block = submodules?.find(({ parameters }) => parameters === undefined);
  if (!layer && block) return `size of ${block.name} not visible`;
  const optional = layers.find(({ context }) => context?.includes('condition'));
  if (!layer && optional) return `line ${optional.range.startLine}: layers under a condition`;
  const counted =
    !layer || framework === 'pytorch' || sizeLabel(layer) !== undefined || QUIET.test(layer.kind);
  if (!counted) return `${layer.kind} is not counted`;
  if (layer?.kind === 'Dense') {
    const { units, useBias } = layer.settings;
    if (units?.value === undefined) return `units of ${layer.name} not visible`;
    if (useBias?.value === undefined) return `use_bias of ${layer.name} not visible`;
    if (!Number.isInteger(units.value) || units.value <= 0) return `units of ${layer.name} not valid`;
  }
  if (!layer) return 'a part of it not visible';
  const isSized = framework === 'pytorch' || inputShape?.every((size) => size !== null);
  return isSized ? `size of ${layer.name} not visible` : 'input size not visible';
}

/**
 * What regularizes a model, for lens and report: `nothing regularizes it`, or
 * `dropout 0.5 on 1 layer, L2 1e-3 on 2 of 3 Dense layers`, then the part that nothing regularizes.
 */
export function describeRegularization(definition: ModelDefinition, around?: Around): string {
  const { unreadable, framework, flow = [] } = definition;
  const kind = framework === 'pytorch' ? 'Linear' : 'Dense';
  const layers = layersOf(definition);
  const dense = layers.filter(({ kind }) => DENSE.test(kind));
  const functions = flow.filter(({ operation }) => operation === 'dropout');
  const rates = functions.map(({ settings }) => rateLabel('dropout', settings?.rate?.value));
  const parts = [
    ...tally([...layers.map(dropoutLabel), ...rates]).map(
      ([label, count]) => `${label} on ${formatCount(count, 'layer')}`,
    ),
    ...tally(dense.map(penaltyLabel)).map(
      ([label, count]) => `${label} on ${ofDense(count, dense.length, kind)}`,
    ),
    ...tally(layers.map(otherLabel)).map(([label, count]) => `${label} on ${formatCount(count, 'layer')}`),
    ...tally(layers.map(insideLabel)).map(
      ([label, count]) => `${label} inside ${formatCount(count, 'layer')}`,
    ),
    ...(around?.parts ?? []),
  ];
  if (parts.length === 0) {
    if (unreadable) return 'no regularization visible';
    return around?.isTrainedElsewhere ? 'nothing in this file regularizes it' : 'nothing regularizes it';
  }
  const isOnAll = functions.length > 0 || (around?.parts.length ?? 0) > 0;
  const rest = isOnAll ? undefined : unregularizedPart(definition, layers, dense, kind);
  return [...parts, ...(rest ? [rest] : [])].join(', ');
}

/** Every layer of a model, those of its blocks included. */
function layersOf({ layers, flow = [] }: ModelDefinition): LayerDefinition[] {
  return [...new Set([...layers, ...flow.flatMap(({ layer }) => layer ?? [])])];
}

/** How often each label occurs, in the order of first occurrence. */
function tally(labels: (string | undefined)[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const label of labels) {
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts];
}

function ofDense(count: number, all: number, kind: string): string {
  if (all === 1) return `the ${kind} layer`;
  if (count < all) return `${count} of ${all} ${kind} layers`;
  return all === 2 ? `both ${kind} layers` : `all ${all} ${kind} layers`;
}

function dropoutLabel({ kind, settings: { rate } }: LayerDefinition): string | undefined {
  return DROPOUT.test(kind) ? rateLabel(kind === 'Dropout' ? 'dropout' : kind, rate?.value) : undefined;
}

/** Attention, transformer blocks and stacked recurrent layers drop inside; of one layer PyTorch's LSTM drops nothing. */
function insideLabel({ kind, framework, settings, otherRegularizer }: LayerDefinition): string | undefined {
  const { rate, depth } = settings;
  const isSingle = framework === 'pytorch' && /^(RNN|LSTM|GRU)$/.test(kind) && depth?.value === 1;
  if (!rate || DROPOUT.test(kind) || otherRegularizer || isSingle) return undefined;
  return rateLabel('dropout', rate.value);
}

function rateLabel(word: string, rate: number | undefined): string | undefined {
  if (rate === 0) return undefined;
  return rate === undefined ? `${word} (rate not visible)` : `${word} ${Number(rate.toPrecision(4))}`;
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
  const noise = noiseOf(layer.kind);
  if (noise) return noise;
  if (layer.otherRegularizer) return 'another regularizer';
  return DENSE.test(layer.kind) ? undefined : penaltyLabel(layer);
}

/** `2 of 3 Dense layers (99 % of the parameters) are unregularized`; undefined when all are regularized. */
function unregularizedPart(
  { unreadable, parameters }: ModelDefinition,
  layers: LayerDefinition[],
  dense: LayerDefinition[],
  kind: string,
): string | undefined {
  const free = layers.filter((layer, index) => DENSE.test(layer.kind) && !isRegularized(layers, index));
  if (free.length === 0 || unreadable) return undefined;
  const count = free.reduce((sum, layer) => sum + (layer.parameters ?? 0) * (layer.count ?? 1), 0);
  const share = parameters ? ` (${formatShare(count / parameters)} of the parameters)` : '';
  if (dense.length === 1) return `the ${kind} layer${share} is unregularized`;
  return `${free.length} of ${dense.length} ${kind} layers${share} ${free.length === 1 ? 'is' : 'are'} unregularized`;
}

/** A penalty of its own, or dropout, noise or normalization between it and the Dense layers beside it. */
function isRegularized(layers: LayerDefinition[], index: number): boolean {
  const layer = layers[index]!;
  if (penaltyLabel(layer) || layer.otherRegularizer) return true;
  const sides = [layers.slice(0, index).reverse(), layers.slice(index + 1)];
  return sides.some((side) => {
    const end = side.findIndex(({ kind }) => DENSE.test(kind));
    const near = end < 0 ? side : side.slice(0, end);
    return near.some((other) => dropoutLabel(other) ?? noiseOf(other.kind));
  });
}
