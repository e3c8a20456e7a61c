/** The regularization path: a finer sweep of λ than a plan has. */
import type { Settings } from '../experiment.ts';
import { variantOf } from '../plan.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { NOTHING, type StudySetting, settingOf } from './settings.ts';

/** Half-decades. */
const STRENGTHS = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

const FAMILIES = {
  l1: (l1) => ({ l1 }),
  l1Proximal: (l1) => ({ l1, l1Mode: 'proximal' }),
  l2: (l2) => ({ l2 }),
} satisfies Record<string, (lambda: number) => Partial<Settings>>;

export type PathFamily = keyof typeof FAMILIES;

export interface StrengthSetting extends StudySetting {
  family: PathFamily;
  lambda: number;
}

/** L1 in both modes and L2 at each λ; runs that the plan has are those of the plan. */
export function pathSettings(prepared: PreparedExperiment): StrengthSetting[] {
  return Object.entries(FAMILIES).flatMap(([family, settings]) =>
    STRENGTHS.map((lambda): StrengthSetting => {
      const variant = variantOf({ ...NOTHING, ...settings(lambda) });
      return { family: family as PathFamily, lambda, ...settingOf(prepared, variant) };
    }),
  );
}
