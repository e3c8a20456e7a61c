/** Checks many files on several threads; few files are checked here. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type CheckTask, checkFile } from './checkFile.ts';
import type { CheckedFile } from './findings.ts';

/** Starting a thread takes as long as checking about this many files. */
const FILES_A_THREAD = 40;
const MOST_THREADS = 8;
/** Files are handed out in small parts, so that no thread waits for another at the end. */
const FILES_A_PART = 8;

/** The bundle is one file: a thread begins where the program does. A bundle in CommonJS has no `import.meta`. */
const PROGRAM = import.meta.url ? new URL(import.meta.url) : process.argv[1]!;
const ROLE = 'reglens check';

/** What was found in each file, in the order of the tasks. */
export async function checkAll(tasks: CheckTask[]): Promise<CheckedFile[]> {
  const threads = Math.min(availableParallelism(), MOST_THREADS, Math.floor(tasks.length / FILES_A_THREAD));
  if (threads > 1) return onThreads(tasks, threads);
  const checked: CheckedFile[] = [];
  for (const task of tasks) checked.push(await checkFile(task));
  return checked;
}

interface Part {
  first: number;
  tasks: CheckTask[];
}

interface Answer {
  first: number;
  checked: CheckedFile[];
}

async function onThreads(tasks: CheckTask[], count: number): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = new Array(tasks.length);
  let next = 0;
  const nextPart = (): Part => {
    const first = next;
    next += FILES_A_PART;
    return { first, tasks: tasks.slice(first, next) };
  };
  const keep = ({ first, checked: part }: Answer) => {
    checked.splice(first, part.length, ...part);
  };
  await Promise.all(Array.from({ length: count }, () => oneThread(nextPart, keep)));
  return checked;
}

/** Lets a thread check one part after the other until none is left. */
function oneThread(nextPart: () => Part, keep: (answer: Answer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(PROGRAM, { workerData: ROLE });
    const advance = () => {
      const part = nextPart();
      if (part.tasks.length > 0) thread.postMessage(part);
      else void thread.terminate().then(() => resolve());
    };
    thread.on('message', (answer: Answer) => {
      keep(answer);
      advance();
    });
    thread.once('error', reject);
    advance();
  });
}

/** Whether this is a thread of {@link checkAll}, not the program itself. */
export const isCheckThread = (): boolean => !isMainThread && workerData === ROLE;

/** What such a thread does. */
export function serveChecks(): void {
  parentPort!.on('message', async ({ first, tasks }: Part) => {
    const checked: CheckedFile[] = [];
    for (const task of tasks) checked.push(await checkFile(task));
    parentPort!.postMessage({ first, checked } satisfies Answer);
  });
}
