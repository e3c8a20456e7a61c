/** The table of layers: a row for each variant of each layer, the statistics as columns. */
import { html, nothing } from 'lit';
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { NEAR_ZERO } from '../../src/statistics/kernel.ts';
import { formatShare, formatStrength } from '../../src/words.ts';
import { bar } from '../elements/bar.ts';
import { marker } from '../elements/marker.ts';
import { deadUnits, shareBelow, zeroShare } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import type { Tone } from '../theme/palette.ts';
import { count } from '../words/numbers.ts';

/** A layer of a variant: a row of the table. */
interface Row {
  variant: VariantReport;
  layer: LayerReport;
  /** Over how many rows the layer's name and shape go, on its first row. */
  span?: number;
}

/** What a cell may need beside its row. */
interface Around {
  report: Report;
  /** τ = 10^exponent. */
  exponent: number;
  rows: readonly Row[];
  tone: Tone;
}

interface Column {
  head: string;
  hint: string;
  /** Hidden where the panel is narrower: `hide-s` below 800, `hide-m` below 1200 pixels. */
  hide?: 'hide-s' | 'hide-m';
  cell(layer: LayerReport, around: Around): unknown;
}

const COLUMNS = {
  count: { head: 'Weights', hint: 'Number of weights', hide: 'hide-m', cell: (layer) => count(layer.count) },
  small: {
    head: '|w| ≤ τ',
    hint: 'Share of small weights, exact zeros included',
    cell: (layer, { report, exponent, tone }) => bar(shareBelow(report, layer, exponent), tone),
  },
  zeros: {
    head: 'Exact 0',
    hint: 'Share of weights that are exactly 0',
    cell: (layer) => formatShare(zeroShare(layer)),
  },
  relative: {
    head: '≤ max/1000',
    hint: 'Share of weights no larger than a thousandth of the layer’s largest',
    hide: 'hide-m',
    cell: (layer) => formatShare(layer.relativeNearZeros),
  },
  hoyer: {
    head: 'Hoyer',
    hint: 'Hoyer’s sparsity: 0 when all weights are equal in size, 1 when only one is not 0',
    hide: 'hide-s',
    cell: (layer) => layer.hoyer.toFixed(2),
  },
  gini: {
    head: 'Gini',
    hint: 'Gini index of |w|: 0 when all weights are equal in size, near 1 when few hold everything',
    hide: 'hide-s',
    cell: (layer) => layer.gini.toFixed(2),
  },
  kurtosis: {
    head: 'Kurtosis',
    hint: 'Excess kurtosis: 0 for a Gauss distribution, 3 for Laplace',
    hide: 'hide-m',
    cell: (layer) => layer.excessKurtosis.toFixed(1).replace('-', '\u2212'),
  },
  pattern: {
    head: '2:4',
    hint: `Share of groups of four weights in a row of which at least two are ≤ ${formatStrength(NEAR_ZERO)}`,
    hide: 'hide-m',
    cell: ({ twoOfFour }) => (twoOfFour ? formatShare(twoOfFour.near) : '–'),
  },
  l1: {
    head: '‖w‖₁',
    hint: 'Sum of |w|',
    hide: 'hide-s',
    cell: (layer, { rows }) => layer.l1Norm.toFixed(decimalsFor(rows.map((row) => row.layer.l1Norm))),
  },
  l2: {
    head: '‖w‖₂',
    hint: 'Root of the sum of w²',
    hide: 'hide-s',
    cell: (layer, { rows }) => layer.l2Norm.toFixed(decimalsFor(rows.map((row) => row.layer.l2Norm))),
  },
  dead: {
    head: 'Dead units',
    hint: 'Units whose every incoming weight is ≤ τ in size',
    cell: (layer, { exponent }) => count(deadUnits(layer, exponent)),
  },
} satisfies Record<string, Column>;

export type ColumnName = keyof typeof COLUMNS;

/** @param exponent τ = 10^exponent */
export function layerTable(
  report: Report,
  variants: readonly VariantReport[],
  exponent: number,
  names: readonly ColumnName[],
) {
  const rows = (variants[0]?.layers ?? []).flatMap((_, index) =>
    variants.map(
      (variant, place): Row => ({
        variant,
        layer: variant.layers[index] as LayerReport,
        ...(place === 0 && { span: variants.length }),
      }),
    ),
  );
  const columns: Column[] = names.map((name) => COLUMNS[name]);
  return html`<div class="scroll">
    <table class="layers">
      <thead>
        <tr>
          <th scope="col">Layer</th>
          <th scope="col">Variant</th>
          ${columns.map(
            ({ head, hint, hide }) =>
              html`<th scope="col" class="n wrap ${hide ?? ''}" title=${hint}>${head}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(row, columns, { report, exponent, rows }))}
      </tbody>
    </table>
  </div>`;
}

function tableRow({ variant, layer, span }: Row, columns: readonly Column[], rest: Omit<Around, 'tone'>) {
  const look = lookOf(variant, rest.report.variants);
  const around = { ...rest, tone: look.tone };
  return html`<tr class=${span ? 'g' : ''} data-variant=${variant.id}>
    ${span ? html`<th scope="rowgroup" class="wrap" rowspan=${span}>${layerName(layer)}</th>` : nothing}
    <td>
      <span class="vn">${marker(look)}${variant.family === 'none' ? 'None' : variant.name}</span>
    </td>
    ${columns.map(({ hide, cell }) => html`<td class="n ${hide ?? ''}">${cell(layer, around)}</td>`)}
  </tr>`;
}

/** Name and shape; a long name may break after a slash. */
function layerName({ layer, inputs, units }: LayerReport) {
  const [first, ...rest] = layer.split('/');
  return html`${first}${rest.map((part) => html`/<wbr />${part}`)} <span class="shape">(${inputs} → ${units})</span>`;
}

/** Decimals with which a column's largest number has three digits. */
function decimalsFor(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
}
