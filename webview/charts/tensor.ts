/** One run's weight matrix: colours for every weight, and strips over its units and its inputs. */
import type { Report } from '../../src/report/report.ts';
import type { Tensor } from '../measures/plane.ts';
import { axisUpTo, range, tickDecimals, ticksWithin } from '../measures/scale.ts';
import { inputName, type Strip } from '../measures/weights.ts';
import type { Tone } from '../theme/palette.ts';

import { weightText } from '../words/weightNumbers.ts';
import type { Axis, ChartSpec, HeatSpec, Series } from './spec.ts';

interface Named extends Tensor {
  layer: string;
}

/** Rows are inputs, by column name where the layer takes the columns; columns are units. */
export function tensorHeat(
  report: Report,
  { layer, inputs, units, values }: Named,
  limit: number,
  { place, summary }: { place: string; summary: string },
): HeatSpec {
  return {
    kind: 'heat',
    id: `weights-${place}`,
    summary,
    rows: inputs,
    columns: units,
    values,
    row: { title: 'Input', name: (index) => inputName(report, layer, index).replace(/^input /, '') },
    column: { title: 'Unit', name: String },
    limit,
    colours: 'diverging',
    format: weightText,
  };
}

/** The least mean and the largest norm that a strip's axis holds: of all that stand side by side. */
export interface Reach {
  lowest: number;
  highest: number;
}

export const reachOfStrips = (strips: readonly Strip[]): Reach => ({
  lowest: strips.reduce((least, { mean }) => Math.min(least, ...mean), 0),
  highest: strips.reduce((most, { norm }) => Math.max(most, ...norm), 0),
});

/** Norm, largest |w| and mean of each unit's incoming, or each input's outgoing, weights. */
export function stripChart(
  report: Report,
  { layer }: Named,
  { norm, largest, mean }: Strip,
  { along, tone, place, reach }: { along: 'unit' | 'input'; tone: Tone; place: string; reach: Reach },
): ChartSpec {
  const x = range(0, norm.length - 1);
  const name = (index: number) => (along === 'unit' ? `Unit ${index}` : inputName(report, layer, index));
  const strip = (label: string, y: number[], rest: Partial<Series>): Series => ({
    label,
    end: label,
    x,
    y,
    tone,
    width: 1.5,
    stepped: true,
    format: weightText,
    ...rest,
  });
  const highest = Math.max(0, ...norm);
  return {
    id: `weights-${along}-${place}`,
    summary: `${along === 'unit' ? 'Units' : 'Inputs'}: ‖w‖₂ up to ${weightText(highest)}`,
    abscissa: along === 'unit' ? 'Unit' : 'Input',
    position: name,
    x: {
      scale: 'linear',
      min: -0.5,
      max: Math.max(0.5, norm.length - 0.5),
      ticks: ticksWithin(0, Math.max(1, norm.length - 1), 6).filter(Number.isInteger),
      format: (index) =>
        along === 'unit' || !Number.isInteger(index) ? String(index) : shortName(name(index)),
    },
    y: valueAxis(reach),
    left: 52,
    marks: [],
    series: [
      strip('‖w‖₂', norm, { fill: 'origin', fillOpacity: 0.15 }),
      strip('max |w|', largest, { width: 1, dash: [4, 3] }),
      strip('mean', mean, { tone: '--muted', width: 1 }),
    ],
  };
}

const shortName = (name: string) => name.replace(/^input /, '').slice(0, 12);

function valueAxis({ lowest, highest }: Reach): Axis {
  const { max, ticks } = axisUpTo(highest || 1e-3, 2);
  const min = lowest < -0.02 * max ? lowest * 1.1 : 0;
  const decimals = tickDecimals(ticks);
  return { scale: 'linear', min, max, ticks, format: (value) => value.toFixed(decimals) };
}
