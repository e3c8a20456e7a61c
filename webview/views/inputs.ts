/** The inputs: which columns each variant drops, as pictures or as a ranked list. */
import { html, nothing } from 'lit';
import type { Report } from '../../src/report/report.ts';
import { pictureSide } from '../measures/inputs.ts';
import { unbroken } from '../words/numbers.ts';
import { inputsLegend, inputsTitle, type SparsityChoice, selectionSentence } from '../words/sparsity.ts';
import { inputList } from './inputList.ts';
import { inputPictures } from './inputPictures.ts';

/** Nothing where the first layer does not take the columns one by one. */
export function inputs(report: Report, choice: SparsityChoice) {
  const weighed = report.variants.some((variant) => variant.inputNorms !== undefined);
  if (!weighed) return nothing;
  const side = pictureSide(report.data.columns.map((column) => column.name));
  const selected = selectionSentence(report, choice);
  const drawn = side ? 'Shade' : 'Bars';
  return html`<section class="inputs">
    <h2>${unbroken(inputsTitle(report, choice))}</h2>
    <p class="sub">${drawn}: ‖w‖₂ of a column’s outgoing weights. ${unbroken(inputsLegend(report, choice))}</p>
    ${selected ? html`<p class="note">${unbroken(selected)}</p>` : nothing}
    ${side ? inputPictures(report, choice, side) : inputList(report, choice)}
  </section>`;
}
