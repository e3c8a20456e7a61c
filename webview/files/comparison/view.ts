/** Weight files compared: what changed in all, how far each tensor moved, what is only in one of them. */
import { html, nothing } from 'lit';
import type { FilesState } from '../../../src/protocol/files.ts';
import type {
  FileChange,
  TensorChange,
  WeightsComparison,
} from '../../../src/report/weightFiles/weightsComparison.ts';
import type { WeightsReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { formatCount } from '../../../src/words.ts';
import { segments, select } from '../../elements/controls.ts';
import { figure } from '../../elements/figure.ts';
import { baseName, listed, unbroken } from '../../words/numbers.ts';
import { compareButton, copyMenu, fileHeader } from '../header.ts';
import { countAndShare, shapeText, significant } from '../numbers.ts';
import { sortableTable } from '../table/table.ts';
import { type FilesView, tableControls } from '../view.ts';
import { fileLine } from '../weights/words.ts';
import { heading } from '../words.ts';
import { movementChart } from './charts.ts';
import { CHANGE_COLUMNS } from './columns.ts';
import { comparisonHeadline, comparisonLine, movementTitle, shownStep, stepName, WHOLE } from './words.ts';

type ComparisonState = Extract<FilesState, { kind: 'comparison' }>;

const TABLE = 'changes';

export function comparisonView({ comparison, reports }: ComparisonState, view: FilesView) {
  const { step, change } = shownStep(comparison, view.controls.step);
  const { actions } = view;
  const names = listed(comparison.files.map(baseName));
  if (!change)
    return html`<main id="view"><div class="state"><h1>There is only one file: choose another one to compare with</h1></div></main>`;
  const tools = html`${compareButton(actions)} ${copyMenu(TABLE, CHANGE_COLUMNS, change.tensors, view)}`;
  return html`
    ${fileHeader({ file: names, line: comparisonLine(change) }, actions, tools)}
    <main id="view">
      <div class="lead">
        <h1>${heading(comparisonHeadline(change))}</h1>
        <p class="muted">${unbroken(stepName(change))}</p>
      </div>
      ${steps(comparison, step, view)} ${findings(change)} ${files(reports)}
      ${movements(change)} ${table(change, view)} ${onlyIn(change)}
    </main>
  `;
}

/** More steps than this do not fit beside one another. */
const MOST_SEGMENTS = 4;

function steps({ steps: pairs, whole }: WeightsComparison, step: number, { actions }: FilesView) {
  if (!whole) return nothing;
  const all = [
    ...pairs.map((pair, index) => ({ value: index, label: stepName(pair) })),
    { value: WHOLE, label: `${stepName(whole)} (whole)` },
  ];
  const choose = (chosen: number) => actions.set({ step: chosen });
  const choices = all.map(({ value, label }) => ({ value: String(value), label }));
  return html`<div class="controls">
    ${
      all.length <= MOST_SEGMENTS
        ? segments('Step', all, step, choose)
        : select('step', 'Step', choices, String(step), (value) => choose(Number(value)))
    }
  </div>`;
}

/** The first finding is the heading. */
function findings(change: FileChange) {
  const rest = change.findings.slice(1);
  if (rest.length === 0) return nothing;
  return html`<ul class="findings">
    ${rest.map((text) => html`<li data-tone="info"><p>${unbroken(text)}</p></li>`)}
  </ul>`;
}

/** All weights of each file, a row each. */
function files(reports: readonly WeightsReport[]) {
  if (reports.length === 0) return nothing;
  return html`<section class="block">
    <h2>The files</h2>
    <div class="scroll"><table>
      <caption class="vh">All weights of each file</caption>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col" class="hide-s">Format</th>
          <th scope="col" class="n">‖w‖₂</th>
          <th scope="col" class="n">Exactly 0</th>
          <th scope="col" class="n">|w| ≤ 1e\u20113</th>
        </tr>
      </thead>
      <tbody>
        ${reports.map((report) => {
          const { l2, exactZeros, nearZeros, count } = report.total;
          return html`<tr>
            <th scope="row" class="wrap" title=${report.file}>${baseName(report.file)}</th>
            <td class="hide-s muted wrap">${fileLine(report)}</td>
            <td class="n">${significant(l2)}</td>
            <td class="n">${countAndShare(exactZeros, count)}</td>
            <td class="n">${countAndShare(nearZeros, count)}</td>
          </tr>`;
        })}
      </tbody>
    </table></div>
  </section>`;
}

function movements(change: FileChange) {
  const title = movementTitle(change);
  const chart = movementChart(change, title);
  if (!chart) return nothing;
  const sub =
    '‖after − before‖₂ as a share of ‖before‖₂. Filled: kernels and embeddings; pale: biases, normalization and others';
  return html`<div class="block">${figure(chart, 'h216', title, sub)}</div>`;
}

function table(change: FileChange, view: FilesView) {
  const title = formatCount(change.tensors.length, 'tensor');
  if (change.tensors.length === 0) return nothing;
  return html`<section class="block">
    <h2>${title} in both files</h2>
    <p class="sub">Before → after; hover a column’s name for its definition</p>
    ${sortableTable<TensorChange>({
      caption: `Changes of ${title}`,
      columns: CHANGE_COLUMNS,
      rows: change.tensors,
      id: ({ name }) => name,
      ...tableControls(TABLE, view),
    })}
  </section>`;
}

function onlyIn({ before, after, onlyBefore, onlyAfter, reshaped }: FileChange) {
  const shapes = reshaped.map(
    (tensor) => `${tensor.name}: ${shapeText(tensor.before)} → ${shapeText(tensor.after)}`,
  );
  return html`
    ${folded(`Only in ${baseName(before)}`, onlyBefore)} ${folded(`Only in ${baseName(after)}`, onlyAfter)}
    ${folded('Of another shape', shapes)}
  `;
}

const folded = (title: string, names: readonly string[]) =>
  names.length === 0
    ? nothing
    : html`<details class="block">
      <summary>${title} (${names.length})</summary>
      <ul class="plain sub">${names.map((name) => html`<li class="num wrapping">${name}</li>`)}</ul>
    </details>`;
