/** Text where numbers belong, and text with too many categories. */
import { type Suggestion, UserError } from '../errors.ts';
import { capitalize, formatCount } from '../words.ts';
import { type Column, isTextColumn } from './column.ts';
import { type DataSettings, excludeSuggestion, type Roles } from './roles.ts';
import type { Table } from './table.ts';
import { enumerate, quote, thousands } from './words.ts';

/** Most categories that an input column of text may have. */
const MOST_CATEGORIES = 50;

/**
 * Inputs must be numbers throughout or categories; a target must be one of both unless it is told to be classes.
 * @throws UserError for text among numbers and for text columns with too many categories
 */
export function checkCells(table: Table, data: DataSettings, { target, inputs }: Roles): void {
  const broken = inputs.filter((column) => column.textCells > 0 && !isTextColumn(column));
  if (broken[0]) throw textAmongNumbers(table, data, broken[0], broken.slice(1));
  const wide = inputs.find((column) => isTextColumn(column) && column.texts.length > MOST_CATEGORIES);
  if (wide) throw tooManyCategories(table, data, wide);
  if (target.textCells === 0 || data.task === 'classification') return;
  if (data.task === 'regression') throw textTarget(table, target);
  if (!isTextColumn(target)) throw textAmongNumbers(table, data, target, []);
}

function textAmongNumbers(table: Table, data: DataSettings, column: Column, others: Column[]): UserError {
  const isTarget = column.name === data.target;
  const also =
    others.length > 0
      ? ` The same holds for ${enumerate(
          others.map((other) => quote(other.name)),
          5,
        )}.`
      : '';
  const decimalComma = column.texts.some((text) => /^[+-]?\d+,\d+$/.test(text));
  return new UserError({
    code: 'DATA_TEXT_IN_NUMBERS',
    title: `${table.file} has text in the numeric column ${quote(column.name)}`,
    explanation: `${textCells(table, column)}; ${formatCount(column.numberCells, 'other cell')} of the column ${column.numberCells === 1 ? 'is a number' : 'are numbers'}.${also}`,
    remedy: decimalComma
      ? 'Write decimals with a point instead of a comma.'
      : 'Correct these cells, or empty them and set data.dropNonFinite to leave out their rows.',
    suggestions: isTarget
      ? [classesSuggestion(`Take the values of ${quote(column.name)} as classes and run`)]
      : [excludeSuggestion(data, column.name)],
  });
}

function classesSuggestion(label: string): Suggestion {
  return { label, path: ['data', 'task'], value: 'classification' };
}

function textTarget(table: Table, target: Column): UserError {
  return new UserError({
    code: 'DATA_TARGET_TEXT',
    title: `${table.file} has text in the target ${quote(target.name)}, and regression needs numbers`,
    explanation: `${textCells(table, target)}. The experiment sets data.task to “regression”.`,
    remedy: 'Choose a numeric target, or classification.',
    suggestions: [classesSuggestion('Use classification and run')],
  });
}

/** `Row 3 has “abc”, row 7 has “n.a.” and 4 more` */
function textCells(table: Table, column: Column): string {
  const rows = [...column.codes.keys()].filter((row) => column.codes[row]! >= 0);
  const cells = rows.map(
    (row) => `row ${thousands(table.rowNumbers[row]!)} has ${quote(column.texts[column.codes[row]!]!)}`,
  );
  return capitalize(enumerate(cells, 5));
}

function tooManyCategories(table: Table, data: DataSettings, column: Column): UserError {
  return new UserError({
    code: 'DATA_TOO_MANY_CATEGORIES',
    title: `The text column ${quote(column.name)} has ${formatCount(column.texts.length, 'category', 'categories')}`,
    explanation: `Text columns of ${table.file} become one input for each category, which is done for at most ${MOST_CATEGORIES}; names, dates and free text are not categories.`,
    remedy: `Exclude ${quote(column.name)}, or replace it by numbers.`,
    suggestions: [excludeSuggestion(data, column.name)],
  });
}
