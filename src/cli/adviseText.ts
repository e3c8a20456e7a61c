/** What advice says of a text, and its safe fixes. */
import { Adviser, type Terms, type Told } from '../advice/adviser.ts';
import { applyEdits, type TextEdit } from '../advice/edits.ts';
import type { Fix } from '../advice/rule.ts';
import type { AdviceSettings } from '../advice/settings.ts';
import { languageOf } from '../definition/program/languages.ts';
import { editNotebookFile, readNotebookFile } from '../definition/program/notebookFile.ts';
import type { ReaderSource } from '../definition/readerThread.ts';

/** A finding with its fixes, in the order of preference. */
export interface ToldWithFixes extends Told {
  fixes: Fix[];
}

/** Every fix is checked by reading the text again: of a long text only so many characters in all. */
const CHARACTERS_READ_FOR_FIXES = 20_000_000;

export class AdvisedText {
  readonly #file: string;
  readonly #text: string;
  readonly #source: ReaderSource;
  readonly #terms: Terms;
  readonly #adviser = new Adviser();
  /** Fixes of a very long text are worked out for the first findings only. */
  readonly findings: ToldWithFixes[];

  /** @throws UserError for a notebook that is not one */
  constructor(file: string, text: string, settings: AdviceSettings) {
    this.#file = file;
    this.#text = text;
    this.#terms = { settings };
    this.#source = { key: file, file, content: isNotebook(file) ? readNotebookFile(file, text) : text };
    const told = this.#adviser.findings(this.#source, this.#terms);
    const first = told.slice(0, Math.ceil(CHARACTERS_READ_FOR_FIXES / (text.length + 1)));
    const fixes = this.#adviser.fixes(this.#source, this.#terms, [...first.keys()]);
    this.findings = told.map((finding, number) => ({ ...finding, fixes: fixes[number] ?? [] }));
  }

  /** The text, or that of a notebook's cell. */
  textOf(cell?: number): string {
    const { content } = this.#source;
    if (typeof content === 'string') return content;
    return content.find(({ number }) => number === cell)?.text ?? '';
  }

  /** The text with every safe fix made. */
  mended(): string {
    const changes = this.#adviser.fixAll(this.#source, this.#terms, {});
    return changes.reduce((text, { cell, edits }) => this.#edited(text, cell, edits), this.#text);
  }

  #edited(text: string, cell: number | undefined, edits: TextEdit[]): string {
    const result = applyEdits(this.textOf(cell), edits);
    return cell === undefined ? result : editNotebookFile(this.#file, text, cell, result);
  }
}

export function isNotebook(file: string): boolean {
  const language = languageOf(file);
  return language?.name === 'python' && language.notebook;
}
