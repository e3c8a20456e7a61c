/** Curves of chosen runs over epochs. */
import type { Report } from '../../src/report/report.ts';
import { formatLoss } from '../../src/words.ts';
import { type Compared, groupCurve, groupSeeds, type RunGroup } from '../measures/compare.ts';
import { epochTicks, range } from '../measures/scale.ts';
import { median } from '../measures/statistics.ts';
import { type Look, lookOf } from '../theme/identity.ts';
import { groupName } from '../words/compare.ts';
import { linearAxis } from './levels.ts';
import { epochTitle } from './series.ts';
import type { ChartSpec, Series } from './spec.ts';

/** One experiment's lines are solid, the next one's dashed, so that a variant keeps its colour in all of them. */
const DASHES: (readonly number[] | undefined)[] = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];

/** The variant's look in its report; of another experiment that of its family. */
export function groupLook(group: RunGroup, report: Report): Look {
  const variant = report.variants.find(({ id }) => id === group.variant);
  return lookOf(
    variant ?? {
      family: group.family,
      settings: { l1: 0, l2: 0, dropout: group.family === 'dropout' ? 0.5 : 0 },
    },
    report.variants,
  );
}

function dashOf(group: RunGroup, groups: readonly RunGroup[]): readonly number[] | undefined {
  const files = [...new Set(groups.map(({ file }) => file))];
  return DASHES[files.indexOf(group.file) % DASHES.length];
}

const TITLES: Record<Compared, string> = {
  validationLoss: 'Validation loss',
  trainLoss: 'Training loss',
  penalty: 'Penalty',
};

export function compareChart(
  groups: readonly RunGroup[],
  report: Report,
  compared: Compared,
  each: boolean,
): ChartSpec {
  const series = groups.flatMap((group) => seriesOf(group, groups, report, compared, each));
  const epochs = Math.max(2, ...series.map(({ x }) => x.length));
  const held = series.map(({ y }) => heldBy(y));
  const highest = Math.max(0, ...series.map(({ y }) => largestOf(y)));
  return {
    id: `compare-${compared}`,
    summary: summaryOf(groups, compared),
    abscissa: 'Epoch',
    position: epochTitle,
    x: { scale: 'linear', min: 1, max: epochs, ticks: epochTicks(epochs), format: String },
    shared: 'compare',
    y: linearAxis(Math.min(Math.max(0, ...held), highest) || 1, 4),
    room: groups.map((group) => groupName(group, groups)),
    adjusts: ['smooth', 'bands', 'logY'],
    marks: [],
    series,
  };
}

/** What the axis has to hold of a curve: twice its late levels, and all but the first tenth of its epochs. */
const heldBy = (y: readonly number[]): number =>
  Math.max(2 * (y.at(-1) ?? 0), 2 * median(y), y[Math.floor(y.length / 10)] ?? 0);

/** Not by spreading: 200 runs of 500 epochs are more arguments than a call may have. */
const largestOf = (values: readonly number[]): number =>
  values.reduce((largest, value) => (value > largest ? value : largest), Number.NEGATIVE_INFINITY);

function seriesOf(
  group: RunGroup,
  groups: readonly RunGroup[],
  report: Report,
  compared: Compared,
  each: boolean,
): Series[] {
  const name = groupName(group, groups);
  const shared = {
    variant: group.variant,
    tone: groupLook(group, report).tone,
    dash: dashOf(group, groups),
    format: formatLoss,
  };
  if (!each) {
    const { mean, standardError } = groupCurve(group, compared);
    const error = groupSeeds(group) > 1 ? { error: standardError } : {};
    return [{ ...shared, ...error, label: name, end: name, x: range(1, mean.length), y: mean }];
  }
  return group.runs.map((run, index) => ({
    ...shared,
    label: `${name}, seed ${run.entry.seed}`,
    ...(index === 0 && { end: name }),
    width: 1.25,
    x: range(1, run[compared].length),
    y: run[compared],
  }));
}

function summaryOf(groups: readonly RunGroup[], compared: Compared): string {
  const ends = groups.map((group) => {
    const last = groupCurve(group, compared).mean.at(-1);
    return `${groupName(group, groups)} ${last === undefined ? 'has none' : formatLoss(last)}`;
  });
  return `${TITLES[compared]} over epochs. At the end: ${ends.join(', ')}.`;
}
