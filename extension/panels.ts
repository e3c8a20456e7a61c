/** The results panels: one for each experiment, beside the editor, restored after a reload. */
import { randomBytes } from 'node:crypto';
import {
  type Disposable,
  EventEmitter,
  Uri,
  ViewColumn,
  type WebviewOptions,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from 'vscode';
import type { HostToPanel, PanelToHost } from '../src/protocol/panel.ts';
import { parsePanelMessage } from '../src/protocol/panelMessages.ts';
import { panelHtml } from './panelHtml.ts';
import type { ExperimentSession } from './session.ts';
import type { Sessions } from './sessions.ts';
import { Throttle } from './throttle.ts';

export const PANEL_TYPE = 'regularizationLens.panel';
/** At most four states a second while it runs. */
const MILLISECONDS_BETWEEN_STATES = 250;

/** What a panel's messages lead to. */
export type PanelListener = (
  session: ExperimentSession,
  message: PanelToHost,
  reply: (message: HostToPanel) => void,
) => void;

export class Panels implements WebviewPanelSerializer, Disposable {
  private readonly panels = new Map<string, ResultsPanel>();
  private readonly closings = new EventEmitter<ExperimentSession>();
  private readonly distribution: Uri;
  private readonly sessions: Sessions;
  private readonly listener: PanelListener;
  readonly onDidClose = this.closings.event;

  /** `distribution` is the folder of the bundles. */
  constructor(distribution: Uri, sessions: Sessions, listener: PanelListener) {
    this.distribution = distribution;
    this.sessions = sessions;
    this.listener = listener;
  }

  /** Opens the panel of a session, or brings it to the front. */
  show(session: ExperimentSession): void {
    const known = this.panels.get(session.file);
    if (known) {
      known.reveal();
      return;
    }
    const place = { viewColumn: besideTheEditor(), preserveFocus: true };
    this.add(window.createWebviewPanel(PANEL_TYPE, title(session), place, this.options()), session);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const file = experimentOf(state);
    if (!file || this.panels.has(file)) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.options();
    const session = this.sessions.get(file);
    this.add(panel, session);
    await session.open();
  }

  /** Opens a view of a session's panel; one that is being made hears of it once it is ready. */
  open(session: ExperimentSession, view: string, options: ViewOptions = {}): void {
    this.show(session);
    this.panels.get(session.file)?.open({ type: 'show', view, options });
  }

  /** Sends a session's state to its panel. */
  update(session: ExperimentSession): void {
    for (const panel of this.panels.values()) panel.retitle();
    this.panels.get(session.file)?.update();
  }

  isVisible(file: string): boolean {
    return this.panels.get(file)?.visible ?? false;
  }

  isOpen(file: string): boolean {
    return this.panels.has(file);
  }

  /** The experiment of the panel that has the focus. */
  active(): string | undefined {
    return [...this.panels].find(([, panel]) => panel.active)?.[0];
  }

  dispose(): void {
    this.closings.dispose();
  }

  private options(): WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.distribution] };
  }

  private add(view: WebviewPanel, session: ExperimentSession): void {
    const panel = new ResultsPanel(view, session, this.distribution, this.listener);
    this.panels.set(session.file, panel);
    view.onDidDispose(() => {
      panel.dispose();
      this.panels.delete(session.file);
      this.closings.fire(session);
    });
  }
}

type ShowMessage = Extract<HostToPanel, { type: 'show' }>;
export type ViewOptions = NonNullable<ShowMessage['options']>;

class ResultsPanel {
  private readonly view: WebviewPanel;
  private readonly session: ExperimentSession;
  private readonly throttle = new Throttle(MILLISECONDS_BETWEEN_STATES, () => this.send());
  private ready = false;
  /** What is to be shown as soon as the panel listens. */
  private waiting: ShowMessage | undefined;

  constructor(view: WebviewPanel, session: ExperimentSession, distribution: Uri, listener: PanelListener) {
    this.view = view;
    this.session = session;
    view.iconPath = Uri.joinPath(distribution, '..', 'media', 'icon.png');
    view.webview.onDidReceiveMessage((value) => {
      const message = parsePanelMessage(value);
      if (message?.type === 'ready') this.start();
      else if (message) listener(session, message, (answer) => void view.webview.postMessage(answer));
    });
    view.onDidChangeViewState(() => {
      if (view.visible) this.send();
    });
    view.webview.html = panelHtml({
      cspSource: view.webview.cspSource,
      script: view.webview.asWebviewUri(Uri.joinPath(distribution, 'panel.js')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      title: title(session),
      experiment: session.file,
    });
  }

  get visible(): boolean {
    return this.view.visible;
  }

  get active(): boolean {
    return this.view.active;
  }

  open(message: ShowMessage): void {
    if (this.ready) void this.view.webview.postMessage(message);
    else this.waiting = message;
  }

  private start(): void {
    this.ready = true;
    this.send();
    if (this.waiting) void this.view.webview.postMessage(this.waiting);
    this.waiting = undefined;
  }

  reveal(): void {
    this.view.reveal(undefined, true);
  }

  /** A title also depends on the other sessions: namesakes are told apart. */
  retitle(): void {
    this.view.title = title(this.session);
  }

  update(): void {
    if (this.session.progress?.phase === 'training') this.throttle.request();
    else this.throttle.flush();
  }

  dispose(): void {
    this.throttle.dispose();
  }

  private send(): void {
    const { state } = this.session;
    if (!state || !this.view.visible) return;
    const message: HostToPanel = { type: 'state', state };
    void this.view.webview.postMessage(message);
  }
}

function title(session: ExperimentSession): string {
  return `Regularization: ${session.label}`;
}

/** The second column; never over the editor that the user started from. */
function besideTheEditor(): ViewColumn {
  return window.activeTextEditor ? ViewColumn.Beside : ViewColumn.Active;
}

/** The experiment file in what the panel saved of itself. */
function experimentOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('experiment' in state)) return undefined;
  return typeof state.experiment === 'string' ? state.experiment : undefined;
}
