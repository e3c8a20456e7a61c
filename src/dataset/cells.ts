/** Text where numbers belong, numbers in another notation, and text with too many categories. */
import { type Suggestion, UserError } from '../errors.ts';
import { capitalize, formatCount } from '../words.ts';
import { type Column, isTextColumn } from './column.ts';
import { describeNotation, isFormattedNumber } from './notation.ts';
import { type DataSettings, excludeSuggestion, type Roles } from './roles.ts';
import type { Table } from './table.ts';
import { enumerate, quote, thousands } from './words.ts';

/** Most categories that an input column of text may have. */
const MOST_CATEGORIES = 50;

/**
 * Inputs must be numbers throughout or categories; a target must be one of both unless it is told to be classes.
 * @throws UserError for numbers in another notation, text among numbers and for text columns with too many categories
 */
export function checkCells(table: Table, data: DataSettings, { target, inputs }: Roles): void {
  const targetIsNumeric = data.task !== 'classification';
  const foreign = [...inputs, ...(targetIsNumeric ? [target] : [])].filter(isMostlyFormatted);
  if (foreign[0]) throw numberNotation(table, data, foreign[0], foreign.slice(1));
  const broken = inputs.filter((column) => column.textCells > 0 && !isTextColumn(column));
  if (broken[0]) throw textAmongNumbers(table, data, broken[0], broken.slice(1));
  const wide = inputs.find((column) => isTextColumn(column) && column.texts.length > MOST_CATEGORIES);
  if (wide) throw tooManyCategories(table, data, wide);
  if (target.textCells === 0 || !targetIsNumeric) return;
  if (data.task === 'regression') throw textTarget(table, target);
  if (!isTextColumn(target)) throw textAmongNumbers(table, data, target, []);
}

/** Most of the texts are numbers in another notation; as categories they would say nothing. */
function isMostlyFormatted({ texts, codes, textCells, classes }: Column): boolean {
  if (textCells === 0 || classes) return false;
  const formatted = texts.map(isForeign);
  const cells = codes.reduce((sum, code) => sum + (formatted[code] ? 1 : 0), 0);
  return cells > 0 && 2 * cells >= textCells;
}

/** Texts that could be read as numbers are texts on purpose. */
const isForeign = (text: string): boolean => isFormattedNumber(text) && Number.isNaN(Number(text));

function numberNotation(table: Table, data: DataSettings, column: Column, others: Column[]): UserError {
  const isTarget = column.name === data.target;
  const classes = isTarget ? ' If they are names of classes, set data.task to “classification”.' : '';
  return new UserError({
    code: 'DATA_NUMBER_NOTATION',
    title: `${table.file} has numbers in ${quote(column.name)} that cannot be read`,
    explanation: `${textCells(table, column, isForeign)}: these look like numbers with ${describeNotation(column.texts)}.${sameFor(others)}`,
    remedy: `Write decimals with a point, thousands without a separator, and no signs: 1.5 and 1001.${classes}`,
    suggestions: isTarget || others.length > 0 ? undefined : [excludeSuggestion(data, column.name)],
  });
}

function sameFor(others: Column[]): string {
  if (others.length === 0) return '';
  const names = others.map((other) => quote(other.name));
  return ` The same holds for ${enumerate(names, 5)}.`;
}

function textAmongNumbers(table: Table, data: DataSettings, column: Column, others: Column[]): UserError {
  const isTarget = column.name === data.target;
  return new UserError({
    code: 'DATA_TEXT_IN_NUMBERS',
    title: `${table.file} has text in the numeric column ${quote(column.name)}`,
    explanation: `${textCells(table, column)}; ${formatCount(column.numberCells, 'other cell')} of the column ${column.numberCells === 1 ? 'is a number' : 'are numbers'}.${sameFor(others)}`,
    remedy: 'Correct these cells, or empty them and set data.dropNonFinite to leave out their rows.',
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
function textCells(table: Table, { codes, texts }: Column, shown = (_text: string) => true): string {
  const rows = [...codes.keys()].filter((row) => codes[row]! >= 0 && shown(texts[codes[row]!]!));
  const cells = rows.map(
    (row) => `row ${thousands(table.rowNumbers[row]!)} has ${quote(texts[codes[row]!]!)}`,
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
