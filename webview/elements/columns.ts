/** The columns of a data file as a table: type, distribution, values, what is missing. */
import { html, svg } from 'lit';
import type { ColumnProfile } from '../../src/dataset/dataset.ts';
import { columnMean, columnRange, missingText, roleText } from '../words/data.ts';
import { count } from '../words/numbers.ts';

export function columnTable(columns: readonly ColumnProfile[]) {
  return html`<div class="scroll" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Distribution</th>
            <th scope="col" class="n">Values</th>
            <th scope="col" class="n hide-s">Mean ± s.d.</th>
            <th scope="col" class="n hide-s">Distinct</th>
            <th scope="col" class="n">Missing</th>
          </tr>
        </thead>
        <tbody>
          ${columns.map(columnRow)}
        </tbody>
      </table>
    </div>`;
}

const columnRow = (column: ColumnProfile) => html`<tr>
  <th scope="row" class="wrap">${column.name}</th>
  <td>${roleText(column)}</td>
  <td>${distribution(column)}</td>
  <td class="n">${columnRange(column)}</td>
  <td class="n hide-s">${columnMean(column)}</td>
  <td class="n hide-s">${count(column.distinct)}</td>
  <td class="n">${missingText(column)}</td>
</tr>`;

/** Size of the small pictures in the table. */
const [WIDTH, HEIGHT] = [96, 18];

/** Bars of the counts; the numbers stand in the cells beside. */
function distribution({ histogram, values }: ColumnProfile) {
  const counts = histogram ?? (values ?? []).map((value) => value.count);
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  return html`<svg class="spark" width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
    ${counts.map((n, bin) => {
      const height = n === 0 ? 0 : Math.max(1, (HEIGHT * n) / most);
      return svg`<rect x=${bin * step} y=${HEIGHT - height} width=${Math.max(0.5, step - 1)} height=${height} />`;
    })}
  </svg>`;
}
