/** One source checked: read, advised, and mended where that is asked for. */
import type { AdviceSettings } from '../advice/settings.ts';
import { type Problem, problemOf } from '../errors.ts';
import { adviseText } from './adviseText.ts';
import { type CheckedFile, findingEntry } from './findings.ts';
import { fixText } from './fixText.ts';
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
    if (!fix) return checkText(file, text, settings);
    const { text: mended, fixed } = fixText(file, text, settings);
    if (mended !== text) await writeSource(file, mended);
    return { ...checkText(file, mended, settings), fixed };
  } catch (error) {
    return { file, findings: [], error: problemIn(file, error) };
  }
}

/** As {@link checkFile}, without fixes, of a text that is known. */
export function checkText(file: string, text: string, settings: AdviceSettings): CheckedFile {
  try {
    const { reading, textOf, findings } = adviseText(file, text, settings);
    const fileLine = reading.notebook && findings.length > 0 ? notebookLines(text) : undefined;
    return { file, findings: findings.map((finding) => findingEntry(finding, textOf, fileLine)) };
  } catch (error) {
    return { file, findings: [], error: problemIn(file, error) };
  }
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
