/** Reading data in a thread of its own: a large file takes seconds, and an editor must not wait for it. */
import { Worker } from 'node:worker_threads';
import { type Problem, UserError } from '../errors.ts';
import type { Dataset } from './dataset.ts';
import type { ColumnPreview } from './preview.ts';
import type { DataSettings } from './roles.ts';

export type DataRequest = { kind: 'load'; data: DataSettings } | { kind: 'preview'; file: string };
export type DataReply = { result: Dataset | ColumnPreview[] } | { problem: Problem };

/** What reads data for an editor. */
export interface DataReader {
  load(data: DataSettings): Promise<Dataset>;
  preview(file: string): Promise<ColumnPreview[]>;
}

/** `loadDataset` and `previewColumns`, each call in a new thread that ends with it. */
export class DataThread implements DataReader {
  readonly #entry: string;

  /** @param entry path of the bundled `threadEntry.ts` */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** @throws UserError as `loadDataset` does */
  readonly load = (data: DataSettings): Promise<Dataset> =>
    this.#ask({ kind: 'load', data }) as Promise<Dataset>;

  /** @throws UserError as `previewColumns` does */
  readonly preview = (file: string): Promise<ColumnPreview[]> =>
    this.#ask({ kind: 'preview', file }) as Promise<ColumnPreview[]>;

  #ask(request: DataRequest): Promise<Dataset | ColumnPreview[]> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(this.#entry, { workerData: request, execArgv: [] });
      thread.once('message', (reply: DataReply) => {
        if ('problem' in reply) reject(new UserError(reply.problem));
        else resolve(reply.result);
      });
      thread.once('error', reject);
      // After a reply this has no effect.
      thread.once('exit', (code) => reject(new Error(`the thread that reads data ended with code ${code}`)));
    });
  }
}
