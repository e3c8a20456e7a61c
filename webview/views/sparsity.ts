/** Sparsity: what L1 and L2 do to the sizes of the weights. */

import { html, nothing } from 'lit';
import { formatStrength } from '../../src/words.ts';
import { histogramChart } from '../charts/histogram.ts';
import { pruningChart } from '../charts/pruning.ts';
import { shareChart, strengthLossChart } from '../charts/strength.ts';
import { chosenPair, EXPONENTS } from '../controls.ts';
import { link } from '../elements/button.ts';
import { segments } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { styled } from '../elements/inline.ts';
import { baselineOf } from '../measures/ranking.ts';
import { strengthPairs, weightCount } from '../measures/sparsity.ts';
import { count, unbroken } from '../words/numbers.ts';
import {
  exactZeroSentence,
  histogramLegend,
  histogramTitle,
  missingPenalty,
  pruningTitle,
  type SparsityChoice,
  shareTitle,
  sparsityHeadline,
  threshold,
} from '../words/sparsity.ts';
import { inputs } from './inputs.ts';
import { layers } from './layers.ts';
import { type ResultView, sender } from './view.ts';

export function sparsityView(view: ResultView) {
  const { report } = view.state;
  const pair = chosenPair(report, view.controls);
  if (!pair) return nothingToCompare(view);
  const choice = { pair, exponent: view.controls.exponent };
  return html`
    <div class="lead">
      <h1>${unbroken(sparsityHeadline(report, choice))}</h1>
      <p class="muted">${unbroken(exactZeroSentence(report, choice))}</p>
      ${missing(view)}
    </div>
    ${controls(view, choice)}
    <div class="row">
      ${sweeps(view, choice)} ${histogram(view, choice)}
    </div>
    <div class="row">
      ${layers(report, choice)} ${pruning(view, choice)}
    </div>
    ${inputs(report, choice)}
  `;
}

function nothingToCompare(view: ResultView) {
  return html`<div class="state">
    <h1>This plan measures neither L1 nor L2</h1>
    ${missing(view)}
  </div>`;
}

function missing({ state, actions }: ResultView) {
  const text = missingPenalty(state.report);
  if (!text) return nothing;
  const open = state.interactive ? sender(actions, 'openExperiment') : undefined;
  return html`<p class="notice">
    ${unbroken(text)} ${open ? link('Open the experiment', open, 'openExperiment') : nothing}
  </p>`;
}

function controls({ state: { report }, actions }: ResultView, { pair, exponent }: SparsityChoice) {
  const strengths = strengthPairs(report).map(({ lambda }) => ({
    value: lambda,
    label: formatStrength(lambda),
  }));
  const { min, max, step } = EXPONENTS;
  return html`<div class="controls">
    ${segments('λ', strengths, pair.lambda, (lambda) => actions.set({ lambda }))}
    <label>
      <span class="muted">Small means |w| ≤ τ</span>
      <input
        type="range"
        id="threshold"
        min=${min}
        max=${max}
        step=${step}
        .value=${String(exponent)}
        ${styled({ '--reached': `${(100 * (exponent - min)) / (max - min)}%` })}
        aria-label="Threshold τ"
        aria-valuetext=${threshold(exponent)}
        @input=${(event: Event) => actions.set({ exponent: Number((event.target as HTMLInputElement).value) })}
      />
      <span class="num tau">τ = ${threshold(exponent)}</span>
    </label>
  </div>`;
}

function sweeps({ state: { report } }: ResultView, { pair, exponent }: SparsityChoice) {
  const title = shareTitle(report, exponent);
  const sub = `Share of all ${count(weightCount(report))} weights with |w| ≤ ${threshold(exponent)}`;
  return html`<div class="s6">
    ${figure(shareChart(report, pair.lambda, exponent, title), 'h216', title, sub)}
    ${figure(strengthLossChart(report, pair.lambda), 'h144', undefined, 'Validation loss at the same λ')}
  </div>`;
}

function histogram({ state: { report } }: ResultView, choice: SparsityChoice) {
  const title = histogramTitle(report, choice);
  const chart = histogramChart(report, choice.pair, choice.exponent, title);
  return html`<div class="s6">${figure(chart, 'hx', title, histogramLegend(choice))}</div>`;
}

function pruning({ state: { report } }: ResultView, choice: SparsityChoice) {
  const baseline = baselineOf(report);
  const { l1, l2 } = choice.pair;
  const variants = [baseline, l2, l1].filter((variant) => variant !== undefined);
  const reference = (baseline ?? variants[0])?.pruning[0]?.testLoss ?? 1;
  const title = pruningTitle(baseline, choice);
  const chart = pruningChart(report, variants, reference, title);
  const sub = 'Test loss after zeroing the smallest weights, ± 1 s.e. Circles: last point within 5\u202f%';
  return html`<div class="s5">${figure(chart, 'h320', title, sub)}</div>`;
}
