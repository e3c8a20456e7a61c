/**
 * Weight files and logs are opened in a thread of their own that ends with the answer: an editor must not wait for
 * gigabytes, and what a broken file does to a decoder ends with the thread.
 */
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import type { ColumnMapping } from '../../history/history.ts';
import type { LogReport } from '../../report/logs/logReport.ts';
import type { Evaluation } from '../../report/weightFiles/evaluation.ts';
import type { Spectrum, WeightsReport } from '../../report/weightFiles/weightsReport.ts';
import type {
  ComparisonAnswer,
  EvaluationQuestion,
  FileAnswers,
  FileProgress,
  FileQuestion,
  FileReply,
} from './questions.ts';

/** A thread that says nothing for so long is taken to be caught in a broken file. */
const MILLISECONDS_OF_SILENCE = 60_000;
/** JavaScript's own memory; tensors pass in pieces. */
const HEAP_MEGABYTES = 1024;
const MILLISECONDS_BETWEEN_LOOKS = 1000;

export interface AskOptions {
  onProgress?: (progress: FileProgress) => void;
  /** Ends the thread; the promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

/** A log that is watched. */
export interface FollowedLog {
  stop(): void;
}

export class FileThread {
  readonly #entry: string;

  /** @param entry path of the bundled `threadEntry.ts` */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** @throws UserError `WEIGHTS_…` */
  weights(path: string, options: AskOptions = {}): Promise<WeightsReport> {
    return this.#ask<'weights'>({ kind: 'weights', path }, options);
  }

  /** Singular values of one tensor; null for what is no matrix. @throws UserError `WEIGHTS_…` */
  spectrum(path: string, tensor: string, options: AskOptions = {}): Promise<Spectrum | null> {
    return this.#ask<'spectrum'>({ kind: 'spectrum', path, tensor }, options);
  }

  /** @param paths two or more. @throws UserError `WEIGHTS_…` */
  comparison(paths: string[], options: AskOptions = {}): Promise<ComparisonAnswer> {
    return this.#ask<'comparison'>({ kind: 'comparison', paths }, options);
  }

  /** @throws UserError when the layers are not known, not a chain, or do not fit the data */
  evaluation(question: Omit<EvaluationQuestion, 'kind'>, options: AskOptions = {}): Promise<Evaluation> {
    return this.#ask<'evaluation'>({ kind: 'evaluation', ...question }, options);
  }

  /** @throws UserError `LOG_…` */
  log(path: string, mapping?: ColumnMapping): Promise<LogReport> {
    return this.#ask<'log'>({ kind: 'log', path, mapping }, {});
  }

  /**
   * Reads a log now and whenever it has grown, until it is stopped.
   * @param onProblem the log could not be read; it is looked at again all the same
   */
  follow(
    path: string,
    mapping: ColumnMapping | undefined,
    onReport: (report: LogReport) => void,
    onProblem: (error: UserError) => void,
  ): FollowedLog {
    const question: FileQuestion = {
      kind: 'follow',
      path,
      mapping,
      milliseconds: MILLISECONDS_BETWEEN_LOOKS,
    };
    const thread = this.#start(question);
    let stopped = false;
    thread.on('message', (reply: FileReply) => {
      if (stopped) return;
      if ('answer' in reply) onReport(reply.answer as LogReport);
      else if ('problem' in reply) onProblem(new UserError(reply.problem));
    });
    thread.once('error', (error) => {
      if (!stopped) onProblem(threadFailed(path, error));
    });
    return {
      stop() {
        stopped = true;
        void thread.terminate();
      },
    };
  }

  #start(question: FileQuestion): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MEGABYTES };
    return new Worker(this.#entry, { workerData: question, execArgv: [], resourceLimits });
  }

  #ask<Kind extends keyof FileAnswers>(
    question: FileQuestion & { kind: Kind },
    { onProgress, signal }: AskOptions,
  ): Promise<FileAnswers[Kind]> {
    const path = 'path' in question ? question.path : question.paths[0]!;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const thread = this.#start(question);
      let silence: NodeJS.Timeout | undefined;
      const end = (settle: () => void) => {
        clearTimeout(silence);
        signal?.removeEventListener('abort', abort);
        void thread.terminate();
        settle();
      };
      const abort = () => end(() => reject(signal!.reason));
      const listen = () => {
        clearTimeout(silence);
        silence = setTimeout(() => end(() => reject(stuck(path))), MILLISECONDS_OF_SILENCE);
      };
      signal?.addEventListener('abort', abort);
      listen();
      thread.on('message', (reply: FileReply) => {
        listen();
        if ('progress' in reply) onProgress?.(reply.progress);
        else if ('problem' in reply) end(() => reject(new UserError(reply.problem)));
        else end(() => resolve(reply.answer as FileAnswers[Kind]));
      });
      thread.once('error', (error) => end(() => reject(threadFailed(path, error))));
      // After an answer this has no effect.
      thread.once('exit', (code) =>
        end(() => reject(threadFailed(path, new Error(`the thread ended with code ${code}`)))),
      );
    });
  }
}

function stuck(path: string): UserError {
  return new UserError({
    code: 'FILE_STUCK',
    title: `${basename(path)} was given up`,
    explanation: `Reading it made no progress for ${MILLISECONDS_OF_SILENCE / 1000} seconds; the file may be damaged, or its disk may not answer.`,
    remedy: 'Copy the file to a local disk, or write it again.',
    technical: [path],
  });
}

function threadFailed(path: string, error: Error): UserError {
  const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new UserError({
    code: outOfMemory ? 'FILE_MEMORY' : 'FILE_READER_FAILED',
    title: `${basename(path)} cannot be read`,
    explanation: outOfMemory
      ? `Reading it takes more than ${HEAP_MEGABYTES} MB of memory, which no sound file of its kind needs.`
      : `Its reader ended with an error: ${error.message}.`,
    remedy: outOfMemory
      ? 'Do not trust this file unless you know who made it.'
      : 'Write or download the file again.',
    technical: [path, error.stack ?? error.message],
  });
}
