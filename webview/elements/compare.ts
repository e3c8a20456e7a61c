/** `<reglens-compare>`: chosen runs of any experiment side by side. */
import { html, LitElement, nothing } from 'lit';
import type { Ask, RunCurves, RunEntry } from '../../src/protocol/panel.ts';
import { formatPercent, formatShare } from '../../src/words.ts';
import { compareChart, groupLook } from '../charts/compare.ts';
import {
  areComparable,
  comparisonsOf,
  groupDifference,
  groupNumbers,
  groupRuns,
  groupSeeds,
  type RunGroup,
} from '../measures/compare.ts';
import { reportRuns } from '../measures/reportRuns.ts';
import { optionsOf } from '../options.ts';
import { Question } from '../question.ts';
import type { ResultView } from '../views/view.ts';
import {
  compareHeadline,
  compareLegend,
  differenceText,
  estimateText,
  groupName,
  numbersLegend,
} from '../words/compare.ts';
import { count, unbroken } from '../words/numbers.ts';
import { chartControls } from './chartControls.ts';
import { segments } from './controls.ts';
import { figure } from './figure.ts';
import { marker } from './marker.ts';
import { chooser } from './runChooser.ts';

const VIEW = 'compare';
const LINES = [
  { value: false, label: 'mean' },
  { value: true, label: 'each run' },
];
const DEFAULTS: { runs: string[]; each: boolean; find: string } = { runs: [], each: false, find: '' };

export class CompareElement extends LitElement {
  static override properties = { view: { attribute: false } };
  declare view: ResultView;
  readonly #list = new Question<Extract<Ask, { kind: 'runs' }>>(this);
  readonly #curves = new Question<Extract<Ask, { kind: 'curves' }>>(this);

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const { state, controls, actions } = this.view;
    const options = optionsOf(controls.options, VIEW, DEFAULTS);
    const inReport = reportRuns(state.report);
    this.#list.put({ kind: 'runs' }, actions.ask);
    const entries = this.#list.answer?.runs ?? (actions.ask ? [] : inReport.map(({ entry }) => entry));
    const chosen = chosenKeys(entries, options.runs, this.view);
    this.#curves.put(chosen.length > 0 ? { kind: 'curves', keys: chosen } : undefined, actions.ask);
    // A page without an editor has means only: one line for each run is not to be had.
    const each = options.each && actions.ask !== undefined;
    const groups = actions.ask
      ? groupRuns(inOrder(this.#curves.answer?.runs, chosen))
      : groupRuns(inOrder(inReport, chosen), state.report);
    const problem = this.#list.problem ?? this.#curves.problem;
    return html`
      <div class="lead">
        <h1>${unbroken(`${this.#headline(groups, chosen)}.`)}</h1>
        <p class="muted">${unbroken(compareLegend(groups, each))}</p>
        ${problem ? html`<p class="notice" role="alert">${problem.title}. ${problem.explanation}</p>` : nothing}
      </div>
      <div class="controls">
        ${actions.ask ? segments('Lines', LINES, each, (one) => actions.setOptions(VIEW, { each: one })) : nothing}
        ${chartControls(this.view, ['smooth', 'bands', 'logY'])}
      </div>
      <div class="row">
        <section class="s4">
          ${chooser(entries, new Set(chosen), options.find, {
            choose: (runs) => actions.setOptions(VIEW, { runs }),
            find: (find) => actions.setOptions(VIEW, { find }),
          })}
        </section>
        <div class="s8 loose">${groups.length > 0 ? this.#charts(groups, each) : nothing}</div>
      </div>
      ${groups.length > 0 ? this.#table(groups) : nothing}
    `;
  }

  #headline(groups: RunGroup[], chosen: string[]): string {
    const waits = this.#list.waiting || this.#curves.waiting;
    if (groups.length === 0 && chosen.length > 0 && waits) return 'Reading the runs';
    return compareHeadline(groups, areComparable(groups));
  }

  #charts(groups: RunGroup[], each: boolean) {
    const { report } = this.view.state;
    const chart = (compared: 'validationLoss' | 'trainLoss') => compareChart(groups, report, compared, each);
    return html`
      ${figure(chart('validationLoss'), 'h288', 'Validation loss', 'Evaluation mode, without penalty')}
      ${figure(chart('trainLoss'), 'h216', 'Training loss', 'Evaluation mode, without penalty, on the same epochs')}
    `;
  }

  #table(groups: RunGroup[]) {
    const [reference] = groups;
    const classified = groups.some(({ runs }) => runs.some(({ entry }) => entry.testAccuracy !== undefined));
    return html`<section>
      <h2>Numbers</h2>
      <p class="sub">${unbroken(numbersLegend(groups))}</p>
      <div class="scroll" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col" class="n">Seeds</th>
              <th scope="col" class="n">Lowest validation loss</th>
              <th scope="col" class="n hide-s">At epoch</th>
              <th scope="col" class="n">Test loss</th>
              <th scope="col" class="n">Difference</th>
              ${classified ? html`<th scope="col" class="n hide-s">Accuracy</th>` : nothing}
              <th scope="col" class="n hide-s">|w| ≤ 1e‑3</th>
            </tr>
          </thead>
          <tbody>
            ${groups.map((group) => this.#row(group, groups, reference as RunGroup, classified))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #row(group: RunGroup, groups: RunGroup[], reference: RunGroup, classified: boolean) {
    const { lowest, epochs, test, accuracy, zeros } = groupNumbers(group);
    const difference = groupDifference(group, reference, Math.max(1, comparisonsOf(groups)));
    return html`<tr data-variant=${group.variant}>
      <th scope="row"><span class="vn">${marker(groupLook(group, this.view.state.report))}${unbroken(groupName(group, groups))}</span></th>
      <td class="n">${count(groupSeeds(group))}</td>
      <td class="n">${estimateText(lowest)}</td>
      <td class="n hide-s">${span(epochs)}</td>
      <td class="n">${estimateText(test)}</td>
      <td class="n">${group === reference ? 'reference' : differenceText(difference)}</td>
      ${classified ? html`<td class="n hide-s">${accuracy.mean === null ? '–' : formatPercent(accuracy.mean, 1)}</td>` : nothing}
      <td class="n hide-s">${zeros.mean === null ? '–' : formatShare(zeros.mean)}</td>
    </tr>`;
  }
}

/** `31`, `28 to 40`. */
function span(epochs: number[]): string {
  if (epochs.length === 0) return '–';
  const [low, high] = [Math.min(...epochs), Math.max(...epochs)];
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}

/** What the user chose as far as it is still there; at first the unregularized model and what is recommended. */
function chosenKeys(entries: readonly RunEntry[], wanted: string[], { state }: ResultView): string[] {
  const there = new Set(entries.map(({ key }) => key));
  const chosen = wanted.filter((key) => there.has(key));
  if (chosen.length > 0) return chosen;
  const { report } = state;
  const own = entries.filter(({ experiment }) => experiment === report.experiment.name);
  const none = report.variants.find(({ family }) => family === 'none')?.id;
  const first = [none, report.recommendation.variant ?? undefined];
  return own.filter(({ variant }) => first.includes(variant)).map(({ key }) => key);
}

/** The first chosen is the reference. */
function inOrder(runs: readonly RunCurves[] | undefined, chosen: string[]): RunCurves[] {
  return chosen.flatMap((key) => runs?.find(({ entry }) => entry.key === key) ?? []);
}
