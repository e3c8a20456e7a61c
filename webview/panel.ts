/** `<reglens-panel>`: the state in, one view out. Renders into the document itself, not into a shadow. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PanelState, PanelToHost, ResultState } from '../src/protocol/panel.ts';
import { CHART_OPTIONS, chartLookOf } from './charts/adjust.ts';
import { chartLook, highlighted } from './context.ts';
import { type Controls, INITIAL, restoreControls, VIEWS, type ViewName } from './controls.ts';
import { findHost, type Host } from './host.ts';
import { type OptionValue, withOptions } from './options.ts';
import { saveThrough } from './saving.ts';
import { compareView } from './views/compare.ts';
import { dataView } from './views/data.ts';
import { dropoutView } from './views/dropout.ts';
import { empty } from './views/empty.ts';
import { failed } from './views/failed.ts';
import { fitView } from './views/fit.ts';
import { earlierNotice, header, staleNotice } from './views/header.ts';
import { overview } from './views/overview.ts';
import { pathView } from './views/path.ts';
import { running } from './views/running.ts';
import { sparsityView } from './views/sparsity.ts';
import type { Actions, ResultView } from './views/view.ts';
import { weightsView } from './views/weights.ts';
import { headline } from './words/overview.ts';
import { quarterStep } from './words/running.ts';

const RESULT_VIEWS: Record<ViewName, (view: ResultView) => TemplateResult> = {
  overview,
  fit: fitView,
  sparsity: sparsityView,
  dropout: dropoutView,
  weights: weightsView,
  path: pathView,
  compare: compareView,
  data: dataView,
};

/** Milliseconds. */
const SAVE_EVERY = 250;

export class PanelElement extends LitElement {
  static override properties = { state: { state: true }, controls: { state: true } };
  declare state: PanelState | undefined;
  declare controls: Controls;
  readonly #host: Host = findHost();
  readonly #actions: Actions = {
    send: this.#host.send && ((message: PanelToHost) => this.#host.send?.(message)),
    set: (change) => this.#setControls(change),
    setOptions: (view, change) =>
      this.#setControls({ options: withOptions(this.controls.options, view, change) }),
    ask: this.#host.ask,
  };
  /** Results that a running measurement will replace: all views but the Overview still show them. */
  #earlier: ResultState | undefined;
  /** The view that was open when the measurement began. */
  #before: ViewName | undefined;
  #leave: (() => void) | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.controls = INITIAL;
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.state = this.#host.state;
    this.controls = restoreControls(this.#host.controls);
    chartLook.set(chartLookOf(this.controls.options));
    saveThrough(this.#host.send);
    this.#host.listen({
      state: (state) => this.#take(state),
      show: (name, options) => this.#show(name, options),
    });
    this.addEventListener('mouseover', this.#hover);
    this.addEventListener('mouseleave', this.#hover);
    this.addEventListener('focusin', this.#hover);
    this.#leave = highlighted.subscribe(() => this.#fadeMarks());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave?.();
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const available = this.#shown(state) ? VIEWS : VIEWS.slice(0, 1);
    const view = available.includes(this.controls.view) ? this.controls.view : 'overview';
    const earlier = state.kind === 'running' && view !== 'overview' ? this.#earlier : undefined;
    return html`
      ${header(state, view, available, this.#actions)} ${staleNotice(state, this.#actions)}
      ${earlierNotice(earlier !== undefined, this.#actions)}
      <main id="view" role="tabpanel" aria-labelledby="tab-${view}" tabindex="-1">${this.#view(earlier ?? state)}</main>
      <div class="vh" role="status" aria-live="polite">${announcement(state)}</div>
    `;
  }

  /** The results that there are to show. */
  #shown(state: PanelState): ResultState | undefined {
    if (state.kind === 'result') return state;
    return state.kind === 'running' ? this.#earlier : undefined;
  }

  /** A measurement that begins shows its progress; when it ends, the view from which it was started comes back. */
  #take(state: PanelState) {
    const { state: last } = this;
    const { view } = this.controls;
    if (state.kind === 'running' && last?.kind === 'result') {
      this.#earlier = last;
      this.#before = view;
      this.#setControls({ view: 'overview' });
    } else if (state.kind === 'result' && last?.kind === 'running' && view === 'overview' && this.#before) {
      this.#setControls({ view: this.#before });
    }
    if (state.kind !== 'running') this.#earlier = this.#before = undefined;
    this.state = state;
    this.#saveSoon();
  }

  #view(state: PanelState) {
    switch (state.kind) {
      case 'empty':
        return empty(state, this.#actions);
      case 'running':
        return running(state, this.#actions);
      case 'failed':
        return failed(state, this.#actions);
      case 'result':
        return this.#result(state);
      default:
        return state satisfies never;
    }
  }

  #result(state: ResultState) {
    return RESULT_VIEWS[this.controls.view]({ state, controls: this.controls, actions: this.#actions });
  }

  protected override updated(changed: PropertyValues) {
    if (changed.has('state') || changed.has('controls')) this.#fadeMarks();
    this.querySelector('[role=tab][aria-selected=true]')?.scrollIntoView({
      block: 'nearest',
      inline: 'nearest',
    });
  }

  #setControls(change: Partial<Controls>) {
    const before = this.controls;
    const opens = change.view && change.view !== before.view;
    this.controls = { ...before, ...change };
    if (this.controls.options[CHART_OPTIONS] !== before.options[CHART_OPTIONS]) {
      chartLook.set(chartLookOf(this.controls.options));
    }
    this.#saveSoon();
    if (opens) scrollTo(0, 0);
  }

  /** What the host asks for: another view. */
  #show(name: string, options: Record<string, OptionValue> = {}) {
    const view = VIEWS.find((known) => known === name);
    if (view) this.#setControls({ view, options: withOptions(this.controls.options, view, options) });
  }

  /** A slider changes many times a second: not every step is kept. */
  #saveSoon() {
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      this.#host.save(this.state, this.controls);
    }, SAVE_EVERY);
  }

  /** The variant of the row, card or chart column under the pointer or the focus. */
  readonly #hover = ({ type, target }: Event) => {
    const inside = type !== 'mouseleave' && target instanceof Element ? target : undefined;
    highlighted.set(inside?.closest<HTMLElement>('[data-variant]')?.dataset.variant);
  };

  #fadeMarks() {
    const id = highlighted.value;
    const marks = [...this.querySelectorAll<HTMLElement>('[data-mark]')];
    const known = marks.some(({ dataset }) => dataset.mark === id);
    for (const mark of marks) mark.classList.toggle('faded', known && mark.dataset.mark !== id);
  }
}

/** What the live region says: the verdict, or the quarters of the progress. */
function announcement(state: PanelState): string {
  switch (state.kind) {
    case 'result':
      return headline(state.report);
    case 'running':
      return quarterStep(state);
    case 'failed':
      return state.problem.title;
    case 'empty':
      return '';
    default:
      return state satisfies never;
  }
}
