import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyName } from '../../src/experiment/experiment.ts';
import type { PreparedExperiment } from '../../src/experiment/session.ts';
import { studySettings } from '../../src/experiment/studies/plan.ts';
import { buildReport } from '../../src/report/build.ts';
import type { Report } from '../../src/report/report.ts';
import { type StoredStudies, studiesReport } from '../../src/report/studies/build.ts';
import { studyFindings } from '../../src/report/studies/words.ts';
import type { StoredRun } from '../../src/report/variants.ts';
import { makeProject } from '../experiment/project.ts';
import { diverged, reportInput, run, runsOf } from './runs.ts';

let project: Awaited<ReturnType<typeof makeProject>>;
let prepared: PreparedExperiment;
let report: Report;

beforeAll(async () => {
  project = await makeProject({ variants: [{}, { l2: 1e-3 }], training: { epochs: 2 }, seeds: 3 });
  prepared = await project.prepare();
  // L2 takes 2 seconds a run, none 1 second.
  const timed = (seconds: number, test: number) => (seed: number) =>
    run(seed, { validation: [0.5, test + 0.001 * seed], test: test + 0.001 * seed, result: { seconds } });
  const variants = [
    runsOf({}, [1, 2, 3].map(timed(1, 0.4))),
    runsOf({ l2: 1e-3 }, [1, 2, 3].map(timed(2, 0.3))),
  ];
  report = buildReport(reportInput(variants, { workers: 2 }));
});
afterAll(() => project.dispose());

type Run = ReturnType<typeof studySettings>[number]['runs'][number];

/** Every run of a study, as this function makes it. */
function stored(
  name: StudyName,
  of: (run: Run, variant: string) => StoredRun,
  from = prepared,
): StoredStudies {
  const settings = studySettings(name, from, report);
  const runs = settings.flatMap(({ variant, runs: own }) =>
    own.map((each) => [each.id, of(each, variant.id)] as const),
  );
  return { runs: new Map(runs) };
}

/** A run that ends with these losses. */
const ending = (seed: number, validation: number, train = 0.1) =>
  run(seed, { train: [0.5, train], validation: [0.6, validation] });

/** A run that is trained to the end: its losses no longer change. */
const level = (seed: number, validation: number) =>
  run(seed, {
    train: Array.from({ length: 12 }, () => 0.1),
    validation: Array.from({ length: 12 }, () => validation),
  });

test('the main report recommends L2, which the plans of the studies take up', async () => {
  expect(report.recommendation.variant).toBe('l2-1e-3');
});

describe('offers', () => {
  test('all five when nothing is stored, with the runs that are missing', async () => {
    const { offers, ...done } = await studiesReport(prepared, report, { runs: new Map() });
    expect(done).toEqual({});
    expect(Object.fromEntries(offers.map(({ name, runs }) => [name, runs]))).toEqual({
      // Four sizes below 100 rows and the plan's own, two variants, three seeds.
      learningCurve: (4 + 1) * 2 * 3,
      replicas: 20 * 2,
      // Rate 0 is the plan's; seven rates at two widths.
      widths: (1 + 2 * 7) * 3,
      path: 3 * 9 * 3,
      beside: 8 * 3,
    });
  });

  test('seconds follow the measured pace on 2 workers; runs on different rows share nothing', async () => {
    const { offers } = await studiesReport(prepared, report, { runs: new Map() });
    const seconds = (name: StudyName) => offers.find((offer) => offer.name === name)!.seconds;
    // The plan's 6 runs took 3·1 + 3·2 = 9 s as one stack; the path has 81 runs, more than one stack of 64 takes.
    const { perStack, perRun } = prepared.groups[0]!.estimate.seconds;
    const pace = 9 / (perStack + 6 * perRun);
    expect(seconds('path')).toBeCloseTo((pace * (2 * perStack + 81 * perRun)) / 2, 6);
    expect(seconds('replicas')).toBeCloseTo((pace * (20 * perStack + 40 * perRun)) / 2, 6);
  });

  test('a study that lacks one run is offered with one', async () => {
    const { runs } = stored('path', ({ seed }) => ending(seed, 0.3));
    const less = new Map([...runs].slice(1));
    const { offers, path } = await studiesReport(prepared, report, { runs: less });
    expect(offers.find(({ name }) => name === 'path')!.runs).toBe(1);
    expect(path).toBeUndefined();
  });

  test('what an earlier start left is counted, without the runs of the plan', async () => {
    const { runs } = stored('learningCurve', ({ seed }) => ending(seed, 0.3));
    const planned = prepared.runs.map(({ id }) => id);
    const own = [...runs.keys()].filter((id) => !planned.includes(id));
    const kept = new Map([...runs].filter(([id]) => [...planned, ...own.slice(0, 5)].includes(id)));
    const begun = new Set(own.slice(5, 7));
    const offered = await studiesReport(prepared, report, { runs: kept, begun });
    const offerOf = (name: StudyName) => offered.offers.find((offer) => offer.name === name)!;
    // Four sizes below 100 rows, two variants, three seeds.
    expect(offerOf('learningCurve')).toMatchObject({ runs: 24 - 5, kept: 5, begun: 2 });
    expect(Object.keys(offerOf('path'))).toEqual(['name', 'runs', 'seconds']);
  });
});

