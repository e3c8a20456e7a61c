/** Small tables that are not sorted: a fact a row. */
import { html, nothing } from 'lit';
import { unbroken } from '../../words/numbers.ts';

export interface Fact {
  name: string;
  value: string;
  /** What it means, where that is not plain. */
  meaning?: string;
}

/** Longer values are names or lists, and may break. */
const LONGEST_NUMBER = 24;

export function factsTable(caption: string, facts: readonly Fact[]) {
  const explains = facts.some(({ meaning }) => meaning);
  return html`<table class="evidence">
    <caption class="vh">
      ${caption}
    </caption>
    <tbody>
      ${facts.map(
        ({ name, value, meaning }) => html`<tr class="g">
          <th scope="row">${unbroken(name)}</th>
          <td class=${value.length > LONGEST_NUMBER ? 'n wrap' : 'n'}>${unbroken(value)}</td>
          ${explains ? html`<td class="muted wrap">${meaning ? unbroken(meaning) : nothing}</td>` : nothing}
        </tr>`,
      )}
    </tbody>
  </table>`;
}
