/** How many runs train together and in how many processes, so that they fit into memory. */
import { freemem } from 'node:os';
import { type Problem, UserError } from '../errors.ts';
import { capitalize, formatBytes, formatCount, formatFlops, formatRoughly } from '../words.ts';
import { bytesOf, type Estimate, runsWithin, WORKER_BYTES } from './estimate.ts';
import { LARGEST_STACK } from './stacks.ts';

/** What a worker may use unless a setting says otherwise. */
export const MEMORY_PER_WORKER = 1e9;

/** WebAssembly addresses 4 GB; some of it is lost to gaps. */
const MOST_MEMORY = 3.8e9;
/** Left to the editor and everything else. */
const USABLE_SHARE = 0.9;

/** The resources that a plan may use. */
export interface Resources {
  workers: number;
  /** Bytes. */
  memoryPerWorker: number;
  /** Bytes that the machine, or this container's limit, has left. */
  free: number;
  /** Where the model is defined, for the message when it is too large. */
  model?: Problem['location'];
}

export const freeMemory = (): number => process.availableMemory?.() ?? freemem();

/** How an experiment's runs are spread. */
export interface WorkPlan {
  workers: number;
  /** The most runs that train together. */
  largestStack: number;
  /** Bytes of the largest worker. */
  memory: number;
  /** Seconds until everything is done. */
  seconds: number;
}

/** So many runs of one network. */
export interface Need {
  estimate: Estimate;
  runs: number;
}

/**
 * Spreads runs over the workers, as many together as the budget allows for the largest network; with little memory over
 * fewer workers. When nothing is left to train, nothing has to fit.
 * @param needs at least one; the first tells the memory when there are no runs
 * @throws UserError `MODEL_TOO_LARGE` when not even one run fits
 */
export function planWork(needs: Need[], resources: Resources): WorkPlan {
  const training = needs.filter(({ runs }) => runs > 0);
  const largest = (training.length > 0 ? training : needs.slice(0, 1))
    .map(({ estimate }) => estimate)
    .reduce((most, next) => (bytesOf(next, 1) > bytesOf(most, 1) ? next : most));
  const runs = training.reduce((sum, need) => sum + need.runs, 0);
  const usable = USABLE_SHARE * resources.free;
  const needed = bytesOf(largest, 1);
  const budget = Math.min(resources.memoryPerWorker, MOST_MEMORY);
  if (runs > 0 && (needed > budget || needed > usable)) throw tooLarge(largest, budget, resources);
  const workers = Math.max(1, Math.min(resources.workers, runs, Math.floor(usable / needed)));
  const fitting = runsWithin(largest, Math.min(budget, usable / workers));
  const largestStack = Math.max(1, Math.min(LARGEST_STACK, fitting));
  return {
    workers,
    largestStack,
    memory: bytesOf(largest, Math.min(largestStack, Math.ceil(runs / workers))),
    seconds: training.reduce((sum, need) => sum + secondsOf(need, workers, largestStack), 0),
  };
}

function secondsOf({ estimate, runs }: Need, workers: number, largestStack: number): number {
  const stacks = Math.ceil(runs / largestStack / workers) * workers;
  const { perStack, perRun } = estimate.seconds;
  return (stacks * perStack + runs * perRun) / workers;
}

/** How many runs' arithmetic takes as long as the fixed cost of a step. */
export const overheadInRuns = ({ seconds }: Estimate): number => seconds.perStack / seconds.perRun;

function tooLarge(estimate: Estimate, budget: number, resources: Resources): UserError {
  const usable = USABLE_SHARE * resources.free;
  const needed = bytesOf(estimate, 1);
  const room =
    needed > usable
      ? `${formatBytes(usable)} of the machine's memory can be used`
      : `a worker may use ${formatBytes(budget)}`;
  const { data } = estimate.memory;
  const model = needed - data - WORKER_BYTES;
  const { parameters, flopsPerStep, seconds } = estimate;
  const facts = [
    `It has ${formatCount(parameters, 'parameter')}; with their optimizer, gradients and outputs they take ${formatBytes(model)}, the rows ${formatBytes(data)} and the process ${formatBytes(WORKER_BYTES)}.`,
    `A step would take ${formatFlops(flopsPerStep)}, a run about ${formatRoughly(seconds.perStack + seconds.perRun)}.`,
    needed > MOST_MEMORY &&
      `More than ${formatBytes(MOST_MEMORY)} are not possible: WebAssembly addresses 4 GB, and gaps take some of it.`,
    'Fewer variants or seeds do not help: each run alone is too large.',
  ];
  const ways = [waysOfTheModel(estimate, model), wayOfTheLimit(needed, budget, usable)];
  return new UserError({
    code: 'MODEL_TOO_LARGE',
    title: `One run needs about ${formatBytes(needed)} of memory, and ${room}`,
    explanation: facts.filter(Boolean).join(' '),
    remedy: `${capitalize(ways.filter(Boolean).join(', or '))}.`,
    ...(resources.model && { location: resources.model }),
  });
}

/** What takes less memory, by what takes the most of it. @param model bytes of everything but rows and process */
function waysOfTheModel({ batch, memory }: Estimate, model: number): string {
  if (memory.data > model) return 'use fewer rows with "data.split.training"';
  const smaller = 'use fewer units or filters in the largest layers';
  return batch > 1 ? `${smaller}, or smaller batches with "training.batchSize"` : smaller;
}

function wayOfTheLimit(needed: number, budget: number, usable: number): string | undefined {
  if (needed > MOST_MEMORY) return undefined;
  if (needed > usable) return 'close other programs';
  return needed > budget ? 'allow more with the setting “Memory per worker” or --memory' : undefined;
}
