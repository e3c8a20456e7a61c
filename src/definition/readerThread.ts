/** Reading sources in a thread of its own: an editor must not wait, however long a file is. */
import { Worker } from 'node:worker_threads';
import { type Problem, UserError } from '../errors.ts';
import type { NotebookCell } from './program/notebook.ts';
import type { SourceReading } from './reading.ts';

/** A text that is followed under a name: when it is read again, what did not change is not parsed again. */
export interface ReaderSource {
  key: string;
  /** Its extension says how it is read. */
  file: string;
  /** A notebook is given by the code cells that the editor shows. */
  content: string | NotebookCell[];
}

/** `question` names what the thread is asked for, `read` among it. */
export type ReaderRequest = { id: number; question: string; given: unknown[] } | { closed: string };
export type ReaderReply = { id: number; answer: unknown } | { id: number; problem: Problem };

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** `readSource` in one thread that starts with the first text. */
export class ReaderThread {
  readonly #entry: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** @param entry path of the thread's bundle */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** @throws UserError as `readSource` does */
  read(source: ReaderSource): Promise<SourceReading> {
    return this.ask('read', source);
  }

  /** Forgets a text. */
  close(key: string): void {
    this.#worker?.postMessage({ closed: key } satisfies ReaderRequest);
  }

  dispose(): void {
    void this.#worker?.terminate();
  }

  protected ask<Answer>(question: string, ...given: unknown[]): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.#running().postMessage({ id, question, given } satisfies ReaderRequest);
    });
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#entry, { execArgv: [] });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (reply: ReaderReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('problem' in reply) waiting?.reject(new UserError(reply.problem));
      else waiting?.resolve(reply.answer);
    });
    worker.on('error', (error) => this.#ended(error));
    worker.on('exit', (code) =>
      this.#ended(new Error(`the thread that reads sources ended with code ${code}`)),
    );
    return worker;
  }

  /** The next text starts another thread. */
  #ended(error: unknown): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
