import type { MergeSpec, Shape } from '../layerSpecs.ts';
import { sameShape, shapeText, sizeOf } from '../shapes.ts';
import type { LayerLayout } from './layerLayout.ts';

export const axisOf = ({ axis }: MergeSpec, shape: Shape): number => axis ?? shape.length - 1;

function concatenatedShape(spec: MergeSpec, inputs: Shape[]): Shape {
  const first = inputs[0]!;
  const axis = axisOf(spec, first);
  const others = (shape: Shape) => shape.filter((_, index) => index !== axis);
  if (axis >= first.length || inputs.some((shape) => !sameShape(others(shape), others(first)))) {
    throw new Error(
      `concatenate along axis ${axis} of a row needs inputs that are equal in all other axes, not ` +
        `${inputs.map(shapeText).join(' and ')}.`,
    );
  }
  return first.map((size, index) =>
    index === axis ? inputs.reduce((sum, shape) => sum + shape[axis]!, 0) : size,
  );
}

function checkInputs({ operation }: MergeSpec, inputs: Shape[]): void {
  if (operation === 'subtract' ? inputs.length !== 2 : inputs.length < 2) {
    const expected = operation === 'subtract' ? 'two inputs' : 'at least two inputs';
    throw new Error(`${operation} needs ${expected}, not ${inputs.length}.`);
  }
  if (operation !== 'concatenate' && inputs.some((shape) => !sameShape(shape, inputs[0]!))) {
    throw new Error(`${operation} needs inputs of one shape, not ${inputs.map(shapeText).join(' and ')}.`);
  }
}

/** Sum, product, mean, difference or maximum of inputs of one shape, or their concatenation along an axis. */
export const mergeLayout: LayerLayout<MergeSpec> = {
  outputShape(spec, inputs) {
    checkInputs(spec, inputs);
    return spec.operation === 'concatenate' ? concatenatedShape(spec, inputs) : inputs[0]!;
  },
  flops({ operation }, inputs) {
    if (operation === 'concatenate') return 0;
    return sizeOf(inputs[0]!) * (operation === 'average' ? inputs.length : inputs.length - 1);
  },
};
