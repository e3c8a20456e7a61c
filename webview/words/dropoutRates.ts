/** Findings over the charts of the Dropout view. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import { capitalize, formatCount, formatLoss, formatShare } from '../../src/words.ts';
import {
  type Change,
  changeBetween,
  commonLayers,
  type RatePoint,
  readEnsemble,
  unitsOf,
} from '../measures/dropout.ts';
import { effectOf, where } from './dropout.ts';
import { listed } from './numbers.ts';

const value = (estimate: { mean: number | null }) => estimate.mean as number;

/** Which rates lower the validation loss, and whether the choice between them is more than noise. */
export function ratesTitle(sweep: readonly RatePoint[]): string {
  const baseline = sweep.find(({ rate }) => rate === 0);
  const rates = sweep.filter(({ rate }) => rate > 0);
  const compared = rates.filter(({ variant }) => variant.difference);
  if (!baseline || compared.length === 0) {
    const best = lowestOf(rates);
    const why = baseline ? 'one seed gives no intervals' : 'the plan has no run without regularization';
    return `Lowest validation loss ${best ? where(best.variant) : 'at no rate'}; ${why}`;
  }
  const having = (effect: string) => compared.filter(({ variant }) => effectOf(variant) === effect);
  const [helping, hurting] = [having('helps'), having('hurts')];
  if (helping.length > 0) return helpingTitle(helping, compared);
  if (hurting.length > 0) {
    return `${named(hurting, compared)} ${hurting.length === 1 ? 'raises' : 'raise'} validation loss, no rate surely lowers it`;
  }
  return compared.length === 1
    ? `${named(compared, compared)} does not change validation loss beyond the noise`
    : 'No rate changes validation loss beyond the noise';
}

function helpingTitle(helping: readonly RatePoint[], compared: readonly RatePoint[]): string {
  const others = compared.filter((point) => !helping.includes(point));
  if (!isSpan(helping, compared) && helping.length > 2) {
    return `${helping.length} of ${compared.length} rates lower validation loss; lowest at ${lowestOf(helping)?.rate}`;
  }
  const verb = helping.length === 1 ? 'lowers' : 'lower';
  const tie = isTie(helping) ? '; the choice between them is noise' : '';
  const few = others.length > 0 && (others.length < 3 || isSpan(others, compared));
  const rest = few ? `; ${span(others, compared)} ${others.length === 1 ? 'does' : 'do'} not` : '';
  return `${named(helping, compared)} ${verb} validation loss${tie || rest}`;
}

const lowestOf = (points: readonly RatePoint[]): RatePoint | undefined =>
  [...points].sort((a, b) => value(a.variant.validationLoss) - value(b.variant.validationLoss))[0];

/** `Rate 0.5`, `Rates 0.2 and 0.5`, `Rates 0.1 to 0.6`. */
const named = (points: readonly RatePoint[], all: readonly RatePoint[]): string =>
  `Rate${points.length === 1 ? '' : 's'} ${span(points, all)}`;

/** Three and more neighbouring rates as a range. */
function span(points: readonly RatePoint[], all: readonly RatePoint[]): string {
  const rates = points.map(({ rate }) => rate);
  return points.length > 2 && isSpan(points, all)
    ? `${rates[0]} to ${rates[rates.length - 1]}`
    : listed(rates);
}

/** They are neighbours among all. */
function isSpan(points: readonly RatePoint[], all: readonly RatePoint[]): boolean {
  const first = all.indexOf(points[0] as RatePoint);
  return points.every((point, index) => all[first + index] === point);
}

/** All of them lie within one standard error of the best. */
function isTie(points: readonly RatePoint[]): boolean {
  const best = lowestOf(points)?.variant.validationLoss;
  if (points.length < 2 || best?.standardError == null) return false;
  const limit = value(best) + best.standardError;
  return points.every(({ variant }) => value(variant.validationLoss) <= limit);
}

/** What averaging thinned networks gains over weight scaling, for one or two variants. */
export function ensembleTitle(variants: readonly VariantReport[]): string {
  const readings = variants.flatMap((variant) => {
    const reading = readEnsemble(variant);
    return reading ? [{ variant, reading }] : [];
  });
  const [first, second] = readings;
  if (!first) return 'Averages of thinned networks were not measured';
  if (second && second.reading.verdict !== first.reading.verdict) {
    return [first, second]
      .map(({ variant, reading }, index) => clause(variant, reading, index === 0))
      .join('; ');
  }
  return alone(first.reading, second ? ` ${where(first.variant)}` : '');
}

type Reading = NonNullable<ReturnType<typeof readEnsemble>>;

/** One reading, or the first of two that agree. */
function alone({ largest, scaling, verdict, beatsFrom }: Reading, place: string): string {
  const [average, scaled] = [formatLoss(largest.testLoss), formatLoss(scaling)];
  if (verdict === 'ensemble') {
    return `Averaging ${atLeast(beatsFrom)} thinned networks beats weight scaling: ${average} against ${scaled}${place}`;
  }
  if (verdict === 'scaling') {
    return `Weight scaling beats the average of ${largest.k} thinned networks: ${scaled} against ${average}${place}`;
  }
  return `Weight scaling is as good as averaging ${largest.k} thinned networks: ${scaled} against ${average}${place}`;
}

