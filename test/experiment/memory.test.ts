import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Estimate } from '../../src/experiment/estimate.ts';
import { describeEstimate } from '../../src/experiment/estimateWords.ts';
import { planWork } from '../../src/experiment/memory.ts';

const MB = 1e6;

/** A worker of 100 MB, and so many more for each run; `data` of what is fixed are the rows. */
const needing = (perRun: number, fixed = 100 * MB, data = 0): Estimate => ({
  parameters: 17_226,
  flopsPerStep: 3.3e6,
  flopsPerRun: 1e9,
  steps: 1000,
  batch: 32,
  memory: { fixed, perRun, data },
  seconds: { perStack: 2, perRun: 10 },
});

const resources = { workers: 2, memoryPerWorker: 1000 * MB, free: 8000 * MB };

describe('the plan of the work', () => {
  test('puts as many runs together as fit into the budget', () => {
    // (1000 − 100) / 100
    expect(planWork([{ estimate: needing(100 * MB), runs: 30 }], resources)).toMatchObject({
      workers: 2,
      largestStack: 9,
    });
  });

  test('never puts more than 64 together', () => {
    expect(planWork([{ estimate: needing(MB), runs: 500 }], resources).largestStack).toBe(64);
  });

  test('says what the largest worker takes: no more runs than there are', () => {
    // 6 runs on 2 workers, 3 each: 100 + 3 · 100
    expect(planWork([{ estimate: needing(100 * MB), runs: 6 }], resources).memory).toBe(400 * MB);
  });

  test('says how long it takes', () => {
    // 30 runs in stacks of 9 at most on 2 workers: 2 rounds of 2 stacks; (4 · 2 + 30 · 10) / 2
    expect(planWork([{ estimate: needing(100 * MB), runs: 30 }], resources).seconds).toBe(154);
  });

  test('takes fewer workers when the machine has little memory left', () => {
    // 0.9 · 500 = 450 MB: two workers with a run each would take 2 · 300
    const plan = planWork([{ estimate: needing(200 * MB), runs: 30 }], { ...resources, free: 500 * MB });
    expect(plan).toMatchObject({ workers: 1, largestStack: 1 });
  });

  test('of several networks lets the largest decide what fits, and adds up their times', () => {
    const needs = [
      { estimate: needing(MB), runs: 20 },
      { estimate: needing(200 * MB), runs: 2 },
      { estimate: needing(5000 * MB), runs: 0 },
    ];
    // (1000 − 100) / 200; 20 runs are 5 stacks in 3 rounds of 2, 2 are one round: (6 · 2 + 200 + 2 · 2 + 20) / 2
    expect(planWork(needs, resources)).toMatchObject({ workers: 2, largestStack: 4, seconds: 118 });
  });

  test('starts no more workers than there are runs', () => {
    expect(planWork([{ estimate: needing(MB), runs: 3 }], { ...resources, workers: 8 }).workers).toBe(3);
  });
});

describe('a model that does not fit is refused', () => {
  const refusal = (estimate: Estimate, change = {}) => {
    try {
      planWork([{ estimate, runs: 30 }], { ...resources, ...change });
    } catch (error) {
      if (error instanceof UserError) return error.problem;
      throw error;
    }
    throw new Error('it was not refused');
  };

  test('by the budget, with the estimate and what helps', () => {
    const problem = refusal(needing(2000 * MB));
    expect(problem.code).toBe('MODEL_TOO_LARGE');
    expect(problem.title).toBe('One run needs about 2.1 GB of memory, and a worker may use 1.0 GB');
    expect(problem.explanation).toContain('17,226 parameters');
    expect(problem.explanation).toContain('Fewer variants or seeds do not help');
    expect(problem.remedy).toContain('"training.batchSize"');
    expect(problem.remedy).toContain('--memory');
  });

  test('by the data: fewer rows help', () => {
    expect(refusal(needing(MB, 3000 * MB, 2900 * MB)).remedy).toContain('"data.split.training"');
  });

  test('by the parameters, which are fixed, too: not by the rows', () => {
    const { explanation, remedy } = refusal(needing(MB, 3000 * MB, 5 * MB));
    // 3001 − 5 − 95
    expect(explanation).toContain('outputs they take 2.9 GB, the rows 5.0 MB and the process 95 MB.');
    expect(remedy).toContain('fewer units');
    expect(remedy).not.toContain('"data.split.training"');
  });

  test('batches of one row cannot be smaller', () => {
    expect(refusal({ ...needing(2000 * MB), batch: 1 }).remedy).not.toContain('batchSize');
  });

  test('with arithmetic, time and the place of the model', () => {
    const model = { file: '/w/model.py', line: 4, column: 9 };
    const { explanation, location } = refusal(needing(2000 * MB), { model });
    expect(explanation).toContain('A step would take 3.3 MFLOP, a run about 12 s.'); // 2 s and 10 s
    expect(location).toEqual(model);
  });

  test('by the machine', () => {
    const problem = refusal(needing(600 * MB), { free: 500 * MB });
    expect(problem.title).toContain('450 MB of the machine');
    expect(problem.remedy).toContain('close other programs');
  });

  test('by WebAssembly, where a larger budget does not help', () => {
    const problem = refusal(needing(5000 * MB), { memoryPerWorker: 20_000 * MB, free: 64_000 * MB });
    expect(problem.title).toContain('a worker may use 3.8 GB');
    expect(problem.explanation).toContain('WebAssembly addresses 4 GB');
    expect(problem.remedy).not.toContain('--memory');
  });
});

test('nothing has to fit when nothing is left to train', () => {
  const plan = planWork([{ estimate: needing(2000 * MB), runs: 0 }], resources);
  expect(plan.seconds).toBe(0);
  expect(describeEstimate(needing(2000 * MB), plan, 30).text).toBe('Every run is finished');
});

describe('the estimate in words', () => {
  const plan = { workers: 2, largestStack: 15, memory: 160 * MB, seconds: 130 };

  test('time, parameters, arithmetic, memory', () => {
    const { text, detail, warning } = describeEstimate(needing(MB), plan, 30);
    expect(text).toBe('About 2 min with 2 workers');
    // 30 runs of 1 GFLOP
    expect(detail).toBe(
      '17,226 parameters, 3.3 MFLOP a step and run, 30 GFLOP in all; up to 15 runs together, about 160 MB a worker',
    );
    expect(warning).toBeUndefined();
  });

  test('a plan of more than a day is warned about', () => {
    const { warning } = describeEstimate(needing(MB), { ...plan, seconds: 3.2 * 86_400 }, 30);
    expect(warning).toContain('about 3 days');
    expect(describeEstimate(needing(MB), { ...plan, seconds: 86_000 }, 30).warning).toBeUndefined();
  });
});
