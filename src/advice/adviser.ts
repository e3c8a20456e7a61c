/** Advice on texts that change while they are typed: findings at once, fixes for those who ask. */
import type { Around } from '../definition/describe.ts';
import { OpenTexts } from '../definition/openTexts.ts';
import { languageOf } from '../definition/program/languages.ts';
import type { ReaderSource } from '../definition/readerThread.ts';
import type { SourceReading } from '../definition/reading.ts';
import { aroundModels } from './around.ts';
import { type Audit, type AuditedModel, auditedModel, auditModel } from './audit.ts';
import { countErrors, editable } from './edit/source.ts';
import { applyEdits, type TextEdit } from './edits.ts';
import { type Advised, type Choice, fixAll, type TextEdits, type Texts } from './fixAll.ts';
import { ignoringEdits } from './ignoring.ts';
import { type Refactoring, refactoringsAt } from './refactorings/index.ts';
import type { Finding, Fix, Rule, Samples } from './rule.ts';
import { rules } from './rules/index.ts';
import { advise } from './runner.ts';
import { type AdviceSettings, DEFAULT_THRESHOLDS } from './settings.ts';

/** What advice depends on beside the text. */
export interface Terms {
  settings: AdviceSettings;
  samples?: Samples;
}

/** A finding without its fixes. Its number is its place in the list. */
export type Told = Omit<Finding, 'fixes'>;

export interface RuleSummary extends Pick<Rule, 'code' | 'slug' | 'severity'> {
  title: string;
}

/** Which findings `fixAll` fixes. */
export interface Wanted {
  /** The rule whose findings are fixed; without it, all safe fixes are made. */
  code?: string;
  /** Of a notebook, the only cell to be changed. */
  cell?: number;
}

interface Known {
  reading: SourceReading;
  terms: string;
  findings: Finding[];
}

/** Every answer is about the text that comes with the question. Texts that cannot be read are a `UserError`. */
export class Adviser {
  readonly #texts = new OpenTexts();
  /** For texts that are only tried: a reading is valid until its text changes. */
  readonly #trials = new OpenTexts();
  readonly #known = new Map<string, Known>();

  read(source: ReaderSource): SourceReading {
    return this.#texts.read(source);
  }

  /** What regularizes each model from outside of it. */
  around(source: ReaderSource): Around[] {
    return aroundModels({
      reading: this.read(source),
      textOf: (cell) => textOf(source, cell),
      thresholds: DEFAULT_THRESHOLDS,
    });
  }

  close(key: string): void {
    this.#texts.close(key);
    this.#trials.close(key);
    this.#trials.close(keyOfTrial(key));
    this.#known.delete(key);
  }

  rules(): RuleSummary[] {
    return rules.map(({ code, slug, severity, documentation }) => ({
      ...{ code, slug, severity },
      title: documentation.title,
    }));
  }