const atLeast = (k: number | undefined): string => (k === undefined ? 'many' : `${k} or more`);

function clause(variant: VariantReport, { verdict, beatsFrom, largest }: Reading, isFirst: boolean): string {
  const place = isFirst ? capitalize(where(variant)) : where(variant);
  const enough = verdict === 'ensemble' ? atLeast(beatsFrom) : largest.k;
  const average = isFirst ? `averaging ${enough} thinned networks` : 'it';
  if (verdict === 'ensemble') return `${place}, ${average} beats weight scaling`;
  return `${place}, ${average} ${verdict === 'scaling' ? 'does not reach' : 'equals'} weight scaling`;
}

/** What the variant does to the correlation between units: `16 % lower in dense, 11 % in dense_1`. */
export function correlationTitle(sweep: readonly RatePoint[], variant: VariantReport): string {
  const baseline = sweep.find(({ rate }) => rate === 0)?.variant;
  if (!baseline) return `Co-adaptation ${where(variant)}`;
  const changes = commonLayers([baseline, variant]).flatMap((layer) => {
    const change = changeBetween(unitsOf(baseline, layer)?.correlation, unitsOf(variant, layer)?.correlation);
    return change ? [{ layer, change, direction: directionOf(change) }] : [];
  });
  const parts = changes.map(({ layer, change, direction }, index) => {
    const said = changes[index - 1]?.direction === direction;
    const size = direction === 'unchanged' ? '' : `${formatShare(Math.abs(change.share))} `;
    return `${size}${said ? '' : `${direction} `}in ${layer}`;
  });
  return `Co-adaptation ${where(variant)}: ${parts.length > 0 ? parts.join(', ') : 'not measured'}`;
}

const directionOf = ({ share, noise }: Change) => (noise ? 'unchanged' : share < 0 ? 'lower' : 'higher');

/** How the first layer's share of active units changes. */
export function activityTitle(sweep: readonly RatePoint[], variant: VariantReport): string {
  const baseline = sweep.find(({ rate }) => rate === 0)?.variant;
  const [layer] = commonLayers(baseline ? [baseline, variant] : [variant]);
  const to = layer === undefined ? undefined : unitsOf(variant, layer)?.activeShare;
  if (layer === undefined || to?.mean == null) return 'Share of active units';
  const from = baseline && unitsOf(baseline, layer)?.activeShare;
  const change = changeBetween(from, to);
  if (!from || !change) return `${formatShare(to.mean)} of the units in ${layer} fire ${where(variant)}`;
  const shares = `${formatShare(value(from))} to ${formatShare(to.mean)} in ${layer} ${where(variant)}`;
  if (change.noise) return `Units fire as often as without dropout: ${shares}`;
  return `Hidden units fire ${change.share < 0 ? 'less' : 'more'} often: ${shares}`;
}

/** What is drawn, and the units that never fire. */
export function activityLegend(variant: VariantReport): string {
  const drawn = 'Share of units active per row, dropout off';
  const silent = variant.units.filter(({ silentUnits }) => (silentUnits.mean ?? 0) >= 0.5);
  if (silent.length === 0) return drawn;
  const counts = silent.map(
    ({ layer, units, silentUnits }) => `${Math.round(value(silentUnits))} of ${units} in ${layer}`,
  );
  return `${drawn}. Never active ${where(variant)}: ${counts.join(', ')}`;
}

/** Whether the spread over random passes is higher where the answer is wrong. */
export function uncertaintyTitle(report: Report, variant: VariantReport): string {
  const { dropout } = variant;
  const regression = report.data.task === 'regression';
  const [right, wrong] = [dropout?.uncertainty.right, dropout?.uncertainty.wrong];
  if (wrong?.mean == null) return regression ? 'No spread was measured' : 'No test row is answered wrong';
  if (right?.mean == null) return 'No test row is answered right';
  const change = changeBetween(right, wrong) as Change;
  const name = regression ? 'spread' : 'uncertainty';
  const errors = regression ? 'where the error is large' : 'on wrong answers';
  const place = where(variant);
  const numbers = `${formatLoss(wrong.mean)} ${errors}, ${formatLoss(right.mean)} elsewhere`;
  if (change.noise) return `Monte-Carlo ${name} does not mark errors ${place}: ${numbers}`;
  if (change.share < 0) return `Monte-Carlo ${name} misleads ${place}: ${numbers}`;
  const times = wrong.mean / right.mean;
  const much = times >= 1.95 ? `${times.toFixed(1)} times higher` : `${formatShare(change.share)} higher`;
  return `Monte-Carlo ${name} marks errors: ${much} ${errors} ${place}`;
}

export function uncertaintyLegend(report: Report, { dropout }: VariantReport): string {
  const passes = dropout ? `${formatCount(dropout.passes, 'pass', 'passes')}, ` : '';
  return report.data.task === 'regression'
    ? `Standard deviation of the predicted value, ${passes}test rows with errors below and above the median`
    : `Predictive entropy in nats, ${passes}test rows`;
}
