/** The words of the Compare view. */
import type { Difference, Estimate } from '../../src/statistics/estimates.ts';
import { formatCount, formatLoss, formatSigned } from '../../src/words.ts';
import { groupDifference, groupNumbers, type RunGroup } from '../measures/compare.ts';
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
    groups.reduce((sum, { runs }) => sum + runs.length, 0),
    'run',
  );
  if (others.length === 0) return `${runs} of ${groupName(reference, groups)}`;
  if (!comparable)
    return 'These runs were measured on different data: only the shapes of their curves compare';
  const lowest = lowestOf(groups);
  if (!lowest) return `${runs}: none has finished an epoch`;
  if (lowest === reference)
    return `${groupName(reference, groups)} has the lowest loss of the ${groups.length}`;
  const difference = groupDifference(lowest, reference, others.length);
  const name = groupName(lowest, groups);
  const than = groupName(reference, groups);
  if (!difference) return `${name} is lower than ${than} here; one seed in common gives no interval`;
  return includesZero(difference)
    ? `${name} and ${than} differ by less than the noise over seeds`
    : `${name} lowers the loss of ${than} by ${formatLoss(-difference.mean)}`;
}

/** By test loss; by validation loss where a group has none. */
function lowestOf(groups: readonly RunGroup[]): RunGroup | undefined {
  const loss = (group: RunGroup) => {
    const { test, lowest } = groupNumbers(group);
    return test.mean ?? lowest.mean ?? Number.POSITIVE_INFINITY;
  };
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
  const lines = each ? 'One line for each run.' : 'Means over the seeds, ± 1 standard error.';
  return groups.length > 1
    ? `${lines} Differences are against ${groupName(reference, groups)}, paired over seeds, with corrected 95\u202f% intervals; the noise of the rows is not in them.`
    : lines;
};
