/** What the verdict rests on, and what could look like overfitting. */
import { html, nothing } from 'lit';
import type { Mimic } from '../../../src/diagnosis/fit.ts';
import type { VariantReport } from '../../../src/report/report.ts';
import { link } from '../../elements/button.ts';
import { sentence } from '../../elements/inline.ts';
import { baselineOf } from '../../measures/ranking.ts';
import {
  FOUND_WORDS,
  intervalSentence,
  MIMIC_NAMES,
  mimicsTitle,
  plainEvidence,
} from '../../words/evidence.ts';
import { evidenceTitle } from '../../words/fit.ts';
import { count, unbroken } from '../../words/numbers.ts';
import type { ResultView } from '../view.ts';

/** Longer values are names, and may break. */
const LONGEST_NUMBER = 20;

/** @param shown the variants whose curves stand above */
export function evidence(view: ResultView, shown: readonly VariantReport[]) {
  const { report } = view.state;
  const { rows } = report.data;
  return html`
    <h2>${evidenceTitle(report)}</h2>
    <p class="sub">
      No regularization, ${count(rows.training)} training and ${count(rows.validation)} validation rows
    </p>
    <table class="evidence">
      <tbody>
        ${plainEvidence(report.verdict).map(
          ({ name, value, meaning }) => html`<tr class="g">
            <th scope="row">${name}</th>
            <td class=${value.length > LONGEST_NUMBER ? 'n wrap' : 'n'}>${unbroken(value)}</td>
            <td class="muted wrap">${unbroken(meaning)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    <p class="note">
      ${baselineOf(report) ? sentence(intervalSentence(report)) : nothing} ${witnessLink(view, shown)}
    </p>
  `;
}

/** A way to the witness's curves when others are shown. */
function witnessLink({ state: { report }, actions }: ResultView, shown: readonly VariantReport[]) {
  const { witness } = report.verdict;
  const variant = report.variants.find(({ id }) => id === witness?.variant);
  if (!variant || shown.includes(variant)) return nothing;
  return link(
    unbroken(`Show the witness, ${variant.name}`),
    () => actions.set({ compared: variant.id }),
    'witness',
  );
}

export function mimics({ state: { report } }: ResultView) {
  const { verdict } = report;
  if (verdict.mimics.length === 0) return nothing;
  return html`<div class="mimics">
    <h2>${unbroken(mimicsTitle(verdict))}</h2>
    <p class="sub">What only looks like overfitting, or hides it, and whether it is here</p>
    <ul>
      ${verdict.mimics.map(mimic)}
    </ul>
  </div>`;
}

function mimic({ kind, found, value, text }: Mimic) {
  return html`<li data-found=${found}>
    <p>
      <span class="mimic-name">${MIMIC_NAMES[kind]}</span> <span class="mimic-found">${FOUND_WORDS[found]}</span>
      <span class="num">${unbroken(value)}</span>
    </p>
    <p class="sub">${unbroken(text)}</p>
  </li>`;
}
