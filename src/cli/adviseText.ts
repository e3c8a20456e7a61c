/** What advice says of a text. */
import type { Finding } from '../advice/rule.ts';
import { advise } from '../advice/runner.ts';
import type { AdviceSettings } from '../advice/settings.ts';
import { readNotebookFile } from '../definition/program/notebookFile.ts';
import type { SourceReading } from '../definition/reading.ts';
import { readSource } from '../definition/source.ts';

/** A source with what advice says of it. */
export interface Advised {
  reading: SourceReading;
  /** The text, or that of a notebook's cell. */
  textOf(cell?: number): string;
  findings: Finding[];
}

/** @throws UserError for a notebook that is not one */
export function adviseText(file: string, text: string, settings: AdviceSettings): Advised {
  const reading = readSource(file, text);
  const textOf = textsOf(reading, text);
  return { reading, textOf, findings: advise(reading, textOf, settings) };
}

function textsOf({ file, notebook }: SourceReading, text: string): Advised['textOf'] {
  if (!notebook) return () => text;
  const cells = new Map(readNotebookFile(file, text).map((cell) => [cell.number, cell.text]));
  return (cell) => (cell === undefined ? undefined : cells.get(cell)) ?? '';
}
