/**
 * An error meant for a person: what is wrong, what was found and expected, and what to do next.
 * Everything else that is thrown is a defect of ours and is shown as such.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The plain-data form of a {@link UserError}; it crosses process and webview borders. */
export interface Problem {
  /** Stable, e.g. `DATA_TARGET_MISSING`. */
  code: string;
  /** What is wrong, one line: "digits.csv has no column “label”". */
  title: string;
  /** What was found and what was expected, one or two sentences. */
  explanation: string;
  /** What to do next, an imperative sentence. */
  remedy?: string;
  /** A change to the experiment that mends it, offered as a button. */
  suggestions?: Suggestion[];
  /** Folded away: facts for a bug report, one a line. */
  technical?: string[];
  /** Where in a text file the problem stands, 1-based. */
  location?: { file: string; line: number; column: number };
}

/** A one-click remedy: set one value of the experiment file, then run. */
export interface Suggestion {
  /** The button, naming the outcome: "Use “digit” and run". */
  label: string;
  /** Path in the experiment document, e.g. `["data", "target"]`. */
  path: (string | number)[];
  value: unknown;
}

/** The problem behind anything thrown; a foreign error becomes an `INTERNAL` problem that says so. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UserError) return error.problem;
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'INTERNAL',
    title: 'Regularization Lens met an unexpected error',
    explanation: text,
    remedy: 'Please report it with the technical details below.',
    technical: error instanceof Error && error.stack ? error.stack.split('\n') : [text],
  };
}

/**
 * Names in files of others may hold what a terminal obeys: escape sequences, returns to the start of the line, changes of
 * the direction of writing. Each such character becomes U+FFFD; line ends and tabs stay.
 */
export const printable = (text: string): string =>
  text.replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** A problem as text for a terminal: title, explanation, remedy. */
export function formatProblem(problem: Problem): string {
  const where = problem.location
    ? `${problem.location.file}:${problem.location.line}:${problem.location.column}: `
    : '';
  const lines = [`${where}${problem.title}`, problem.explanation, problem.remedy].filter(Boolean);
  return printable(lines.join('\n  '));
}
