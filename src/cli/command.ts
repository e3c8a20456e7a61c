/** What the entry knows of a command; one file a command, listed in main.ts. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** The whole `--help` page. */
  help: string;
  /** @returns the exit code, see {@link EXIT} */
  run(args: string[]): Promise<number>;
}

/** Exit codes, documented in the README. */
export const EXIT = {
  ok: 0,
  /** The input is missing, broken or does not fit; the message says what to do. */
  problem: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A defect of the program. */
  internal: 70,
  /** Interrupted by Ctrl+C; what was finished is kept. */
  cancelled: 130,
} as const;

/** A wrong command line, in words. */
export class UsageError extends Error {}
