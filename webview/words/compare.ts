/** The words of the Compare view. */
import type { Difference, Estimate } from '../../src/statistics/estimates.ts';
import { formatCount, formatLoss, formatSigned } from '../../src/words.ts';
import {
  comparedLosses,
  comparisonsOf,
  groupDifference,
  groupNumbers,
  groupSeeds,
  type RunGroup,
} from '../measures/compare.ts';
import { includesZero } from '../measures/ranking.ts';

/** The name of a group, with its experiment where there are several. */
export function groupName(group: RunGroup, groups: readonly RunGroup[]): string {
  const several = new Set(groups.map(({ file }) => file)).size > 1;
  const name = group.name === 'No regularization' ? 'None' : group.name;
  return several ? `${name} (${group.experiment})` : name;
}

/** The finding: which group is lowest, and whether that is more than noise. */
export function compareHeadline(groups: readonly RunGroup[], comparable: boolean): string {
  const [reference, ...others] = groups;
  if (!reference) return 'Choose runs to compare';
  const runs = formatCount(
    groups.reduce((sum, group) => sum + groupSeeds(group), 0),
    'run',
  );
  if (others.length === 0) return `${runs} of ${groupName(reference, groups)}`;
  if (!comparable)
    return 'These runs were measured on different data: only the shapes of their curves compare';
  const by = groups.every((group) => groupNumbers(group).test.mean !== null) ? 'test' : 'lowest';
  const lowest = lowestOf(groups, by);
  if (!lowest) return `${runs}: none has finished an epoch`;
  const than = groupName(reference, groups);
  if (lowest === reference) return `${than} has the lowest ${LOSSES[by]} of the ${groups.length}`;
  const name = groupName(lowest, groups);
  const difference = groupDifference(lowest, reference, comparisonsOf(groups));
  if (!difference) return `${name} has a lower ${LOSSES[by]} than ${than} here; ${withoutInterval(lowest)}`;
  if (includesZero(difference)) return `${name} and ${than} differ by less than the noise over seeds`;
  const { name: loss } = comparedLosses(lowest, reference);
  const [direction, size] = [difference.mean < 0 ? 'lower' : 'higher', Math.abs(difference.mean)];
  return `${name} has a ${direction} ${loss} than ${than}, by ${formatLoss(size)}`;
}

const LOSSES = { test: 'test loss', lowest: 'validation loss' } as const;

const withoutInterval = ({ means }: RunGroup): string =>
  means
    ? 'this page has intervals against no regularization only'
    : 'fewer than two seeds in common give no interval';

function lowestOf(groups: readonly RunGroup[], by: 'test' | 'lowest'): RunGroup | undefined {
  const loss = (group: RunGroup) => groupNumbers(group)[by].mean ?? Number.POSITIVE_INFINITY;
  const best = groups.reduce((a, b) => (loss(b) < loss(a) ? b : a));
  return Number.isFinite(loss(best)) ? best : undefined;
}

/** `0.141 ± 0.003`; without an interval where there is one seed. */
export function estimateText({ mean, standardError }: Estimate): string {
  if (mean === null) return '–';
  return standardError === null ? formatLoss(mean) : `${formatLoss(mean)} ± ${formatLoss(standardError)}`;
}

/** `−0.050 ± 0.012`, in parentheses when the interval includes 0. */
export function differenceText(difference: Difference | undefined): string {
  if (!difference) return '–';
  const text = `${formatSigned(difference.mean)} ± ${formatLoss((difference.high - difference.low) / 2)}`;
  return includesZero(difference) ? `(${text})` : text;
}

export const compareLegend = (groups: readonly RunGroup[], each: boolean): string => {
  const [reference] = groups;
  if (!reference) return 'Runs of any experiment of the workspace can stand side by side.';
  const lines = each ? 'One line for each run.' : `${meansText(groups)}, ± 1 standard error.`;
  return groups.length > 1
    ? `${lines} Differences are against ${groupName(reference, groups)}, paired over seeds, with corrected 95\u202f% intervals; the noise of the rows is not in them.`
    : lines;
};

/** `Means over 5 seeds`, `Means over 3 to 5 seeds`. */
function meansText(groups: readonly RunGroup[]): string {
  const seeds = groups.map(groupSeeds);
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)];
  return `Means over ${fewest === most ? '' : `${fewest} to `}${formatCount(most, 'seed')}`;
}

/** Under the table: what stands after which ±. */
export function numbersLegend(groups: readonly RunGroup[]): string {
  const [reference, ...others] = groups;
  const means = `${meansText(groups)} ± 1 standard error`;
  if (!reference || comparisonsOf(groups) === 0) return means;
  const names = others
    .filter((group) => groupDifference(group, reference, 1))
    .map((group) => comparedLosses(group, reference).name);
  const loss = [...new Set(names)].join(' or ');
  return `${means}. Difference: of the ${loss}, ± half of its 95\u202f% interval`;
}
