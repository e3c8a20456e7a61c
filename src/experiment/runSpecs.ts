import { denseLayers, type RunSpec } from '../engine/network.ts';
import type { Architecture } from './architecture.ts';
import type { Variant } from './experiment.ts';

/** The runs of a plan, seed by seed, so that early readings cover every variant. */
export function runSpecs(architecture: Architecture, variants: Variant[], seeds: number[]): RunSpec[] {
  return seeds.flatMap((seed) => variants.map((variant) => runSpec(architecture, variant, seed)));
}

function runSpec({ network, places, penalties }: Architecture, variant: Variant, seed: number): RunSpec {
  const { l1, l2, dropout } = variant.settings;
  const id = `${variant.id}-seed${seed}`;
  if (variant.family === 'source') {
    return {
      id,
      variant: variant.id,
      seed,
      l1: penalties.map((penalty) => penalty!.l1),
      l2: penalties.map((penalty) => penalty!.l2),
      rates: places.map((place) => place.sourceRate!),
    };
  }
  return {
    id,
    variant: variant.id,
    seed,
    l1: denseLayers(network).map(() => l1),
    l2: denseLayers(network).map(() => l2),
    rates: places.map((place) => (place.variable ? dropout : 0)),
  };
}
