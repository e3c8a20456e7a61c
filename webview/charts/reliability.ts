/** The reliability diagram: accuracy against confidence. */
import type { VariantReport } from '../../src/report/report.ts';
import { formatCount, formatPercent, formatShare } from '../../src/words.ts';
import { type Identified, lookOf } from '../theme/identity.ts';
import type { Axis, ChartSpec, Series } from './spec.ts';

/** Radii in pixels of the smallest and of the largest bin. */
const RADII = { least: 2, most: 6 };

/** One line for each variant that has bins; the size of a point tells how many rows its bin has. */
export function reliabilityChart(
  variants: readonly VariantReport[],
  plan: readonly Identified[],
  summary: string,
): ChartSpec {
  const bins = variants.flatMap(({ calibration }) => calibration?.bins ?? []);
  const lowest = Math.min(0.8, ...bins.flatMap(({ confidence, accuracy }) => [confidence, accuracy]));
  const from = Math.max(0, Math.floor(5 * lowest) / 5);
  const largest = Math.max(1, ...bins.map(({ count }) => count));
  return {
    id: 'fit-reliability',
    summary,
    abscissa: 'Confidence',
    position: (confidence) => `Confidence ${formatPercent(confidence, 1)}`,
    x: { ...sharesFrom(from), title: 'Confidence: probability of the predicted class' },
    y: sharesFrom(from),
    left: 48,
    marks: [],
    series: [
      {
        label: 'Confidence = accuracy',
        style: 'path',
        x: [from, 1],
        y: [from, 1],
        tone: '--muted',
        dash: [3, 3],
        format: formatShare,
      },
      ...variants.map((variant) => seriesOf(variant, plan, largest)),
    ],
  };
}

function sharesFrom(min: number): Axis {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].filter((tick) => tick >= min - 1e-9);
  // A little beyond 1, so that points at the end are whole.
  return { scale: 'linear', min, max: 1 + 0.03 * (1 - min), ticks, format: formatShare };
}

function seriesOf(variant: VariantReport, plan: readonly Identified[], largest: number): Series {
  const bins = variant.calibration?.bins ?? [];
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return {
    label: `${variant.name} (${formatCount(rows, 'answer')})`,
    variant: variant.id,
    x: bins.map(({ confidence }) => confidence),
    y: bins.map(({ accuracy }) => accuracy),
    radii: bins.map(({ count }) => RADII.least + (RADII.most - RADII.least) * Math.sqrt(count / largest)),
    marker: variant.family === 'none' ? 'ring' : 'disc',
    tone: lookOf(variant, plan).tone,
    width: 1.5,
    end: variant.family === 'none' ? 'none' : variant.name,
    format: (value) => formatPercent(value, 1),
  };
}
