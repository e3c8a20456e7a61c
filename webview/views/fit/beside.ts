/** Batch normalization, early stopping and augmentation: what each closes of the gap, alone and combined. */
import { html, nothing } from 'lit';
import type { Report } from '../../../src/report/report.ts';
import { shareClosed } from '../../../src/report/studies/words.ts';
import type { BesideReport } from '../../../src/report/studies.ts';
import { formatLoss, formatPercent } from '../../../src/words.ts';
import { bar } from '../../elements/bar.ts';
import { sentence } from '../../elements/inline.ts';
import { baselineOf } from '../../measures/ranking.ts';
import { besideLegend, besideTitle, differenceText, equivalentSentence } from '../../words/beside.ts';
import { unbroken } from '../../words/numbers.ts';

export function beside(report: Report) {
  const found = report.studies.beside;
  if (!found) return nothing;
  const equivalent = equivalentSentence(found);
  return html`
    <h2>${unbroken(besideTitle(found, baselineOf(report)?.validationLoss.mean ?? undefined))}</h2>
    <p class="sub">${unbroken(besideLegend(found))}</p>
    <div class="scroll">
      <table class="beside">
        <thead>
          <tr>
            <th scope="col">Beside it</th>
            <th scope="col" class="n">Gap</th>
            <th scope="col" class="n">Gap closed</th>
            <th scope="col" class="n wrap">Validation loss against none</th>
            <th scope="col" class="n hide-s">Test loss</th>
          </tr>
        </thead>
        <tbody>
          ${found.variants.map(row)}
        </tbody>
      </table>
    </div>
    ${equivalent ? html`<p class="note">${sentence(equivalent)}</p>` : nothing}
  `;
}

function row({ parts, name, point, gap, gapClosed, validationDifference }: BesideReport['variants'][number]) {
  const { text, muted } = differenceText(validationDifference);
  const missing = point.validationLoss.mean === null;
  return html`<tr class="g">
    <th scope="row" class="wrap">${unbroken(parts.length > 0 ? parts.join(' + ') : name)}</th>
    ${
      missing
        ? html`<td colspan="4" class="muted">${point.diverged > 0 ? 'diverged' : 'not finished'}</td>`
        : html`<td class="n">${gap.mean === null ? '' : formatLoss(gap.mean)}</td>
            <td>${gapClosed === null ? '' : closed(gapClosed)}</td>
            <td class="n ${muted ? 'muted' : ''}">${text}</td>
            <td class="n hide-s">${formatLoss(point.testLoss.mean as number)}</td>`
    }
  </tr>`;
}

/** A gap that grows is no bar: its number says so. */
const closed = (share: number) =>
  bar(Math.min(1, Math.max(0, share)), '--source', share < 0 ? formatPercent(share) : shareClosed(share));
