/** Totals of each kind of tensor; a click shows only that kind. */
import { html, nothing } from 'lit';
import type { KindTotal, TensorKind, WeightsReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { formatBytes } from '../../../src/words.ts';
import { count } from '../../words/numbers.ts';
import { countAndShare, significant } from '../numbers.ts';
import type { FilesView } from '../view.ts';
import { chosenKinds, kindChoices } from './filter.ts';
import { KIND_NAMES } from './words.ts';

export function totals({ kinds, total, tensors }: WeightsReport, { controls, actions }: FilesView) {
  const found = (Object.keys(KIND_NAMES) as TensorKind[]).flatMap((kind) => {
    const sum = kinds[kind];
    return sum ? [{ kind, sum }] : [];
  });
  const chosen = chosenKinds(kindChoices(tensors), controls);
  const isSummed = total.count > 0 && found.length > 1;
  const cells = (sum: KindTotal) => html`
    <td class="n hide-xs">${count(sum.tensors)}</td>
    <td class="n">${count(sum.count)}</td>
    <td class="n">${countAndShare(sum.exactZeros, sum.count)}</td>
    <td class="n">${countAndShare(sum.nearZeros, sum.count)}</td>
    <td class="n hide-s">${significant(sum.l1)}</td>
    <td class="n hide-s">${significant(sum.l2)}</td>
    <td class="n hide-s">${significant(sum.max)}</td>
    <td class="n hide-s">${formatBytes(sum.bytes)}</td>
  `;
  return html`<section class="block">
    <h2>By kind</h2>
    ${
      found.length > 1
        ? html`<p class="sub">
            ${isSummed ? 'All weights: kernels, embeddings, biases and normalization. ' : nothing}Choose a kind to show only its tensors.
          </p>`
        : nothing
    }
    <div class="scroll"><table class="kinds">
      <caption class="vh">Weights by kind</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col" class="n hide-xs">Tensors</th>
          <th scope="col" class="n">Weights</th>
          <th scope="col" class="n">Exactly 0</th>
          <th scope="col" class="n">|w| ≤ 1e\u20113</th>
          <th scope="col" class="n hide-s">‖w‖₁</th>
          <th scope="col" class="n hide-s">‖w‖₂</th>
          <th scope="col" class="n hide-s">max |w|</th>
          <th scope="col" class="n hide-s">Size</th>
        </tr>
      </thead>
      <tbody>
        ${found.map(
          ({ kind, sum }) => html`<tr>
            <th scope="row">
              <button
                class="link"
                data-kind=${kind}
                aria-pressed=${kind === chosen}
                @click=${() => actions.set({ kinds: kind, only: [] })}
              >
                ${KIND_NAMES[kind]}
              </button>
            </th>
            ${cells(sum)}
          </tr>`,
        )}
      </tbody>
      ${isSummed ? html`<tfoot><tr><th scope="row">All weights</th>${cells(total)}</tr></tfoot>` : nothing}
    </table></div>
  </section>`;
}
