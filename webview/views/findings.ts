/** The three findings under the ranking, each with its small chart. */
import { html, nothing } from 'lit';
import { dropoutFinding, fitFinding, sparsityFinding } from '../charts/findings.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { chosenPair, VIEW_NAMES, type ViewName } from '../controls.ts';
import { link } from '../elements/button.ts';
import { figure } from '../elements/figure.ts';
import { baselineOf, isMeasured } from '../measures/ranking.ts';
import {
  dropoutFindingWords,
  type Finding,
  fitFindingWords,
  sparsityFindingWords,
} from '../words/findings.ts';
import type { ResultView } from './view.ts';

interface FindingParts extends Finding {
  chart: ChartSpec;
  opens: ViewName;
}

export function findings(view: ResultView) {
  const found = [fitPart(view), sparsityPart(view), dropoutPart(view)].filter(
    (finding) => finding !== undefined,
  );
  if (found.length === 0) return nothing;
  return html`<div class="row">${found.map((finding) => section(finding, view))}</div>`;
}

function section({ title, text, chart, opens }: FindingParts, { actions }: ResultView) {
  return html`<section class="s4 find">
    ${figure(chart, 'small', title, text)}
    <p class="sub open">${link(`Open ${VIEW_NAMES[opens]}`, () => actions.set({ view: opens }), `open-${opens}`)}</p>
  </section>`;
}

function fitPart({ state: { report } }: ResultView): FindingParts | undefined {
  const baseline = baselineOf(report);
  if (!baseline) return undefined;
  const words = fitFindingWords(report, baseline);
  return { ...words, chart: fitFinding(baseline, words.text), opens: 'fit' };
}

function sparsityPart({ state: { report }, controls }: ResultView): FindingParts | undefined {
  const pair = chosenPair(report, controls);
  if (!pair) return undefined;
  const words = sparsityFindingWords(report, pair);
  return { ...words, chart: sparsityFinding(report, pair.lambda, words.title), opens: 'sparsity' };
}

function dropoutPart({ state: { report } }: ResultView): FindingParts | undefined {
  const variants = report.variants
    .filter((variant) => variant.family === 'dropout' && isMeasured(variant))
    .sort((a, b) => a.settings.dropout - b.settings.dropout);
  if (variants.length === 0) return undefined;
  const baseline = baselineOf(report);
  const words = dropoutFindingWords(variants, baseline);
  return { ...words, chart: dropoutFinding(variants, baseline, words.text), opens: 'dropout' };
}
