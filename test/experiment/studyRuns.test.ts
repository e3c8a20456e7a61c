/** Studies are trained after the variants, in the same start or a later one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STUDY_NAMES } from '../../src/experiment/experiment.ts';
import type { Progress } from '../../src/experiment/progress.ts';
import { type PreparedExperiment, planFor, storedReport } from '../../src/experiment/session.ts';
import { STUDY_TITLES } from '../../src/experiment/studies/titles.ts';
import type { Report } from '../../src/report/report.ts';
import { makeProject } from './project.ts';
import { numbersOf, run } from './running.ts';

let project: Awaited<ReturnType<typeof makeProject>>;
let prepared: PreparedExperiment;
let report: Report;
const seen: Progress[] = [];
beforeAll(async () => {
  project = await makeProject({ training: { epochs: 3 }, variants: [{}, { l2: 1e-3 }] });
  prepared = await project.prepare();
  report = (await run(prepared, {
    workers: 2,
    studies: ['learningCurve', 'path'],
    onProgress: (progress) => seen.push(progress),
  }))!;
}, 60_000);
afterAll(() => project.dispose());

const titles = () => [...new Set(seen.map(({ study }) => study))];

test('one after the other, each with its title and its own runs', () => {
  expect(titles()).toEqual([undefined, STUDY_TITLES.learningCurve, STUDY_TITLES.path]);
  const last = (title?: string) => seen.findLast(({ study }) => study === title)!;
  for (const title of titles()) {
    const { finishedRuns, plannedRuns, progress } = last(title);
    expect(finishedRuns).toBe(plannedRuns);
    expect(progress).toBe(1);
  }
  expect(last().plannedRuns).toBe(4);
  expect(last(STUDY_TITLES.learningCurve).variants.length).toBeGreaterThan(2);
});

test('the report has what was measured, and offers the rest', () => {
  expect(report.studies.learningCurve!.curves.length).toBeGreaterThan(0);
  expect(report.studies.path!.sweeps.length).toBeGreaterThan(0);
  expect(report.studies.path!.linear).toBeDefined();
  const offered = report.studies.offers.map(({ name }) => name);
  expect(offered).not.toContain('learningCurve');
  expect(offered).not.toContain('path');
  expect(offered.every((name) => STUDY_NAMES.includes(name))).toBe(true);
  expect(existsSync(join(prepared.folder, 'linear-path.json'))).toBe(true);
});

test('nothing is trained twice, and the runs of the variants are those of an experiment without studies', async () => {
  const again: Progress[] = [];
  const options = { studies: ['learningCurve' as const], onProgress: (state: Progress) => again.push(state) };
  expect(await run(prepared, options)).toEqual(report);
  expect(again.every(({ backend }) => backend === '')).toBe(true);
  const plain = await project.prepare(join(project.folder, 'plain'));
  await run(plain, { studies: [] });
  expect(numbersOf(prepared)).toEqual(numbersOf(plain));
  expect((await storedReport(plain))!.studies.learningCurve).toBeUndefined();
});

test('the plan counts them when they are asked for, by the caller or the experiment', async () => {
  const fresh = await project.prepare(join(project.folder, 'fresh'));
  const limits = { workers: 1, memoryPerWorker: 1e9 };
  const alone = planFor(fresh, limits).seconds;
  const asked = planFor(fresh, { ...limits, studies: ['learningCurve'] }).seconds;
  expect(asked).toBeGreaterThan(alone);
  const written = { ...fresh, experiment: { ...fresh.experiment, studies: ['learningCurve' as const] } };
  expect(planFor(written, limits).seconds).toBe(asked);
  expect(planFor(written, { ...limits, studies: [] }).seconds).toBe(alone);
  // Of what is finished only the study is left.
  expect(planFor(prepared, limits).seconds).toBe(0);
});
