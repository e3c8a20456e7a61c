import { oneStandardErrorStrength } from '../../diagnosis/strength.ts';
import type { StrengthSetting } from '../../experiment/studies/path.ts';
import type { PathReport } from '../studies.ts';
import { pointOf, type StoredStudies } from './stored.ts';

export function pathReport(settings: StrengthSetting[], { runs, linearPath }: StoredStudies): PathReport {
  const families = [...new Set(settings.map(({ family }) => family))];
  const sweeps = families.map((family) => ({
    family,
    points: settings
      .filter((setting) => setting.family === family)
      .map((setting) => ({ lambda: setting.lambda, ...pointOf(setting, runs) })),
  }));
  const best = sweeps.flatMap(({ family, points }) => {
    const strength = oneStandardErrorStrength(points);
    return strength ? [{ family, ...strength }] : [];
  });
  return { sweeps, best, ...(linearPath && { linear: linearPath }) };
}
