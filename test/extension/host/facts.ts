/** What the module in the extension host finds out, as plain data for the suite to judge. */
export interface Facts {
  /** Of the extension's bundle, in milliseconds. */
  loading: number;
  /** Of `activate()`, as the extension logs it. */
  activation: number;
  commands: string[];
  settings: Record<string, unknown>;
  lenses: { line: number; title: string; command: string }[];
  lensesWhenDisabled: number;
  /** Problems of an experiment file whose target is not in the data. */
  diagnostics: { line: number; message: string; code: string }[];
  quickFixes: string[];
  /** Resident memory of the extension host before and after, in MB. */
  memory: { before: number; after: number };
}

export const PREFIX = 'facts: ';
