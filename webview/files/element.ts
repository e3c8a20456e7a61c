/** `<reglens-files>`: a weight file, a comparison or a training log in, its view out. */
import { html, LitElement, nothing } from 'lit';
import type { FilesState, FilesToHost, HostToFiles } from '../../src/protocol/files.ts';
import type { PanelToHost } from '../../src/protocol/panel.ts';
import { CHART_OPTIONS, chartLookOf } from '../charts/adjust.ts';
import { chartLook, highlighted } from '../context.ts';
import { withOptions } from '../options.ts';
import { saveThrough } from '../saving.ts';
import { answered, contentOf, fileOf, NO_ANSWERS, withSpectrumAsked } from './answers.ts';
import { comparisonView } from './comparison/view.ts';
import { controlsFor, type FilesControls, INITIAL, restoreControls } from './controls.ts';
import { bringsFiles, droppedUris } from './drop.ts';
import { failedView } from './failed.ts';
import { logView } from './log/view.ts';
import { readingView } from './reading.ts';
import type { Answers, FilesActions, FilesView } from './view.ts';
import { weightsView } from './weights/view.ts';
import { announcement, dropHint } from './words.ts';

interface VsCodeApi {
  postMessage(message: FilesToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export class FilesElement extends LitElement {
  static override properties = {
    state: { state: true },
    controls: { state: true },
    answers: { state: true },
    dragged: { state: true },
    rereading: { state: true },
  };
  declare state: FilesState | undefined;
  declare controls: FilesControls;
  declare answers: Answers;
  /** Files are held over the view. */
  declare dragged: boolean;
  /** What is under way while the results before are shown; empty without. */
  declare rereading: string;
  /** What the answers are about. */
  #content = '';
  readonly #api = acquireVsCodeApi();
  readonly #actions: FilesActions = {
    send: (message) => this.#api.postMessage(message),
    set: (change) => this.#setControls({ ...this.controls, ...change }),
    setOptions: (view, change) =>
      this.#setControls({ ...this.controls, options: withOptions(this.controls.options, view, change) }),
    askSpectrum: (tensor) => {
      this.answers = withSpectrumAsked(this.answers, tensor);
      this.#api.postMessage({ type: 'spectrum', tensor });
    },
    evaluate: () => {
      this.answers = { ...this.answers, evaluation: { state: 'waiting' } };
      this.#api.postMessage({ type: 'evaluate' });
    },
  };

  constructor() {
    super();
    this.controls = INITIAL;
    this.answers = NO_ANSWERS;
    this.dragged = false;
    this.rereading = '';
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    const stored = this.#api.getState() as { controls?: unknown } | undefined;
    this.#setControls(restoreControls(stored?.controls));
    saveThrough((message) => this.#save(message));
    addEventListener('message', this.#hear);
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
      addEventListener(type, this.#drag);
    this.addEventListener('mouseover', this.#hover);
    this.addEventListener('mouseleave', this.#hover);
    this.#api.postMessage({ type: 'ready' });
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('message', this.#hear);
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
      removeEventListener(type, this.#drag);
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    return html`
      ${this.rereading ? html`<div class="stale" role="note">${this.rereading} …</div>` : nothing} ${this.#shown(state)}
      ${
        this.dragged
          ? html`<div class="drop-hint" aria-hidden="true"><span>${dropHint(state)}</span></div>`
          : nothing
      }
      <div class="vh" role="status" aria-live="polite">${announcement(state, this.controls)}</div>
    `;
  }

  #shown(state: FilesState) {
    const { controls, answers } = this;
    const view: FilesView = { controls, answers, actions: this.#actions };
    switch (state.kind) {
      case 'reading':
        return readingView(state);
      case 'failed':
        return failedView(state, this.#actions);
      case 'weights':
        return weightsView(state, view);
      case 'comparison':
        return comparisonView(state, view);
      case 'log':
        return logView(state, view);
      default:
        return state satisfies never;
    }
  }

  readonly #hear = ({ data }: MessageEvent<HostToFiles>) => {
    if (data?.type === 'state') this.#take(data.state);
    else if (data?.type === 'spectrum' || data?.type === 'evaluation')
      this.answers = answered(this.answers, data);
  };

  /** While the file is read anew, what is shown and was set for it stays. */
  #take(state: FilesState) {
    const isShown = this.state !== undefined && !['reading', 'failed'].includes(this.state.kind);
    this.rereading = state.kind === 'reading' && isShown ? state.text : '';
    if (this.rereading) return;
    this.state = state;
    if (state.kind === 'reading' || state.kind === 'failed') return;
    const content = contentOf(state);
    if (content !== this.#content) this.answers = NO_ANSWERS;
    this.#content = content;
    this.#setControls(controlsFor(fileOf(state), this.controls));
  }

  #setControls(controls: FilesControls) {
    const before = this.controls;
    this.controls = controls;
    if (controls.options[CHART_OPTIONS] !== before.options[CHART_OPTIONS])
      chartLook.set(chartLookOf(controls.options));
    if (controls !== before) this.#api.setState({ controls });
  }

  /** Figures save and copy in the words of the results panel. */
  #save(message: PanelToHost) {
    if (message.type === 'copyText') this.#api.postMessage({ type: 'copy', text: message.text });
    else if (message.type === 'saveFile') {
      const { name, content, encoding } = message;
      this.#api.postMessage({ type: 'save', name, content, encoding });
    }
  }

  readonly #drag = (event: DragEvent) => {
    if (!bringsFiles(event.dataTransfer)) return;
    // Otherwise the drop would open the file in place of the view.
    event.preventDefault();
    const leaves = event.type === 'dragleave' && event.relatedTarget === null;
    this.dragged = event.type !== 'drop' && !leaves;
    if (event.type !== 'drop') return;
    const uris = droppedUris(event.dataTransfer);
    if (uris.length > 0) this.#api.postMessage({ type: 'dropped', uris });
  };

  /** The run of the row under the pointer: in the charts the others fade. */
  readonly #hover = ({ type, target }: Event) => {
    const inside = type !== 'mouseleave' && target instanceof Element ? target : undefined;
    highlighted.set(inside?.closest<HTMLElement>('tr[data-row]')?.dataset.row);
  };
}
