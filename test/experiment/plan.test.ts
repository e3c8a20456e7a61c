import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/experiment/experiment.ts';
import { defaultVariants, variantOf, variantsOf } from '../../src/experiment/plan.ts';
import { beyondBasics } from '../../src/experiment/variantNames.ts';
import { settings } from './models.ts';

const STOPPING = { patience: 10, minimumImprovement: 0 };

test.each<[Partial<Settings>, string, string, string]>([
  [{}, 'none', 'No regularization', 'none'],
  [{ l1: 1e-4 }, 'l1-1e-4', 'L1 1e-4', 'l1'],
  [{ l1: 1e-3, l1Mode: 'proximal' }, 'l1-1e-3-proximal', 'L1 1e-3 proximal', 'l1'],
  [{ l2: 0.001 }, 'l2-1e-3', 'L2 1e-3', 'l2'],
  [{ l2: 1e21 }, 'l2-1e21', 'L2 1e+21', 'l2'],
  [{ dropout: 0.5 }, 'dropout-0.5', 'Dropout 0.5', 'dropout'],
  [{ l1: 1e-4, l2: 1e-3 }, 'l1-1e-4_l2-1e-3', 'L1 1e-4 + L2 1e-3', 'combination'],
  [{ l2: 1e-3, dropout: 0.3 }, 'dropout-0.3_l2-1e-3', 'Dropout 0.3 + L2 1e-3', 'combination'],
  [
    { l1: 2.5e-4, l2: 1e-3, dropout: 0.25 },
    'dropout-0.25_l1-2.5e-4_l2-1e-3',
    'Dropout 0.25 + L1 2.5e-4 + L2 1e-3',
    'combination',
  ],
  [{ spatialDropout: 0.1 }, 'spatial-dropout-0.1', 'Spatial dropout 0.1', 'other'],
  [{ recurrentDropout: 0.2 }, 'recurrent-dropout-0.2', 'Recurrent dropout 0.2', 'other'],
  [{ groupLasso: 1e-3 }, 'group-lasso-1e-3', 'Group lasso 1e-3', 'other'],
  [
    { groupLasso: 1e-3, groupLassoMode: 'proximal' },
    'group-lasso-1e-3-proximal',
    'Group lasso 1e-3 proximal',
    'other',
  ],
  [{ maxNorm: 3 }, 'max-norm-3', 'Max norm 3', 'other'],
  [{ weightDecay: 0.01 }, 'weight-decay-1e-2', 'Weight decay 1e-2', 'other'],
  [{ weightDecay: 0.01, decayAll: true }, 'weight-decay-1e-2-all', 'Weight decay 1e-2 all', 'other'],
  [{ biasL2: 1e-3 }, 'bias-l2-1e-3', 'Bias L2 1e-3', 'other'],
  [{ activityL1: 1e-5 }, 'activity-l1-1e-5', 'Activity L1 1e-5', 'other'],
  [{ labelSmoothing: 0.1 }, 'label-smoothing-0.1', 'Label smoothing 0.1', 'other'],
  [{ augmentation: { noise: 0.1 } }, 'noise-0.1', 'Noise 0.1', 'other'],
  [{ augmentation: { flip: true, shift: 0.1 } }, 'flip_shift-0.1', 'Flip + Shift 0.1', 'combination'],
  [{ earlyStopping: STOPPING }, 'early-stopping-10', 'Early stopping 10', 'other'],
  [
    { earlyStopping: { patience: 5, minimumImprovement: 0.001 } },
    'early-stopping-5-1e-3',
    'Early stopping 5 by 1e-3',
    'other',
  ],
])('%j', (change, id, name, family) => {
  expect(variantOf(settings(change))).toEqual({ id, name, family, settings: settings(change) });
});

test('a name of one’s own changes neither id nor family', () => {
  const own = settings({ l2: 0.01 });
  expect(variantOf(own, 'Strong')).toEqual({ id: 'l2-1e-2', name: 'Strong', family: 'l2', settings: own });
});

test('strengths of single layers are told apart by a digest', () => {
  const [one, other] = [0.1, 0.2].map((dropout) => variantOf(settings({ layers: { dense: { dropout } } })));
  expect(one!.id).toMatch(/^layers-[0-9a-f]{8}$/);
  expect(one!.id).not.toBe(other!.id);
  expect(one).toMatchObject({ name: 'Dropout 0.1 in dense', family: 'other' });
});

test('ids are short enough for file names, and still differ', () => {
  const many = (weightDecay: number) =>
    variantOf(
      settings({
        ...{ l1: 0.1, l2: 0.1, dropout: 0.1, spatialDropout: 0.1, recurrentDropout: 0.1, biasL1: 0.1 },
        ...{ biasL2: 0.1, activityL1: 0.1, activityL2: 0.1, groupLasso: 0.1, maxNorm: 2, weightDecay },
      }),
    ).id;
  expect(many(0.1).length).toBeLessThan(100);
  expect(many(0.1)).not.toBe(many(0.2));
});

test.each<[Partial<Settings>, string[]]>([
  [{ l1: 0.1, l2: 0.1, dropout: 0.1 }, []],
  [{ l1: 0.1, l1Mode: 'proximal', dropout: 0.1 }, ['L1 0.1 proximal']],
  [{ maxNorm: 2, l2: 0.1 }, ['Max norm 2']],
])('%j: what an edit of the source does not write', (change, expected) => {
  expect(beyondBasics(settings(change))).toEqual(expected);
});

const NAMES = [
  'No regularization',
  'L1 1e-4',
  'L1 1e-3',
  'L1 1e-2',
  'L2 1e-4',
  'L2 1e-3',
  'L2 1e-2',
  'Dropout 0.2',
  'Dropout 0.5',
  'Dropout 0.3 + L2 1e-3',
];

describe('default plan', () => {
  test('ten variants', () => {
    const variants = defaultVariants({ hasOwnRegularization: false });
    expect(variants.map(({ name }) => name)).toEqual(NAMES);
    expect(variants[9]!.settings).toEqual({ l1: 0, l2: 1e-3, dropout: 0.3 });
  });

  test('and the model as written, when it regularizes itself', () => {
    const variants = defaultVariants({ hasOwnRegularization: true });
    expect(variants.map(({ name }) => name)).toEqual([...NAMES, 'As written']);
    expect(variants[10]).toMatchObject({ id: 'as-written', family: 'source' });
  });

  test('ids are unique and safe as file names', () => {
    const ids = defaultVariants({ hasOwnRegularization: true }).map(({ id }) => id);
    expect(new Set(ids).size).toBe(11);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
  });
});

describe('variants of an experiment', () => {
  const l2 = variantOf(settings({ l2: 0.001 }));
  const none = variantOf(settings({}), 'Baseline');

  test('left out: the default plan', () => {
    const model = { hasOwnRegularization: true };
    expect(variantsOf({}, model)).toEqual(defaultVariants(model));
  });

  test('without an unregularized one: it is put first', () => {
    const variants = variantsOf({ variants: [l2] }, { hasOwnRegularization: true });
    expect(variants.map(({ id }) => id)).toEqual(['none', 'l2-1e-3']);
  });

  test('with one: as listed', () => {
    expect(variantsOf({ variants: [l2, none] }, { hasOwnRegularization: false })).toEqual([l2, none]);
  });
});