describe('the learning curve', () => {
  test('by rows, with the power law that made it', async () => {
    const law = (rows: number) => 0.1 + 2 * rows ** -0.5;
    const studies = stored('learningCurve', ({ seed, sample }) =>
      level(seed, law(sample?.kind === 'subset' ? sample.rows : 100) + 0.001 * seed),
    );
    const { curves, finding } = (await studiesReport(prepared, report, studies)).learningCurve!;
    expect(curves.map(({ variant, name }) => [variant, name])).toEqual([
      ['none', 'No regularization'],
      ['l2-1e-3', 'L2 1e-3'],
    ]);
    const [none] = curves;
    expect(none!.points.map(({ rows }) => rows)).toEqual([20, 40, 60, 80, 100]);
    expect(none!.points[1]!.validationLoss.mean).toBeCloseTo(law(40) + 0.002, 12);
    expect(none!.powerLaw!.c).toBeCloseTo(0.5, 6);
    expect(none!.difference!.mean).toBeCloseTo(law(100) - law(80), 12);
    expect(finding.kind).toBe('helps');
    expect(finding.text).toContain('L2 1e-3');
    expect(finding.text).toContain(`from about ${law(100).toFixed(3)} at 100 rows`.replace('0.300', '0.302'));
    expect(finding.text).toContain('at 200 rows');
  });

  test('not told of runs that are not trained to the end, and drawn without a law', async () => {
    const law = (rows: number) => 0.1 + 2 * rows ** -0.5;
    const rowsOf = (sample: Run['sample']) => (sample?.kind === 'subset' ? sample.rows : 100);
    const falling = (seed: number, last: number, restoredBest?: true) =>
      run(seed, {
        train: Array.from({ length: 20 }, () => 0.1),
        validation: Array.from({ length: 20 }, (_, epoch) => last + 0.02 * (19 - epoch)),
        result: { ...(restoredBest && { restoredBest }) },
      });
    const of = async (restoredBest?: true) => {
      const studies = stored('learningCurve', ({ seed, sample }) =>
        falling(seed, law(rowsOf(sample)) + 0.001 * seed, restoredBest),
      );
      return (await studiesReport(prepared, report, studies)).learningCurve!;
    };
    const { curves, finding } = await of();
    expect(finding).toMatchObject({
      kind: 'cannot-tell',
      text: expect.stringContaining('with 100 training rows still falls at the last epoch'),
    });
    expect(curves.some(({ powerLaw }) => powerLaw)).toBe(false);
    // Early stopping ends runs when they are trained.
    expect((await of(true)).finding.kind).toBe('helps');
  });

  test('runs that all diverged at the largest size are no lack of seeds', async () => {
    const { runs } = stored('learningCurve', ({ seed }) => level(seed, 0.3));
    const gone = new Map<string, StoredRun | ReturnType<typeof diverged>>(runs);
    for (const { id, seed } of prepared.runs) gone.set(id, diverged(seed));
    const { finding } = (await studiesReport(prepared, report, { runs: gone })).learningCurve!;
    expect(finding.text).toContain('3 of 6 runs diverged, and fewer than two seeds are left');
  });

  test('runs that diverged are counted and in no mean', async () => {
    const studies = stored('learningCurve', ({ seed }) => ending(seed, 0.3));
    const gone = new Map<string, StoredRun | ReturnType<typeof diverged>>(studies.runs);
    gone.set('learning-curve-none-rows20-seed2', diverged(2));
    const [none] = (await studiesReport(prepared, report, { runs: gone })).learningCurve!.curves;
    expect(none!.points[0]).toMatchObject({ diverged: 1, validationLoss: { seeds: 2 } });
  });
});

