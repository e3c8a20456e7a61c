/** `<reglens-panel>`: the state in, one view out. Renders into the document itself, not into a shadow. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PanelState, PanelToHost, ResultState } from '../src/protocol/panel.ts';
import { highlighted } from './context.ts';
import { type Controls, INITIAL, restoreControls, type ViewName } from './controls.ts';
import { findHost, type Host } from './host.ts';
import { empty } from './views/empty.ts';
import { failed } from './views/failed.ts';
import { fitView } from './views/fit.ts';
import { header, staleNotice } from './views/header.ts';
import { overview } from './views/overview.ts';
import { running } from './views/running.ts';
import { sparsityView } from './views/sparsity.ts';
import type { Actions, ResultView } from './views/view.ts';
import { headline } from './words/overview.ts';
import { quarterStep } from './words/running.ts';

const RESULT_VIEWS: Record<ViewName, (view: ResultView) => TemplateResult> = {
  overview,
  fit: fitView,
  sparsity: sparsityView,
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
  };
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
    this.#host.listen((state) => {
      this.state = state;
      this.#saveSoon();
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
    const view = state.kind === 'result' ? this.controls.view : 'overview';
    return html`
      ${header(state, view, this.#actions)} ${staleNotice(state, this.#actions)}
      <main id="view" role="tabpanel" aria-labelledby="tab-${view}" tabindex="-1">${this.#view(state)}</main>
      <div class="vh" role="status" aria-live="polite">${announcement(state)}</div>
    `;
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
  }

  #setControls(change: Partial<Controls>) {
    const opens = change.view && change.view !== this.controls.view;
    this.controls = { ...this.controls, ...change };
    this.#saveSoon();
    if (opens) scrollTo(0, 0);
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
