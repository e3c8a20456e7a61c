/** One source checked: read, advised, and mended where that is asked for. */
import type { AdviceSettings } from '../advice/settings.ts';
import { type Problem, problemOf } from '../errors.ts';
import { AdvisedText, isNotebook } from './adviseText.ts';
import { type CheckedFile, type FindingEntry, findingEntry } from './findings.ts';
import { fixedEntries } from './fixedEntries.ts';
import { notebookLines } from './notebookLines.ts';
import { readSourceFile } from './sourceFile.ts';
import { writeSource } from './writeSource.ts';

export interface CheckTask {
  file: string;
  settings: AdviceSettings;
  fix: boolean;
}

/** A file that cannot be read, or not be written, is one with an error: nothing is thrown. */
export async function checkFile({ file, settings, fix }: CheckTask): Promise<CheckedFile> {
  try {
    const text = await readSourceFile(file);
    return fix ? await fixFile(file, text, settings) : checkText(file, text, settings);
  } catch (error) {
    return { file, findings: [], error: problemIn(file, error) };
  }
}

/** As {@link checkFile}, without fixes, of a text that is known. */
export function checkText(file: string, text: string, settings: AdviceSettings): CheckedFile {
  try {
    return { file, findings: entriesOf(file, text, new AdvisedText(file, text, settings)) };
  } catch (error) {
    return { file, findings: [], error: problemIn(file, error) };
  }
}

async function fixFile(file: string, text: string, settings: AdviceSettings): Promise<CheckedFile> {
  const before = new AdvisedText(file, text, settings);
  const mended = before.mended();
  if (mended === text) return { file, findings: entriesOf(file, text, before), fixed: [] };
  await writeSource(file, mended);
  const after = new AdvisedText(file, mended, settings);
  return { file, findings: entriesOf(file, mended, after), fixed: fixedEntries(before, after) };
}

function entriesOf(file: string, text: string, advised: AdvisedText): FindingEntry[] {
  const { findings } = advised;
  const fileLine = isNotebook(file) && findings.length > 0 ? notebookLines(text) : undefined;
  return findings.map((finding) => findingEntry(finding, (cell) => advised.textOf(cell), fileLine));
}

/** Code that is nested too deeply for the engine's stack is the file's problem, not a defect. */
function problemIn(file: string, error: unknown): Problem {
  if (!(error instanceof RangeError && /call stack/i.test(error.message))) return problemOf(error);
  return {
    code: 'SOURCE_TOO_NESTED',
    title: `${file} is nested too deeply to be read`,
    explanation: 'Its brackets, blocks or expressions lie in each other thousands of levels deep.',
    remedy: 'Leave it out by a line in .reglensignore.',
  };
}
