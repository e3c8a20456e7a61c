/** What is read of the open documents: once a version, in a thread, and models are kept while the text is broken. */
import type { NotebookDocument, TextDocument, TextDocumentChangeEvent } from 'vscode';
import type { AdviceThread } from '../src/advice/thread.ts';
import type { Around } from '../src/definition/describe.ts';
import type { ModelDefinition, SourceRange } from '../src/definition/model.ts';
import type { ReaderSource } from '../src/definition/readerThread.ts';
import type { SourceReading } from '../src/definition/reading.ts';
import { currentText } from './documents.ts';
import { notebookOf, pythonCells } from './notebooks.ts';
import { keptModels, type PlacedDefinition, shiftPlaced } from './placed.ts';
import { isWorthReading, LONGEST_TEXT, readableName } from './readable.ts';

export type { PlacedDefinition } from './placed.ts';

/** A document's reading; of a notebook's cell that of the whole notebook. */
export interface DocumentReading {
  source: SourceReading;
  /** The document's version that was read. */
  version: number;
  /** Of a notebook's cell: its number, which its ranges carry. */
  cell?: number;
}

/** A file, or the notebook that a document is a cell of. */
export interface Subject {
  key: string;
  /** Changes with the text. */
  stamp: string;
  cell?: number;
  /** Undefined for a text that need not be read. */
  source(): ReaderSource | undefined;
}

interface Entry {
  stamp: string;
  source?: ReaderSource;
  reading: Promise<SourceReading | undefined>;
  around?: Promise<Around[]>;
}

interface PlacedEntry {
  stamp: string;
  placed: PlacedDefinition[];
}

export class Readings {
  private readonly reader: AdviceThread;
  private readonly tell: (message: string) => void;
  private readonly entries = new Map<string, Entry>();
  private readonly placed = new Map<string, PlacedEntry>();
  private readonly tooLong = new Set<string>();

  /** @param tell hears why a document is not read */
  constructor(reader: AdviceThread, tell: (message: string) => void) {
    this.reader = reader;
    this.tell = tell;
  }

  /** What is read of a document as it stands in the editor; undefined where it cannot have a model. */
  async of(document: TextDocument): Promise<DocumentReading | undefined> {
    const subject = this.subjectOf(document);
    if (!subject) return undefined;
    const { version } = document;
    const source = await this.entryOf(subject).reading;
    return source && { source, version, cell: subject.cell };
  }

  /** The definitions of a document, those included that are hidden while its text is broken. */
  async models(document: TextDocument): Promise<PlacedDefinition[]> {
    const subject = this.subjectOf(document);
    if (!subject) return [];
    const key = document.uri.toString();
    const entry = this.entryOf(subject);
    const source = await entry.reading;
    const around = source && source.models.length > 0 ? await this.aroundOf(entry) : [];
    const known = this.placed.get(key);
    if (known?.stamp === subject.stamp) return known.placed;
    const found = source ? placedIn(source, around, subject.cell) : [];
    const broken = source?.broken.filter(isIn(subject.cell)) ?? [];
    const placed = known ? keptModels(known.placed, found, broken) : found;
    const isLatest = this.subjectOf(document)?.stamp === subject.stamp;
    if (isLatest && !document.isClosed) this.placed.set(key, { stamp: subject.stamp, placed });
    return placed;
  }

  /** The definition `name` of a file as the editor has it, otherwise as the disk has it. */
  async named(file: string, name: string): Promise<ModelDefinition | undefined> {
    return (await this.inFile(file)).find((definition) => definition.name === name);
  }

  /** All definitions of a file as the editor has it, otherwise as the disk has it. */
  async inFile(file: string): Promise<ModelDefinition[]> {
    const content = await currentText(file).catch(() => '');
    const key = `named:${file}`;
    const reading = await this.reader.read({ key, file, content }).catch(() => undefined);
    this.reader.close(key);
    return reading?.models ?? [];
  }

