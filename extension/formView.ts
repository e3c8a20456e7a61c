/** The form of a new experiment: what can be chosen, what the choice comes to, and the file that it writes. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Disposable, type LogOutputChannel, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { UserError } from '../src/errors.ts';
import { type FormState, type FormToHost, type HostToForm, parseFormMessage } from '../src/protocol/form.ts';
import { guard } from './actions.ts';
import { exists, showFile } from './documents.ts';
import { EXPERIMENT_SUFFIX } from './experiments.ts';
import type { FormChoices } from './formChoices.ts';
import type { FormPreviewer } from './formPreview.ts';
import { formHtml } from './panelHtml.ts';
import type { FoundModel } from './targets.ts';
import { Throttle } from './throttle.ts';

const FORM_TYPE = 'regularizationLens.form';
/** So long after the last change the data are read again. */
const MILLISECONDS_OF_REST = 250;

interface FormParts {
  choices: FormChoices;
  previewer: FormPreviewer;
  log: LogOutputChannel;
  /** The folder of the bundles. */
  distribution: Uri;
  /** A new experiment file stands. */
  created(file: string, measure: boolean): Promise<void>;
}

export class FormView implements Disposable {
  private readonly parts: FormParts;
  private panel: WebviewPanel | undefined;
  private state: FormState | undefined;
  private readonly rest = new Throttle(MILLISECONDS_OF_REST, () => void this.guarded(() => this.preview()));
  /** Counts the changes: an answer to an earlier one is not shown. */
  private changes = 0;

  constructor(parts: FormParts) {
    this.parts = parts;
  }

  /** Opens the form, with this model chosen. */
  async open(model: FoundModel | undefined): Promise<void> {
    this.state = await this.parts.choices.start(model);
    if (this.panel) this.panel.reveal();
    else this.show();
    this.send();
    await this.preview();
  }

  dispose(): void {
    this.rest.dispose();
    this.panel?.dispose();
  }

  private show(): void {
    const { distribution } = this.parts;
    const panel = window.createWebviewPanel(FORM_TYPE, 'New experiment', ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [distribution],
    });
    this.panel = panel;
    panel.iconPath = Uri.joinPath(distribution, '..', 'media', 'icon.png');
    panel.webview.onDidReceiveMessage((value) => {
      const message = parseFormMessage(value);
      if (message) void this.guarded(() => this.hear(message));
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.send();
    });
    panel.webview.html = formHtml({
      cspSource: panel.webview.cspSource,
      script: panel.webview.asWebviewUri(Uri.joinPath(distribution, 'form.js')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      title: 'New experiment',
    });
  }

  private async hear(message: FormToHost): Promise<void> {
    if (!this.state) return;
    switch (message.type) {
      case 'ready':
        return this.send();
      case 'change':
        this.state = await this.parts.choices.changed(this.state, message.values);
        this.changes++;
        this.rest.request();
        return this.send();
      case 'browse': {
        const values = await this.parts.choices.browse(this.state, message.what);
        if (values) await this.hear({ type: 'change', values });
        return;
      }
      case 'create':
        return this.create(message.next === 'measure');
      default:
        return message satisfies never;
    }
  }

  /** What the values come to; a wrong one is a problem that the form shows. */
  private async preview(): Promise<void> {
    if (!this.state) return;
    const at = this.changes;
    this.update({ reading: true });
    const found = await this.parts.previewer.preview(this.state.values);
    if (at === this.changes)
      this.update({ preview: undefined, problem: undefined, ...found, reading: false });
  }

  private async create(measure: boolean): Promise<void> {
    if (!this.state?.preview || this.state.problem || this.state.reading) return;
    const { formDocument } = await import('../src/experiment/formDocument.ts');
    const { values } = this.state;
    const file = join(dirname(values.model!.file), `${values.name}${EXPERIMENT_SUFFIX}`);
    if (await exists(file)) throw taken(values.name);
    await writeFile(file, formDocument(values, file), { flag: 'wx' });
    this.panel?.dispose();
    if (!measure) await showFile(file, () => 0);
    await this.parts.created(file, measure);
  }

  private update(change: Partial<FormState>): void {
    this.state = { ...this.state!, ...change };
    this.send();
  }

  private send(): void {
    if (!this.state) return;
    const message: HostToForm = { type: 'form', state: this.state };
    void this.panel?.webview.postMessage(message);
  }

  private guarded(action: () => unknown): Promise<void> {
    return guard(this.parts.log, 'New experiment', action);
  }
}

function taken(name: string): UserError {
  return new UserError({
    code: 'EXPERIMENT_EXISTS',
    title: `${name}${EXPERIMENT_SUFFIX} exists already`,
    explanation: 'It is not overwritten.',
    remedy: 'Choose another name.',
  });
}
