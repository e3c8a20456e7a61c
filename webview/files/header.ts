/** The header of a file: what it is, where its model is defined, what can be done with it. */
import { html, nothing } from 'lit';
import type { DefinitionLink } from '../../src/protocol/files.ts';
import { button, link } from '../elements/button.ts';
import { menu } from '../elements/menu.ts';
import { baseName } from '../words/numbers.ts';
import { type Column, markdownOf, sortedRows, tableCsv } from './table/columns.ts';
import type { FilesActions, FilesView } from './view.ts';

interface HeaderParts {
  /** Path or name. */
  file: string;
  line: string;
  definition?: DefinitionLink | null;
}

/** @param tools buttons, at its end */
export function fileHeader({ file, line, definition }: HeaderParts, { send }: FilesActions, tools: unknown) {
  const place = definition
    ? html`<span class="place">, model in ${link(definition.text, () => send({ type: 'openDefinition' }), 'openDefinition')}</span>`
    : nothing;
  return html`<header>
    <div class="bar">
      <div class="what" title=${file}>
        <b>${baseName(file)}</b> <span class="meta">${line}</span>${place}
      </div>
      ${tools}
    </div>
  </header>`;
}

export const compareButton = ({ send }: FilesActions) =>
  button({
    action: 'compare',
    label: 'Compare with…',
    secondary: true,
    run: () => send({ type: 'compare' }),
  });

/** Copies a table with its rows in the order that is shown. */
export function copyMenu<Row>(
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { controls, actions }: FilesView,
) {
  const ordered = () => sortedRows(rows, columns, controls.sorts[table]);
  const copy = (text: string) => actions.send({ type: 'copy', text });
  return menu('Copy the table', 'copy', [
    { action: 'copyMarkdown', label: 'Copy as Markdown', run: () => copy(markdownOf(columns, ordered())) },
    { action: 'copyCsv', label: 'Copy as CSV', run: () => copy(tableCsv(columns, ordered())) },
  ]);
}
