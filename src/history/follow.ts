/** A log that is being written. */
import { UserError } from '../errors.ts';
import type { ColumnMapping, History } from './history.ts';
import { LogReading } from './reading.ts';

/**
 * Follows a file or a folder of runs. Each poll reads only what was appended; a file that was rotated, truncated or
 * rewritten is read anew. A last line that may be half-written waits until it is ended or nothing has been
 * written between two polls.
 */
export class LogFollower {
  private readonly reading: LogReading;
  private readonly mapping: ColumnMapping | undefined;
  /** A history was given: from then on a log that is unreadable for the moment keeps it. */
  private isOpen = false;

  constructor(path: string, mapping?: ColumnMapping) {
    this.reading = new LogReading(path, true);
    this.mapping = mapping;
  }

  /**
   * The history when something was written since the last poll, else null; one poll at a time. Null too while the file is empty, missing
   * for the moment, or half-written.
   * @throws UserError `LOG_…` when it cannot be read and never could
   */
  async poll(): Promise<History | null> {
    try {
      if (!(await this.reading.refresh()) && this.isOpen) return null;
      const history = this.reading.history(this.mapping);
      this.isOpen = true;
      return history;
    } catch (error) {
      if (error instanceof UserError && (this.isOpen || error.problem.code === 'LOG_EMPTY')) return null;
      throw error;
    }
  }
}
