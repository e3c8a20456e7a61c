import { type Problem, UserError } from '../src/errors.ts';

/** The problem that something is rejected with; anything else fails the test. */
export async function problemFrom(action: Promise<unknown>): Promise<Problem> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('expected a UserError, nothing was thrown');
}
