/** `<reglens-linear-path>`: the path of a linear model, from the report or else computed when it is first looked at. */
import { html, LitElement } from 'lit';
import type { Ask } from '../../src/protocol/panel.ts';
import type { LinearPath } from '../../src/statistics/linearPaths.ts';
import {
  coefficientChart,
  type LinearPenalty,
  linearLossChart,
  zeroColumnsChart,
} from '../charts/linearPath.ts';
import { Question } from '../question.ts';
import { PATH_VIEW, pathOptions } from '../views/path/options.ts';
import type { ResultView } from '../views/view.ts';
import { unbroken } from '../words/numbers.ts';
import { linearLegend, linearSentence, linearTitle, zeroColumnsTitle } from '../words/path.ts';
import { segments } from './controls.ts';
import { figure } from './figure.ts';
import { problemNote } from './problemNote.ts';

export class LinearPathElement extends LitElement {
  static override properties = { view: { attribute: false } };
  declare view: ResultView;
  readonly #computed = new Question<Extract<Ask, { kind: 'lab' }>>(this);

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const { state, actions } = this.view;
    const measured = state.report.studies.path?.linear;
    this.#computed.put(measured ? undefined : { kind: 'lab', ask: { kind: 'linearPath' } }, actions.ask);
    const answer = this.#computed.answer?.answer;
    const path = measured ?? (answer?.kind === 'linearPath' ? answer.path : undefined);
    if (path) return this.#drawn(path);
    const { problem } = this.#computed;
    return html`<section class="quiet">
      <h2>The path of a linear model</h2>
      ${problem ? problemNote(problem) : html`<p class="sub">${this.#state()}</p>`}
    </section>`;
  }

  #state(): string {
    return this.#computed.waiting
      ? 'Computing the coefficients over 40 λ …'
      : 'It is computed in the editor; this page holds only what was measured before.';
  }

  #drawn(path: LinearPath) {
    const { state, actions } = this.view;
    const penalty: LinearPenalty = pathOptions(this.view).penalty === 'l2' ? 'l2' : 'l1';
    const constant = state.report.data.columns.filter((column) => column.standardDeviation === 0).length;
    const title = linearTitle(path, penalty, constant);
    const choices = [
      { value: 'l1' as const, label: 'L1' },
      { value: 'l2' as const, label: 'L2' },
    ];
    const zeros = zeroColumnsTitle(path);
    return html`<section class="linear">
      <h2>${unbroken(title)}</h2>
      <div class="between">
        <p class="sub">${linearLegend(path, state.report.data.rows.training)}</p>
        ${segments('Penalty', choices, penalty, (chosen) => actions.setOptions(PATH_VIEW, { penalty: chosen }))}
      </div>
      <div class="row">
        <div class="s6 loose">
          ${figure(coefficientChart(path, penalty, title), 'h320', undefined, 'Hover names a column; the largest are named')}
          ${figure(zeroColumnsChart(path, penalty, zeros), 'h144', undefined, zeros)}
        </div>
        <div class="s6 loose">
          ${figure(linearLossChart(path, penalty, title), 'h320', undefined, 'Loss of the linear model, without penalty')}
          <p class="note">${linearSentence(path, state.report)}</p>
        </div>
      </div>
    </section>`;
  }
}
