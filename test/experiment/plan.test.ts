import { describe, expect, test } from 'vitest';
import { defaultVariants, variantOf, variantsOf } from '../../src/experiment/plan.ts';

test.each([
  [{ l1: 0, l2: 0, dropout: 0 }, 'none', 'No regularization', 'none'],
  [{ l1: 1e-4, l2: 0, dropout: 0 }, 'l1-1e-4', 'L1 1e-4', 'l1'],
  [{ l1: 0, l2: 0.001, dropout: 0 }, 'l2-1e-3', 'L2 1e-3', 'l2'],
  [{ l1: 0, l2: 0, dropout: 0.5 }, 'dropout-0.5', 'Dropout 0.5', 'dropout'],
  [{ l1: 1e-4, l2: 1e-3, dropout: 0 }, 'l1-1e-4_l2-1e-3', 'L1 1e-4 + L2 1e-3', 'combination'],
  [{ l1: 0, l2: 1e-3, dropout: 0.3 }, 'dropout-0.3_l2-1e-3', 'Dropout 0.3 + L2 1e-3', 'combination'],
  [
    { l1: 2.5e-4, l2: 1e-3, dropout: 0.25 },
    'dropout-0.25_l1-2.5e-4_l2-1e-3',
    'Dropout 0.25 + L1 2.5e-4 + L2 1e-3',
    'combination',
  ],
])('%j', (settings, id, name, family) => {
  expect(variantOf(settings)).toEqual({ id, name, family, settings });
});

test('a name of one’s own changes neither id nor family', () => {
  const settings = { l1: 0, l2: 0.01, dropout: 0 };
  expect(variantOf(settings, 'Strong')).toEqual({ id: 'l2-1e-2', name: 'Strong', family: 'l2', settings });
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
  const l2 = variantOf({ l1: 0, l2: 0.001, dropout: 0 });
  const none = variantOf({ l1: 0, l2: 0, dropout: 0 }, 'Baseline');

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
