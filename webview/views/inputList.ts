/** Input columns by name, ranked by the weight that the L1 (or L2) variant gives them. */
import { html, nothing } from 'lit';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatCount } from '../../src/words.ts';
import { bar } from '../elements/bar.ts';
import { marker } from '../elements/marker.ts';
import { baselineOf } from '../measures/ranking.ts';
import { droppedInputs } from '../measures/sparsity.ts';
import { type Look, lookOf } from '../theme/identity.ts';
import { roughSize } from '../words/numbers.ts';
import { type SparsityChoice, selectionSentence } from '../words/sparsity.ts';
import { inputNames, keptGroups } from './inputNames.ts';

/** One variant: a column of the list. */
interface Weights {
  variant: VariantReport;
  look: Look;
  dropped: boolean[];
  highest: number;
}

/** Longer lists show their first and last rows. */
const MOST_ROWS = 24;

export function inputList(report: Report, choice: SparsityChoice) {
  const { pair, exponent } = choice;
  const weights = [baselineOf(report), pair.l2, pair.l1]
    .filter((variant) => variant !== undefined)
    .map(
      (variant): Weights => ({
        variant,
        look: lookOf(variant, report.variants),
        dropped: droppedInputs(variant, exponent),
        highest: Math.max(...(variant.inputNorms ?? [])) || 1,
      }),
    );
  const leading = weights[weights.length - 1]?.variant.inputNorms ?? [];
  const order = leading.map((_, index) => index).sort((a, b) => (leading[b] ?? 0) - (leading[a] ?? 0));
  const half = MOST_ROWS / 2;
  const long = order.length > MOST_ROWS;
  const row = (index: number) => listRow(report.data.columns[index]?.name ?? '', index, weights);
  return html`<div class="selection"><table class="input-list">
    <thead>
      <tr>
        <th scope="col">Column</th>
        ${weights.map(
          ({ variant, look }) =>
            html`<th scope="col"><span class="vn">${marker(look)}${variant.name}</span></th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${(long ? order.slice(0, half) : order).map(row)}
      ${
        long
          ? html`<tr>
            <td class="muted" colspan=${weights.length + 1}>
              … ${formatCount(order.length - MOST_ROWS, 'column')} between
            </td>
          </tr>`
          : nothing
      }
      ${long ? order.slice(-half).map(row) : nothing}
    </tbody>
  </table>
  ${selectionSentence(report, choice) ? nothing : inputNames(keptGroups(report, choice))}</div>`;
}

/** Two decimals; a kept column is never written as 0.00. */
const normText = (value: number) => (value < 0.005 && value > 0 ? roughSize(value) : value.toFixed(2));

function listRow(name: string, index: number, weights: readonly Weights[]) {
  return html`<tr>
    <th scope="row">${name}</th>
    ${weights.map(({ variant, look, dropped, highest }) => {
      const value = variant.inputNorms?.[index] ?? 0;
      return html`<td>${bar(value / highest, look.tone, dropped[index] ? '×' : normText(value))}</td>`;
    })}
  </tr>`;
}
