import type { Initializer, RecurrentSpec, Shape } from '../layerSpecs.ts';
import { shapeText } from '../shapes.ts';
import { GATES } from './gates.ts';
import type { LayerLayout, LayerParameter } from './layerLayout.ts';

export const RECURRENT_PLACES = [{ strength: 'rate' }, { strength: 'rate' }] as const;

function sequenceOf({ name }: RecurrentSpec, shape: Shape): [steps: number, features: number] {
  if (shape.length !== 2) {
    throw new Error(`${name} needs sequences [steps, features], but its input is ${shapeText(shape)}.`);
  }
  return shape as unknown as [number, number];
}

const biasShape = ({ cell, units, resetAfter }: RecurrentSpec): number[] =>
  cell === 'gru' && resetAfter ? [2, GATES.gru * units] : [GATES[cell] * units];

/** Jozefowicz et al. 2015: with a forget gate's bias of 1 the cell remembers at first. */
function biasInitializer({ cell, unitForgetBias, biasInitializer: others }: RecurrentSpec): Initializer {
  if (cell !== 'lstm' || !unitForgetBias) return others;
  return { kind: 'blocks', blocks: [others, { kind: 'constant', value: 1 }, others, others] };
}

export function recurrentParameters(spec: RecurrentSpec, shape: Shape, prefix = ''): LayerParameter[] {
  const { cell, units, useBias, kernelInitializer, recurrentInitializer } = spec;
  const [, features] = sequenceOf(spec, shape);
  const columns = GATES[cell] * units;
  const fans = { fanIn: features, fanOut: columns, trainable: true };
  const kernel: LayerParameter = {
    name: `${prefix}kernel`,
    role: 'kernel',
    shape: [features, columns],
    initializer: kernelInitializer,
    ...fans,
  };
  const recurrentKernel: LayerParameter = {
    name: `${prefix}recurrent_kernel`,
    role: 'recurrentKernel',
    shape: [units, columns],
    initializer: recurrentInitializer,
    ...fans,
    fanIn: units,
  };
  const bias: LayerParameter = {
    name: `${prefix}bias`,
    role: 'bias',
    shape: biasShape(spec),
    initializer: biasInitializer(spec),
    ...fans,
  };
  return useBias ? [kernel, recurrentKernel, bias] : [kernel, recurrentKernel];
}

/** Sums and activations of each step beside the products: of the gates, and of the new state. */
const ELEMENTWISE = { simple: 2, lstm: 13, gru: 12 } as const;

export function recurrentFlops(spec: RecurrentSpec, shape: Shape): number {
  const { cell, units } = spec;
  const [steps, features] = sequenceOf(spec, shape);
  return steps * units * (2 * GATES[cell] * (features + units) + ELEMENTWISE[cell]);
}

/** SimpleRNN, LSTM or GRU as in Keras; formulas: `stackedRecurrence`. */
export const recurrentLayout: LayerLayout<RecurrentSpec> = {
  outputShape(spec, [shape]) {
    const [steps] = sequenceOf(spec, shape!);
    return spec.returnSequences ? [steps, spec.units] : [spec.units];
  },
  parameters: (spec, [shape]) => recurrentParameters(spec, shape!),
  places: () => [...RECURRENT_PLACES],
  flops: (spec, [shape]) => recurrentFlops(spec, shape!),
};
