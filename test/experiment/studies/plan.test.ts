import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STUDY_NAMES } from '../../../src/experiment/experiment.ts';
import type { PreparedExperiment } from '../../../src/experiment/session.ts';
import { besideSettings } from '../../../src/experiment/studies/beside.ts';
import { learningCurveSettings, sizesOf } from '../../../src/experiment/studies/learningCurve.ts';
import { pathSettings } from '../../../src/experiment/studies/path.ts';
import { studyGroups, studySettings } from '../../../src/experiment/studies/plan.ts';
import { REPLICAS, replicaSettings } from '../../../src/experiment/studies/replicas.ts';
import type { MainResult } from '../../../src/experiment/studies/settings.ts';
import { rateSettings, widened } from '../../../src/experiment/studies/widths.ts';
import { build } from '../models.ts';
import { makeProject } from '../project.ts';

let project: Awaited<ReturnType<typeof makeProject>>;
let prepared: PreparedExperiment;

beforeAll(async () => {
  const variants = [
    {},
    { l1: 1e-3 },
    { l2: 1e-3 },
    { l2: 1e-2 },
    { dropout: 0.5 },
    { dropout: 0.3, l2: 1e-3 },
  ];
  project = await makeProject({ variants, training: { epochs: 100 } });
  prepared = await project.prepare();
});
afterAll(() => project.dispose());

/** The variants of the project with these validation losses. */
function result(
  recommended: string | null,
  losses: (number | null)[] = [0.5, 0.4, 0.3, 0.35, 0.45, 0.2],
): MainResult {
  return {
    recommendation: { variant: recommended },
    variants: prepared.variants.map(({ id, family }, index) => ({
      id,
      family,
      validationLoss: { mean: losses[index]!, standardError: 0.01, seeds: 2 },
    })),
  };
}

const idsOf = (settings: { runs: { id: string }[] }[]) =>
  settings.flatMap(({ runs }) => runs.map(({ id }) => id));

describe('every study', () => {
  test.each(STUDY_NAMES)(
    '%s: ids are unique and file-safe, and runs of the plan are those of the plan',
    (name) => {
      const settings = studySettings(name, prepared, result('l2-1e-3'));
      const runs = settings.flatMap((setting) => setting.runs);
      expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
      expect(runs.filter(({ id }) => !/^[\w.-]{1,200}$/.test(id))).toEqual([]);
      const planned = new Map(prepared.runs.map((run) => [run.id, run]));
      const shared = runs.filter(({ id }) => planned.has(id));
      expect(shared.length > 0).toBe(name !== 'replicas' && name !== 'beside');
      for (const run of shared) expect(run).toEqual(planned.get(run.id));
      for (const { variant, runs: own } of settings) {
        expect(new Set(own.map((run) => run.variant))).toEqual(new Set([variant.id]));
      }
    },
  );

  test.each(STUDY_NAMES)('%s: its groups hold all of its runs, each by the network it trains', (name) => {
    const groups = studyGroups(name, prepared, result('l2-1e-3'));
    const settings = studySettings(name, prepared, result('l2-1e-3'));
    expect(idsOf(groups).sort()).toEqual(idsOf(settings).sort());
    expect(new Set(groups.map(({ architecture }) => architecture)).size).toBe(groups.length);
  });
});

