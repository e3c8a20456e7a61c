/** Entry of the thread that reads data; see thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { problemOf } from '../errors.ts';
import { loadDataset } from './load.ts';
import { previewColumns } from './preview.ts';
import type { DataReply, DataRequest } from './thread.ts';

const request = workerData as DataRequest;

const answer = request.kind === 'load' ? loadDataset(request.data) : previewColumns(request.file);
answer.then(
  (result) => parentPort!.postMessage({ result } satisfies DataReply),
  (error) => parentPort!.postMessage({ problem: problemOf(error) } satisfies DataReply),
);
