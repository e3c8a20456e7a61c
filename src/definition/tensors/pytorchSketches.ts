/** Tensors that several layers of torch.nn have. */
import type { Distribution } from './distributions.ts';
import type { Place } from './initializers.ts';
import type { Size, Sketch, TensorKind } from './tensor.ts';

type Draw = Sketch['initializer'];

/** U(±1/√fan_in): `kaiming_uniform_(a=√5)`, √(6/((1 + 5)·fan_in)), and the biases beside it. */
export const bounded: Draw = {
  name: 'uniform(±1/√fan_in)',
  draw: ({ fanIn }) => symmetric(1 / Math.sqrt(fanIn)),
};

/** `xavier_uniform_`: U(±√(6/(fan_in + fan_out))). */
export const xavierUniform: Draw = {
  name: 'xavier_uniform',
  draw: ({ fanIn, fanOut }: Place) => symmetric(Math.sqrt(6 / (fanIn + fanOut))),
};

/** `xavier_normal_`: N(0, 2/(fan_in + fan_out)), not truncated. */
export const xavierNormal: Draw = {
  name: 'xavier_normal',
  draw: ({ fanIn, fanOut }: Place) => ({
    kind: 'normal',
    mean: 0,
    deviation: Math.sqrt(2 / (fanIn + fanOut)),
  }),
};

export const zeros: Draw = { name: 'zeros', draw: () => ({ kind: 'constant', value: 0 }) };
const ones: Draw = { name: 'ones', draw: () => ({ kind: 'constant', value: 1 }) };

/** U(±1/√size), whatever the shape: recurrent layers and their biases. */
export const boundedBy = (size: Size): Draw => ({
  name: 'uniform(±1/√hidden)',
  draw: () => (size === null ? undefined : symmetric(1 / Math.sqrt(size))),
});

function symmetric(limit: number): Distribution {
  return { kind: 'uniform', minimum: -limit, maximum: limit };
}

/** Of a matrix [outputs, inputs] the fans are its columns and rows. */
export function pytorchSketch(name: string, kind: TensorKind, shape: Size[], initializer: Draw): Sketch {
  const fans = shape.length === 2 ? { fanIn: shape[1]!, fanOut: shape[0]! } : {};
  return { name, kind, shape, present: true, initializer, ...fans };
}

/** Weight [outputs, inputs] and bias, both U(±1/√inputs). */
export function linearSketches(inputs: Size, outputs: Size, bias: boolean | undefined): Sketch[] {
  return [
    pytorchSketch('weight', 'kernel', [outputs, inputs], bounded),
    {
      ...pytorchSketch('bias', 'bias', [outputs], bounded),
      present: bias,
      fanIn: inputs,
      fanOut: outputs,
    },
  ];
}

/** γ is called weight, β bias. */
export function normSketches(
  shape: Size[],
  scale: boolean | undefined,
  shift: boolean | undefined,
): Sketch[] {
  return [
    { ...pytorchSketch('weight', 'normalization', shape, ones), present: scale },
    { ...pytorchSketch('bias', 'normalization', shape, zeros), present: shift },
  ];
}