test('replicas: logits that scatter around the right class are all variance', async () => {
  const { test: rows, classes } = prepared.dataset;
  const outputs = (certain: number) => {
    const logits = new Float32Array(rows.rows * classes!.length);
    rows.targets.forEach((target, row) => {
      logits[row * classes!.length + target] = certain;
    });
    return logits;
  };
  const studies = stored('replicas', ({ sample }, variant) => {
    const of = run(1);
    // Without regularization every second replica knows nothing; with L2 all are nearly sure of the right class.
    const sure = variant !== 'replicas-none' || sample!.seed % 2 === 0;
    return { ...of, rows: { ...of.rows, testOutputs: outputs(sure ? 20 : 0) } };
  });
  const { replicas, variants, finding } = (await studiesReport(prepared, report, studies)).replicas!;
  expect(replicas).toBe(20);
  // Probabilities are 1 or 0.1 for the right class, 0 or 0.1 for nine others: 0.55 and 0.05 on average.
  const { error, bias, variance } = variants[0]!.squared;
  expect(bias).toBeCloseTo(0.45 ** 2 + 9 * 0.05 ** 2, 4);
  expect(variance).toBeCloseTo(0.45 ** 2 + 9 * 0.05 ** 2, 4);
  expect(error).toBeCloseTo(bias + variance, 9);
  expect(variants[1]!.squared.error).toBeCloseTo(0, 6);
  expect(variants[1]!.zeroOne).toEqual({ error: 0, bias: 0, unbiasedVariance: 0, biasedVariance: 0 });
  expect(finding).toMatchObject({
    kind: 'balanced',
    text: expect.stringContaining('L2 1e-3 lowers variance'),
  });
});

test('widths: parameters as the layers have them, differences corrected for seven rates', async () => {
  const studies = stored('widths', ({ seed }, variant) =>
    ending(seed, (variant.startsWith('widths-') ? 0.2 : 0.3) + 0.01 * seed),
  );
  const { points, parameters, finding } = (await studiesReport(prepared, report, studies)).widths!;
  expect(parameters).toBe(64 * 16 + 16 + 16 * 10 + 10);
  const half = points.find(({ rate }) => rate === 0.5)!;
  expect(half.expected).toMatchObject({ units: [32], parameters: 64 * 32 + 32 + 32 * 10 + 10 });
  expect(half.difference).toMatchObject({ mean: expect.closeTo(-0.1, 9), seeds: 3 });
  expect(points[0]!.difference).toBeUndefined();
  expect(finding.kind).toBe('wider-helps');
});

test('the path: best λ and the largest within one standard error, and the linear model as it is stored', async () => {
  const loss = (id: string, seed: number) =>
    ({ 'l2-1e-3': 0.2, 'l2-3e-3': 0.2005, 'l2-1e-2': 0.25 })[id] ?? 0.3 + 0.001 * seed;
  const { runs } = stored('path', ({ seed }, variant) => ending(seed, loss(variant, seed) + 0.002 * seed));
  const linearPath = { loss: 'squared' as const, columns: ['a'], rows: 10, l1: [], l2: [] };
  const { path } = await studiesReport(prepared, report, { runs, linearPath });
  // Seeds 1 to 3 add 0.002, 0.004 and 0.006: a standard error of 0.002/√3 = 0.00115.
  expect(path!.best).toContainEqual({ family: 'l2', lambda: 1e-3, oneStandardError: 3e-3 });
  expect(path!.sweeps.map(({ family, points }) => [family, points.length])).toEqual([
    ['l1', 9],
    ['l1Proximal', 9],
    ['l2', 9],
  ]);
  expect(path!.linear).toEqual(linearPath);
});

