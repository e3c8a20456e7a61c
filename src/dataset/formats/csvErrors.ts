/** What may be wrong with a CSV file. */
import { UserError } from '../../errors.ts';
import { formatCount } from '../../words.ts';
import { areOrIs, enumerate, quote, thousands } from '../words.ts';

const EXAMPLES = 5;

/** @throws UserError when a name is empty or occurs twice */
export function headerOf(file: string, cells: string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const unnamed = names.flatMap((name, i) => (name === '' ? [thousands(i + 1)] : []));
  if (unnamed.length > 0) {
    const which = unnamed.length === 1 ? 'column' : 'columns';
    throw new UserError({
      code: 'DATA_COLUMN_UNNAMED',
      title: `${file} has ${formatCount(unnamed.length, 'column')} without a name`,
      explanation: `In the header row, ${which} ${enumerate(unnamed, EXAMPLES)} of ${thousands(names.length)} ${areOrIs(unnamed.length)} empty; every column needs a name.`,
      remedy:
        'Name or remove the column (pandas writes its index this way; to_csv(index=False) leaves it out).',
    });
  }
  const twice = repeated(names);
  if (twice.length > 0) {
    const places = twice.map((name) => {
      const at = names.flatMap((other, i) => (other === name ? [thousands(i + 1)] : []));
      return `${quote(name)} is the name of columns ${enumerate(at)}`;
    });
    throw new UserError({
      code: 'DATA_COLUMN_DUPLICATE',
      title: `${file} has columns with the same name`,
      explanation: `In the header row, ${enumerate(places, EXAMPLES)}; names must be unique.`,
      remedy: 'Rename or remove the repeated columns.',
    });
  }
  return names;
}

function repeated(names: string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))];
}

export function badQuote(file: string, row: number, kind: string): UserError {
  const found =
    kind === 'MissingQuotes'
      ? 'A cell in it begins with a double quote (") that is never closed.'
      : 'A cell in it begins with a double quote ("), and text follows the closing one.';
  return new UserError({
    code: 'DATA_QUOTE',
    title: `${file} has a broken quotation in row ${thousands(row)}`,
    explanation: `${found} A quoted cell ends with a quote, and quotes inside it are doubled ("").`,
    remedy: 'Close the quotation, or double the quotes inside the cell.',
  });
}

export function raggedRows(file: string, expected: number, ragged: string[]): UserError {
  return new UserError({
    code: 'DATA_RAGGED',
    title: `${file} has ${formatCount(ragged.length, 'row')} with a wrong number of cells`,
    explanation: `The header names ${formatCount(expected, 'column')}; ${enumerate(ragged, EXAMPLES)}. The header is row 1.`,
    remedy: 'Give every row as many cells as the header; quote cells that contain the delimiter.',
  });
}

export function headerOnly(file: string, columns: number): UserError {
  return new UserError({
    code: 'DATA_NO_ROWS',
    title: `${file} has a header but no rows`,
    explanation: `The first row names ${formatCount(columns, 'column')}, and nothing follows it; expected one row for each sample.`,
    remedy: 'Write the data below the header, or choose another file.',
  });
}
