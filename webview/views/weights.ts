/** Weights: single weights, their distribution and their statistics, of one variant beside another. */
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { layerSide, mirroredHistogram } from '../charts/histogram.ts';
import { link } from '../elements/button.ts';
import { segments, select } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { runId } from '../measures/weights.ts';
import {
  ALONE,
  largestWeight,
  type WeightsChoice,
  weighed,
  weightsChoice,
} from '../measures/weightsChoice.ts';
import { lookOf } from '../theme/identity.ts';
import { unbroken } from '../words/numbers.ts';
import {
  distributionSentence,
  distributionTitle,
  NO_TENSOR,
  tableLegend,
  weightsHeadline,
  weightsLegend,
} from '../words/weights.ts';
import { type ColumnName, layerTable } from './layerTable.ts';
import { thresholdSlider } from './thresholdSlider.ts';
import type { ResultView } from './view.ts';
import { WEIGHTS_VIEW, type WeightsOptions, weightsOptions } from './weights/options.ts';

const COLUMNS: ColumnName[] = [
  'count',
  'small',
  'zeros',
  'hoyer',
  'gini',
  'kurtosis',
  'pattern',
  'l1',
  'l2',
  'dead',
];

export function weightsView(view: ResultView) {
  const { report } = view.state;
  const { exponent } = view.controls;
  const choice = weightsChoice(report, weightsOptions(view));
  if (!choice)
    return html`<div class="state"><h1>No run has finished yet: there are no weights to look at</h1></div>`;
  const { variant, layer } = choice;
  return html`
    <div class="lead">
      <h1>${unbroken(weightsHeadline(report, variant, layer, exponent))}</h1>
      <p class="muted">${unbroken(weightsLegend(report, exponent))}</p>
    </div>
    ${controls(view, choice)} ${guard(tensorKeys(view, choice), () => tensors(view, choice))}
    <div class="row">${distribution(view, choice)}</div>
    ${statistics(view, choice)}
  `;
}

function controls(view: ResultView, { variant, layer, seed, compared }: WeightsChoice) {
  const { report } = view.state;
  const set = (change: Partial<WeightsOptions>) => view.actions.setOptions(WEIGHTS_VIEW, change);
  const variants = weighed(report).map(({ id, name }) => ({ value: id, label: name }));
  const others = variants.filter(({ value }) => value !== variant.id);
  const layers = variant.layers.map((one) => ({ value: one.layer, label: one.layer }));
  const compare = [{ value: ALONE, label: 'nothing' }, ...others];
  return html`<div class="controls">
    ${select('weights-variant', 'Variant', variants, variant.id, (id) => set({ variant: id }))}
    ${select('weights-compared', 'Beside', compare, compared?.variant.id ?? ALONE, (id) => set({ compared: id }))}
    ${select('weights-layer', 'Layer', layers, layer.layer, (name) => set({ layer: name }))}
    ${seedChoice(variant.seeds, seed, (one) => set({ seed: one }))}
    ${thresholdSlider(view)} ${saveWeights(view, runId(variant, seed))}
  </div>`;
}

/** More seeds than this do not fit beside one another. */
const MOST_SEGMENTS = 8;

function seedChoice(seeds: readonly number[], seed: number, choose: (seed: number) => void) {
  if (seeds.length < 2) return nothing;
  const labelled = seeds.map((one) => ({ value: one, label: String(one) }));
  if (seeds.length <= MOST_SEGMENTS) return segments('Seed', labelled, seed, choose);
  const named = seeds.map((one) => ({ value: String(one), label: `seed ${one}` }));
  return select('weights-seed', 'Seed', named, String(seed), (one) => choose(Number(one)));
}

function saveWeights({ state, actions: { send } }: ResultView, run: string) {
  if (!send || !state.interactive) return nothing;
  return link('Save the weights (.safetensors)', () => send({ type: 'exportWeights', run }), 'exportWeights');
}

/** τ does not change the pictures of single weights. */
const tensorKeys = ({ state }: ResultView, { variant, layer, seed, compared }: WeightsChoice) => [
  state,
  variant,
  layer,
  seed,
  compared?.variant,
];

function tensors(view: ResultView, { variant, layer, seed, compared }: WeightsChoice) {
  if (!view.state.interactive || !view.actions.ask) return html`<p class="sub block">${NO_TENSOR}</p>`;
  const shown = [{ variant, layer }, ...(compared ? [compared] : [])];
  // Equal colours mean equal weights in both pictures.
  const limit = Math.max(...shown.map((one) => largestWeight(one.variant, one.layer, seed)));
  const tensorsShown = shown.map((one) => ({
    ...one,
    seed: one.variant.seeds.includes(seed) ? seed : (one.variant.seeds[0] ?? seed),
  }));
  return html`<reglens-tensor .view=${view} .shown=${tensorsShown} .limit=${limit}></reglens-tensor>`;
}

function distribution({ state: { report }, controls: { exponent } }: ResultView, choice: WeightsChoice) {
  const shown = [choice, ...(choice.compared ? [choice.compared] : [])];
  const [above, below] = shown.map(({ variant, layer }) => {
    const { tone } = lookOf(variant, report.variants);
    return layerSide(layer, { label: variant.name, tone }, ['laplace', 'gauss']);
  });
  const sides = shown.map(({ variant, layer }) => ({ name: variant.name, layer }));
  const title = distributionTitle(choice.layer, sides);
  const frame = { id: 'weights-histogram', summary: title, exponent };
  const chart = mirroredHistogram(report.histogramStart, [above, below], frame);
  const sub = 'All seeds, share per 0.1 decade of |w|. Dotted: fitted Laplace, dash-dotted: fitted Gauss';
  return html`<div class="s12">
    ${figure(chart, 'h288', title, sub)}
    <p class="note">${unbroken(distributionSentence(shown))}</p>
  </div>`;
}

function statistics({ state: { report }, controls: { exponent } }: ResultView, choice: WeightsChoice) {
  const variants = [choice.variant, ...(choice.compared ? [choice.compared.variant] : [])];
  return html`<section class="block">
    <h2>All layers</h2>
    <p class="sub">${unbroken(tableLegend(report, exponent))}</p>
    ${layerTable(report, variants, exponent, COLUMNS)}
  </section>`;
}
