/** The table of layers: how small the weights of each variant are. */
import { html } from 'lit';
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { formatShare } from '../../src/words.ts';
import { styled } from '../elements/inline.ts';
import { marker } from '../elements/marker.ts';
import { baselineOf } from '../measures/ranking.ts';
import { deadUnits, shareBelow, zeroShare } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import type { Tone } from '../theme/palette.ts';
import { count, unbroken } from '../words/numbers.ts';
import { layerLegend, layerTitle, type SparsityChoice } from '../words/sparsity.ts';

export function layers(report: Report, choice: SparsityChoice) {
  const { l1, l2 } = choice.pair;
  const variants = [baselineOf(report), l2, l1].filter((variant) => variant !== undefined);
  const names = (variants[0]?.layers ?? []).map(
    ({ layer, inputs, units }) => `${layer} (${inputs} → ${units})`,
  );
  return html`<section class="s7">
    <h2>${unbroken(layerTitle(report, choice))}</h2>
    <p class="sub">${unbroken(layerLegend(report, choice))}</p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Variant</th>
            <th scope="col" class="n">|w| ≤ τ</th>
            <th scope="col" class="n">Exact 0</th>
            <th scope="col" class="n hide-s">Hoyer</th>
            <th scope="col" class="n hide-s">‖w‖₁</th>
            <th scope="col" class="n hide-s">‖w‖₂</th>
            <th scope="col" class="n">Dead units</th>
          </tr>
        </thead>
        <tbody>
          ${names.map((name, index) =>
            variants.map((variant, place) =>
              row(
                report,
                variant,
                variant.layers[index] as LayerReport,
                choice.exponent,
                place === 0 ? name : '',
              ),
            ),
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row(report: Report, variant: VariantReport, layer: LayerReport, exponent: number, name: string) {
  const look = lookOf(variant, report.variants);
  return html`<tr class=${name ? 'g' : ''} data-variant=${variant.id}>
    <td>${name}</td>
    <td>
      <span class="vn">${marker(look)}${variant.family === 'none' ? 'None' : variant.name}</span>
    </td>
    <td>${bar(shareBelow(report, layer, exponent), look.tone)}</td>
    <td class="n">${formatShare(zeroShare(layer))}</td>
    <td class="n hide-s">${layer.hoyer.toFixed(2)}</td>
    <td class="n hide-s">${layer.l1Norm.toFixed(decimals.l1)}</td>
    <td class="n hide-s">${layer.l2Norm.toFixed(decimals.l2)}</td>
    <td class="n">${count(deadUnits(layer, exponent))}</td>
  </tr>`;
}

/** Three significant digits are enough to compare norms. */
function norm(value: number): string {
  return value >= 100 ? count(value) : value.toPrecision(3);
}

/** A share as a bar with its number. */
export function bar(share: number, tone: Tone, text = formatShare(share)) {
  return html`<span class="ib">
    <span class="bar-track" aria-hidden="true">
      <i ${styled({ width: `${100 * share}%`, background: `var(${tone})` })}></i>
    </span>
    <span class="num">${text}</span>
  </span>`;
}