  /** Moves what is kept along with the edits above it. */
  changed({ document, contentChanges }: TextDocumentChangeEvent): void {
    const entry = this.placed.get(document.uri.toString());
    if (!entry) return;
    for (const { range, text } of contentChanges) {
      const change = { startLine: range.start.line, endLine: range.end.line, text };
      entry.placed = shiftPlaced(entry.placed, change);
    }
  }

  closed(document: TextDocument): void {
    const key = document.uri.toString();
    this.placed.delete(key);
    this.tooLong.delete(key);
    if (notebookOf(document)) return;
    this.forget(key);
  }

  notebookClosed(notebook: NotebookDocument): void {
    this.forget(notebook.uri.toString());
  }

  private forget(key: string): void {
    if (this.entries.delete(key)) this.reader.close(key);
  }

  private entryOf(subject: Subject): Entry {
    const { key, stamp } = subject;
    const known = this.entries.get(key);
    if (known?.stamp === stamp) return known;
    const source = subject.source();
    const reading = source ? this.readSource(source) : Promise.resolve(undefined);
    const entry = { stamp, source, reading };
    this.entries.set(key, entry);
    return entry;
  }

  /** For each model what regularizes it from outside; nothing where that cannot be told. */
  private aroundOf(entry: Entry): Promise<Around[]> {
    entry.around ??= entry.source ? this.reader.around(entry.source).catch(() => []) : Promise.resolve([]);
    return entry.around;
  }

  private async readSource(source: ReaderSource): Promise<SourceReading | undefined> {
    try {
      return await this.reader.read(source);
    } catch (error) {
      this.tell(`${source.file} is not read: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  /** What is read for a document; undefined for those of other languages. */
  subjectOf(document: TextDocument): Subject | undefined {
    const file = readableName(document.uri.fsPath, document.languageId);
    if (file === undefined) return undefined;
    const notebook = notebookOf(document);
    if (notebook) return this.subjectOfNotebook(notebook, document);
    const key = document.uri.toString();
    const source = () => this.worthReading({ key, file, content: document.getText() });
    return { key, stamp: String(document.version), source };
  }

  private subjectOfNotebook(notebook: NotebookDocument, document: TextDocument): Subject {
    const cells = pythonCells(notebook);
    const key = notebook.uri.toString();
    const source = () => {
      const content = cells.map((cell) => ({ number: cell.index, text: cell.document.getText() }));
      return this.worthReading({ key, file: notebook.uri.fsPath, content });
    };
    return {
      key,
      stamp: cells
        .map(({ document: { uri, version }, index }) => `${index} ${uri.fragment} ${version}`)
        .join(),
      cell: cells.find((cell) => cell.document === document)?.index,
      source,
    };
  }

  private worthReading(source: ReaderSource): ReaderSource | undefined {
    const { key, file, content } = source;
    const text = typeof content === 'string' ? content : content.map((cell) => cell.text).join('\n');
    if (text.length <= LONGEST_TEXT) return isWorthReading(text) ? source : undefined;
    if (!this.tooLong.has(key)) {
      const most = LONGEST_TEXT.toLocaleString('en-US');
      this.tell(
        `${file} is not read: it has ${text.length.toLocaleString('en-US')} characters, and at most ${most} are read.`,
      );
    }
    this.tooLong.add(key);
    return undefined;
  }
}

/** The definitions of a text, outside of any editor's document; the reader is loaded on first use. */
export async function readModels(file: string, text: string): Promise<ModelDefinition[]> {
  const { readSource } = await import('../src/definition/source.ts');
  return readSource(file, text).models;
}

const isIn = (cell: number | undefined) => (range: SourceRange) => range.cell === cell;

function placedIn({ models }: SourceReading, around: Around[], cell: number | undefined): PlacedDefinition[] {
  const isHere = isIn(cell);
  return models
    .map((definition, index) => ({
      definition,
      line: definition.anchor.startLine - 1,
      around: around[index],
    }))
    .filter(({ definition }) => isHere(definition.anchor));
}
