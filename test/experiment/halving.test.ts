import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hopeless, type Racer, rungsOf } from '../../src/experiment/halving.ts';
import { PauseSwitch } from '../../src/experiment/pause.ts';
import type { Progress } from '../../src/experiment/progress.ts';
import { readRecords, readResult, runPaths } from '../../src/experiment/runFiles.ts';
import { type PreparedExperiment, prepareExperiment, storedReport } from '../../src/experiment/session.ts';
import { makeProject } from './project.ts';
import { numbersOf, run } from './running.ts';
import { workerBundle } from './workerBundle.ts';

describe('rungs', () => {
  test.each([
    [100, [12, 25, 50]],
    [40, [5, 10, 20]],
    [24, [3, 6, 12]],
    [16, [4, 8]], // an eighth would be 2 epochs
    [6, [3]],
    [5, []],
  ])('of %i epochs', (epochs, rungs) => {
    expect(rungsOf(epochs)).toEqual(rungs);
  });
});

/** Three seeds whose losses after epoch e are of(e), and ± `spread` apart. */
function racer(
  id: string,
  of: (epoch: number) => number,
  spread = 0.01,
  role: Racer['role'] = 'variant',
): Racer {
  const curve = (shift: number) => Array.from({ length: 16 }, (_, epoch) => of(epoch + 1) + shift);
  return { id, role, curves: new Map([-spread, 0, spread].map((shift, seed) => [seed, curve(shift)])) };
}

/** Losses that no longer fall. */
const flat = (id: string, loss: number, spread?: number, role?: Racer['role']) =>
  racer(id, () => loss, spread, role);

const cut = (racers: Racer[], rung = 8, epochs = 16) => [...hopeless(racers, rung, epochs).keys()];

describe('what is hopeless', () => {
  const baseline = flat('none', 2, 0.01, 'baseline');

  test('the worse half where it is surely behind, with the numbers', () => {
    const racers = [flat('d', 4), flat('a', 1), baseline, flat('c', 3), flat('e', 5), flat('f', 6)];
    // Ranked a, none, c | d, e, f
    const found = hopeless(racers, 8, 16);
    expect([...found.keys()]).toEqual(['d', 'e', 'f']);
    expect(found.get('d')).toBe(
      'after 8 epochs its lowest validation loss was 4.000, that of the best variant 1.000',
    );
  });

  test('never so many that fewer than three remain, and nothing of three', () => {
    expect(cut([baseline, flat('a', 1), flat('b', 4), flat('c', 5)])).toEqual(['c']);
    expect(cut([baseline, flat('a', 1), flat('b', 4)])).toEqual([]);
  });

  test('not the unregularized model, nor the model as written', () => {
    const racers = [flat('a', 1), flat('b', 1), flat('c', 1), flat('none', 9, 0.01, 'baseline')];
    expect(cut([...racers, flat('as-written', 9, 0.01, 'as-written')])).toEqual([]);
  });

  test('not what is surely below the unregularized model: it may be recommended', () => {
    const racers = [flat('a', 1), flat('b', 1.1), flat('c', 1.2), flat('none', 2, 0.01, 'baseline')];
    expect(cut([...racers, flat('d', 1.9), flat('e', 2.1)])).toEqual(['e']);
  });

  test('not what still falls so fast that it could be the best at the end', () => {
    const best = [flat('a', 1), flat('b', 1), baseline];
    // Halves with every doubling: 2 after 8 of 16 epochs, and 2 − (4 − 2) = 0 would come next.
    expect(cut([...best, racer('late', (epoch) => 16 / epoch), flat('x', 3)])).toEqual(['x']);
    // Falls by 0.5: 2.5 − 0.5 = 2 > 1; with two doublings to come 2.5 − 2 · 0.5 = 1.5; with four 0.5 < 1
    const slow = racer('slow', (epoch) => 4 - 0.5 * Math.log2(epoch));
    expect(cut([...best, slow], 8, 16)).toEqual(['slow']);
    expect(cut([...best, slow], 8, 32)).toEqual(['slow']);
    expect(cut([...best, slow], 8, 128)).toEqual([]);
  });

  /** Behind by `t` standard errors, 1/√3 of a loss over these three seeds; t(0.95; 2 degrees) = 2.920. */
  const behind = (level: number, t: number) => flat('d', level + t / Math.sqrt(3), 1);

  test('what is behind the best for sure: one-sided 95 % over the seeds', () => {
    const best = [flat('a', 1, 0), flat('b', 1.1, 0), flat('none', 1.2, 0, 'baseline')];
    expect(cut([...best, behind(1, 2.8)])).toEqual([]);
    expect(cut([...best, behind(1, 3)])).toEqual(['d']);
  });

  test('what is below the unregularized model for sure: one-sided 95 % over the seeds', () => {
    const best = [flat('a', 1, 0), flat('b', 1, 0), flat('c', 1, 0), flat('none', 9, 0, 'baseline')];
    // 9 − 2.8/√3 is 6.4 above 1 and not surely below 9.
    expect(cut([...best, behind(9, -2.8)])).toEqual(['d']);
    expect(cut([...best, behind(9, -3)])).toEqual([]);
  });

  test('nothing where the seeds differ as much as the variants', () => {
    // Alternating seeds: differences of −0.9, 0.1, 1.1 have a standard error of 0.58.
    const noisy = racer('noisy', () => 2.1, 0.5);
    const best = {
      ...flat('a', 2),
      curves: new Map([...flat('a', 2, 0.5).curves].map(([seed, c]) => [2 - seed, c])),
    };
    expect(cut([best, flat('b', 2), flat('c', 2.01), noisy])).toEqual([]);
  });

  test('nothing with a single seed, and a variant whose runs all diverged is not in the race', () => {
    const one = (each: Racer): Racer => ({ ...each, curves: new Map([...each.curves].slice(0, 1)) });
    expect(cut([baseline, flat('a', 1), flat('b', 4), flat('c', 5)].map(one))).toEqual([]);
    const gone: Racer = { id: 'gone', role: 'variant', curves: new Map() };
    expect(cut([baseline, flat('a', 1), flat('b', 4), gone])).toEqual([]);
  });

  test('counts what early stopping has ended with what it reached', () => {
    const short = {
      ...flat('short', 5),
      curves: new Map([0, 1, 2].map((seed) => [seed, [6, 5 + seed / 100, 5.1]])),
    };
    expect(cut([baseline, flat('a', 1), flat('b', 4), short])).toEqual(['short']);
  });
});

