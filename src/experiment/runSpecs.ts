import { createHash } from 'node:crypto';
import { denseLayers, type RunSpec } from '../engine/network.ts';
import type { Architecture } from './architecture.ts';
import type { Variant } from './experiment.ts';

/** The runs of a plan, seed by seed, so that early readings cover every variant. */
export function runSpecs(architecture: Architecture, variants: Variant[], seeds: number[]): RunSpec[] {
  return seeds.flatMap((seed) => variants.map((variant) => runSpec(architecture, variant, seed)));
}

function runSpec(architecture: Architecture, variant: Variant, seed: number): RunSpec {
  const settings = settingsOf(architecture, variant);
  // The source's own settings are not in the variant's id, so that a changed source is another run.
  const version = variant.family === 'source' ? `-${digest(settings)}` : '';
  return { id: `${variant.id}${version}-seed${seed}`, variant: variant.id, seed, ...settings };
}

const digest = (settings: object): string =>
  createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);

function settingsOf(
  { network, places, penalties }: Architecture,
  { family, settings }: Variant,
): Pick<RunSpec, 'l1' | 'l2' | 'rates'> {
  if (family === 'source') {
    return {
      l1: penalties.map((penalty) => penalty!.l1),
      l2: penalties.map((penalty) => penalty!.l2),
      rates: places.map((place) => place.sourceRate!),
    };
  }
  return {
    l1: denseLayers(network).map(() => settings.l1),
    l2: denseLayers(network).map(() => settings.l2),
    rates: places.map((place) => (place.variable ? settings.dropout : 0)),
  };
}
