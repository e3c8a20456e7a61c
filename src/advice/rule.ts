/** What a rule of advice is, and what it finds. */
import type { SourceRange } from '../definition/model.ts';
import type { SourceReading } from '../definition/reading.ts';
import type { TextEdit } from './edits.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A change of the source that mends a finding. */
export interface Fix {
  /** In the imperative: `Add Dropout(0.5) after this layer`. */
  title: string;
  /** Of a notebook, offsets within the finding's cell. */
  edits: TextEdit[];
  /** Whether it may be made without being looked at: `reglens check --fix` makes it. */
  safe: boolean;
}

export interface Finding {
  code: string;
  severity: Severity;
  /** The place to underline. */
  range: SourceRange;
  /** Complete sentences with the model's own numbers. */
  message: string;
  /** Other places that have to do with it, e.g. the batch normalization that follows. */
  related?: { range: SourceRange; message: string }[];
  /** What stands at `range` does nothing: editors fade it. */
  idle?: true;
  /** In the order of preference. */
  fixes: Fix[];
}

/** What a rule looks at. */
export interface RuleContext {
  reading: SourceReading;
  /** The document's text; of a notebook the text of a cell (`undefined`: not a notebook). */
  textOf(cell?: number): string;
  thresholds: Thresholds;
  /** Rows of the training part, once data are attached to the file's model. */
  samples?: Samples;
  /** Reads the whole source with another text in the place of a text, faster than from its beginning. */
  read?(text: string, cell?: number): SourceReading;
}

/** Data that are attached to a model. */
export interface Samples {
  rows: number;
  /** The file's name. */
  data: string;
  /** The model's name; all models of the file where it is left out. */
  model?: string;
}

/** Numbers at which rules speak; each can be set (`regularizationLens.advice.…`, `.reglens.json`). */
export interface Thresholds {
  /** REG001: least parameters of a fully-connected layer. */
  largeLayer: number;
  /** REG001: least share of the model's parameters. */
  largeShare: number;
  /** REG002: largest usual drop probability. */
  largestRate: number;
  /** REG010: penalty at initialization as a multiple of the loss of chance. */
  penaltyToChance: number;
  /** REG019: smallest batch for batch normalization. */
  smallestBatch: number;
  /** REG022: parameters of the first or last layer for each row. */
  parametersPerRow: number;
}

export interface Source {
  /** `Srivastava et al. 2014, “Dropout: …”, section 7.3`. */
  title: string;
  url: string;
}

/** Documentation of a rule, from which its page is generated. */
export interface RuleDocumentation {
  /** What it finds, in a line: `Large fully-connected layer that nothing regularizes`. */
  title: string;
  /** Why it matters, in Markdown. */
  why: string;
  /** When it says nothing, in Markdown: what it cannot see, near misses. */
  silent: string;
  /** What to do, in Markdown. */
  remedy: string;
  sources: Source[];
  /** Source that fires, for the page and the tests. */
  example: { language: 'python' | 'javascript' | 'typescript'; code: string };
  /** The example once it is mended. */
  mended: string;
}

export interface Rule {
  /** `REG001`. */
  code: string;
  /** `unregularized-dense`: for people. */
  slug: string;
  severity: Severity;
  documentation: RuleDocumentation;
  check(context: RuleContext): Finding[];
}
