/** A quiet line for a measurement that has not been made, with the button that makes it. */
import { html, nothing } from 'lit';
import type { StudyName } from '../../src/experiment/experiment.ts';
import { link } from '../elements/button.ts';
import { unbroken } from '../words/numbers.ts';
import { offerLabel, offerSentence, STUDY_WORDS } from '../words/studies.ts';
import type { ResultView } from './view.ts';

/** Nothing where the study is measured, means nothing for this model, or nobody could start it. */
export function studyOffer({ state, actions }: ResultView, name: StudyName) {
  const offer = state.report.studies.offers.find((one) => one.name === name);
  const { send } = actions;
  if (!offer || !state.interactive || !send) return nothing;
  return html`<p class="offer" data-study=${name}>
    <span class="muted"><b>${STUDY_WORDS[name].question}</b> ${unbroken(offerSentence(offer))}</span>
    ${link(offerLabel(offer), () => send({ type: 'measureStudy', name }), `measure-${name}`)}
  </p>`;
}
