/** What was entered comes to: the plan with its time, the data column by column. */
import { html, nothing } from 'lit';
import type { FormPreview, FormState } from '../../src/protocol/form.ts';
import { formatCount } from '../../src/words.ts';
import { balanceChart } from '../charts/data.ts';
import { button } from '../elements/button.ts';
import { columnTable } from '../elements/columns.ts';
import { figure } from '../elements/figure.ts';
import { balanceTitle } from '../words/data.ts';
import { count, unbroken } from '../words/numbers.ts';
import type { Shown } from './element.ts';
import { field } from './fields.ts';

export function summary({ state, invalid, set, send }: Shown) {
  const { values, preview, problem, reading } = state;
  const ready = preview !== undefined && !problem && !reading && !invalid;
  return html`<section class="summary" aria-busy=${reading}>
    <h2>What it will take</h2>
    ${invalid ? html`<p class="bad" role="alert">A field holds what cannot be used. It is marked.</p>` : nothing}
    ${problem ? trouble(problem) : nothing} ${preview ? plan(preview) : waiting(state)}
    ${field(
      { id: 'name', label: 'Name of the experiment' },
      html`<input
        type="text"
        id="name"
        required
        .value=${values.name}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.reportValidity()) set({ name: input.value.trim() });
        }}
      />`,
    )}
    <p class="help">${values.name ? `Written as ${values.name}.reglens.json beside the model` : 'A file name'}</p>
    <div class="actions">
      ${button({
        action: 'createAndMeasure',
        label: preview ? `Measure ${formatCount(preview.runs, 'run')}` : 'Measure',
        icon: 'play',
        disabled: !ready,
        run: () => send({ type: 'create', next: 'measure' }),
      })}
      ${button({
        action: 'createOnly',
        label: 'Only write the file',
        secondary: true,
        disabled: !ready,
        run: () => send({ type: 'create', next: 'open' }),
      })}
    </div>
  </section>`;
}

const trouble = ({ title, explanation, remedy }: NonNullable<FormState['problem']>) =>
  html`<div class="bad" role="alert"><b>${title}</b><p>${explanation}</p>${remedy ? html`<p>${remedy}</p>` : nothing}</div>`;

function waiting({ values, problem, reading }: FormState) {
  if (problem) return nothing;
  if (reading) return html`<p class="muted">Reading model and data…</p>`;
  const missing = !values.model ? 'a model' : !values.data ? 'the data' : 'the column to predict';
  return html`<p class="muted">Choose ${missing} first.</p>`;
}

function plan({ model, rows, task, classes, variants, runs, estimate }: FormPreview) {
  const what = classes ? `${task}, ${formatCount(classes.length, 'class', 'classes')}` : task;
  return html`<dl>
    <dt>Model</dt>
    <dd>${model}</dd>
    <dt>Rows</dt>
    <dd>
      ${count(rows.training)} training, ${count(rows.validation)} validation, ${count(rows.test)} test; ${what}
    </dd>
    <dt>${formatCount(variants.length, 'variant')}, ${formatCount(runs, 'run')}</dt>
    <dd>${unbroken(variants.join(', '))}</dd>
    <dt>Time</dt>
    <dd><b>${estimate.text}</b><br />${estimate.warning ?? estimate.detail}</dd>
  </dl>`;
}

export function columnsSection({ state: { preview } }: Shown) {
  if (!preview) return nothing;
  const { profile, notes, classes, checks } = preview;
  const title = balanceTitle({ classes, checks });
  const chart = classes && balanceChart({ classes, checks }, title);
  return html`<section class="data-columns">
    ${chart ? html`<div class="balance">${figure(chart, 'h144', title, 'Share of each class in the three parts')}</div>` : nothing}
    <h2>${formatCount(profile.length, 'column')} of the file</h2>
    <p class="sub">As they stand in it, before they are standardized</p>
    ${columnTable(profile)}
    ${notes.length > 0 ? html`<ul class="plain">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
  </section>`;
}
