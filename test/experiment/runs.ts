import { NO_AUGMENTATION, type RunSpec } from '../../src/engine/network.ts';

/** Runs of so many variants for each seed, seed by seed. */
export function runsOf(variants: number, seeds: number): RunSpec[] {
  return Array.from({ length: variants * seeds }, (_, index) => {
    const variant = `v${index % variants}`;
    const seed = 1 + Math.floor(index / variants);
    return {
      id: `${variant}-seed${seed}`,
      variant,
      seed,
      penalties: [],
      rates: [],
      activity: [],
      labelSmoothing: 0,
      augmentation: NO_AUGMENTATION,
    };
  });
}