  findings(source: ReaderSource, terms: Terms): Told[] {
    return this.#findings(source, terms).map(({ code, severity, range, message, related, idle }) => ({
      ...{ code, severity, range, message, related, idle },
    }));
  }

  /** The fixes of findings, in the order of the numbers. */
  fixes(source: ReaderSource, terms: Terms, numbers: number[]): Fix[][] {
    const findings = this.#findings(source, terms);
    return numbers.map((number) => {
      const finding = findings[number];
      return finding ? finding.fixes.filter(({ edits }) => this.#parses(source, finding, edits)) : [];
    });
  }

  fixAll(source: ReaderSource, terms: Terms, { code, cell }: Wanted): TextEdits[] {
    const choose: Choice = (finding, texts) => {
      if (finding.code !== (code ?? finding.code) || finding.range.cell !== (cell ?? finding.range.cell))
        return;
      const current = withTexts(source, texts);
      return finding.fixes.find(
        ({ safe, edits }) => (safe || code !== undefined) && this.#parses(current, finding, edits),
      );
    };
    return fixAll(allTexts(source), (texts) => this.#adviseOn(withTexts(source, texts), terms), choose);
  }

  /** The comment that silences a finding on its line; undefined where none can stand. */
  ignoring(source: ReaderSource, terms: Terms, number: number): TextEdit | undefined {
    const findings = this.#findings(source, terms);
    const finding = findings[number];
    if (!finding) return undefined;
    const { cell } = finding.range;
    const others = ({ code }: Told) => code !== finding.code;
    return ignoringEdits(this.read(source), textOf(source, cell), finding).find((edit) => {
      if (!this.#parses(source, finding, [edit])) return false;
      const { findings: left } = this.#adviseOn(withEdits(source, cell, [edit]), terms);
      return left.length < findings.length && left.filter(others).length === findings.filter(others).length;
    });
  }

  refactorings(source: ReaderSource, range: { from: number; to: number; cell?: number }): Refactoring[] {
    const { content } = source;
    const above = typeof content === 'string' ? [] : content.filter(({ number }) => number < range.cell!);
    return refactoringsAt(this.read(source), textOf(source, range.cell), range, {
      above: above.map(({ text }) => text),
      read: (text) => this.#readWith(source, text, range.cell),
    });
  }

  /** The audit of a model; undefined where there is none of its name. @param terms without them, the rules say nothing */
  audit(source: ReaderSource, terms: Terms | undefined, wanted: AuditedModel): Audit | undefined {
    const reading = this.read(source);
    const model = auditedModel(reading, wanted);
    if (!model) return undefined;
    const thresholds = terms?.settings.thresholds ?? DEFAULT_THRESHOLDS;
    const context = { reading, textOf: (cell?: number) => textOf(source, cell), thresholds };
    return auditModel(context, model, terms ? this.#findings(source, terms) : []);
  }

  #findings(source: ReaderSource, terms: Terms): Finding[] {
    const reading = this.read(source);
    const key = JSON.stringify(terms);
    const known = this.#known.get(source.key);
    if (known?.reading === reading && known.terms === key) return known.findings;
    const findings = this.#advise(source, reading, terms);
    this.#known.set(source.key, { reading, terms: key, findings });
    return findings;
  }

  /** Advice on texts that are only tried; valid until others are. */
  #adviseOn(source: ReaderSource, terms: Terms): Advised {
    const reading = this.#trials.read({ ...source, key: keyOfTrial(source.key) });
    return { texts: allTexts(source), reading, findings: this.#advise(source, reading, terms) };
  }

  #advise(source: ReaderSource, reading: SourceReading, { settings, samples }: Terms): Finding[] {
    const read = (text: string, cell?: number) => this.#readWith(source, text, cell);
    return advise(reading, (cell) => textOf(source, cell), settings, { samples, read });
  }

  #readWith(source: ReaderSource, text: string, cell: number | undefined): SourceReading {
    return this.#trials.read(withTexts(source, new Map([[cell, text]])));
  }

  /** Whether a text parses as well after the edits: of a notebook, a rule cannot read a cell alone again. */
  #parses(source: ReaderSource, { range: { cell } }: Told, edits: TextEdit[]): boolean {
    const language = languageOf(source.file)?.name ?? 'python';
    const errorsOf = (each: ReaderSource) => countErrors(editable(language, textOf(each, cell)).tree);
    return errorsOf(withEdits(source, cell, edits)) <= errorsOf(source);
  }
}

/** Advice on a trial reads further trials: they must not take its own reading away. */
const keyOfTrial = (key: string): string => `${key} tried`;

function textOf({ content }: ReaderSource, cell: number | undefined): string {
  if (typeof content === 'string') return content;
  return content.find(({ number }) => number === cell)?.text ?? '';
}

function allTexts({ content }: ReaderSource): Texts {
  return typeof content === 'string'
    ? new Map([[undefined, content]])
    : new Map(content.map(({ number, text }) => [number, text]));
}

function withTexts(source: ReaderSource, texts: Texts): ReaderSource {
  const { content } = source;
  const changed =
    typeof content === 'string'
      ? (texts.get(undefined) ?? content)
      : content.map((cell) => ({ ...cell, text: texts.get(cell.number) ?? cell.text }));
  return { ...source, content: changed };
}

const withEdits = (source: ReaderSource, cell: number | undefined, edits: TextEdit[]): ReaderSource =>
  withTexts(source, new Map([[cell, applyEdits(textOf(source, cell), edits)]]));
