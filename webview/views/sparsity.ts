/** Sparsity: what L1 and L2 do to the sizes of the weights. */

import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { formatStrength } from '../../src/words.ts';
import { histogramChart } from '../charts/histogram.ts';
import { pruningChart } from '../charts/pruning.ts';
import { shareChart, strengthLossChart } from '../charts/strength.ts';
import { chosenPair } from '../controls.ts';
import { link } from '../elements/button.ts';
import { segments } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { recordedEpochs } from '../measures/history.ts';
import { baselineOf } from '../measures/ranking.ts';
import {
  pairVariants,
  type StrengthPair,
  shownLayer,
  strengthPairs,
  weightCount,
} from '../measures/sparsity.ts';
import { count, unbroken } from '../words/numbers.ts';
import {
  exactZeroSentence,
  histogramLegend,
  histogramTitle,
  histogramTitleAt,
  missingPenalty,
  pruningTitle,
  type SparsityChoice,
  shareTitle,
  sparsityHeadline,
  tailsSentence,
  threshold,
} from '../words/sparsity.ts';
import { inputs } from './inputs.ts';
import { layers } from './layers.ts';
import { l1Modes } from './sparsity/modes.ts';
import { SPARSITY_VIEW, sparsityOptions } from './sparsity/options.ts';
import { contourPlane } from './sparsity/plane.ts';
import { studyOffer } from './studyOffer.ts';
import { thresholdSlider } from './thresholdSlider.ts';
import { type ResultView, sender } from './view.ts';

export function sparsityView(view: ResultView) {
  const { report } = view.state;
  const pair = chosenPair(report, view.controls);
  if (!pair) return nothingToCompare(view);
  const choice = { pair, exponent: view.controls.exponent };
  // What a moving slider does not concern is not drawn again.
  const settled = [view.state, pair.lambda, choice.exponent];
  return html`
    <div class="lead">
      <h1>${unbroken(sparsityHeadline(report, choice))}</h1>
      <p class="muted">${unbroken(exactZeroSentence(report, choice))}</p>
      ${missing(view)}
    </div>
    ${controls(view, choice)}
    <div class="row">
      ${guard(settled, () => sweeps(view, choice))} ${histogram(view, choice)}
    </div>
    <p class="note under">${unbroken(tailsSentence(choice))}</p>
    ${guard(
      settled,
      () => html`
        <div class="row"><div class="s12">${layers(report, choice)}</div></div>
        <div class="row">
          ${pruning(view, choice)} ${l1Modes(view)}
        </div>
        ${inputs(report, choice)}
      `,
    )}
    ${contourPlane(view)}
  `;
}

function nothingToCompare(view: ResultView) {
  return html`<div class="state">
      <h1>This plan measures neither L1 nor L2</h1>
      ${missing(view)} ${studyOffer(view, 'path')}
    </div>
    <div class="under-state">${contourPlane(view)}</div>`;
}

function missing({ state, actions }: ResultView) {
  const text = missingPenalty(state.report);
  if (!text) return nothing;
  const open = state.interactive ? sender(actions, 'openExperiment') : undefined;
  return html`<p class="notice">
    ${unbroken(text)} ${open ? link('Open the experiment', open, 'openExperiment') : nothing}
  </p>`;
}

function controls(view: ResultView, { pair }: SparsityChoice) {
  const strengths = strengthPairs(view.state.report).map(({ lambda }) => ({
    value: lambda,
    label: formatStrength(lambda),
  }));
  return html`<div class="controls">
    ${segments('λ', strengths, pair.lambda, (lambda) => view.actions.set({ lambda }))} ${thresholdSlider(view)}
  </div>`;
}

function sweeps({ state: { report } }: ResultView, { pair, exponent }: SparsityChoice) {
  const title = shareTitle(report, { pair, exponent });
  const sub = `Share of all ${count(weightCount(report))} weights with |w| ≤ ${threshold(exponent)}`;
  return html`<div class="s6">
    ${figure(shareChart(report, pair.lambda, exponent, title), 'h216', title, sub)}
    ${figure(strengthLossChart(report, pair.lambda), 'h144', undefined, 'Validation loss at the same λ')}
  </div>`;
}

function histogram(view: ResultView, choice: SparsityChoice) {
  const { report } = view.state;
  const epochs = scrubbedEpochs(choice.pair);
  const epoch = epochs.find((one) => one === sparsityOptions(view).epoch);
  const title =
    epoch === undefined ? histogramTitle(report, choice) : histogramTitleAt(report, choice, epoch);
  const chart = histogramChart(report, choice.pair, choice.exponent, title, epoch);
  return html`<div class="s6">
    ${figure(chart, epochs.length > 0 ? 'hx-scrubbed' : 'hx', title, histogramLegend(choice))}
    ${
      epochs.length > 0
        ? html`<reglens-scrubber
          .epochs=${epochs}
          .epoch=${epoch}
          .choose=${(chosen: number | undefined) => view.actions.setOptions(SPARSITY_VIEW, { epoch: chosen ?? 0 })}
        ></reglens-scrubber>`
        : nothing
    }
  </div>`;
}

/** What the histograms can go back to: the recorded epochs before the last one. */
function scrubbedEpochs(pair: StrengthPair): number[] {
  const shown = [pair.l1, pair.l2].flatMap((variant) => (variant ? [variant] : []));
  const layers = shown.flatMap((variant) => shownLayer(variant) ?? []);
  const end = Math.min(...shown.map(({ curves }) => curves.validationLoss.mean.length));
  return recordedEpochs(layers).filter((epoch) => epoch < end);
}

function pruning({ state: { report } }: ResultView, choice: SparsityChoice) {
  const baseline = baselineOf(report);
  const variants = pairVariants(report, choice.pair);
  const reference = (baseline ?? variants[0])?.pruning[0]?.testLoss ?? 1;
  const title = pruningTitle(baseline, choice);
  const chart = pruningChart(report, variants, reference, title);
  const sub = 'Test loss after zeroing the smallest weights, ± 1 s.e. Circles: last point within 5\u202f%';
  return html`<div class="s6">${figure(chart, 'h320', title, sub)}</div>`;
}