describe('beside', () => {
  test('a ruined model is not praised for its gap', async () => {
    // The gap is −2.1 of 0.4: 6.25 times closed.
    const studies = stored('beside', ({ seed }) => ending(seed, 0.9, 3));
    const runs = new Map(studies.runs);
    for (const { id, seed, variant } of prepared.runs)
      if (variant === 'none') runs.set(id, ending(seed, 0.5, 0.1));
    const found = await studiesReport(prepared, report, { runs });
    expect(found.beside!.variants[0]!.gapClosed).toBeCloseTo(6.25, 9);
    const [finding] = studyFindings({ ...report, studies: { beside: found.beside!, offers: [] } });
    expect(finding!.text).toMatch(/^None of them lowers the validation loss; the lowest is that of /);
    expect(finding!.text).not.toContain('closes');
  });

  test('nor with one seed, where nothing is paired', async () => {
    // One seed of each is left; without regularization the report's mean is 0.402.
    const finding = async (loss: number) => {
      const { runs: all } = stored('beside', ({ seed }) =>
        seed === 1 ? ending(1, loss, 3) : ending(seed, 9),
      );
      const runs = new Map<string, StoredRun | ReturnType<typeof diverged>>(all);
      for (const id of all.keys()) if (!id.endsWith('seed1')) runs.set(id, diverged(2));
      for (const { id, seed, variant } of prepared.runs) {
        if (variant === 'none') runs.set(id, ending(seed, 0.5, 0.1));
      }
      const studies = await studiesReport(prepared, report, { runs });
      return studyFindings({ ...report, studies })[0]!.text;
    };
    expect(await finding(0.9)).toMatch(/^None of them lowers the validation loss/);
    expect(await finding(0.3)).toMatch(/^Lowest validation loss: .* It closes all of the gap/);
  });

  test('more than all of the gap is all of it', async () => {
    const { runs: all } = stored('beside', ({ seed }) => ending(seed, 0.3, 0.4));
    const runs = new Map(all);
    for (const { id, seed, variant } of prepared.runs)
      if (variant === 'none') runs.set(id, ending(seed, 0.5, 0.1));
    const studies = await studiesReport(prepared, report, { runs });
    expect(studyFindings({ ...report, studies })[0]!.text).toContain('It closes all of the gap of 0.400.');
  });

  test('the gap that each closes, and its difference against none', async () => {
    const studies = stored('beside', ({ seed }) => ending(seed, 0.25, 0.15));
    const runs = new Map(studies.runs);
    for (const { id, seed, variant } of prepared.runs)
      if (variant === 'none') runs.set(id, ending(seed, 0.5, 0.1));
    const { gap, variants } = (await studiesReport(prepared, report, { runs })).beside!;
    expect(gap.mean).toBeCloseTo(0.4, 12);
    const [first] = variants;
    expect(first).toMatchObject({ name: 'Batch normalization', parts: ['Batch normalization'] });
    expect(first!.gapClosed).toBeCloseTo(1 - 0.1 / 0.4, 12);
    expect(first!.validationDifference!.mean).toBeCloseTo(-0.25, 12);
    expect(variants.filter(({ equivalentL2 }) => equivalentL2)).toEqual([]);
  });

  test.each([
    [{ optimizer: 'sgd', learningRate: 0.1 }, 0.1, true],
    [{ optimizer: 'sgd', learningRate: 0.1, momentum: 0.9 }, 1, false],
    [{ optimizer: 'sgd', learningRate: 0.1, schedule: 'cosine' }, 0.1, false],
  ] as const)('%j: early stopping alone has an L2 that it resembles', async (training, rate, exact) => {
    const other = await makeProject({
      variants: [{}, { l2: 1e-3 }],
      training: { epochs: 2, ...training },
      seeds: 3,
    });
    const with_ = await other.prepare();
    await other.dispose();
    const studies = stored('beside', ({ seed }) => ending(seed, 0.25), with_);
    const runs = new Map(studies.runs);
    for (const { id, seed, variant } of with_.runs) if (variant === 'none') runs.set(id, ending(seed, 0.5));
    const { beside } = await studiesReport(with_, report, { runs });
    const [stopping, ...rest] = beside!.variants.filter(({ settings }) => settings.earlyStopping);
    // The best epoch is the second: 2 epochs of 4 batches of 32 of the 100 rows.
    expect(stopping!.equivalentL2).toEqual({
      lambda: expect.closeTo(1 / (2 * rate * 8), 12),
      steps: 8,
      exact,
    });
    expect(rest.filter(({ equivalentL2 }) => equivalentL2)).toEqual([]);
  });
});

test('findings in words, in the order of the studies', async () => {
  const { runs } = stored('path', ({ seed }) => ending(seed, 0.3));
  const all = new Map([...runs, ...stored('beside', ({ seed }) => ending(seed, 0.25, 0.15)).runs]);
  for (const { id, seed, variant } of prepared.runs)
    if (variant === 'none') all.set(id, ending(seed, 0.5, 0.1));
  const studies = await studiesReport(prepared, report, { runs: all });
  expect(studyFindings({ ...report, studies })).toEqual([
    {
      study: 'path',
      // The report's own runs without regularization end at 0.402.
      text: expect.stringMatching(
        /^L1 is best at λ = 1e-5, the smallest tried \(validation loss 0\.300\).* Without regularization the validation loss is 0\.402\.$/,
      ),
    },
    {
      study: 'beside',
      text: 'Lowest validation loss: Batch normalization (0.250, −0.250 to −0.250 against none). It closes 75\u202f% of the gap of 0.400.',
    },
  ]);
});
