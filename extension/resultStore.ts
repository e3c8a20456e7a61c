/** Keeps the last results of each experiment, so that they are shown, marked stale, after what they measured changed. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPORT_VERSION } from '../src/report/report.ts';
import type { MeasuredResults } from './staleness.ts';
import type { MeasuredSummary } from './summary.ts';

/** The part of VS Code's `Memento` that is used here. */
export interface KeyValueStore {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): Thenable<void>;
}

const SUMMARIES = 'measured';

export class ResultStore {
  private readonly memento: KeyValueStore;
  private readonly folder: string;
  private readonly changed: () => void;

  /** `folder` is made when something is first kept. */
  constructor(memento: KeyValueStore, folder: string, changed: () => void) {
    this.memento = memento;
    this.folder = folder;
    this.changed = changed;
  }

  /** Summaries by experiment file, the latest last. */
  summaries(): Record<string, MeasuredSummary> {
    return this.memento.get<Record<string, MeasuredSummary>>(SUMMARIES) ?? {};
  }

  /** Keeps `results`, unless they are the ones that are kept already. */
  async save(experiment: string, results: MeasuredResults, summary: MeasuredSummary): Promise<void> {
    const { [experiment]: before, ...others } = this.summaries();
    if (before && JSON.stringify(before) === JSON.stringify(summary)) return;
    await this.write(experiment, results);
    await this.memento.update(SUMMARIES, { ...others, [experiment]: summary });
    this.changed();
  }

  /** The runs themselves are stored elsewhere: where this copy cannot be written, nothing is lost but it. */
  private async write(experiment: string, results: MeasuredResults): Promise<void> {
    const file = this.fileOf(experiment);
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(`${file}.part`, JSON.stringify(results));
      await rename(`${file}.part`, file);
    } catch {
      await rm(`${file}.part`, { force: true });
    }
  }

  /** The last results of an experiment; undefined when there are none or they are of another version. */
  async load(experiment: string): Promise<MeasuredResults | undefined> {
    try {
      const results = JSON.parse(await readFile(this.fileOf(experiment), 'utf8')) as MeasuredResults;
      return results.report.version === REPORT_VERSION ? results : undefined;
    } catch {
      return undefined;
    }
  }

  async forget(experiment: string): Promise<void> {
    const { [experiment]: gone, ...others } = this.summaries();
    if (!gone) return;
    await this.memento.update(SUMMARIES, others);
    this.changed();
  }

  private fileOf(experiment: string): string {
    return join(this.folder, `${createHash('sha256').update(experiment).digest('hex').slice(0, 32)}.json`);
  }
}
