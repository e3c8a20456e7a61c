/** Advice on the open documents: what is found is worked out once for each text, and shown as problems. */
import {
  type Disposable,
  EventEmitter,
  languages,
  type NotebookDocument,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import type { Terms, Told } from '../src/advice/adviser.ts';
import type { AdviceThread } from '../src/advice/thread.ts';
import type { ReaderSource } from '../src/definition/readerThread.ts';
import { type ShownFinding, shownFinding } from './adviceProblems.ts';
import type { AdviceConfiguration } from './adviceSettings.ts';
import { notebookOf, pythonCells } from './notebooks.ts';
import type { Readings } from './readings.ts';
import type { KnownSamples } from './samples.ts';

/** What was found in a text: a file's, or of a notebook the texts of its cells. */
export interface Advice {
  /** Of the text that it is about. */
  stamp: string;
  source: ReaderSource;
  terms: Terms;
  told: Told[];
  /** Of a notebook's cell: its number. */
  cell?: number;
}

interface Entry {
  /** Of the text and of what else counts. */
  stamp: string;
  advice: Promise<Advice | undefined>;
}

interface AdviceParts {
  readings: Readings;
  thread: AdviceThread;
  configuration: AdviceConfiguration;
  samples: KnownSamples;
  /** The page of a rule. */
  pageOf(code: string): Uri;
  /** Hears of what failed. */
  failed(error: unknown): void;
}

const SCHEMES = new Set(['file', 'untitled', 'vscode-notebook-cell']);
/** So long after the last change of a text problems are shown anew. */
const MILLISECONDS_OF_REST = 250;

export class AdviceService implements Disposable {
  private readonly parts: AdviceParts;
  private readonly collection = languages.createDiagnosticCollection('Regularization Lens advice');
  private readonly entries = new Map<string, Entry>();
  private readonly shown = new Map<string, ShownFinding[]>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly changes = new EventEmitter<Uri>();
  private readonly subscriptions: Disposable[];
  /** Fires with a document whose problems changed. */
  readonly onDidChange = this.changes.event;

  constructor(parts: AdviceParts) {
    this.parts = parts;
    this.subscriptions = [
      this.collection,
      this.changes,
      parts.configuration.onDidChange(() => this.refresh()),
      workspace.onDidOpenTextDocument((document) => this.request(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.request(document, MILLISECONDS_OF_REST)),
      workspace.onDidCloseTextDocument((document) => this.closed(document)),
      workspace.onDidCloseNotebookDocument(({ uri }) => this.entries.delete(uri.toString())),
      workspace.onDidChangeNotebookDocument(({ notebook }) => this.requestCells(notebook)),
    ];
    this.refresh();
  }

  /** What is shown of a document. */
  findings({ uri }: TextDocument): ShownFinding[] {
    return this.shown.get(uri.toString()) ?? [];
  }

  /** Whether something is shown of a document, or of the notebook that it is a cell of. */
  hasFindings(document: TextDocument): boolean {
    const cells = notebookOf(document)?.getCells();
    const documents = cells?.map((cell) => cell.document) ?? [document];
    return documents.some((each) => this.findings(each).length > 0);
  }

  /** What is found in a document as it stands; undefined where it is not read or advice is switched off. */
  async of(document: TextDocument): Promise<Advice | undefined> {
    const subject = SCHEMES.has(document.uri.scheme) && this.parts.readings.subjectOf(document);
    if (!subject || !this.parts.configuration.isEnabled) return undefined;
    const terms = await this.termsOf(document);
    const stamp = `${subject.stamp} ${JSON.stringify(terms)}`;
    const known = this.entries.get(subject.key);
    const isKnown = known?.stamp === stamp;
    const source = isKnown ? undefined : subject.source();
    const advice = isKnown
      ? known.advice
      : source
        ? this.ask(subject.stamp, source, terms)
        : Promise.resolve(undefined);
    this.entries.set(subject.key, { stamp, advice });
    const found = await advice;
    return found && { ...found, cell: subject.cell };
  }

  /** Whether a document, or the notebook that it is a cell of, still has the text that the advice is about. */
  isCurrent(document: TextDocument, { stamp }: Advice): boolean {
    return !document.isClosed && this.parts.readings.subjectOf(document)?.stamp === stamp;
  }

  /** The findings of a document with their diagnostics. */
  findingsOf(document: TextDocument, { told, cell }: Advice): ShownFinding[] {
    const cells = notebookOf(document)?.getCells();
    const documentAt = (number?: number) => (number === undefined ? document : cells?.[number]?.document);
    return told.flatMap((finding, number) =>
      finding.range.cell === cell ? [shownFinding(finding, number, documentAt, this.parts.pageOf)] : [],
    );
  }

  /** Everything is looked at again: settings or data changed. */
  refresh(): void {
    for (const document of workspace.textDocuments) this.request(document, 0);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async termsOf({ uri }: TextDocument): Promise<Terms> {
    const { configuration, samples } = this.parts;
    return { settings: await configuration.of(uri), samples: await samples.of(uri.fsPath) };
  }

  private async ask(stamp: string, source: ReaderSource, terms: Terms): Promise<Advice | undefined> {
    try {
      return { stamp, source, terms, told: await this.parts.thread.findings(source, terms) };
    } catch (error) {
      this.parts.failed(error);
      return undefined;
    }
  }

  /** Shows a document's problems, with those of the notebook that it is a cell of, once nothing has changed for a while. */
  private request(document: TextDocument, milliseconds: number): void {
    const { uri } = document;
    if (!SCHEMES.has(uri.scheme) || !this.parts.readings.subjectOf(document)) return;
    const notebook = notebookOf(document);
    if (notebook) this.requestCells(notebook);
    else this.schedule(uri.toString(), milliseconds, () => this.show(document));
  }

  private requestCells(notebook: NotebookDocument): void {
    this.schedule(notebook.uri.toString(), MILLISECONDS_OF_REST, async () => {
      for (const { document } of pythonCells(notebook)) await this.show(document);
    });
  }

  private schedule(key: string, milliseconds: number, action: () => Promise<void>): void {
    clearTimeout(this.waiting.get(key));
    const timer = setTimeout(() => {
      this.waiting.delete(key);
      void action();
    }, milliseconds);
    this.waiting.set(key, timer);
  }

  private async show(document: TextDocument): Promise<void> {
    const { uri } = document;
    const advice = await this.of(document);
    // A later text has its own turn.
    if (document.isClosed || (advice && !this.isCurrent(document, advice))) return;
    const key = uri.toString();
    const findings = advice ? this.findingsOf(document, advice) : [];
    if (findings.length === 0 && !this.shown.has(key)) return;
    if (findings.length > 0) this.shown.set(key, findings);
    else this.shown.delete(key);
    this.collection.set(
      uri,
      findings.map(({ diagnostic }) => diagnostic),
    );
    this.changes.fire(uri);
  }

  private closed(document: TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.entries.delete(key);
    if (this.shown.delete(key)) this.collection.delete(document.uri);
  }
}
