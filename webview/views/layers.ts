/** The table of layers: how small the weights of each variant are. */
import { html, nothing } from 'lit';
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { formatShare } from '../../src/words.ts';
import { bar } from '../elements/bar.ts';
import { marker } from '../elements/marker.ts';
import { baselineOf } from '../measures/ranking.ts';
import { deadUnits, shareBelow, zeroShare } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import { count, unbroken } from '../words/numbers.ts';
import { layerLegend, layerTitle, type SparsityChoice } from '../words/sparsity.ts';

/** A layer of a variant: a row of the table. */
interface Row {
  variant: VariantReport;
  layer: LayerReport;
  /** Over how many rows the layer's name and shape go, on its first row. */
  span?: number;
}

export function layers(report: Report, choice: SparsityChoice) {
  const { l1, l2 } = choice.pair;
  const variants = [baselineOf(report), l2, l1].filter((variant) => variant !== undefined);
  const rows = (variants[0]?.layers ?? []).flatMap((_, index) =>
    variants.map(
      (variant, place): Row => ({
        variant,
        layer: variant.layers[index] as LayerReport,
        ...(place === 0 && { span: variants.length }),
      }),
    ),
  );
  return html`<section class="s7">
    <h2>${unbroken(layerTitle(report, choice))}</h2>
    <p class="sub">${unbroken(layerLegend(report, choice))}</p>
    <div class="scroll">
      <table class="layers">
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Variant</th>
            <th scope="col" class="n">|w| ≤ τ</th>
            <th scope="col" class="n">Exact 0</th>
            <th scope="col" class="n hide-s">Hoyer</th>
            <th scope="col" class="n hide-s">‖w‖₁</th>
            <th scope="col" class="n hide-s">‖w‖₂</th>
            <th scope="col" class="n wrap">Dead units</th>
          </tr>
        </thead>
        <tbody>
          ${tableRows(report, rows, choice.exponent)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function tableRows(report: Report, rows: readonly Row[], exponent: number) {
  const l1 = decimalsFor(rows.map(({ layer }) => layer.l1Norm));
  const l2 = decimalsFor(rows.map(({ layer }) => layer.l2Norm));
  return rows.map(({ variant, layer, span }) => {
    const look = lookOf(variant, report.variants);
    return html`<tr class=${span ? 'g' : ''} data-variant=${variant.id}>
      ${span ? html`<th scope="rowgroup" class="wrap" rowspan=${span}>${layerName(layer)}</th>` : nothing}
      <td>
        <span class="vn">${marker(look)}${variant.family === 'none' ? 'None' : variant.name}</span>
      </td>
      <td>${bar(shareBelow(report, layer, exponent), look.tone)}</td>
      <td class="n">${formatShare(zeroShare(layer))}</td>
      <td class="n hide-s">${layer.hoyer.toFixed(2)}</td>
      <td class="n hide-s">${layer.l1Norm.toFixed(l1)}</td>
      <td class="n hide-s">${layer.l2Norm.toFixed(l2)}</td>
      <td class="n">${count(deadUnits(layer, exponent))}</td>
    </tr>`;
  });
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
