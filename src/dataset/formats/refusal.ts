/** Why a data file is refused. */
import { UserError } from '../../errors.ts';

/** Most columns of a table; an image of 128 × 128 pixels in three colours has 49,152. */
const MOST_COLUMNS = 50_000;
/** Rows of a file are counted in 32 bits. */
export const MOST_ROWS = 2 ** 32 - 1;

/** @param found what is wrong and what was expected, whole sentences */
export function damaged(name: string, found: string, technical?: string): UserError {
  return new UserError({
    code: 'DATA_DAMAGED',
    title: `${name} is damaged`,
    explanation: found,
    remedy: 'Write or download the file again.',
    ...(technical !== undefined && { technical: [technical] }),
  });
}

export function unsupported(title: string, explanation: string, remedy: string): UserError {
  return new UserError({ code: 'DATA_UNSUPPORTED', title, explanation, remedy });
}

/** More than is read, by announcement of the file itself. */
export function tooLarge(name: string, explanation: string, remedy: string): UserError {
  return new UserError({ code: 'DATA_TOO_LARGE', title: `${name} is too large`, explanation, remedy });
}

/** @throws UserError when there are more than the table may have */
export function checkColumnCount(name: string, columns: number): void {
  if (columns <= MOST_COLUMNS) return;
  const most = MOST_COLUMNS.toLocaleString('en-US');
  throw tooLarge(
    name,
    `A row has ${columns.toLocaleString('en-US')} values; tables of up to ${most} columns are read.`,
    'Choose fewer columns, or make images smaller (64 × 64 pixels are plenty for comparing regularization).',
  );
}

export function noRows(name: string, found: string): UserError {
  return new UserError({
    code: 'DATA_NO_ROWS',
    title: `${name} has no rows`,
    explanation: `${found}; expected one row for each sample.`,
    remedy: 'Choose another file.',
  });
}

/** What a library throws about a file, as an error for the user; errors for the user stay what they are. */
export async function guarded<T>(name: string, found: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(name, found, error instanceof Error ? error.message : String(error));
  }
}
