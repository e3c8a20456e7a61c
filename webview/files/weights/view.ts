/** A weight file: the finding, totals by kind, the table of tensors, one of them closely, what it looks like. */
import { html, nothing } from 'lit';
import type { FilesState } from '../../../src/protocol/files.ts';
import type {
  TensorReport,
  WeightsFinding,
  WeightsReport,
} from '../../../src/report/weightFiles/weightsReport.ts';
import { formatCount } from '../../../src/words.ts';
import { link } from '../../elements/button.ts';
import { searchField, select } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { baseName, count, unbroken } from '../../words/numbers.ts';
import { compareButton, copyMenu, fileHeader } from '../header.ts';
import { remarks } from '../remarks.ts';
import type { Column } from '../table/columns.ts';
import { sortableTable } from '../table/table.ts';
import { type FilesView, tableControls } from '../view.ts';
import { heading } from '../words.ts';
import { tensorColumns } from './columns.ts';
import { tensorDetails } from './details.ts';
import { evaluateButton, evaluationSection } from './evaluation.ts';
import { chosenKinds, filteredTensors, type KindChoice, kindChoices } from './filter.ts';
import { likenessSection } from './likeness.ts';
import { optimizerSection } from './optimizer.ts';
import { totals } from './totals.ts';
import { fileLine, sparsitySentence, weightsHeadline, worstFinding } from './words.ts';

type WeightsState = Extract<FilesState, { kind: 'weights' }>;

const TABLE = 'tensors';

/** Rows are drawn anew only with other columns: they are made once a report. */
const columnsOf = new WeakMap<WeightsReport, Column<TensorReport>[]>();

function columns(report: WeightsReport): Column<TensorReport>[] {
  const known = columnsOf.get(report) ?? tensorColumns(report.tensors);
  columnsOf.set(report, known);
  return known;
}

export function weightsView({ report, definition }: WeightsState, view: FilesView) {
  const { tensors, findings } = report;
  const kinds = chosenKinds(kindChoices(tensors), view.controls);
  const rows = filteredTensors(tensors, kinds, view.controls);
  const chosen = rows.find(({ name }) => name === view.controls.tensor) ?? rows[0];
  const headline = weightsHeadline(report);
  const worst = worstFinding(report);
  const others = findings.filter((found) => found !== worst);
  const tools = html`${evaluateButton(report, view)} ${compareButton(view.actions)} ${copyMenu(TABLE, columns(report), rows, view)}`;
  return html`
    ${fileHeader({ file: report.file, line: fileLine(report), definition }, view.actions, tools)}
    <main id="view">
      <div class="lead">
        <h1>${heading(headline)}</h1>
        ${worst ? html`<p class="muted">${unbroken(worst.text)} ${tensorsLink(worst, view)}</p>` : nothing}
        ${worst ? html`<p class="muted">${unbroken(sparsitySentence(report))}.</p>` : nothing}
      </div>
      ${others.length > 0 ? html`<ul class="findings">${others.map((found) => finding(found, view))}</ul>` : nothing}
      ${tensors.length > 0 ? html`${totals(report, view)} ${table(report, rows, kinds, chosen, view)}` : nothing}
      ${chosen ? tensorDetails(chosen, view) : nothing}
      ${likenessSection(report) ?? nothing} ${optimizerSection(report.optimizer)} ${evaluationSection(report, view)}
      ${unread(report)} ${remarks(report.notes, 'Metadata', report.metadata)}
    </main>
  `;
}

function finding(found: WeightsFinding, view: FilesView) {
  const { tone, title, text } = found;
  return html`<li data-tone=${tone}>
    ${tone === 'warning' ? icon('warning') : nothing}
    <p>
      <b>${unbroken(title)}</b>
      <span class="muted">${unbroken(text)}</span>
      ${tensorsLink(found, view)}
    </p>
  </li>`;
}

/** The tensors that a finding is about are a click away. */
function tensorsLink({ tensors }: WeightsFinding, { actions }: FilesView) {
  const [first] = tensors;
  if (first === undefined) return nothing;
  const show = () => actions.set({ only: tensors, search: '', tensor: first, shown: {} });
  const many = tensors.length === 1 ? 'the tensor' : `the ${count(tensors.length)} tensors`;
  return link(`Show ${many}`, show, 'showTensor');
}

function table(
  report: WeightsReport,
  rows: readonly TensorReport[],
  kinds: string,
  chosen: TensorReport | undefined,
  view: FilesView,
) {
  const { controls, actions } = view;
  const choices = kindChoices(report.tensors);
  const title = formatCount(rows.length, 'tensor');
  return html`<section class="block">
    <h2>${title}</h2>
    ${controls.only.length > 0 ? chosenOnly(view) : tools(choices, kinds, view)}
    ${
      rows.length === 0
        ? html`<p class="sub">No tensor of this kind has “${controls.search}” in its name or type.</p>`
        : sortableTable<TensorReport>({
            caption: `${title} of ${baseName(report.file)}; Enter shows one closely`,
            columns: columns(report),
            rows,
            id: ({ name }) => name,
            ...tableControls(TABLE, view),
            chosen: chosen?.name,
            choose: (name) => actions.set({ tensor: name }),
          })
    }
  </section>`;
}

function tools(choices: readonly KindChoice[], kinds: string, { controls, actions }: FilesView) {
  const show = (value: string) => actions.set({ kinds: value, shown: {} });
  return html`<div class="controls tools">
    ${choices.length > 1 ? select('kinds', 'Show', choices, kinds, show) : nothing}
    ${searchField('Search tensors', controls.search, (search) => actions.set({ search, shown: {} }))}
  </div>`;
}

const chosenOnly = ({ actions }: FilesView) =>
  html`<p class="sub only">
    Those that the finding is about. ${link('Show the others, too', () => actions.set({ only: [] }), 'showOthers')}
  </p>`;

function unread({ unread: missing }: WeightsReport) {
  if (missing.length === 0) return nothing;
  return html`<section class="block">
    <h2>${formatCount(missing.length, 'tensor')} could not be read</h2>
    <p class="sub">All numbers above are without ${missing.length === 1 ? 'it' : 'them'}</p>
    <ul class="plain sub">
      ${missing.map(({ name, reason }) => html`<li><span class="num wrapping">${name}</span>: ${unbroken(reason)}</li>`)}
    </ul>
  </section>`;
}
