/** Bias and variance: the same settings on bootstrap samples of the training rows. */
import type { Family } from '../experiment.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { baseOf, type MainResult, plannedSetting, type StudySetting, unregularized } from './settings.ts';

export const REPLICAS = 20;
const MOST_VARIANTS = 4;
const SINGLE: Family[] = ['l1', 'l2', 'dropout'];

export interface ReplicaSetting extends StudySetting {
  of: { id: string; name: string };
}

/**
 * Each variant on 20 samples as large as the training part, drawn from it with replacement, with the initial weights
 * and batch order of the first seed: what differs between the replicas comes from their rows.
 */
export function replicaSettings(prepared: PreparedExperiment, result: MainResult): ReplicaSetting[] {
  return variantsToRepeat(result).flatMap((of): ReplicaSetting[] => {
    const planned = plannedSetting(prepared, of);
    const first = planned?.runs.find(({ seed }) => seed === prepared.experiment.seeds[0]);
    if (!planned || !first) return [];
    const id = `replicas-${baseOf(first)}`;
    const { name } = planned.variant;
    return [
      {
        ...planned,
        of: { id: of, name },
        variant: { ...planned.variant, id },
        runs: Array.from({ length: REPLICAS }, (_, index) => ({
          ...first,
          id: `${id}-bootstrap${index + 1}`,
          variant: id,
          sample: { kind: 'bootstrap' as const, seed: index + 1 },
        })),
      },
    ];
  });
}

/** None, the recommended, and the best of each single regularizer in the order of their validation losses. */
function variantsToRepeat(result: MainResult): string[] {
  const ranked = result.variants
    .filter(({ validationLoss }) => validationLoss.mean !== null)
    .sort((a, b) => a.validationLoss.mean! - b.validationLoss.mean!);
  const best = SINGLE.flatMap((family) => ranked.find((variant) => variant.family === family) ?? []);
  const ids = [
    unregularized(result),
    result.recommendation.variant,
    ...ranked.filter((variant) => best.includes(variant)).map(({ id }) => id),
  ];
  return [...new Set(ids.filter((id) => id !== null))].slice(0, MOST_VARIANTS);
}
