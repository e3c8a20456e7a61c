/** Training logs of any kind as one History. */
import type { ColumnMapping, History } from './history.ts';
import { LogReading } from './reading.ts';

/**
 * Reads a log: a file, or a folder of runs.
 * @param mapping how to read its columns, and which curve is which, instead of the guess; where the log has no
 *   such columns the guess is used and a note says so
 * @throws UserError `LOG_FILE`, `LOG_FOLDER`, `LOG_EMPTY`, `LOG_UNKNOWN`, `LOG_NOT_TEXT`, `LOG_SYNTAX`,
 *   `LOG_DECIMAL_COMMA`, `LOG_DAMAGED`, `LOG_LIMIT`
 */
export async function openHistory(path: string, mapping?: ColumnMapping): Promise<History> {
  const reading = new LogReading(path);
  await reading.refresh();
  return reading.history(mapping);
}
