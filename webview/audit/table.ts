/** The table of tensors: sorted by its headings, with a row of totals. */
import { html, nothing } from 'lit';
import type { Amount, Audit, AuditRow } from '../../src/advice/audit.ts';
import {
  conventions,
  countText,
  KIND_TITLES,
  penaltyText,
  placeText,
  STATES,
  shapeText,
  shareOf,
  shareText,
  strengthText,
} from '../../src/advice/auditWords.ts';
import { formatCount } from '../../src/words.ts';
import { link } from '../elements/button.ts';
import { unbroken } from '../words/numbers.ts';
import { type Column, type ColumnName, columnsOf } from './columns.ts';
import { nextSort } from './controls.ts';
import { opener, type Shown } from './view.ts';

export function table(shown: Shown) {
  const { audit, controls, rows } = shown;
  const columns = columnsOf(audit);
  const what = controls.kind === 'all' ? 'tensor' : `tensor of the kind “${KIND_TITLES[controls.kind]}”`;
  const title = formatCount(rows.length, what, what.replace('tensor', 'tensors'));
  return html`<section>
    <h2>${title}</h2>
    <p class="sub conventions" id="conventions">
      ${unbroken([...conventions(audit), ...audit.remarks].join(' '))}
    </p>
    <div class="scroll">
    <table class="tensors" aria-describedby="conventions">
      <caption class="vh">
        ${title} of ${audit.model}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => heading(column, shown))}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(audit.rows[row]!, columns, shown))}
      </tbody>
      <tfoot>
        ${totals(
          rows.map((row) => audit.rows[row]!),
          columns,
          audit,
        )}
      </tfoot>
    </table>
    </div>
  </section>`;
}

const CLASSES: Partial<Record<ColumnName, string>> = {
  shape: 'hide-s',
  share: 'hide-s',
  initial: 'hide-xs',
  by: 'wrap',
};

const classOf = ({ name, numeric }: Column): string =>
  [numeric ? 'n' : '', CLASSES[name] ?? ''].join(' ').trim();

function heading(column: Column, { controls: { sort }, actions }: Shown) {
  const { name, title, explanation } = column;
  const isSorted = sort?.column === name;
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return html`<th scope="col" class=${classOf(column)} aria-sort=${order}>
    <button
      class="sort"
      data-sort=${name}
      title=${explanation ?? nothing}
      @click=${() => actions.set({ sort: nextSort(sort, name) })}
    >
      ${title}${explanation ? html`<span class="vh">, ${explanation}</span>` : nothing}
      <span class="arrow" aria-hidden="true">${isSorted ? (sort.descending ? '▾' : '▴') : ''}</span>
    </button>
  </th>`;
}

/** A click anywhere in the row goes to its line; its first cell has the button for the keyboard. */
function tableRow(row: AuditRow, columns: Column[], shown: Shown) {
  const open = opener(shown.actions, row.range);
  const onClick = (event: Event) => {
    const isButton = event.target instanceof Element && event.target.closest('button');
    if (!isButton && getSelection()?.isCollapsed !== false) open?.();
  };
  return html`<tr class=${row.state} @click=${onClick}>
    ${columns.map((column) =>
      column.name === 'layer'
        ? html`<th scope="row">${layer(row, open)}</th>`
        : html`<td class=${classOf(column)}>${CELLS[column.name](row, shown)}</td>`,
    )}
  </tr>`;
}

function layer({ layer: name, call, range, copies }: AuditRow, open: (() => void) | undefined) {
  const many =
    'value' in copies && copies.value === 1
      ? nothing
      : html` <span class="muted">× ${countText(copies)}</span>`;
  const place = placeText(range);
  return html`<span title="${call}, ${place}">${link(breakable(name), open)}<span class="vh">, ${call}, ${place}</span></span>${many}`;
}

/** A long name may break behind a dot or an underscore. */
const breakable = (name: string) => name.split(/(?<=[._])/).map((part) => html`${part}<wbr />`);

const CELLS: Record<Exclude<ColumnName, 'layer'>, (row: AuditRow, shown: Shown) => unknown> = {
  tensor: ({ tensor, kind }) =>
    tensor === undefined
      ? unknown('The tensors of this layer are not known.')
      : html`<span title=${kind ?? ''}>${breakable(tensor)}</span>`,
  shape: (row) => shapeText(row),
  count: ({ count }) => amount(count, countText),
  share: (row, { audit }) => amount(shareOf(row, audit), shareText),
  by: (row, shown) => html`${by(row, shown)} ${row.findings.map((finding) => findingLink(finding, shown))}`,
  l1: ({ l1 }) => amount(l1, strengthText),
  l2: ({ l2 }) => amount(l2, strengthText),
  decay: ({ decay }) => amount(decay, strengthText),
  initial: ({ initial }) => amount(initial, penaltyText),
};

function amount(value: Amount, text: (amount: Amount) => string) {
  if (!('value' in value)) return unknown(value.unknown);
  return value.value === 0 ? html`<span class="muted">0</span>` : unbroken(text(value));
}

const unknown = (why: string) => html`<span title=${why}>?<span class="vh"> unknown: ${why}</span></span>`;

function by({ state, influences }: AuditRow, { actions }: Shown) {
  if (state === 'fixed' || influences.length === 0) return html`<span class="state">${STATES[state]}</span>`;
  return influences.map(({ what, range }, index) => {
    const place = range ? html`<span class="hide-s">, ${placeText(range)}</span>` : nothing;
    const open = opener(actions, range);
    return html`${index > 0 ? ' + ' : nothing}${link(html`${unbroken(what)}${place}`, open)}`;
  });
}

function findingLink({ code, message }: AuditRow['findings'][number], { actions }: Shown) {
  return html`<button
    class="link code"
    title=${message}
    aria-label="${code}: ${message}"
    @click=${() => actions.send({ type: 'showRule', code })}
  >
    ${code}
  </button>`;
}

/** Of the rows that are shown. */
function totals(rows: AuditRow[], columns: Column[], audit: Audit) {
  const sum = (amounts: Amount[]): Amount =>
    amounts.find((each) => 'unknown' in each) ?? {
      value: amounts.reduce((total, each) => total + ('value' in each ? each.value : 0), 0),
    };
  const cells: Partial<Record<ColumnName, unknown>> = {
    count: amount(sum(rows.map(({ count }) => count)), countText),
    share: amount(sum(rows.map((row) => shareOf(row, audit))), shareText),
    initial: amount(sum(rows.map(({ initial }) => initial)), penaltyText),
  };
  return html`<tr>
    ${columns.map((column) =>
      column.name === 'layer'
        ? html`<th scope="row">Total</th>`
        : html`<td class=${classOf(column)}>${cells[column.name] ?? nothing}</td>`,
    )}
  </tr>`;
}
