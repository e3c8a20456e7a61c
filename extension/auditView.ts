/** The parameter audit beside the editor: one view, which follows the text of the model that it is about. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import {
  commands,
  type Disposable,
  env,
  type LogOutputChannel,
  type TextDocument,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
  workspace,
} from 'vscode';
import type { Audit } from '../src/advice/audit.ts';
import type { AdviceThread } from '../src/advice/thread.ts';
import {
  type AuditPlace,
  type AuditTarget,
  type AuditToHost,
  type HostToAudit,
  parseAuditMessage,
  parseAuditTarget,
} from '../src/protocol/audit.ts';
import { formatCount } from '../src/words.ts';
import { guard } from './actions.ts';
import type { AdviceService } from './advice.ts';
import { COMMANDS } from './commands.ts';
import { showDocument } from './documents.ts';
import { notebookOf } from './notebooks.ts';
import { auditHtml } from './panelHtml.ts';
import type { Readings } from './readings.ts';
import { type Targets, targetOf } from './targets.ts';

export const AUDIT_TYPE = 'regularizationLens.audit';
/** So long after the last change of the text the audit is made anew. */
const MILLISECONDS_OF_REST = 250;
const MILLISECONDS_OF_STATUS = 4000;

interface AuditParts {
  readings: Readings;
  targets: Targets;
  advice: AdviceService;
  thread: AdviceThread;
  log: LogOutputChannel;
  /** The folder of the bundles. */
  distribution: Uri;
}

export class AuditView implements WebviewPanelSerializer, Disposable {
  private readonly parts: AuditParts;
  private readonly subscriptions: Disposable[];
  private panel: WebviewPanel | undefined;
  private target: AuditTarget | undefined;
  private audit: Audit | undefined;
  private waiting: NodeJS.Timeout | undefined;

  constructor(parts: AuditParts) {
    this.parts = parts;
    this.subscriptions = [
      workspace.onDidChangeTextDocument(({ document }) => this.changed(document)),
      parts.advice.onDidChange((uri) => {
        if (this.isAbout(uri)) void this.guarded(() => this.update());
      }),
    ];
  }

  /** Shows the audit of the model that a command is about. */
  async open(argument: unknown): Promise<void> {
    const model = await this.parts.targets.model(argument);
    if (!model) return;
    const { uri, name, line = 0 } = targetOf(model);
    const isAnother = this.target?.uri !== uri || this.target.name !== name;
    this.target = { uri, name, line };
    if (isAnother) this.audit = undefined;
    if (this.panel) this.panel.reveal(undefined, true);
    else {
      const place = {
        viewColumn: window.activeTextEditor ? ViewColumn.Beside : ViewColumn.Active,
        preserveFocus: true,
      };
      this.show(window.createWebviewPanel(AUDIT_TYPE, 'Parameters', place));
    }
    await this.update();
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const stored =
      typeof state === 'object' && state !== null && 'target' in state ? state.target : undefined;
    const target = parseAuditTarget(stored);
    if (!target || this.panel) {
      panel.dispose();
      return;
    }
    this.target = target;
    // It asks for its audit when it is there: waiting for it here would keep it from coming.
    this.show(panel);
  }

  dispose(): void {
    clearTimeout(this.waiting);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(panel: WebviewPanel): void {
    const { distribution } = this.parts;
    const { webview } = panel;
    this.panel = panel;
    panel.iconPath = Uri.joinPath(distribution, '..', 'media', 'icon.png');
    webview.options = { enableScripts: true, localResourceRoots: [distribution] };
    webview.onDidReceiveMessage((value) => {
      const message = parseAuditMessage(value);
      if (message) void this.guarded(() => this.hear(message));
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) void this.guarded(() => this.update());
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.audit = undefined;
      clearTimeout(this.waiting);
    });
    webview.html = auditHtml({
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(Uri.joinPath(distribution, 'audit.js')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      title: 'Parameters',
    });
  }

  private guarded(action: () => Promise<void>): Promise<void> {
    return guard(this.parts.log, COMMANDS.auditParameters.title, action);
  }

  /** Whether a document, or another cell of its notebook, has the model. */
  private isAbout(uri: Uri): boolean {
    if (!this.panel || !this.target) return false;
    const own = Uri.parse(this.target.uri);
    return (
      own.toString() === uri.toString() || (own.path === uri.path && uri.scheme === 'vscode-notebook-cell')
    );
  }

  private changed(document: TextDocument): void {
    if (!this.isAbout(document.uri)) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.guarded(() => this.update()), MILLISECONDS_OF_REST);
  }

  /** Reads the text as it stands and shows its audit, or the last one when the model cannot be read. */
  private async update(): Promise<void> {
    const { panel, target } = this;
    if (!panel?.visible || !target) return;
    const document = await workspace.openTextDocument(Uri.parse(target.uri));
    const { version } = document;
    const found = await this.auditOf(document, target);
    // A later text, or another model, has its own turn.
    if (document.version !== version || this.target?.uri !== target.uri || this.target.name !== target.name)
      return;
    if (found) {
      this.audit = found;
      this.target = { ...target, line: found.range.startLine - 1 };
    }
    if (!this.audit) return;
    const file = basename((notebookOf(document) ?? document).uri.fsPath);
    const outdated = `“${target.name}” cannot be read in ${file} at the moment. The table is of the text before.`;
    panel.title = `Parameters: ${target.name}`;
    const state = { target: this.target, file, audit: this.audit, ...(!found && { outdated }) };
    void panel.webview.postMessage({ type: 'audit', state } satisfies HostToAudit);
  }

  private async auditOf(document: TextDocument, { name, line }: AuditTarget): Promise<Audit | undefined> {
    const { advice, readings, thread } = this.parts;
    const subject = readings.subjectOf(document);
    const advised = await advice.of(document);
    const source = advised?.source ?? subject?.source();
    return source && thread.audit(source, advised?.terms, { name, line: line + 1, cell: subject?.cell });
  }

  private async hear(message: AuditToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.update();
      case 'reveal':
        return this.reveal(message.place);
      case 'showRule':
        await commands.executeCommand(COMMANDS.showRule.id, message.code);
        return;
      case 'copy':
        return this.copy(message);
      default:
        return message satisfies never;
    }
  }

  private async reveal({ line, column, cell }: AuditPlace): Promise<void> {
    if (!this.target) return;
    const document = await workspace.openTextDocument(Uri.parse(this.target.uri));
    const shown = cell === undefined ? document : notebookOf(document)?.getCells()[cell]?.document;
    if (shown) await showDocument(shown, { line: line - 1, character: column - 1 });
  }

  private async copy({ format, rows }: Extract<AuditToHost, { type: 'copy' }>): Promise<void> {
    const { audit } = this;
    if (!audit) return;
    const { copyText } = await import('../src/advice/auditCopy.ts');
    const chosen = rows.flatMap((row) => audit.rows[row] ?? []);
    await env.clipboard.writeText(copyText(audit, chosen, format));
    const as = format === 'csv' ? 'CSV' : 'Markdown';
    window.setStatusBarMessage(
      `${formatCount(chosen.length, 'row')} copied as ${as}`,
      MILLISECONDS_OF_STATUS,
    );
  }
}
