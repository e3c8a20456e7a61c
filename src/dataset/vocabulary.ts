/** Inputs that are numbers of words: whole, and known to the model. */
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import type { Feature } from './features.ts';
import type { Table } from './table.ts';
import { enumerate, quote, thousands } from './words.ts';

/**
 * @param vocabulary numbers of words go from 0 to this − 1
 * @param rows rows of the table that are in any part
 * @throws UserError for the first column with other values, naming their rows
 */
export function checkVocabulary(
  table: Table,
  features: Feature[],
  vocabulary: number,
  rows: Uint32Array,
): void {
  const isWord = (value: number) => Number.isInteger(value) && value >= 0 && value < vocabulary;
  for (const { name, at } of features) {
    const wrong = rows.filter((row) => !isWord(at(row))).sort();
    if (wrong.length > 0) throw notWords(table, name, vocabulary, [...wrong], at);
  }
}

function notWords(
  table: Table,
  name: string,
  vocabulary: number,
  rows: number[],
  at: (row: number) => number,
): UserError {
  const cells = rows.map((row) => `row ${thousands(table.rowNumbers[row]!)} has ${at(row)}`);
  return new UserError({
    code: 'DATA_VOCABULARY',
    title: `${table.file} has ${formatCount(rows.length, 'value')} in ${quote(name)} that the model's Embedding does not know`,
    explanation: `In ${quote(name)} ${enumerate(cells, 5)}; the model begins with an Embedding of ${thousands(vocabulary)} words, whose numbers are whole and go from 0 to ${thousands(vocabulary - 1)}.`,
    remedy:
      'Correct these cells, enlarge the Embedding (its first argument), or leave the column out with data.exclude if it holds no words.',
  });
}

/** Numbers of words are not standardized: a note says so where the rest is. */
export function vocabularyNotes(vocabulary: number | undefined, standardize: boolean): string[] {
  if (vocabulary === undefined || !standardize) return [];
  return ['The inputs are numbers of words for an Embedding: they are not standardized.'];
}
