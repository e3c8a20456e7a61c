/** Why a training log is not read: what was found and where, what was expected, what to do. */
import { basename } from 'node:path';
import { UserError } from '../errors.ts';

const thousands = (value: number) => value.toLocaleString('en-US');

/** Numbers that one log may hold; 16 bytes each. */
export const MOST_VALUES = 20_000_000;
export const MOST_SERIES = 10_000;
export const MOST_RUNS = 1_000;
/** Characters of one line of a text log. */
export const LONGEST_LINE = 2 ** 24;
/** Bytes of a log in one piece of JSON, which cannot be read in parts. */
export const LARGEST_JSON = 64 * 2 ** 20;

const KINDS =
  'Expected TensorBoard event files, a CSV or JSONL with one row for each epoch or step, a Keras history, a trainer_state.json, or the evaluation results of XGBoost or LightGBM.';

export function fileProblem(path: string, explanation: string, remedy: string): UserError {
  return problem('LOG_FILE', path, `${basename(path)} cannot be read`, explanation, remedy);
}

export function emptyLog(path: string): UserError {
  return problem(
    'LOG_EMPTY',
    path,
    `${basename(path)} is empty`,
    'Nothing has been logged in it yet; expected at least one epoch or step.',
    'Open it again after the first epoch, or choose another log.',
  );
}

/** A kind of file that holds no curves. */
export function unknownLog(path: string, found: string): UserError {
  return problem(
    'LOG_UNKNOWN',
    path,
    `${basename(path)} is not a training log that is known here`,
    `${found} ${KINDS}`,
    'Choose another file, or write the losses with a logger, such as CSVLogger("log.csv") of Keras.',
  );
}

/** Not text in UTF-8. */
export function notText(path: string, found: string): UserError {
  return problem(
    'LOG_NOT_TEXT',
    path,
    `${basename(path)} is not UTF-8 text`,
    `${found} Training logs are read as text in UTF-8, or as TensorBoard event files.`,
    'Write the log again with the encoding UTF-8; unpack it first when it is compressed.',
  );
}

/** Broken in a text file, with the line and the column (1-based). */
export function brokenText(
  path: string,
  place: { line: number; column?: number },
  found: string,
  expected: string,
  remedy: string,
): UserError {
  const { line, column = 1 } = place;
  return new UserError({
    code: 'LOG_SYNTAX',
    title: `${basename(path)} is broken in line ${thousands(line)}`,
    explanation: `${found} ${expected}`,
    remedy,
    technical: [path],
    location: { file: path, line, column },
  });
}

export function decimalComma(path: string, line: number, cell: string): UserError {
  return new UserError({
    code: 'LOG_DECIMAL_COMMA',
    title: `${basename(path)} has numbers with commas`,
    explanation: `Line ${thousands(line)} has “${cell}” in a file whose cells commas separate; whether its comma is a decimal one or stands between thousands cannot be known. Expected a decimal point, as in ${cell.replace(',', '.')}, or semicolons between the cells.`,
    remedy:
      'Write the log with decimal points and without separators of thousands (pandas: to_csv(decimal=".")), or with semicolons between the cells (sep=";").',
    technical: [path],
    location: { file: path, line, column: 1 },
  });
}

/** The bytes of an event file contradict its format before anything was read. */
export function damagedEvents(path: string, found: string): UserError {
  return problem(
    'LOG_DAMAGED',
    path,
    `${basename(path)} is damaged`,
    `${found} Expected TensorBoard event records, each with its length and a checksum.`,
    'Copy the file again from where it was written.',
  );
}

export function beyondLimits(path: string, found: string, limit: string): UserError {
  return problem(
    'LOG_LIMIT',
    path,
    `${basename(path)} holds more than is read`,
    `${found} ${limit}`,
    'Open a part of it: one run of the folder, or a log with fewer columns or rows.',
  );
}

export const tooManyValues = (path: string) =>
  beyondLimits(
    path,
    `It holds more than ${thousands(MOST_VALUES)} numbers.`,
    'Logs of up to that many are read, because they are kept in memory.',
  );

export const tooManySeries = (path: string) =>
  beyondLimits(
    path,
    'It names more curves than are read.',
    `A training log has a few dozen; up to ${thousands(MOST_SERIES)} in a run and 100,000 in all are read.`,
  );

export const tooManyRuns = (path: string) =>
  beyondLimits(
    path,
    `It holds more than ${thousands(MOST_RUNS)} runs.`,
    'Up to that many are read at a time.',
  );

function problem(code: string, path: string, title: string, explanation: string, remedy: string): UserError {
  return new UserError({ code, title, explanation, remedy, technical: [path] });
}
