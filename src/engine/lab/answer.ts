/** Answers to questions that a slider or a picture of the panel asks: nothing is stored. */
import type { LabAnswer, LabTask } from '../../protocol/lab.ts';
import type { WorkerSetup } from '../../protocol/worker.ts';
import { evaluateWeights } from './evaluate.ts';
import { linearPathOf } from './linear.ts';
import { lossPlane } from './plane.ts';
import { tryRun } from './try.ts';

/**
 * @param cancelled whether the answer is no longer wanted; asked between epochs, pieces of a grid and penalties
 * @throws Cancelled then; UserError when the question has no answer
 */
export async function answerLab(
  task: LabTask,
  setup: WorkerSetup,
  cancelled: () => boolean,
): Promise<LabAnswer> {
  const turn = async () => {
    // Messages enter the process between two pieces of work.
    await new Promise((resolve) => setImmediate(resolve));
    if (cancelled()) throw new Cancelled();
  };
  switch (task.kind) {
    case 'try':
      return { kind: 'try', run: await tryRun(task, setup, turn) };
    case 'plane':
      return { kind: 'plane', plane: await lossPlane(task, setup, turn) };
    case 'linearPath':
      return { kind: 'linearPath', path: await linearPathOf(setup, turn) };
    case 'evaluate':
      return { kind: 'evaluate', measured: evaluateWeights(task, setup) };
    default: {
      const never: never = task;
      throw new Error(`no answer to ${(never as LabTask).kind}`);
    }
  }
}

/** The question was withdrawn. */
export class Cancelled extends Error {}
