/** One view of a weight file, a comparison or a log: reads what it is about, and answers what the view asks. */
import { randomBytes } from 'node:crypto';
import { basename, dirname } from 'node:path';
import {
  type Disposable,
  env,
  type LogOutputChannel,
  type Memento,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { problemOf } from '../../src/errors.ts';
import type { ColumnMapping } from '../../src/history/history.ts';
import type { FilesState, FilesToHost, HostToFiles } from '../../src/protocol/files.ts';
import { parseFilesMessage, parseMapping } from '../../src/protocol/filesMessages.ts';
import type { LogReport } from '../../src/report/logs/logReport.ts';
import { noticeFor, type Told, toldOf } from '../../src/report/logs/notice.ts';
import type { FileThread, FollowedLog } from '../../src/session/files/thread.ts';
import { guard } from '../actions.ts';
import { filesHtml } from '../panelHtml.ts';
import { saveFile } from '../saving.ts';
import { Throttle } from '../throttle.ts';
import type { DefinitionFinder } from './definitions.ts';
import type { FileEvaluator } from './evaluating.ts';
import { type FileTarget, titleOf } from './target.ts';

/** Progress and growth are shown this often at most. */
const MILLISECONDS_BETWEEN_STATES = 250;
/** A checkpoint is written in several steps. */
const MILLISECONDS_OF_REST = 1500;

export interface FileViewParts {
  thread: FileThread;
  definitions: DefinitionFinder;
  evaluator: FileEvaluator;
  log: LogOutputChannel;
  /** Column mappings that the user has corrected, by path. */
  memory: Memento;
  /** The folder of the bundles. */
  distribution: Uri;
  /** Shows other files: what was dropped on the view, or is to be compared with it. */
  open(paths: string[]): Promise<void>;
}

export class FileView implements Disposable {
  readonly target: FileTarget;
  private readonly panel: WebviewPanel;
  private readonly parts: FileViewParts;
  private readonly subscriptions: Disposable[];
  private readonly sending = new Throttle(MILLISECONDS_BETWEEN_STATES, () => this.post());
  private readonly rest = new Throttle(MILLISECONDS_OF_REST, () => void this.guarded(() => this.read()));
  private state: FilesState;
  private reading: AbortController | undefined;
  private followed: FollowedLog | undefined;
  private following = true;
  private told: Told | undefined;
  /** What was asked for about the file as it is: a view that was hidden has forgotten it. */
  private readonly answers = new Map<string, HostToFiles>();

  constructor(panel: WebviewPanel, target: FileTarget, parts: FileViewParts) {
    this.panel = panel;
    this.target = target;
    this.parts = parts;
    this.state = { kind: 'reading', file: titleOf(target), text: 'Opening', share: null };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((value) => {
        const message = parseFilesMessage(value);
        if (message) void this.guarded(() => this.hear(message));
      }),
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.post();
      }),
      ...this.watch(),
    ];
    this.show();
    void this.guarded(() => this.read());
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.reading?.abort();
    this.followed?.stop();
    this.sending.dispose();
    this.rest.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private show(): void {
    const { panel } = this;
    const { distribution } = this.parts;
    panel.iconPath = Uri.joinPath(distribution, '..', 'media', 'icon.png');
    panel.webview.options = { enableScripts: true, localResourceRoots: [distribution] };
    panel.webview.html = filesHtml({
      cspSource: panel.webview.cspSource,
      script: panel.webview.asWebviewUri(Uri.joinPath(distribution, 'files.js')).toString(),
      nonce: randomBytes(16).toString('base64url'),
      title: titleOf(this.target),
      target: this.target,
    });
  }

  /** Training writes its checkpoints over and over; logs are followed by their reader. */
  private watch(): Disposable[] {
    if (this.target.kind === 'log') return [];
    const paths = this.target.kind === 'comparison' ? this.target.paths : [this.target.path];
    return paths.flatMap((path) => {
      const watcher = workspace.createFileSystemWatcher(
        new RelativePattern(Uri.file(dirname(path)), basename(path)),
      );
      const changed = () => this.rest.request();
      return [watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed)];
    });
  }

  private async hear(message: FilesToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.post();
        for (const answer of this.answers.values()) this.send(answer);
        return;
      case 'retry':
        return this.read();
      case 'spectrum':
        return this.spectrum(message.tensor);
      case 'evaluate':
        return this.evaluate();
      case 'openDefinition':
        return this.openDefinition();
      case 'mapping':
        return this.map(message.mapping);
      case 'follow':
        this.following = message.on;
        return this.read();
      case 'dropped':
        return this.open(message.uris.map((uri) => Uri.parse(uri)));
      case 'compare':
        return this.open(await this.another());
      case 'copy':
        await env.clipboard.writeText(message.text);
        window.setStatusBarMessage('$(check) Copied', 3000);
        return;
      case 'save':
        return saveFile(dirname(this.paths()[0]!), message);
      default:
        return message satisfies never;
    }
  }

  private paths(): string[] {
    return this.target.kind === 'comparison' ? this.target.paths : [this.target.path];
  }

  /** Reads everything anew; what was under way ends. */
  private async read(): Promise<void> {
    this.reading?.abort();
    this.followed?.stop();
    const reading = new AbortController();
    this.reading = reading;
    this.answers.clear();
    try {
      if (this.target.kind === 'log') await this.readLog(this.target.path);
      else await this.readWeights(this.target, reading.signal);
    } catch (error) {
      if (!reading.signal.aborted) this.fail(error);
    }
  }

  private async readWeights(
    target: Exclude<FileTarget, { kind: 'log' }>,
    signal: AbortSignal,
  ): Promise<void> {
    const { thread, definitions } = this.parts;
    const file = titleOf(target);
    const isShown = this.state.kind === 'weights' || this.state.kind === 'comparison';
    const onProgress = (progress: { text: string; share: number | null }) => {
      // A file that is read again stays in sight until its new state is known.
      if (!isShown) this.update({ kind: 'reading', file, ...progress });
    };
    if (target.kind === 'comparison') {
      const answer = await thread.comparison(target.paths, { onProgress, signal });
      this.update({ kind: 'comparison', ...answer });
      return;
    }
    const report = await thread.weights(target.path, { onProgress, signal });
    this.update({ kind: 'weights', report, definition: null });
    const definition = await definitions.ofWeights(target.path, report);
    if (definition && !signal.aborted) this.update({ kind: 'weights', report, definition });
  }

  private async readLog(path: string): Promise<void> {
    const mapping = parseMapping(this.parts.memory.get(memoryKey(path)));
    if (!this.following) return this.shownLog(await this.parts.thread.log(path, mapping), '');
    let isFirst = true;
    this.followed = this.parts.thread.follow(
      path,
      mapping,
      (report) => {
        void this.guarded(() => this.shownLog(report, isFirst ? '' : `Updated ${timeNow()}`));
        isFirst = false;
      },
      (problem) => {
        // What was read stays in sight while a training writes its next line.
        if (this.state.kind !== 'log') this.fail(problem);
        else this.parts.log.warn(problem.message);
      },
    );
  }

  private async shownLog(report: LogReport, updated: string): Promise<void> {
    const { following } = this;
    const known = this.state.kind === 'log' ? this.state.definition : null;
    this.update({ kind: 'log', report, definition: known, following, updated });
    this.tell(report);
    if (known) return;
    const definition = await this.parts.definitions.ofLog(this.paths()[0]!);
    if (definition && this.state.kind === 'log') this.update({ ...this.state, definition });
  }

  /** Says once that overfitting has set in; what stood in the log when it was opened is in the view. */
  private tell(report: LogReport): void {
    const { told } = this;
    this.told = told ? toldOf(told, report) : report;
    const notice = told && noticeFor(told, report);
    if (!notice) return;
    const show = 'Show';
    void window.showWarningMessage(`${titleOf(this.target)}: ${notice}`, show).then((chosen) => {
      if (chosen === show) this.reveal();
    });
  }

  private async spectrum(tensor: string): Promise<void> {
    if (this.target.kind !== 'weights') return;
    try {
      const spectrum = await this.parts.thread.spectrum(this.target.path, tensor);
      this.answer({ type: 'spectrum', tensor, spectrum });
    } catch (error) {
      this.answer({ type: 'spectrum', tensor, spectrum: null, problem: problemOf(error) });
    }
  }

  private async evaluate(): Promise<void> {
    if (this.target.kind !== 'weights') return;
    try {
      const evaluation = await this.parts.evaluator.evaluate(this.target.path, (progress) =>
        this.answer({ type: 'evaluation', evaluation: null, progress }),
      );
      this.answer({ type: 'evaluation', evaluation: evaluation ?? null });
    } catch (error) {
      this.answer({ type: 'evaluation', evaluation: null, problem: problemOf(error) });
    }
  }

  private async openDefinition(): Promise<void> {
    const link = this.state.kind === 'weights' || this.state.kind === 'log' ? this.state.definition : null;
    if (link) await this.parts.definitions.open(link);
  }

  private async map(mapping: ColumnMapping): Promise<void> {
    if (this.target.kind !== 'log') return;
    await this.parts.memory.update(memoryKey(this.target.path), mapping);
    await this.read();
  }

  /** Files that were dropped or chosen are compared with the weights of this view; logs open on their own. */
  private async open(uris: Uri[]): Promise<void> {
    const dropped = uris.flatMap(pathOf);
    if (dropped.length === 0) return;
    const own = this.target.kind === 'log' ? [] : this.paths();
    await this.parts.open([...own, ...dropped.filter((path) => !own.includes(path))]);
  }

  private async another(): Promise<Uri[]> {
    const chosen = await window.showOpenDialog({
      title: `Compare ${titleOf(this.target)} with`,
      openLabel: 'Compare',
      canSelectMany: true,
      defaultUri: Uri.file(dirname(this.paths()[0]!)),
    });
    return chosen ?? [];
  }

  private fail(error: unknown): void {
    const problem = problemOf(error);
    this.parts.log.error(
      `${titleOf(this.target)}: ${problem.code}: ${problem.title}. ${problem.explanation}`,
    );
    this.update({ kind: 'failed', file: this.paths().join(', '), problem });
  }

  private update(state: FilesState): void {
    this.state = state;
    this.sending.request();
  }

  private post(): void {
    this.send({ type: 'state', state: this.state });
  }

  private answer(message: Exclude<HostToFiles, { type: 'state' }>): void {
    this.answers.set(message.type === 'spectrum' ? `spectrum ${message.tensor}` : message.type, message);
    this.send(message);
  }

  private send(message: HostToFiles): void {
    void this.panel.webview.postMessage(message);
  }

  private guarded(action: () => unknown): Promise<void> {
    return guard(this.parts.log, titleOf(this.target), action);
  }
}

/** In the browser and over SSH the editor's window names files of this machine as remote ones. */
const pathOf = ({ scheme, path }: Uri): string[] =>
  scheme === 'file' || scheme === 'vscode-remote' ? [Uri.file(path).fsPath] : [];

const memoryKey = (path: string): string => `logColumns:${path}`;

const timeNow = (): string => new Date().toLocaleTimeString('en-GB');
