/** The recommendation: what, why, what it changes, and the change itself. */
import { html, nothing } from 'lit';
import type { Report, SourceChange, VariantReport } from '../../src/report/report.ts';
import { formatCount, formatLoss, formatPercent } from '../../src/words.ts';
import { button, link } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { numeral, sentence } from '../elements/inline.ts';
import { marker } from '../elements/marker.ts';
import { baselineOf, betterOnValidationOnly, recommendedOf } from '../measures/ranking.ts';
import { lookOf } from '../theme/identity.ts';
import { unbroken } from '../words/numbers.ts';
import { nextStep } from '../words/overview.ts';
import { type ResultView, sender } from './view.ts';

export function recommendationCard(view: ResultView) {
  const { report } = view.state;
  const variant = recommendedOf(report);
  const { change } = report.recommendation;
  return html`<aside
    class="rec-card ${variant && change ? 'split' : ''}"
    aria-label="Recommendation"
    data-variant=${variant?.id ?? nothing}
  >
    ${variant ? recommended(report, variant) : noRecommendation(view)}
    ${variant && change ? diff(change) : nothing} ${variant ? actions(view) : nothing}
  </aside>`;
}

function recommended(report: Report, variant: VariantReport) {
  return html`<div class="rc1">
    <p class="sub">${betterOnValidationOnly(report) ? 'Better on validation only' : 'Recommended'}</p>
    <div class="ttl">${marker(lookOf(variant, report.variants))}${variant.name}</div>
    <p>${unbroken(report.recommendation.reason)}</p>
    ${comparison(report, variant)} ${cost(report)}
  </div>`;
}

/** Baseline → recommended, number by number. */
function comparison(report: Report, variant: VariantReport) {
  const baseline = baselineOf(report);
  if (!baseline || baseline === variant) return nothing;
  const row = (name: string, from: string, to: string) =>
    html`<dt>${name}</dt>
      <dd>${numeral(`${from} → ${to}`)}</dd>`;
  const value = (one: VariantReport) => formatLoss(one.testLoss.mean as number);
  const accuracy = (one: VariantReport) =>
    one.testAccuracy?.mean == null ? undefined : formatPercent(one.testAccuracy.mean, 1);
  const training = (one: VariantReport) => formatLoss(one.trainLoss.mean as number);
  const [before, after] = [accuracy(baseline), accuracy(variant)];
  return html`<dl class="kv">
    ${row('Test loss', value(baseline), value(variant))}
    ${before && after ? row('Test accuracy', before, after) : nothing}
    ${row('Training loss', training(baseline), training(variant))}
    ${row('Best epoch', String(baseline.bestEpoch), String(variant.bestEpoch))}
  </dl>`;
}

/** What is given up for it. */
function cost({ recommendation }: Report) {
  const text = recommendation.cost?.text;
  return text ? html`<p class="sub"><b>Cost:</b> ${sentence(text)}</p>` : nothing;
}

function diff(change: SourceChange) {
  const classes = { ' ': '', '-': 'del', '+': 'add' };
  return html`<pre class="diff" aria-label="Change to ${change.file}"><span class="muted">${
    change.file
  }:${change.line}</span>${change.diff.map(
    ({ sign, text }) => html`<span class=${classes[sign]}>${sign}${wholeNumerals(text)}</span>`,
  )}${
    change.more > 0 ? html`<span class="muted"> … ${formatCount(change.more, 'more place')}</span>` : nothing
  }</pre>`;
}

/** Code in which a long line does not break inside `1e-3`. */
function wholeNumerals(code: string) {
  return code.split(/(\de-\d+)/).map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));
}

function actions({ state, actions: out }: ResultView) {
  const { recommendation, model } = state.report;
  const [apply, preview] = [sender(out, 'apply'), sender(out, 'preview')];
  if (!recommendation.change) {
    return html`<p class="sub">${unbroken(recommendation.noChange ?? 'The source needs no change.')}</p>`;
  }
  if (!state.interactive || !apply || !preview) return nothing;
  if (state.applied) {
    return html`<div class="acts applied" role="status">
      ${icon('check')}<span>Applied to ${model.file}</span>
    </div>`;
  }
  return html`<div class="acts">
    ${button({
      action: 'apply',
      label: `Apply to ${recommendation.change.file}`,
      secondary: betterOnValidationOnly(state.report) !== undefined,
      run: apply,
    })}
    ${button({ action: 'preview', label: 'Preview', secondary: true, run: preview })}
  </div>`;
}

/** Why nothing is recommended, and what to do. */
function noRecommendation({ state, actions: out }: ResultView) {
  const { report } = state;
  const step = nextStep(report);
  return html`<div class="rc1">
    <p class="sub">No recommendation</p>
    <p>${unbroken(report.recommendation.reason)}</p>
    ${step ? html`<p>${unbroken(step)}</p>` : nothing}
    ${
      state.interactive
        ? html`<p>${link('Open the experiment', sender(out, 'openExperiment'), 'openExperiment')}</p>`
        : nothing
    }
  </div>`;
}
