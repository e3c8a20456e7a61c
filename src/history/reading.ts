/** A log that is open: its files, what has been read of them, and the history that they make. */
import { basename, dirname } from 'node:path';
import { UserError } from '../errors.ts';
import { formatCount } from '../words.ts';
import { runsOfEvents } from './events/runs.ts';
import { type FileLog, logOf, withRoles } from './fileLog.ts';
import type { ColumnMapping, History, LogFormat, LogRun } from './history.ts';
import { LogFile } from './logFile.ts';
import { type LogMember, membersOf } from './members.ts';
import { isPartWord } from './names.ts';
import { emptyLog, MOST_RUNS, tooManyRuns } from './refusal.ts';

const TITLES: Record<LogFormat, string> = {
  tensorboard: 'TensorBoard',
  'keras-csv': 'Keras CSVLogger',
  'keras-json': 'Keras History',
  lightning: 'PyTorch Lightning',
  transformers: 'Hugging Face Trainer',
  xgboost: 'XGBoost evaluation results',
  lightgbm: 'LightGBM evaluation results',
  wandb: 'Weights & Biases',
  table: 'Table',
  jsonl: 'JSON Lines',
};

export class LogReading {
  private readonly path: string;
  private readonly isFollowed: boolean;
  private isFolder = false;
  private members: LogMember[] = [];
  private files = new Map<string, LogFile>();

  constructor(path: string, isFollowed = false) {
    this.path = path;
    this.isFollowed = isFollowed;
  }

  /**
   * Reads what is new since the last time.
   * @returns whether anything has changed
   * @throws UserError when the path cannot be read or the folder holds no log
   */
  async refresh(): Promise<boolean> {
    const { isFolder, members } = await membersOf(this.path);
    const files = new Map(
      members.map(({ path }) => [path, this.files.get(path) ?? new LogFile(path, this.isFollowed)]),
    );
    let changed = files.size !== this.files.size || [...files.keys()].some((path) => !this.files.has(path));
    Object.assign(this, { isFolder, members, files });
    for (const file of files.values()) if (await file.update()) changed = true;
    return changed;
  }

  /** @throws UserError `LOG_…` when no file can be read, or the only one cannot */
  history(mapping: ColumnMapping | undefined): History {
    const events = [...this.files.values()].filter(({ content }) => content?.kind === 'events');
    if (events.length > 0) return this.ofEvents(events, mapping);
    if (!this.isFolder) return this.finish([this.logOfMember(this.members[0]!, mapping)], []);
    const notes: string[] = [];
    const logs = this.members.flatMap((member) => {
      try {
        const log = this.logOfMember(member, mapping);
        return this.members.length === 1 || isTold(log) ? [log] : [];
      } catch (error) {
        if (!(error instanceof UserError) || this.members.length === 1) throw error;
        if (error.problem.code !== 'LOG_UNKNOWN') notes.push(`Left out: ${error.problem.title}.`);
        return [];
      }
    });
    if (logs.length === 0) throw this.files.get(this.members[0]!.path)?.failure ?? emptyLog(this.path);
    return this.finish(logs, notes);
  }

  private logOfMember({ path, name }: LogMember, mapping: ColumnMapping | undefined): FileLog {
    return logOf(this.files.get(path)!, name, mapping);
  }

  private ofEvents(files: LogFile[], mapping: ColumnMapping | undefined): History {
    const root = this.isFolder ? this.path : dirname(this.path);
    const read = files.flatMap(({ path, content }) =>
      content?.kind === 'events' ? [{ path, reader: content.reader }] : [],
    );
    const { runs, notes } = runsOfEvents(root, read);
    if (runs.length === 0) throw emptyLog(this.path);
    const failures = [...this.files.values()].flatMap(({ failure }) =>
      failure && failure.problem.code !== 'LOG_EMPTY' ? [`Left out: ${failure.problem.title}.`] : [],
    );
    const part = basename(dirname(this.path));
    const alone =
      !this.isFolder && isPartWord(part.toLowerCase())
        ? [`This file is of the part “${part}”; open the folder around it for the curves of the other parts.`]
        : [];
    return this.made(
      'tensorboard',
      runs.map((run) => withRoles(run, mapping)),
      [...notes, ...failures, ...alone],
    );
  }

  /** Several files are a run each; runs of one name are told apart by number. */
  private finish(logs: FileLog[], notes: string[]): History {
    const runs = logs.flatMap((log) => log.runs);
    const columns = logs.find((log) => log.columns)?.columns;
    const history = this.made(logs[0]!.format, runs, [
      ...new Set([...logs.flatMap((log) => log.notes), ...notes]),
    ]);
    return columns ? { ...history, columns } : history;
  }

  private made(format: LogFormat, runs: LogRun[], notes: string[]): History {
    if (runs.length > MOST_RUNS) throw tooManyRuns(this.path);
    const title =
      [...this.files.values()].every(({ content }) => content?.kind === 'json') && format === 'jsonl'
        ? 'JSON'
        : TITLES[format];
    const seen = new Map<string, number>();
    const named = runs.map((run) => {
      const times = (seen.get(run.name) ?? 0) + 1;
      seen.set(run.name, times);
      return times > 1 ? { ...run, name: `${run.name} (${times})` } : run;
    });
    const count = runs.length > 1 ? `, ${formatCount(runs.length, 'run')}` : '';
    return { path: this.path, format, title: title + count, runs: named, notes };
  }
}

/** In a folder of many files only those count that name a loss, a metric or an epoch. */
function isTold({ runs, columns }: FileLog): boolean {
  return !columns || columns.mapping.step !== null || runs.some(({ roles }) => Object.keys(roles).length > 0);
}
