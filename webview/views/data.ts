/** Data: what the model learns from, split by split and column by column. */
import { html, nothing } from 'lit';
import type { Report } from '../../src/report/report.ts';
import { balanceChart, targetChart } from '../charts/data.ts';
import { button } from '../elements/button.ts';
import { columnTable } from '../elements/columns.ts';
import { searchField } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { optionsOf } from '../options.ts';
import {
  balanceTitle,
  checkRows,
  columnRange,
  columnsTitle,
  dataHeadline,
  dataLegend,
} from '../words/data.ts';
import { count, unbroken } from '../words/numbers.ts';
import type { ResultView } from './view.ts';

const VIEW = 'data';
const DEFAULTS = { find: '', all: false };
/** Rows of the table before “Show all”. */
const MOST_ROWS = 40;

export function dataView(view: ResultView) {
  const { report } = view.state;
  const { data } = report;
  return html`
    <div class="lead">
      <h1>${unbroken(`${dataHeadline(report)}.`)}</h1>
      <p class="muted">${unbroken(dataLegend(data))}</p>
    </div>
    <div class="row">${checks(report)} ${target(data)}</div>
    ${columns(view)} ${notes(data)}
  `;
}

function checks(report: Report) {
  return html`<section class="s6">
    <h2>What could mislead</h2>
    <p class="sub">Checked on the rows as the model sees them</p>
    <table class="evidence">
      <tbody>
        ${checkRows(report).map(
          ({ name, value, meaning }) => html`<tr class="g">
            <th scope="row">${name}</th>
            <td class="n">${value}</td>
            <td class="muted wrap">${unbroken(meaning)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Class balance, or how a number to predict is distributed. */
function target(data: Report['data']) {
  const column = data.profile.find(({ role }) => role === 'target');
  const title = data.classes
    ? balanceTitle(data)
    : `What is predicted: ${data.target}, ${column ? columnRange(column) : ''}`;
  const chart = data.classes ? balanceChart(data, title) : column && targetChart(column, title);
  const sub = data.classes ? 'Share of each class in training, validation and test' : 'Rows of all parts';
  if (chart) return html`<div class="s6">${figure(chart, 'h216', title, sub)}</div>`;
  return html`<section class="s6"><h2>${title}</h2></section>`;
}

function columns({ state: { report }, controls, actions }: ResultView) {
  const { find, all } = optionsOf(controls.options, VIEW, DEFAULTS);
  const { profile } = report.data;
  const wanted = profile.filter(({ name }) => name.toLowerCase().includes(find.toLowerCase()));
  const shown = all ? wanted : wanted.slice(0, MOST_ROWS);
  const hidden = wanted.length - shown.length;
  return html`<section class="data-columns">
    <h2>${columnsTitle(report.data)}</h2>
    <p class="sub">As they stand in the file, before they are standardized</p>
    ${
      profile.length > MOST_ROWS
        ? searchField('Find a column', find, (text) => actions.setOptions(VIEW, { find: text }))
        : nothing
    }
    ${columnTable(shown)}
    ${
      hidden > 0
        ? button({
            action: 'showAll',
            label: `Show ${count(hidden)} more`,
            secondary: true,
            run: () => actions.setOptions(VIEW, { all: true }),
          })
        : nothing
    }
    ${wanted.length === 0 ? html`<p class="muted">No column has “${find}” in its name.</p>` : nothing}
  </section>`;
}

function notes({ notes }: Report['data']) {
  if (notes.length === 0) return nothing;
  return html`<section>
    <h2>What was done to the data</h2>
    <ul class="plain">
      ${notes.map((note) => html`<li>${unbroken(note)}</li>`)}
    </ul>
  </section>`;
}
