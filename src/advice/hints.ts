/** What stands behind a layer's line in an editor: its output and size, what its penalty adds, what it drops. */
import { initialPenalty } from '../definition/initialPenalty.ts';
import type { LayerDefinition, ModelDefinition, Penalty, Shape, SourceRange } from '../definition/model.ts';
import { formatCount, formatShare } from '../words.ts';
import { dropHints } from './dropHints.ts';
import { amount, countArithmetic, penaltyName, shapeText } from './layerWords.ts';

export type HintKind = 'shapes' | 'penalty' | 'dropout' | 'measured';

export interface LayerHint {
  kind: HintKind;
  /** The call that it is about. */
  range: SourceRange;
  /** Short: an editor cuts what is behind a line at about 40 characters. */
  text: string;
  /** The same in sentences. */
  tooltip: string;
}

/**
 * The hints of a model's own layers, in the order of a line: shapes, penalty, dropout, measured. Nothing is said of what
 * cannot be seen, nor where a layer changes nothing that a hint would show.
 * @param measured shares of zero and of small weights by the layer's name
 */
export function layerHints(
  model: ModelDefinition,
  measured: Record<string, MeasuredSparsity> = {},
): LayerHint[] {
  const features = featuresOf(model);
  const ofLayers = model.layers.flatMap((layer) => [
    ...shapeHint(layer, features.get(layer)),
    ...penaltyHint(layer),
    ...measuredHint(layer, measured[layer.name]),
  ]);
  const order: HintKind[] = ['shapes', 'penalty', 'dropout', 'measured'];
  return [...ofLayers, ...dropHints(model)].sort(
    (a, b) => a.range.from - b.range.from || order.indexOf(a.kind) - order.indexOf(b.kind),
  );
}

/** Sizes of the feature axis of what each layer gives, known also where its shape is not. */
function featuresOf({ flow = [] }: ModelDefinition): Map<LayerDefinition, number> {
  const sizes = new Map<LayerDefinition, number>();
  for (const { layer, features } of flow) {
    if (layer && typeof features === 'number') sizes.set(layer, features);
  }
  return sizes;
}

function shapeHint(layer: LayerDefinition, features: number | undefined): LayerHint[] {
  const { kind, inputShape, outputShape, parameters, range, count } = layer;
  const changes = !/^Input/.test(kind) && (parameters !== 0 || !isSame(inputShape, outputShape));
  const shape = changes ? outputText(outputShape, features) : undefined;
  const number = parameters ? timesCount(parameters.toLocaleString('en-US'), count) : undefined;
  if (!shape && !number) return [];
  const arithmetic = countArithmetic(layer);
  const many = count === undefined ? '' : ' each';
  const sentences = [
    ...(shape ? [`Output ${shape}, without the batch.`] : []),
    ...(parameters
      ? [`${formatCount(parameters, 'parameter')}${many}${arithmetic ? `: ${arithmetic}` : ''}.`]
      : []),
  ];
  const text = shape
    ? [`→ ${shape}`, ...(number ? [number] : [])].join(' · ')
    : `${number} ${number === '1' ? 'parameter' : 'parameters'}`;
  return [{ kind: 'shapes', range, text, tooltip: sentences.join(' ') }];
}

/** `28×28×32`, or `128 features` where the number of axes is not known. */
function outputText(shape: Shape | undefined, features: number | undefined): string | undefined {
  if (shape?.some((size) => size !== null)) return shapeText(shape);
  return features === undefined ? undefined : formatCount(features, 'feature');
}

/** Unknown sizes are taken for unchanged. */
function isSame(input: Shape | undefined, output: Shape | undefined): boolean {
  if (!input || !output) return output === undefined;
  return input.length === output.length && input.every((size, axis) => size === output[axis]);
}

const timesCount = (text: string, count: number | null | undefined): string =>
  count === undefined || count === 1 ? text : `${count ?? '?'} × ${text}`;

function penaltyHint(layer: LayerDefinition): LayerHint[] {
  const { kernelPenalty, otherPenalties = {}, range, count = 1 } = layer;
  const { activity: _, ...others } = otherPenalties;
  const all = [...Object.entries({ kernel: kernelPenalty, ...others })].flatMap(([part, penalty]) =>
    penalty && isPenalty(penalty) ? [{ part, name: penaltyName(penalty) }] : [],
  );
  const [first] = all;
  if (!first) return [];
  const own = first.part === 'kernel' ? first.name : `${PARTS[first.part] ?? first.part} ${first.name}`;
  const name = all.length > 1 ? 'penalties' : own;
  const initial = count === null ? undefined : initialPenalty(layer);
  if (!initial) {
    const tooltip =
      'What it adds to the loss at initialization is not known, as a size or an initializer is not.';
    return all.length > 1 ? [] : [{ kind: 'penalty', range, text: name, tooltip }];
  }
  const total = amount((count ?? 1) * initial.total);
  const tooltip = `Expected to add ${total} to the loss before the first step: the mean over the initializer’s random values.`;
  return [{ kind: 'penalty', range, text: `${name}: +${total} at init`, tooltip }];
}

/** Parts of a layer in short. */
const PARTS: Record<string, string> = {
  recurrentKernel: 'recurrent',
  pointwiseKernel: 'pointwise',
  gamma: 'γ',
  beta: 'β',
};

const isPenalty = ({ l1, l2 }: Penalty): boolean =>
  l1 !== undefined && l2 !== undefined && (l1 !== 0 || l2 !== 0);

/** Shares of a layer's weights, in the mean over the seeds. */
export interface MeasuredSparsity {
  /** w = 0 */
  zeros: number;
  /** |w| ≤ 1e-3, zeros included */
  small: number;
  /** Base name of the weight file that was opened; absent for what was measured here. */
  file?: string;
}

function measuredHint({ range }: LayerDefinition, sparsity: MeasuredSparsity | undefined): LayerHint[] {
  if (!sparsity || sparsity.small === 0) return [];
  const { zeros, small, file } = sparsity;
  const text = zeros > 0 ? `${formatShare(zeros)} zeros` : `${formatShare(small)} ≤ 1e-3`;
  const tooltip = file
    ? `In ${file}, ${formatShare(zeros)} of this layer’s weights are exactly zero and ${formatShare(small)} at most 1e-3 in size.`
    : `When this layer was measured with these settings, ${formatShare(zeros)} of its weights were exactly zero and ${formatShare(small)} at most 1e-3 in size, in the mean over the seeds.`;
  return [{ kind: 'measured', range, text: `${file ?? 'measured'}: ${text}`, tooltip }];
}