/** λ from useful to absurd: the last three can be nothing but hopeless. */
const PROJECT = {
  training: { epochs: 24 },
  variants: [{}, { l2: 1e-3 }, { dropout: 0.2 }, { l1: 0.1 }, { l2: 1 }, { l1: 1, dropout: 0.5 }],
  seeds: 3,
};

/** The real worker, which kills itself once after so many epochs. */
const KILLED_AFTER = (worker: string, epochs: number) => `
const { writeFileSync } = require('node:fs');
let left = ${epochs};
const send = process.send.bind(process);
process.send = (message) => {
  if (message.type === 'epoch' && left-- === 0) {
    try { writeFileSync(__dirname + '/killed', '', { flag: 'wx' }); process.kill(process.pid, 'SIGKILL'); } catch {}
  }
  return send(message);
};
require(${JSON.stringify(worker)});
`;

const withHalving = ({ experiment }: PreparedExperiment, out: string): Promise<PreparedExperiment> =>
  prepareExperiment({ ...experiment, training: { ...experiment.training, successiveHalving: true } }, out);

/** What is stored of the dropped runs but their time. */
const droppedIn = ({ folder, runs }: PreparedExperiment) =>
  runs.flatMap(({ id }) => {
    const result = readResult(folder, id);
    return result?.outcome === 'dropped' ? [{ id, ...result, seconds: 0 }] : [];
  });

const finishedIn = (prepared: PreparedExperiment): PreparedExperiment => ({
  ...prepared,
  runs: prepared.runs.filter(({ id }) => readResult(prepared.folder, id)?.outcome === 'finished'),
});

