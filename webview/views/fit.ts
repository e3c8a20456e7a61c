/** Fit: the baseline beside another variant, the evidence, the objective, and what further measurements say. */
import { html, nothing } from 'lit';
import type { VariantReport } from '../../src/report/report.ts';
import { chartLookOf } from '../charts/adjust.ts';
import { fitChart } from '../charts/fit.ts';
import { gapChart } from '../charts/gap.ts';
import type { FitFrame } from '../charts/levels.ts';
import { objectiveChart } from '../charts/objective.ts';
import { comparedVariant } from '../controls.ts';
import { chartControls } from '../elements/chartControls.ts';
import { segments, select } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { baselineOf, comparable } from '../measures/ranking.ts';
import {
  curveTitle,
  fitHeadline,
  fitLegend,
  objectiveLegend,
  objectiveTitle,
  overfitsAfter,
  witnessBetterFrom,
} from '../words/fit.ts';
import { unbroken } from '../words/numbers.ts';
import { beside } from './fit/beside.ts';
import { evidence, mimics } from './fit/evidence.ts';
import { replicas } from './fit/replicas.ts';
import { calibration, learningCurve, validationCurve } from './fit/studies.ts';
import { studyOffer } from './studyOffer.ts';
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
    // Side by side the two have one axis: it is made here for both.
    log: chartLookOf(view.controls.options).logY,
    baseline,
    shown,
    witness: report.verdict.witness,
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
      <section class="s6 wide-m">${evidence(view, shown)} ${mimics(view)}</section>
      <section class="s6 wide-m">
        ${objective(view, compared ?? baseline)} ${calibration(report, shown)}
      </section>
    </div>
    ${studies(view)}
  `;
}

/** What has been measured beyond the variants; then what could be. */
function studies(view: ResultView) {
  const { report } = view.state;
  const charts = [learningCurve(report), validationCurve(report)].map((part) => ({ part, wide: '' }));
  const tables = [replicas(report), beside(report)].map((part) => ({ part, wide: 'wide-m' }));
  const found = [...charts, ...tables].filter(({ part }) => part !== nothing);
  const offers = (['learningCurve', 'path', 'replicas', 'beside'] as const)
    .map((name) => studyOffer(view, name))
    .filter((offer) => offer !== nothing);
  const list = html`<div class="offers">${offers}</div>`;
  // An odd number of parts leaves a place beside the last one.
  const fillsRow = offers.length > 0 && found.length % 2 === 1;
  const cells = fillsRow ? [...found, { part: list, wide: 'wide-m' }] : found;
  return html`
    <div class="row">${cells.map(({ part, wide }) => html`<section class="s6 ${wide}">${part}</section>`)}</div>
    ${offers.length > 0 && !fillsRow ? list : nothing}
  `;
}

function controls(view: ResultView, compared: VariantReport | undefined, frame: FitFrame) {
  const { state, actions } = view;
  const { report } = state;
  const choices = comparable(report).map(({ id, name }) => ({ value: id, label: name }));
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
        ? select('compared', 'Compare with', choices, compared.id, (id) => actions.set({ compared: id }))
        : nothing
    }
    ${report.data.task === 'classification' ? measure : nothing}
    ${chartControls(view, ['smooth', 'bands', 'logY'])}
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
  const words = {
    summary: title,
    overfitsAfter: overfitsAfter(report, variant),
    witnessFrom: witnessBetterFrom(report, variant),
  };
  const [sub, gap] =
    frame.measure === 'loss'
      ? ['Data loss, evaluation mode', 'Generalization gap']
      : ['Accuracy, evaluation mode', 'Generalization gap: training minus validation accuracy'];
  return html`<div class="s6" data-variant=${variant.id}>
    ${figure(fitChart(`fit-${side}`, variant, frame, words), 'h288', title, sub)}
    ${figure(gapChart(`gap-${side}`, variant, frame), 'h120', undefined, gap)}
  </div>`;
}

function objective({ state: { report } }: ResultView, variant: VariantReport | undefined) {
  if (!variant) return nothing;
  const chart = objectiveChart('fit-objective', variant, report.variants);
  return figure(chart, 'h216', objectiveTitle(variant), objectiveLegend(variant));
}
