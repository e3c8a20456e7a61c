/** Dropout: what switching it on and off does, and what it does to the units. */
import { html, nothing } from 'lit';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { chartLookOf } from '../charts/adjust.ts';
import { ensembleChart } from '../charts/ensemble.ts';
import { featureMapChart } from '../charts/featureMaps.ts';
import type { RateFrame } from '../charts/rateSeries.ts';
import { ratesChart } from '../charts/rates.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { switchingChart } from '../charts/switching.ts';
import { uncertaintyChart } from '../charts/uncertainty.ts';
import { activityChart, correlationChart } from '../charts/units.ts';
import { link } from '../elements/button.ts';
import { chartControls } from '../elements/chartControls.ts';
import { select } from '../elements/controls.ts';
import { figure } from '../elements/figure.ts';
import { sentence } from '../elements/inline.ts';
import {
  besideSweep,
  chosenDropout,
  commonLayers,
  droppingVariants,
  type RatePoint,
  rateSweep,
} from '../measures/dropout.ts';
import { baselineOf } from '../measures/ranking.ts';
import { optionsOf } from '../options.ts';
import {
  dropoutExplanation,
  dropoutHeadline,
  effectSentence,
  inSentence,
  missingSeeds,
  noDropout,
  switchingTitle,
} from '../words/dropout.ts';
import {
  activityLegend,
  activityTitle,
  correlationTitle,
  ensembleTitle,
  ratesTitle,
  uncertaintyLegend,
  uncertaintyTitle,
} from '../words/dropoutRates.ts';
import { mapsLegend, mapsTitle } from '../words/dropoutTables.ts';
import { unbroken } from '../words/numbers.ts';
import { STUDY_WORDS } from '../words/studies.ts';
import { forms, onAndOff } from './dropout/tables.ts';
import { studyOffer } from './studyOffer.ts';
import { type ResultView, sender } from './view.ts';

const VIEW = 'dropout';
/** Ids of the variant and of the feature map's layer; empty: the view's own choice. */
const OPTIONS = { variant: '', layer: '' };

export function dropoutView(view: ResultView) {
  const { report } = view.state;
  const options = optionsOf(view.controls.options, VIEW, OPTIONS);
  const chosen = chosenDropout(report, options.variant);
  if (!chosen) return without(view, options.layer);
  const sweep = rateSweep(report, chosen);
  const frame = { plan: report.variants, sweep, beside: besideSweep(sweep, chosen) };
  const below = [onAndOff(chosen), forms(chosen), featureMaps(view, options.layer)].filter(
    (part) => part !== nothing,
  );
  return html`
    <div class="lead">
      <h1>${unbroken(dropoutHeadline(report, chosen))}</h1>
      <p class="muted">${sentence(dropoutExplanation(report, chosen))}</p>
      <p class="muted">${sentence([effectSentence(report, chosen), missingSeeds(chosen)].filter(Boolean).join(' '))}</p>
    </div>
    ${controls(view, chosen, options.layer)}
    <div class="row">
      ${losses(view, chosen, frame)} ${units(report, chosen, frame)}
    </div>
    <div class="row">
      ${below.map((part) => html`<div class=${below.length > 2 ? 's4' : 's6'}>${part}</div>`)}
    </div>
    ${widthsLine(view)}
  `;
}

/** What wider layers change, or the offer to measure it. */
function widthsLine(view: ResultView) {
  const { widths } = view.state.report.studies;
  if (!widths) return studyOffer(view, 'widths');
  return html`<p class="offer">
    <span class="muted"><b>${STUDY_WORDS.widths.question}</b> ${sentence(widths.finding.text)}</span>
  </p>`;
}

/** No variant that drops has finished: why, what to do, and what the other runs still tell. */
function without(view: ResultView, layer: string) {
  const { title, text, planned } = noDropout(view.state.report);
  const open = view.state.interactive ? sender(view.actions, 'openExperiment') : undefined;
  return html`<div class="state">
      <h1>${title}</h1>
      <p>${unbroken(text)}</p>
      ${open ? html`<p>${link(planned ? 'Open the experiment' : 'Open the experiment to add one', open, 'openExperiment')}</p>` : nothing}
      ${studyOffer(view, 'widths')}
    </div>
    ${controls(view, undefined, layer)}
    <div class="row"><div class="s6">${featureMaps(view, layer)}</div></div>`;
}

