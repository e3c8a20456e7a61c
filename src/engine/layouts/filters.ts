import type { Initializer } from '../layerSpecs.ts';
import { sizeOf } from '../shapes.ts';
import type { LayerParameter } from './layerLayout.ts';

interface FilterSpec {
  size: number[];
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
}

/**
 * A layer's kernel `[...size, a, b]` and bias of `units` numbers, with fans as Keras computes them for each kind of
 * convolution: a and b times the window's places.
 */
export function filterParameters(
  { size, useBias, kernelInitializer, biasInitializer }: FilterSpec,
  [a, b]: [number, number],
  units: number,
  unitAxes = 1,
): LayerParameter[] {
  const places = sizeOf(size);
  const fans = { fanIn: places * a, fanOut: places * b, trainable: true };
  const kernel: LayerParameter = {
    name: 'kernel',
    role: 'kernel',
    shape: [...size, a, b],
    initializer: kernelInitializer,
    ...(unitAxes > 1 && { unitAxes }),
    ...fans,
  };
  const bias: LayerParameter = {
    name: 'bias',
    role: 'bias',
    shape: [units],
    initializer: biasInitializer,
    ...fans,
  };
  return useBias ? [kernel, bias] : [kernel];
}
