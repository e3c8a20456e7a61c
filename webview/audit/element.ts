/** `<reglens-audit>`: the audit in, a table out. Renders into the document itself, not into a shadow. */
import { html, LitElement, nothing } from 'lit';
import type { Audit } from '../../src/advice/audit.ts';
import { headline } from '../../src/advice/auditWords.ts';
import type { AuditState, AuditToHost, HostToAudit } from '../../src/protocol/audit.ts';
import { formatCount } from '../../src/words.ts';
import { button, link } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { unbroken } from '../words/numbers.ts';
import { shownRows } from './columns.ts';
import { type AuditControls, INITIAL, restoreControls } from './controls.ts';
import { kinds } from './kinds.ts';
import { notes } from './notes.ts';
import { table } from './table.ts';
import type { AuditActions, Shown } from './view.ts';

interface VsCodeApi {
  postMessage(message: AuditToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Parts of a model that cannot be seen add to what is counted. */
function parametersOf({ parameters, totals }: Audit): string {
  if ('value' in parameters) return formatCount(parameters.value, 'parameter');
  const counted = totals.find(({ kind }) => kind === 'all')?.count ?? 0;
  return counted === 0 ? 'parameters unknown' : `at least ${formatCount(counted, 'parameter')}`;
}

const FRAMEWORKS = { keras: 'Keras', pytorch: 'PyTorch', tfjs: 'TensorFlow.js' };

export class AuditElement extends LitElement {
  static override properties = { state: { state: true }, controls: { state: true } };
  declare state: AuditState | undefined;
  declare controls: AuditControls;
  readonly #api = acquireVsCodeApi();
  readonly #actions: AuditActions = {
    send: (message) => this.#api.postMessage(message),
    set: (change) => this.#setControls({ ...this.controls, ...change }),
  };

  constructor() {
    super();
    this.controls = INITIAL;
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.controls = restoreControls((this.#api.getState() as { controls?: unknown } | undefined)?.controls);
    addEventListener('message', ({ data }: MessageEvent<HostToAudit>) => {
      if (data?.type === 'audit') this.#show(data.state);
    });
    this.#api.postMessage({ type: 'ready' });
  }

  override render() {
    const { state, controls } = this;
    if (!state) return nothing;
    const { audit, outdated } = state;
    const shown: Shown = { audit, controls, rows: shownRows(audit, controls), actions: this.#actions };
    return html`
      ${this.#header(state, shown.rows)}
      ${outdated ? html`<div class="stale" role="note">${icon('warning')}<span>${outdated}</span></div>` : nothing}
      <main id="view">
        <div class="lead"><h1>${unbroken(headline(audit))}</h1></div>
        ${notes(shown)} ${kinds(shown)} ${table(shown)}
      </main>
      <div class="vh" role="status" aria-live="polite">${headline(audit)}</div>
    `;
  }

  #header({ audit, file }: AuditState, rows: number[]) {
    const { startLine, startColumn, cell } = audit.range;
    const place = { line: startLine, column: startColumn, ...(cell !== undefined && { cell }) };
    const copy = (format: 'markdown' | 'csv') => () => this.#actions.send({ type: 'copy', format, rows });
    return html`<header>
      <div class="bar">
        <div class="what">
          <b>${audit.model}</b>
          ${link(file, () => this.#actions.send({ type: 'reveal', place }), 'openSource')}
          <span class="meta">${FRAMEWORKS[audit.framework]}, ${parametersOf(audit)}</span>
        </div>
        ${button({ action: 'copyMarkdown', label: 'Copy as Markdown', secondary: true, run: copy('markdown') })}
        ${button({ action: 'copyCsv', label: 'Copy as CSV', secondary: true, run: copy('csv') })}
      </div>
    </header>`;
  }

  /** A kind that the model does not have any more would leave the table empty. */
  #show(state: AuditState) {
    const has = state.audit.totals.some(({ kind }) => kind === this.controls.kind);
    this.state = state;
    this.#setControls(has ? this.controls : { ...this.controls, kind: 'all' });
  }

  #setControls(controls: AuditControls) {
    this.controls = controls;
    this.#api.setState({ target: this.state?.target, controls });
  }
}
