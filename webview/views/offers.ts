/** The measurements that have not been made, at the foot of the Overview. */
import { html, nothing } from 'lit';
import type { StudyName } from '../../src/experiment/experiment.ts';
import type { Report } from '../../src/report/report.ts';
import type { ViewName } from '../controls.ts';
import { link } from '../elements/button.ts';
import { baselineOf } from '../measures/ranking.ts';
import { besideTitle } from '../words/beside.ts';
import { unbroken } from '../words/numbers.ts';
import { lowestSentence } from '../words/path.ts';
import { STUDY_WORDS } from '../words/studies.ts';
import { studyOffer } from './studyOffer.ts';
import type { ResultView } from './view.ts';

/** Where a study's result is shown. */
const SHOWN_IN: Record<StudyName, ViewName> = {
  learningCurve: 'fit',
  replicas: 'fit',
  beside: 'fit',
  widths: 'dropout',
  path: 'path',
};

/** What is measured further, with a link to it; what is not, with the button that measures it. */
export function offers(view: ResultView) {
  const { studies } = view.state.report;
  const names = Object.keys(SHOWN_IN) as StudyName[];
  const offered = names.filter((name) => studies.offers.some((offer) => offer.name === name));
  const rows = [
    ...names.filter((name) => studies[name]).map((name) => measured(view, name)),
    ...(view.state.interactive && view.actions.send ? offered : []).map((name) => studyOffer(view, name)),
  ];
  if (rows.length === 0) return nothing;
  return html`<section class="offers" aria-labelledby="offers">
    <h2 id="offers">Further questions</h2>
    ${rows}
  </section>`;
}

/** What a study found, in a sentence. */
function findingOf(report: Report, name: StudyName): string {
  const { learningCurve, replicas, widths, path, beside } = report.studies;
  const found: Record<StudyName, string | undefined> = {
    learningCurve: learningCurve?.finding.text,
    replicas: replicas?.finding.text,
    widths: widths?.finding.text,
    path: path && lowestSentence(report),
    beside: beside && `${besideTitle(beside, baselineOf(report)?.validationLoss.mean ?? undefined)}.`,
  };
  return found[name] ?? '';
}

function measured({ state: { report }, actions }: ResultView, name: StudyName) {
  return html`<p class="offer" data-study=${name}>
    <span class="muted"><b>${STUDY_WORDS[name].question}</b> ${unbroken(findingOf(report, name))}</span>
    ${link('Show', () => actions.set({ view: SHOWN_IN[name] }), `show-${name}`)}
  </p>`;
}
