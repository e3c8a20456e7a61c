/** What the charts of the Dropout view leave out: on and off in numbers, and the two forms of dropout. */
import { html, nothing } from 'lit';
import type { DropoutReport, Estimate, VariantReport } from '../../../src/report/report.ts';
import { formatLoss, formatPercent } from '../../../src/words.ts';
import {
  formsLegend,
  formsSentence,
  formsTitle,
  spread,
  switchLegend,
  switchTitle,
} from '../../words/dropoutTables.ts';
import { unbroken } from '../../words/numbers.ts';

/** Loss and accuracy of the same weights on the same rows. */
export function onAndOff({ dropout }: VariantReport) {
  if (!dropout) return nothing;
  const { on, off } = dropout;
  const row = (name: string, a: Estimate, b: Estimate, format = formatLoss) => html`<tr class="g">
    <th scope="row">${name}</th>
    <td class="n">${spread(a, format)}</td>
    <td class="n">${spread(b, format)}</td>
  </tr>`;
  const accuracy = (share: number) => formatPercent(share, 1);
  return html`<section>
    <h2>${unbroken(switchTitle(dropout))}</h2>
    <p class="sub">${switchLegend(dropout)}</p>
    <table>
      <thead>
        <tr>
          <th scope="col"></th>
          <th scope="col" class="n">Dropout on</th>
          <th scope="col" class="n">Dropout off</th>
        </tr>
      </thead>
      <tbody>
        ${row('Training loss', on.trainLoss, off.trainLoss)} ${row('Test loss', on.testLoss, off.testLoss)}
        ${
          on.testAccuracy && off.testAccuracy
            ? row('Test accuracy', on.testAccuracy, off.testAccuracy, accuracy)
            : nothing
        }
      </tbody>
    </table>
  </section>`;
}

type Forms = NonNullable<DropoutReport['forms']>;

/** Standard and inverted dropout under the same masks, and the sentence that many texts have wrong. */
export function forms({ dropout }: VariantReport) {
  const found = dropout?.forms;
  if (!found) return nothing;
  const row = (name: string, training: string, evaluation: string, sizes: Forms['inverted']) =>
    html`<tr class="g">
      <th scope="row" class="wrap">${name}</th>
      <td class="n">${formatLoss(sizes.training)}</td>
      <td class="n">${formatLoss(sizes.evaluation)}</td>
      <td class="muted wrap">${training}; ${evaluation}</td>
    </tr>`;
  return html`<section>
    <h2>${unbroken(formsTitle(found))}</h2>
    <p class="sub">${unbroken(formsLegend(found))}</p>
    <table>
      <thead>
        <tr>
          <th scope="col"></th>
          <th scope="col" class="n">Training</th>
          <th scope="col" class="n">Evaluation</th>
          <th scope="col">Factors</th>
        </tr>
      </thead>
      <tbody>
        ${row('Inverted', 'kept units / (1\u00a0−\u00a0rate)', 'unchanged', found.inverted)}
        ${row('Standard (2012)', 'kept units unchanged', '×\u00a0(1\u00a0−\u00a0rate)', found.standard)}
      </tbody>
    </table>
    <p class="note">${unbroken(formsSentence(found))}</p>
  </section>`;
}
