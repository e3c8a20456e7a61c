/** The parameter tensors of a layer: names, shapes, fans and what their first values are drawn from. */
import type { LayerDefinition } from './model.ts';
import { kerasFeatures, kerasRule } from './tensors/keras.ts';
import { pytorchFeatures, pytorchRule } from './tensors/pytorch.ts';
import { finished, type LayerInput, type ParameterTensor, type Size } from './tensors/tensor.ts';

export type { ParameterTensor } from './tensors/tensor.ts';

type Sized = Pick<
  LayerDefinition,
  'kind' | 'framework' | 'settings' | 'arguments' | 'wrapped' | 'inputShape' | 'parameters'
>;

/**
 * Every parameter tensor of one layer, not trained ones too, in the framework's order; none for a layer without
 * parameters. Undefined where a size is unknown, for classes that are not known, and where the sizes do not add up to
 * the layer's known number of parameters.
 * @param input what is known of the layer's input beside its own `inputShape`
 */
export function parameterTensors(layer: Sized, input: LayerInput = {}): ParameterTensor[] | undefined {
  const { parameters } = layer;
  if (parameters === 0) return [];
  const shape = input.shape ?? layer.inputShape;
  const known = { shape, features: input.features };
  const pytorch = layer.framework === 'pytorch';
  const features = pytorch ? pytorchFeatures(layer, known) : kerasFeatures(layer, known);
  const rule = pytorch ? pytorchRule(layer.kind) : kerasRule(layer.kind);
  if (!rule) return undefined;
  const withFeatures = (size: Size): ParameterTensor[] | undefined => {
    const sketches = rule(layer, { shape: shape ?? [], features: size });
    const tensors = sketches && finished(sketches);
    return layer.settings.trainable?.value === false
      ? tensors?.map((tensor) => ({ ...tensor, trainable: false }))
      : tensors;
  };
  const tensors = withFeatures(features ?? featuresFrom(layer, withFeatures));
  if (!tensors || (parameters !== undefined && countOf(tensors) !== parameters)) return undefined;
  return tensors;
}

/** How many numbers the tensors hold together. */
export const countOf = (tensors: readonly Pick<ParameterTensor, 'count'>[]): number =>
  tensors.reduce((sum, { count }) => sum + count, 0);

/**
 * The features of an input whose shape is not known, from the number of parameters: each layer's grows linearly with
 * them, so two trials tell the line.
 */
function featuresFrom(
  { parameters, settings }: Sized,
  withFeatures: (features: Size) => ParameterTensor[] | undefined,
): Size {
  const step = settings.groups?.value ?? 1;
  if (parameters === undefined || !(step >= 1)) return null;
  const [one, two] = [withFeatures(step), withFeatures(2 * step)];
  const slope = one && two ? countOf(two) - countOf(one) : 0;
  if (!one || slope <= 0) return null;
  const features = step * (1 + (parameters - countOf(one)) / slope);
  return Number.isInteger(features) && features > 0 ? features : null;
}
