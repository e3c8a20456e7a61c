/** The thread behind {@link AdviceThread}. */
import { parentPort } from 'node:worker_threads';
import type { ReaderReply, ReaderRequest } from '../definition/readerThread.ts';
import { problemOf } from '../errors.ts';
import { Adviser } from './adviser.ts';

const adviser = new Adviser();

parentPort?.on('message', (request: ReaderRequest) => {
  if ('closed' in request) adviser.close(request.closed);
  else parentPort?.postMessage(replyTo(request));
});

function replyTo({ id, question, given }: Exclude<ReaderRequest, { closed: string }>): ReaderReply {
  try {
    const ask = adviser[question as keyof Adviser] as (...args: unknown[]) => unknown;
    return { id, answer: ask.apply(adviser, given) };
  } catch (error) {
    return { id, problem: problemOf(error) };
  }
}
