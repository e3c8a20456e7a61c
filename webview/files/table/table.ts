/** A sorted table in a template: rows that can be chosen by mouse and keys, of many more as they are scrolled to. */
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { unbroken } from '../../words/numbers.ts';
import { type Column, nextSort, type Sort, sortedRows } from './columns.ts';

export interface TableParts<Row> {
  /** Says what the table holds to who cannot see where it stands. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Stable, and different for each row. */
  id(row: Row): string;
  sort: Sort | undefined;
  sorted(sort: Sort | undefined): void;
  /** How many rows are drawn. */
  shown: number;
  showMore(): void;
  /** The row whose details are shown. */
  chosen?: string | undefined;
  choose?(id: string): void;
}

export function sortableTable<Row>(parts: TableParts<Row>) {
  const { caption, columns, rows, id, sort, chosen, choose } = parts;
  const ordered = sortedRows(rows, columns, sort);
  const shown = ordered.slice(0, parts.shown);
  const isCut = shown.length < ordered.length;
  const atEnd = ({ currentTarget }: Event) => {
    const { scrollTop, clientHeight, scrollHeight } = currentTarget as HTMLElement;
    if (isCut && scrollTop + 2 * clientHeight > scrollHeight) parts.showMore();
  };
  // The row that the Tab key goes to: the chosen one where it is there.
  const entry = shown.some((row) => id(row) === chosen) ? chosen : shown[0] && id(shown[0]);
  return html`<div
      class="scroll tall"
      role=${choose ? nothing : 'region'}
      aria-label=${choose ? nothing : caption}
      tabindex=${choose ? -1 : 0}
      @scroll=${atEnd}
    >
      <table class="files" role=${choose ? 'grid' : nothing}>
        <caption class="vh">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => heading(column, parts))}
          </tr>
        </thead>
        <tbody @keydown=${choose ? moveRow : nothing}>
          ${repeat(shown, id, (row) => {
            const [isChosen, isEntry] = [id(row) === chosen, id(row) === entry];
            return guard([row, isChosen, isEntry, columns], () => tableRow(row, isChosen, isEntry, parts));
          })}
        </tbody>
      </table>
    </div>
    ${
      isCut
        ? html`<p class="sub">
            The first ${shown.length} of ${ordered.length.toLocaleString('en-US')}.
            <button class="link" data-action="showMore" @click=${parts.showMore}>Show more</button>
          </p>`
        : nothing
    }`;
}

function heading<Row>(column: Column<Row>, { sort, sorted }: TableParts<Row>) {
  const { name, title, explanation, numeric, hide } = column;
  const isSorted = sort?.column === name;
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return html`<th scope="col" class="${numeric ? 'n' : ''} ${hide ?? ''}" aria-sort=${order}>
    <button class="sort" data-sort=${name} title=${explanation ?? nothing} @click=${() => sorted(nextSort(sort, column))}>
      ${title}${explanation ? html`<span class="vh">, ${explanation}</span>` : nothing}
      <span class="arrow" aria-hidden="true">${isSorted ? (sort.descending ? '▾' : '▴') : ''}</span>
    </button>
  </th>`;
}

function tableRow<Row>(row: Row, isChosen: boolean, isEntry: boolean, parts: TableParts<Row>) {
  const { columns, id, choose } = parts;
  const chooses = choose && (() => choose(id(row)));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    chooses?.();
  };
  const cells = columns.map((column, index) => cell(row, column, index === 0));
  if (!chooses) return html`<tr>${cells}</tr>`;
  return html`<tr
    data-row=${id(row)}
    tabindex=${isEntry ? 0 : -1}
    aria-selected=${isChosen}
    @click=${chooses}
    @keydown=${onKey}
  >
    ${cells}
  </tr>`;
}

function cell<Row>(row: Row, column: Column<Row>, isFirst: boolean) {
  const { numeric, hide } = column;
  const content = column.cell?.(row) ?? unbroken(column.text(row));
  const look = `${numeric ? 'n' : ''} ${hide ?? ''}`;
  return isFirst
    ? html`<th scope="row" class=${look}>${content}</th>`
    : html`<td class=${look}>${content}</td>`;
}

/** The arrow keys, Home and End move the focus between the rows; Enter and the space bar choose. */
function moveRow(event: KeyboardEvent) {
  const row = event.target instanceof Element ? event.target.closest('tr') : null;
  const body = row?.parentElement;
  if (!row || !body) return;
  const targets: Record<string, Element | null> = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
    Home: body.firstElementChild,
    End: body.lastElementChild,
  };
  const target = targets[event.key];
  if (!(target instanceof HTMLElement)) return;
  event.preventDefault();
  target.focus();
}