describe('the learning curve', () => {
  test.each([
    [300, 10, [30, 60, 120, 180, 240]],
    // Two of each class: 10 and 20 % of 100 rows are both 20 rows.
    [100, 10, [20, 40, 60, 80]],
    [40, 0, [8, 16, 24, 32]],
    [8, 0, []],
  ])('%i rows, %i classes: %j', (rows, classes, sizes) => {
    expect(sizesOf(rows, classes)).toEqual(sizes);
  });

  test('none and the recommended; each seed has rows of its own, the whole part is the plan’s runs', () => {
    const settings = learningCurveSettings(prepared, result('l2-1e-3'));
    expect(settings.map(({ of, rows }) => `${of.id} ${rows}`)).toEqual(
      ['none', 'l2-1e-3'].flatMap((id) => [20, 40, 60, 80, 100].map((rows) => `${id} ${rows}`)),
    );
    expect(settings[0]!.variant.name).toBe('No regularization, 20 rows');
    expect(settings[0]!.runs.map(({ id, sample }) => ({ id, sample }))).toEqual([
      { id: 'learning-curve-none-rows20-seed1', sample: { kind: 'subset', rows: 20, seed: 1 } },
      { id: 'learning-curve-none-rows20-seed2', sample: { kind: 'subset', rows: 20, seed: 2 } },
    ]);
    expect(settings.at(-1)!.runs).toEqual(prepared.runs.filter(({ variant }) => variant === 'l2-1e-3'));
    expect(new Set(learningCurveSettings(prepared, result(null)).map(({ of }) => of.id))).toEqual(
      new Set(['none']),
    );
  });

  test('none where nothing smaller than the training part can be trained', () => {
    const { dataset } = prepared;
    const few = (rows: number) => ({
      ...prepared,
      dataset: { ...dataset, training: { ...dataset.training, rows } },
    });
    // Two of each of ten classes.
    expect(learningCurveSettings(few(20), result(null))).toEqual([]);
    expect(learningCurveSettings(few(21), result(null)).map(({ rows }) => rows)).toEqual([20, 21]);
  });
});

describe('replicas', () => {
  const repeated = (...given: Parameters<typeof result>) =>
    replicaSettings(prepared, result(...given)).map(({ of }) => of.id);

  test('none, the recommended and the best of L1, L2 and dropout, at most four', () => {
    expect(repeated('l2-1e-3')).toEqual(['none', 'l2-1e-3', 'l1-1e-3', 'dropout-0.5']);
    expect(repeated('dropout-0.3_l2-1e-3')).toEqual(['none', 'dropout-0.3_l2-1e-3', 'l2-1e-3', 'l1-1e-3']);
    expect(repeated(null, [0.5, null, 0.35, 0.3, 0.2, 0.1])).toEqual(['none', 'dropout-0.5', 'l2-1e-2']);
  });

  test('differ in their rows alone', () => {
    const [none] = replicaSettings(prepared, result(null));
    expect(none!.runs).toHaveLength(REPLICAS);
    const first = prepared.runs.find(({ id }) => id === 'none-seed1')!;
    expect(none!.runs[6]).toEqual({
      ...first,
      id: 'replicas-none-bootstrap7',
      variant: 'replicas-none',
      sample: { kind: 'bootstrap', seed: 7 },
    });
  });
});

describe('widths', () => {
  test('16 hidden units become 16/(1 − rate); at rate 0 nothing changes', () => {
    const settings = rateSettings(prepared);
    expect(settings.map(({ rate, units }) => `${rate}: ${units}`)).toEqual([
      '0: 16',
      '0.1: 18',
      '0.2: 20',
      '0.3: 23',
      '0.4: 27',
      '0.5: 32',
      '0.6: 40',
      '0.7: 53',
    ]);
    expect(settings[0]!.expected).toBe(settings[0]!.fixed);
    const half = settings.find(({ rate }) => rate === 0.5)!;
    expect(half.fixed.runs.map(({ id }) => id)).toEqual(['dropout-0.5-seed1', 'dropout-0.5-seed2']);
    expect(half.expected.runs[0]).toMatchObject({ id: 'widths-expected-dropout-0.5-seed1', rates: [0.5] });
    expect(half.expected.variant.name).toBe('Dropout 0.5, 32 units');
    const kernels = half.expected.architecture.network.nodes.flatMap(({ layer }) =>
      layer.kind === 'dense' ? [layer.units] : [],
    );
    expect(kernels).toEqual([32, 10]);
  });

  test.each([
    ['both hidden layers', 'Dense(8, activation="relu"), Dense(6), Dense(3, activation="softmax")', [0, 3]],
    [
      'with what stands between',
      'Dense(8), BatchNormalization(), Dropout(0.5), Dense(3, activation="softmax")',
      [0],
    ],
    ['no hidden layer', 'Dense(3, activation="softmax")', []],
    ['groups must divide the units', 'Dense(8), GroupNormalization(4), Dense(3, activation="softmax")', []],
    [
      'not what is reshaped',
      'Dense(8), Reshape((4, 2)), Flatten(), Dense(5, activation="relu"), Dense(3, activation="softmax")',
      [4],
    ],
  ])('%s', (_, layers, nodes) => {
    expect(widened(build(layers))).toEqual(nodes);
  });

  test('are not offered without such a layer', async () => {
    const model = 'import keras\nmodel = keras.Sequential([keras.layers.Dense(10, activation="softmax")])\n';
    const linear = await makeProject({ model });
    expect(studyGroups('widths', await linear.prepare(), result(null))).toEqual([]);
    await linear.dispose();
  });
});