describe('an experiment with successive halving', () => {
  let project: Awaited<ReturnType<typeof makeProject>>;
  let plain: PreparedExperiment;
  let halved: PreparedExperiment;
  beforeAll(async () => {
    project = await makeProject(PROJECT);
    plain = await project.prepare(join(project.folder, 'plain'));
    await run(plain);
    halved = await withHalving(plain, join(project.folder, 'halved'));
    await run(halved, { workers: 2 });
  });
  afterAll(() => project.dispose());

  test('drops what is hopeless, all seeds together, and keeps its checkpoints', () => {
    const dropped = droppedIn(halved);
    expect([...new Set(dropped.map(({ variant }) => variant))]).toEqual([
      'l1-0.1',
      'l2-1',
      'dropout-0.5_l1-1',
    ]);
    expect(dropped).toHaveLength(9);
    for (const { id, epochs, reason } of dropped) {
      expect([3, 6, 12]).toContain(epochs);
      expect(reason).toMatch(new RegExp(`^after ${epochs} epochs its lowest validation loss was \\d`));
      expect(readRecords(halved.folder, id)).toHaveLength(epochs);
      expect(existsSync(runPaths(halved.folder, id).checkpoint)).toBe(true);
    }
  });

  test('comes to the same choice, from runs with the same numbers', async () => {
    const [report, whole] = [(await storedReport(halved))!, (await storedReport(plain))!];
    expect(report.recommendation.variant).toBe(whole.recommendation.variant);
    const finished = finishedIn(halved);
    expect(finished.runs).toHaveLength(9);
    expect(numbersOf(finished)).toEqual(numbersOf({ ...plain, runs: finished.runs }));
    const { variants } = report;
    expect(variants.filter(({ dropped }) => dropped.length > 0)).toHaveLength(3);
  });

  test('is not trained again, and says what was dropped', async () => {
    const seen: Progress[] = [];
    await run(halved, { onProgress: (progress) => seen.push(progress) });
    expect(seen.every(({ backend }) => backend === '')).toBe(true);
    expect(seen.at(-1)).toMatchObject({ finishedRuns: 18, plannedRuns: 18, progress: 1 });
    const { seeds } = seen.at(-1)!.variants.find(({ variant }) => variant.id === 'l1-0.1')!;
    expect(seeds.every(({ dropped, ended }) => dropped && !ended)).toBe(true);
  });

  test('killed in a rung, cancelled in the next and held on the way: the same drops and numbers', async () => {
    const prepared = await withHalving(plain, join(project.folder, 'killed'));
    const folder = join(project.folder, 'killing');
    mkdirSync(folder);
    const workerPath = join(folder, 'worker.cjs');
    // 18 runs: the first rung ends after 54 epochs.
    writeFileSync(workerPath, KILLED_AFTER(await workerBundle(), 30));
    const incidents: string[] = [];
    const controller = new AbortController();
    await run(prepared, {
      workerPath,
      signal: controller.signal,
      onIncident: ({ title }) => incidents.push(title),
      onProgress: ({ progress }) => progress > 0.55 && controller.abort(),
    });
    expect(incidents).toEqual(['A training process was killed (SIGKILL)']);
    expect(readdirSync(folder)).toContain('killed');
    expect(finishedIn(prepared).runs).toHaveLength(0);

    const pause = new PauseSwitch();
    let held = false;
    await run(prepared, {
      workers: 2,
      pause,
      onProgress({ phase, progress }) {
        if (progress > 0.7 && !held && phase === 'training') {
          held = true;
          pause.set(true);
        }
        if (phase === 'paused') setTimeout(() => pause.set(false), 50);
      },
    });
    expect(held).toBe(true);
    expect(droppedIn(prepared)).toEqual(droppedIn(halved));
    expect(numbersOf(finishedIn(prepared))).toEqual(numbersOf(finishedIn(halved)));
  });

  test('switched off, what was dropped goes on where it stopped, to the numbers it would have had', async () => {
    const again = await withHalving(plain, join(project.folder, 'off'));
    await run(again);
    const off = { ...again, experiment: plain.experiment };
    const seen: Progress[] = [];
    await run(off, { onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toMatchObject({ finishedRuns: 9 });
    // Nine runs of 24 epochs are done, and those that were dropped keep theirs.
    expect(seen[0]!.progress).toBeGreaterThan((9 * 24 + 9 * 3 - 1) / (18 * 24));
    expect(numbersOf(off)).toEqual(numbersOf(plain));
    // On again: what is finished stays.
    await run(again);
    expect(numbersOf(again)).toEqual(numbersOf(plain));
  });
});