/** Which variant, and which layer's feature maps, where there is a choice. */
function controls(view: ResultView, chosen: VariantReport | undefined, layer: string) {
  const { state, actions } = view;
  const { report } = state;
  const variants = droppingVariants(report).map(({ id, name }) => ({ value: id, label: name }));
  const layers = mapSource(report)?.featureMaps?.map((probe) => probe.layer) ?? [];
  if (!chosen && layers.length < 2) return nothing;
  const set = (change: Partial<typeof OPTIONS>) => actions.setOptions(VIEW, change);
  return html`<div class="controls">
    ${
      chosen && variants.length > 1
        ? select('dropout-variant', 'Dropout of', variants, chosen.id, (variant) => set({ variant }))
        : nothing
    }
    ${
      layers.length > 1
        ? select(
            'dropout-layer',
            'Feature maps of',
            layers.map((name) => ({ value: name, label: name })),
            layers.includes(layer) ? layer : (layers[0] as string),
            (name) => set({ layer: name }),
          )
        : nothing
    }
    ${chosen ? chartControls(view, ['smooth', 'bands', 'logY']) : nothing}
  </div>`;
}

const third = (chart: ChartSpec, title: string, sub: string, variant?: VariantReport) =>
  html`<div class="s4" data-variant=${variant?.id ?? nothing}>${figure(chart, 'h240', title, sub)}</div>`;

/** The three charts of losses: on and off, over the rate, of ensembles. */
function losses({ state: { report }, controls }: ResultView, chosen: VariantReport, frame: RateFrame) {
  const { plan, sweep } = frame;
  const { logY } = chartLookOf(controls.options);
  const { widths } = report.studies;
  const wider = widths ? '; wider: units/(1\u00a0−\u00a0rate)' : '';
  const averaged = averagedVariants(chosen, sweep);
  return html`
    ${third(
      switchingChart(chosen, plan, logY, dropoutHeadline(report, chosen)),
      switchingTitle(chosen),
      `Loss of ${inSentence(chosen)}; same weights, same rows`,
      chosen,
    )}
    ${third(
      ratesChart(frame, widths, ratesTitle(sweep)),
      ratesTitle(sweep),
      `Validation and test loss against the rate, ± 1 s.e.${wider}`,
    )}
    ${
      averaged.length > 0
        ? third(
            ensembleChart(averaged, plan, ensembleTitle(averaged)),
            ensembleTitle(averaged),
            'Test loss of the averaged prediction of k networks; dashed: weight scaling',
          )
        : nothing
    }
  `;
}

/** The chosen variant, and for comparison the other one of the sweep with the lowest validation loss. */
function averagedVariants(chosen: VariantReport, sweep: readonly RatePoint[]): VariantReport[] {
  const has = ({ dropout }: VariantReport) => (dropout?.ensemble.length ?? 0) > 0;
  const others = sweep
    .map(({ variant }) => variant)
    .filter((variant) => variant !== chosen && has(variant))
    .sort((a, b) => (a.validationLoss.mean as number) - (b.validationLoss.mean as number));
  return [chosen, ...others.slice(0, 1)].filter(has);
}

/** What dropout does to the units, and what its randomness tells. */
function units(report: Report, chosen: VariantReport, frame: RateFrame) {
  const { sweep } = frame;
  const layers = commonLayers(sweep.map(({ variant }) => variant));
  const probed = chosen.dropout !== undefined;
  return html`
    ${
      layers.length > 0
        ? html`${third(
            correlationChart(frame, correlationTitle(sweep, chosen)),
            correlationTitle(sweep, chosen),
            'Mean |correlation| between units, validation rows',
          )}
          ${third(
            activityChart(frame, activityTitle(sweep, chosen)),
            activityTitle(sweep, chosen),
            activityLegend(chosen),
          )}`
        : nothing
    }
    ${
      probed
        ? third(
            uncertaintyChart(report, frame, uncertaintyTitle(report, chosen)),
            uncertaintyTitle(report, chosen),
            uncertaintyLegend(report, chosen),
          )
        : nothing
    }
  `;
}

/** The variant whose feature maps were dropped after training: the baseline, where it has some. */
function mapSource(report: Report): VariantReport | undefined {
  const baseline = baselineOf(report);
  return baseline?.featureMaps ? baseline : report.variants.find(({ featureMaps: maps }) => maps);
}

/** Spatial against element-wise dropping, on the maps of the model without dropout. */
function featureMaps({ state: { report } }: ResultView, wanted: string) {
  const source = mapSource(report);
  const probes = source?.featureMaps ?? [];
  const probe = probes.find(({ layer }) => layer === wanted) ?? probes[0];
  if (!source || !probe) return nothing;
  const title = mapsTitle(probe);
  const chart = featureMapChart(probe, source.testLoss.mean ?? undefined, title);
  return figure(chart, 'h240', title, mapsLegend(probe));
}
