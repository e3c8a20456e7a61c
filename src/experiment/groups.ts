/** Runs by the network that they train, and what each kind needs. */
import { layoutOf } from '../engine/layout.ts';
import type { RunSpec } from '../engine/network.ts';
import { mean } from '../statistics/estimate.ts';
import type { Architecture } from './architecture.ts';
import { architectureFor } from './batchNormalization.ts';
import { type Estimate, estimate, type Rows } from './estimate.ts';
import type { Variant } from './experiment.ts';
import type { PreparedExperiment } from './prepare.ts';

/** Runs that train one network. */
export interface RunGroup {
  architecture: Architecture;
  /** What the runs' `variant` names: one for each id, with its name for people. */
  variants: Variant[];
  /** What one of the runs needs. */
  estimate: Estimate;
  runs: RunSpec[];
}

type Basis = Pick<PreparedExperiment, 'experiment' | 'dataset'>;

/**
 * @param architecture of these runs: the model's own, or a changed one
 * @param variants that the runs are of
 * @param runs with the settings of `runSettings` for this architecture; ids are unique in the experiment's folder
 */
export function groupFor(
  { experiment, dataset }: Basis,
  architecture: Architecture,
  variants: Variant[],
  runs: RunSpec[],
): RunGroup {
  const rows: Rows = {
    training: dataset.training.rows,
    validation: dataset.validation.rows,
    test: dataset.test.rows,
  };
  const sampled = runs.map(({ sample }) => (sample?.kind === 'subset' ? sample.rows : rows.training));
  const training = runs.length > 0 ? Math.round(mean(sampled)) : rows.training;
  const needs = (of: Rows) =>
    estimate(architecture.network, layoutOf(architecture.network), experiment.training, of);
  // A sample takes less time; a worker holds all rows in any case.
  const { memory } = needs(rows);
  return { architecture, variants, estimate: { ...needs({ ...rows, training }), memory }, runs };
}

/**
 * The runs by the network that they train, those of the model's own first.
 * @param model the architecture that the runs of `variants` were resolved with
 */
export function groupsOf(
  basis: Basis,
  model: Architecture,
  variants: Variant[],
  runs: RunSpec[],
): RunGroup[] {
  const kinds = new Set([model, ...variants.map((variant) => architectureFor(model, variant))]);
  return [...kinds].flatMap((kind) => {
    const own = variants.filter((variant) => architectureFor(model, variant) === kind);
    const ids = new Set(own.map(({ id }) => id));
    return own.length > 0
      ? [
          groupFor(
            basis,
            kind,
            own,
            runs.filter(({ variant }) => ids.has(variant)),
          ),
        ]
      : [];
  });
}
