/** Entry of the thread that opens weight files and logs; see thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { problemOf } from '../../errors.ts';
import { loadTensorKernels } from '../../statistics/tensor/kernels.ts';
import { answersTo } from './answers.ts';
import type { FileReply } from './questions.ts';

const send = (reply: FileReply) => parentPort!.postMessage(reply);

async function answer(): Promise<void> {
  // They stand beside the bundle.
  await loadTensorKernels(__dirname);
  await answersTo(workerData, {
    answer: (found) => send({ answer: found }),
    progress: (progress) => send({ progress }),
    problem: (error) => send({ problem: problemOf(error) }),
  });
}

answer().catch((error) => send({ problem: problemOf(error) }));