test('the path: nine λ from 1e-5 to 0.1 for each of three penalties', () => {
  const settings = pathSettings(prepared);
  expect(settings).toHaveLength(27);
  expect(settings.map(({ variant }) => variant.id)).toEqual(
    expect.arrayContaining(['l1-1e-5', 'l1-3e-4-proximal', 'l2-1e-3', 'l2-0.1']),
  );
  expect(settings.filter(({ family }) => family === 'l2').map(({ lambda }) => lambda)).toEqual([
    1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1,
  ]);
});

describe('beside', () => {
  const names = (of: PreparedExperiment, recommended: string | null = null) =>
    besideSettings(of, result(recommended)).map(({ variant }) => variant.name);
  const prepare = async (options: Parameters<typeof makeProject>[0]) => {
    const other = await makeProject(options);
    const found = await other.prepare();
    await other.dispose();
    return found;
  };

  test('alone, in pairs, all together and with the recommended', () => {
    expect(names(prepared, 'l2-1e-3')).toEqual([
      'Batch normalization',
      'Early stopping 10',
      'Noise 0.1',
      'Batch normalization + Early stopping 10',
      'Batch normalization + Noise 0.1',
      'Noise 0.1 + Early stopping 10',
      'Batch normalization + Noise 0.1 + Early stopping 10',
      'L2 1e-3 + Batch normalization + Noise 0.1 + Early stopping 10',
    ]);
    expect(names(prepared)).toHaveLength(7);
  });

  test('what is in the model or the training already adds nothing', async () => {
    const stopping = await prepare({ training: { epochs: 6, earlyStopping: { patience: 2 } } });
    expect(names(stopping)).toEqual(['Batch normalization', 'Noise 0.1', 'Batch normalization + Noise 0.1']);
    const normalized = await prepare({
      model: `from keras import Sequential, layers
model = Sequential([layers.Dense(8), layers.BatchNormalization(), layers.ReLU(), layers.Dense(10, activation="softmax")])
`,
    });
    expect(names(normalized)).toEqual(['Early stopping 5', 'Noise 0.1', 'Noise 0.1 + Early stopping 5']);
  });

  test('numbers of words are not changed', async () => {
    const words = await prepare({
      model: `from keras import Sequential, layers
model = Sequential([layers.Embedding(17, 2), layers.Flatten(), layers.Dense(4), layers.Dense(10, activation="softmax")])
`,
    });
    expect(names(words)).toEqual([
      'Batch normalization',
      'Early stopping 5',
      'Batch normalization + Early stopping 5',
    ]);
  });

  test('images are shifted', async () => {
    const image = await prepare({
      model: `from keras import Sequential, Input, layers
model = Sequential([Input((8, 8, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(10, activation="softmax")])
`,
    });
    expect(names(image)).toContain('Batch normalization + Shift 0.1');
  });
});
