/** What is known of the values between operations: shape without the batch axis, and the size of features. */
import type { Run } from '../interpret/framework.ts';
import type { Node, TensorValue, Value } from '../interpret/values.ts';
import type { Shape } from '../model.ts';

/** Where features stand: maps and channels first, vectors and sequences last. */
type FeatureAxis = 'first' | 'last';

export interface Signal {
  shape?: Shape;
  features: number | null;
  axis?: FeatureAxis;
}

/** A shape's own size of features. */
const featuresIn = (shape: Shape, axis: FeatureAxis | undefined): number | null | undefined => {
  if (shape.length === 1 || axis === 'last') return shape.at(-1);
  return axis === 'first' ? shape[0] : undefined;
};

/** A signal with that shape, whose features are read off it as far as it is known where they stand. */
export function shaped(shape: Shape, axis: FeatureAxis | undefined, features: number | null = null): Signal {
  const found = featuresIn(shape, axis) ?? features;
  return axis ? { shape, features: found, axis } : { shape, features: found };
}

/** The states of recurrent layers have other features than their outputs. */
export function signalOf({ node, output }: TensorValue): Signal {
  if (output) {
    const { settings, kind } = node.layer?.draft ?? {};
    return { features: kind && settings?.units ? (settings.units.value ?? null) : null, axis: 'last' };
  }
  const axis = axisOf(node);
  const shape = node.shape ? { shape: node.shape } : {};
  return { ...shape, features: node.features ?? null, ...(axis && { axis }) };
}

const SAME_AXIS = new Set(['item', 'join', 'unknown']);

/** Of nodes that are made elsewhere, where their first input has its features. */
function axisOf(node: Node, depth = 0): FeatureAxis | undefined {
  if (node.featureAxis) return node.featureAxis;
  const [first] = node.inputs;
  return first && depth < 8 && SAME_AXIS.has(node.operation ?? '') ? axisOf(first, depth + 1) : undefined;
}

/** The tensors in a value: of a list those of its elements. */
export function tensorsIn(value: Value): TensorValue[] {
  if (value.type === 'tensor') return [value];
  if (value.type === 'list') return value.items.flatMap((item) => tensorsIn(item.value));
  return [];
}

/** The tensor a value stands for; of a tuple of outputs the first. A value that is not seen becomes a node of its own. */
export function tensorOf(value: Value | undefined, run: Run): TensorValue | undefined {
  if (!value) return undefined;
  const [tensor] = tensorsIn(value);
  if (tensor) return tensor;
  const isMade = value.type === 'object' && value.path === 'torch.tensor';
  if (value.type !== 'unknown' && value.type !== 'choice' && !isMade) return undefined;
  return run.node({ operation: 'unknown', inputs: [] });
}

/** A node of an operation or a layer with what comes out of it. */
export function emit(
  node: Omit<Parameters<Run['node']>[0], 'shape' | 'features' | 'featureAxis'>,
  { shape, features, axis }: Signal,
  run: Run,
): TensorValue {
  return run.node({ ...node, features, ...(shape && { shape }), ...(axis && { featureAxis: axis }) });
}

/** Σ and Π of sizes; unknown when one is. */
export const product = (sizes: readonly (number | null | undefined)[]): number | null =>
  sizes.reduce<number | null>(
    (all, size) => (all === null || size === null || size === undefined ? null : all * size),
    1,
  );

/**
 * What an operation demands of its input is true of the input, or the program could not run: `Linear(784, …)` gets 784
 * features. Only what was not known is filled in.
 */
export function learn({ node, output }: TensorValue, features: number | null, axis: FeatureAxis): void {
  if (features === null || output) return;
  node.features ??= features;
  node.featureAxis ??= axis;
  const index = axis === 'first' ? 0 : (node.shape?.length ?? 0) - 1;
  if (node.shape?.[index] === null) node.shape = node.shape.with(index, features);
}
