/** Fit: the baseline beside another variant, the evidence, the objective. */
import { html, nothing } from 'lit';
import type { VariantReport } from '../../src/report/report.ts';
import { fitChart } from '../charts/fit.ts';
import { gapChart } from '../charts/gap.ts';
import type { FitFrame } from '../charts/levels.ts';
import { objectiveChart } from '../charts/objective.ts';
import { comparedVariant } from '../controls.ts';
import { segments, select } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { baselineOf, comparable } from '../measures/ranking.ts';
import {
  curveTitle,
  evidenceTitle,
  fitHeadline,
  fitLegend,
  objectiveLegend,
  objectiveTitle,
  overfitsAfter,
} from '../words/fit.ts';
import { count, unbroken } from '../words/numbers.ts';
import type { ResultView } from './view.ts';

export function fitView(view: ResultView) {
  const { report } = view.state;
  const baseline = baselineOf(report);
  const compared = comparedVariant(report, view.controls);
  const shown = [baseline, compared].filter((variant) => variant !== undefined);
  const accuracy = report.data.task === 'classification' && view.controls.measure === 'accuracy';
  const frame: FitFrame = {
    plan: report.variants,
    measure: accuracy ? 'accuracy' : 'loss',
    log: view.controls.log,
    baseline,
    shown,
  };
  return html`
    <div class="lead">
      <h1>${unbroken(fitHeadline(baseline, compared))}</h1>
      <p class="muted">${fitLegend(report)}</p>
    </div>
    ${controls(view, compared, frame)}
    <div class="row">
      ${shown.map((variant) => curves(view, variant, baseline, frame))}
    </div>
    <div class="row">
      ${evidence(view)}
      ${objective(view, compared ?? baseline)}
    </div>
  `;
}

function controls(
  { state: { report }, controls, actions }: ResultView,
  compared: VariantReport | undefined,
  frame: FitFrame,
) {
  const choices = comparable(report).map(({ id, name }) => ({ value: id, label: name }));
  const scale = segments(
    'Loss axis',
    [
      { value: false, label: 'linear' },
      { value: true, label: 'log' },
    ],
    controls.log,
    (log) => actions.set({ log }),
  );
  const measure = segments(
    'Show',
    [
      { value: 'loss' as const, label: 'loss' },
      { value: 'accuracy' as const, label: 'accuracy' },
    ],
    frame.measure,
    (value) => actions.set({ measure: value }),
  );
  return html`<div class="controls">
    ${
      compared
        ? select('compared', 'Compare the baseline with', choices, compared.id, (id) =>
            actions.set({ compared: id }),
          )
        : nothing
    }
    ${report.data.task === 'classification' ? measure : nothing}
    ${frame.measure === 'loss' ? scale : nothing}
  </div>`;
}

function curves(
  { state: { report } }: ResultView,
  variant: VariantReport,
  baseline: VariantReport | undefined,
  frame: FitFrame,
) {
  const title = curveTitle(report, variant, baseline);
  const side = variant === baseline ? 'baseline' : 'compared';
  const words = { summary: title, overfitsAfter: overfitsAfter(report, variant) };
  const [sub, gap] =
    frame.measure === 'loss'
      ? ['Data loss, evaluation mode', 'Generalization gap']
      : ['Accuracy, evaluation mode', 'Generalization gap: training minus validation accuracy'];
  return html`<div class="s6" data-variant=${variant.id}>
    ${figure(fitChart(`fit-${side}`, variant, frame, words), 'h288', title, sub)}
    ${figure(gapChart(`gap-${side}`, variant, frame), 'h120', undefined, gap)}
  </div>`;
}

function evidence({ state: { report } }: ResultView) {
  const { rows } = report.data;
  return html`<section class="s6">
    <h2>${evidenceTitle(report)}</h2>
    <p class="sub">
      No regularization, ${count(rows.training)} training and ${count(rows.validation)} validation rows
    </p>
    <table class="evidence">
      <tbody>
        ${report.verdict.evidence.map(
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

function objective({ state: { report } }: ResultView, variant: VariantReport | undefined) {
  if (!variant) return nothing;
  return html`<div class="s6">
    ${figure(
      objectiveChart('fit-objective', variant, report.variants),
      'h216',
      objectiveTitle(variant),
      objectiveLegend(variant),
    )}
  </div>`;
}
