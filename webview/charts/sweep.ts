/** The network over λ: shares of zeros, norms, validation loss, for L1, proximal L1 and L2. */
import { formatLoss, formatShare, formatStrength } from '../../src/words.ts';
import {
  leadingSweep,
  type PathFamily,
  type Sweep,
  type SweepChoice,
  type SweepPoint,
} from '../measures/path.ts';
import { logTicks } from '../measures/scale.ts';
import type { Tone } from '../theme/palette.ts';
import { lossAxis, referenceSeries, strengthAxis } from './series.ts';
import type { Axis, ChartSpec, Format, Mark, PointShape, Series } from './spec.ts';

export const SWEEP_NAMES: Record<PathFamily, string> = {
  l1: 'L1',
  l1Proximal: 'L1 proximal',
  l2: 'L2',
};

interface SweepLook {
  tone: Tone;
  marker: PointShape;
  hollow?: true;
  dash?: number[];
}

/** Proximal L1 is hollow and dashed, in L1's colour. */
const LOOKS: Record<PathFamily, SweepLook> = {
  l1: { tone: '--l1-2', marker: 'triangle' },
  l1Proximal: { tone: '--l1-2', marker: 'triangle', hollow: true, dash: [4, 3] },
  l2: { tone: '--l2-2', marker: 'square' },
};

const LEFT = 48;
const ROOM = ['L1 proximal'];
const position: Format = (lambda) => `λ ${formatStrength(lambda)}`;

function axisOf(sweeps: readonly Sweep[]): Axis {
  return strengthAxis(sweeps.flatMap(({ points }) => points.map(({ lambda }) => lambda)));
}

function line(
  { family, points }: Sweep,
  value: (point: SweepPoint) => number,
  rest: Partial<Series> & { format: Format },
): Series {
  return {
    label: SWEEP_NAMES[family],
    x: points.map(({ lambda }) => lambda),
    y: points.map(value),
    ...LOOKS[family],
    ...rest,
  };
}

const base = { abscissa: 'λ', position, shared: 'sweeps', left: LEFT, room: ROOM } as const;

/** Which share is drawn: exactly 0, or |w| ≤ 1e-3. */
type ZeroKind = 'exact' | 'near';

export function sweepZerosChart(
  sweeps: readonly Sweep[],
  kind: ZeroKind,
  summary: string,
  id = 'path-zeros',
): ChartSpec {
  return {
    ...base,
    id,
    summary,
    x: { ...axisOf(sweeps), labels: false },
    y: { scale: 'linear', min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: formatShare },
    marks: [],
    series: sweeps.map((sweep) =>
      line(sweep, (point) => (kind === 'exact' ? point.exactZeros : point.nearZeros), {
        end: SWEEP_NAMES[sweep.family],
        format: formatShare,
      }),
    ),
  };
}

export function sweepNormChart(
  sweeps: readonly Sweep[],
  norm: 'l1Norm' | 'l2Norm',
  summary: string,
): ChartSpec {
  const positive = sweeps
    .flatMap(({ points }) => points.map((point) => point[norm]))
    .filter((one) => one > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  // A norm of 0 has no place on a logarithmic axis: it stands on its floor.
  const [min, max] = [Math.max(low, high * 1e-6) / 1.5, high * 1.5];
  const format: Format = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
  return {
    ...base,
    id: 'path-norm',
    summary,
    x: { ...axisOf(sweeps), title: 'λ, as in the source (Keras convention)' },
    y: { scale: 'log', min, max, ticks: logTicks(min, max), format: String },
    marks: [],
    series: sweeps.map((sweep) =>
      line(sweep, (point) => Math.max(min, point[norm]), { end: SWEEP_NAMES[sweep.family], format }),
    ),
  };
}

/** The largest λ within one standard error, of the penalty that the heading is about. */
function strongestMark(sweeps: readonly Sweep[], choices: readonly (SweepChoice | undefined)[]): Mark[] {
  const leading = leadingSweep(sweeps);
  const choice = leading && choices[sweeps.indexOf(leading)];
  if (!choice || choice.best.error === null || leading.points.length < 2) return [];
  return [{ kind: 'vertical', at: choice.oneStandardError.lambda, text: '1 s.e.' }];
}

/** Rings at the lowest loss of each penalty; the vertical line is the λ that one of them would choose. */
export function sweepLossChart(
  sweeps: readonly Sweep[],
  choices: readonly (SweepChoice | undefined)[],
  reference: number | undefined,
  summary: string,
  id = 'path-loss',
): ChartSpec {
  const x = axisOf(sweeps);
  const values = sweeps.flatMap(({ points }) => points.map(({ validationLoss }) => validationLoss));
  const rings = sweeps.flatMap(({ family, points }, index): Mark[] => {
    const best = choices[index]?.best;
    // A single point needs no mark, and keeps its marker.
    return best && points.length > 1
      ? [{ kind: 'ring', x: best.lambda, y: best.validationLoss, tone: LOOKS[family].tone }]
      : [];
  });
  return {
    ...base,
    id,
    summary,
    x: { ...x, title: 'λ, as in the source (Keras convention)' },
    y: lossAxis(values, reference),
    top: 12,
    marks: [...strongestMark(sweeps, choices), ...rings],
    series: [
      ...sweeps.map((sweep) =>
        line(sweep, ({ validationLoss }) => validationLoss, {
          ...(sweep.points.every(({ error }) => error !== null) && {
            error: sweep.points.map(({ error }) => error as number),
          }),
          format: formatLoss,
        }),
      ),
      ...(reference === undefined ? [] : [referenceSeries('No regularization', x, reference, formatLoss)]),
    ],
  };
}
