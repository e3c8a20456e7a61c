/** `<reglens-form>`: a new experiment from model, data and plan, with what it will take. */
import { html, LitElement, nothing } from 'lit';
import type { FormState, FormToHost, FormValues, HostToForm } from '../../src/protocol/form.ts';
import { dataSection, modelSection } from './choices.ts';
import { measurementSection, planSection, trainingSection } from './plan.ts';
import { columnsSection, summary } from './preview.ts';

interface VsCodeApi {
  postMessage(message: FormToHost): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What every section is given. */
export interface Shown {
  state: FormState;
  /** A field is marked: what was entered there does not count yet. */
  invalid: boolean;
  set(change: Partial<FormValues>): void;
  send(message: FormToHost): void;
}

export class FormElement extends LitElement {
  static override properties = { state: { state: true }, invalid: { state: true } };
  declare state: FormState | undefined;
  /** A field holds what it cannot take: its value is not among the state's. */
  declare invalid: boolean;
  readonly #api: VsCodeApi = acquireVsCodeApi();

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    addEventListener('message', ({ data }: MessageEvent<HostToForm>) => {
      if (data?.type === 'form') this.state = data.state;
    });
    for (const type of ['input', 'change']) this.addEventListener(type, this.#check);
    this.#api.postMessage({ type: 'ready' });
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const type of ['input', 'change']) this.removeEventListener(type, this.#check);
  }

  readonly #check = () => {
    this.invalid = this.querySelector('input:invalid') !== null;
  };

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const send = (message: FormToHost) => this.#api.postMessage(message);
    const shown: Shown = {
      state,
      invalid: this.invalid ?? false,
      send,
      set: (change) => {
        const values = { ...state.values, ...change };
        this.state = { ...state, values };
        send({ type: 'change', values });
      },
    };
    return html`<main class="form">
      <div class="lead">
        <h1>New experiment</h1>
        <p class="muted">
          Which regularization does this model need, on these data? Every variant is trained with every seed and
          compared. Nothing of your code is run.
        </p>
      </div>
      <div class="form-grid">
        <div class="fields">
          ${modelSection(shown)} ${dataSection(shown)} ${planSection(shown)} ${trainingSection(shown)}
          ${measurementSection(shown)}
        </div>
        <aside>${summary(shown)}</aside>
      </div>
      ${columnsSection(shown)}
    </main>`;
  }
}
