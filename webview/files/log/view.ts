/** A training log: the verdict, the curves, what they rest on and contain, what to try. */
import { html, nothing } from 'lit';
import type { FilesState } from '../../../src/protocol/files.ts';
import type { LogReport, LogRunReport } from '../../../src/report/logs/logReport.ts';
import { link } from '../../elements/button.ts';
import { chartControls } from '../../elements/chartControls.ts';
import { select } from '../../elements/controls.ts';
import { figure } from '../../elements/figure.ts';
import { unbroken } from '../../words/numbers.ts';
import { copyMenu, fileHeader } from '../header.ts';
import { remarks } from '../remarks.ts';
import { factsTable } from '../table/facts.ts';
import { sortableTable } from '../table/table.ts';
import { type FilesView, tableControls } from '../view.ts';
import { heading } from '../words.ts';
import { gapStrip, lossChart, metricChart, otherChart } from './charts.ts';
import { runColumns } from './columns.ts';
import { curveBeside, otherCurves, shownRun } from './runs.ts';
import { runsChart } from './runsChart.ts';
import {
  containsFacts,
  containsTitle,
  logLine,
  lossLegend,
  lossTitle,
  metricLegend,
  runsTitle,
} from './words.ts';

type LogState = Extract<FilesState, { kind: 'log' }>;

const TABLE = 'runs';

export function logView(state: LogState, view: FilesView) {
  const { report, definition } = state;
  const run = shownRun(report, view.controls);
  const head = { file: report.file, line: logLine(state), definition };
  const tools = html`${follow(state, view)} ${copyMenu(TABLE, runColumns(report), report.runs, view)}`;
  return html`
    ${fileHeader(head, view.actions, tools)}
    <main id="view">
      ${run ? shown(state, run, view) : html`<div class="state"><h1>Nothing was logged yet</h1></div>`}
      ${mapping(report, view)} ${remarks(report.notes, 'Settings in the log', settingsOf(run))}
    </main>
  `;
}

function follow({ following }: LogState, { actions }: FilesView) {
  return html`<label class="follow">
    <input
      type="checkbox"
      data-action="follow"
      .checked=${following}
      @change=${(event: Event) => actions.send({ type: 'follow', on: (event.target as HTMLInputElement).checked })}
    />
    <span>Follow</span>
  </label>`;
}

function shown(state: LogState, run: LogRunReport, view: FilesView) {
  const { report } = state;
  return html`
    <div class="lead">
      <h1>${heading(run.verdict.text)}</h1>
      ${report.runs.length > 1 ? html`<p class="muted">Run ${run.name}</p>` : nothing}
    </div>
    ${report.runs.length > 1 ? runs(report, run, view) : nothing}
    <div class="controls">${chartControls(view, ['smooth', 'logX', 'logY'])} ${curveChoice(run, view)}</div>
    <div class="row">
      <div class="s8 wide-m">${losses(run)} ${otherCurve(run, view)}</div>
      <div class="s4 wide-m">${evidence(run)} ${suggestions(run, state, view)}</div>
    </div>
    ${contains(run)}
  `;
}

function runs(report: LogReport, run: LogRunReport, view: FilesView) {
  const title = runsTitle(report);
  const chart = runsChart(report, title);
  return html`<section class="block">
    ${chart ? figure(chart, 'h216', title, 'Validation loss of each run, rings at the best epochs') : html`<h2>${title}</h2>`}
    ${report.comparison ? html`<p class="note">${unbroken(report.comparison.text)}</p>` : nothing}
    ${sortableTable<LogRunReport>({
      caption: 'Runs of this log; Enter shows one closely',
      columns: runColumns(report),
      rows: report.runs,
      id: ({ name }) => name,
      ...tableControls(TABLE, view),
      chosen: run.name,
      choose: (name) => view.actions.set({ run: name }),
    })}
  </section>`;
}

function losses(run: LogRunReport) {
  const title = lossTitle(run);
  const loss = lossChart(run, title);
  const gap = gapStrip(run);
  const metric = metricChart(run, `Metric of ${run.name}`);
  return html`
    ${loss ? figure(loss, 'h288', title, lossLegend(run)) : html`<h2>${title}</h2>`}
    ${gap ? figure(gap, 'h120', undefined, 'Gap: validation minus training loss') : nothing}
    ${metric ? figure(metric, 'h144', undefined, metricLegend(run)) : nothing}
  `;
}

function curveChoice(run: LogRunReport, { controls, actions }: FilesView) {
  const others = otherCurves(run);
  if (others.length === 0) return nothing;
  const choices = [
    { value: '', label: 'no other curve' },
    ...others.map(({ name }) => ({ value: name, label: name })),
  ];
  const chosen = curveBeside(run, controls)?.name ?? '';
  return select('curve', 'Beside', choices, chosen, (curve) => actions.set({ curve }));
}

function otherCurve(run: LogRunReport, { controls }: FilesView) {
  const curve = curveBeside(run, controls);
  return curve ? figure(otherChart(run, curve), 'h144', curve.name, 'As logged') : nothing;
}

function evidence({ verdict, name }: LogRunReport) {
  if (verdict.evidence.length === 0) return nothing;
  return html`<div class="stacked">
    <h2>What the verdict rests on</h2>
    ${factsTable(`Evidence of ${name}`, verdict.evidence)}
  </div>`;
}

function suggestions(run: LogRunReport, { definition }: LogState, { actions }: FilesView) {
  if (run.suggestions.length === 0) return nothing;
  return html`<div class="suggestions">
    <h2>What to try</h2>
    <ul>
      ${run.suggestions.map(
        ({ title, text }) => html`<li><b>${unbroken(title)}</b><p class="sub">${unbroken(text)}</p></li>`,
      )}
    </ul>
    ${
      definition
        ? html`<p class="sub">In ${link(definition.text, () => actions.send({ type: 'openDefinition' }), 'openDefinition')}</p>`
        : nothing
    }
  </div>`;
}

function contains({ contains: found }: LogRunReport) {
  const facts = containsFacts(found);
  return html`<section class="block contains">
    <h2>${containsTitle(found)}</h2>
    <p class="sub">${unbroken(found.text)}</p>
    ${facts.length > 0 ? factsTable('What the losses contain', facts) : nothing}
  </section>`;
}

function mapping({ columns }: LogReport, { actions }: FilesView) {
  if (!columns) return nothing;
  const apply = (found: typeof columns.mapping) => {
    actions.send({ type: 'mapping', mapping: found });
    // The new verdict stands at the top.
    scrollTo(0, 0);
  };
  return html`<reglens-mapping
    .names=${columns.names}
    .mapping=${columns.mapping}
    .apply=${apply}
  ></reglens-mapping>`;
}

const settingsOf = (run: LogRunReport | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(run?.settings ?? {}).map(([name, value]) => [name, String(value)]));
