import { initialKernel } from './initializers.ts';
import type { Network, RunSpec } from './network.ts';
import { STREAM } from './random.ts';

export type Role = 'kernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';

/** One parameter tensor of a network; a stack of K runs holds it as `[K, ...shape]`. */
export interface ParameterSpec {
  /** `dense_1/kernel` */
  name: string;
  role: Role;
  shape: [number] | [number, number];
  /** Index of its layer in the network. */
  layer: number;
  trainable: boolean;
}

/** Every parameter tensor of the network, in layer order. */
export function parametersOf(network: Network): ParameterSpec[] {
  return network.layers.flatMap((layer, index): ParameterSpec[] => {
    const make = (role: Role, shape: ParameterSpec['shape'], trainable = true): ParameterSpec => ({
      name: `${'name' in layer ? layer.name : ''}/${role}`,
      role,
      shape,
      layer: index,
      trainable,
    });
    if (layer.kind === 'dense') {
      const kernel = make('kernel', [layer.inputs, layer.units]);
      return layer.useBias ? [kernel, make('bias', [layer.units])] : [kernel];
    }
    if (layer.kind === 'batchNormalization') {
      const shape: [number] = [layer.features];
      return [
        make('gamma', shape),
        make('beta', shape),
        make('movingMean', shape, false),
        make('movingVariance', shape, false),
      ];
    }
    return [];
  });
}

export const sizeOf = (parameter: ParameterSpec): number =>
  parameter.shape.reduce((product, size) => product * size, 1);

/** The values a run starts from: kernels by their initializer and the run's seed, the rest as Keras has it. */
export function initialValues(network: Network, run: RunSpec): Float32Array[] {
  return parametersOf(network).map((parameter) => {
    const layer = network.layers[parameter.layer]!;
    if (parameter.role === 'kernel' && layer.kind === 'dense') {
      return initialKernel(layer, { seed: run.seed, stream: STREAM.initialize + parameter.layer, step: 0 });
    }
    const ones = parameter.role === 'gamma' || parameter.role === 'movingVariance';
    return new Float32Array(sizeOf(parameter)).fill(ones ? 1 : 0);
  });
}
