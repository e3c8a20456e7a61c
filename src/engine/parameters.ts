import { initialArray } from './initializers.ts';
import { layoutOf } from './layout.ts';
import type { Network, RunSpec } from './network.ts';
import { STREAM } from './random.ts';

/** The values a run starts from, one array a parameter, drawn by its initializer from the run's seed. */
export function initialValues(network: Network, { seed }: Pick<RunSpec, 'seed'>): Float32Array[] {
  return layoutOf(network).parameters.map((parameter, index) =>
    initialArray(parameter, { seed, stream: STREAM.initialize + index, step: 0 }),
  );
}
