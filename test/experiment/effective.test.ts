import { describe, expect, test } from 'vitest';
import { effectiveVariants } from '../../src/experiment/effective.ts';
import type { Settings } from '../../src/experiment/experiment.ts';
import { variantOf } from '../../src/experiment/plan.ts';
import { trainingSettings } from '../../src/experiment/trainingSettings.ts';
import { build, buildRegression, settings } from './models.ts';

/** No such file: the messages have no place then. */
const file = '/w/study.reglens.json';
const training = trainingSettings();
const CLASSES = { task: 'classification', target: 'label' } as const;
const NUMBERS = { task: 'regression', target: 'price' } as const;

describe('variants that are copies here are left out', () => {
  test('dropout without a place', () => {
    const { variants, notes } = effectiveVariants({ file, training }, build('Dense(3)'), CLASSES);
    expect(variants.map(({ name }) => name)).toEqual([
      'No regularization',
      'L1 1e-4',
      'L1 1e-3',
      'L1 1e-2',
      'L2 1e-4',
      'L2 1e-3',
      'L2 1e-2',
    ]);
    expect(notes).toEqual([
      'Left out, because the model has no place for what they add: Dropout 0.2 (as No regularization), Dropout 0.5 (as No regularization), Dropout 0.3 + L2 1e-3 (as L2 1e-3).',
    ]);
  });

  test('batch normalization in a model that has it everywhere, and only there', () => {
    const variants = [settings({}), settings({ batchNormalization: true })].map((each) => variantOf(each));
    const names = (layers: string) =>
      effectiveVariants({ file, training, variants }, build(layers), CLASSES).variants.map(({ id }) => id);
    expect(names('Dense(8), BatchNormalization(), ReLU(), Dense(3)')).toEqual(['none']);
    expect(names('Dense(8, activation="relu"), Dense(3)')).toEqual(['none', 'batch-normalization']);
  });

  test('nothing where all differ', () => {
    const { variants, notes } = effectiveVariants({ file, training }, build('Dense(8), Dense(3)'), CLASSES);
    expect(variants).toHaveLength(10);
    expect(notes).toEqual([]);
  });

  test('the model as written stays, even when it is like another', () => {
    const model = build(
      'Dense(8, kernel_regularizer=regularizers.l2(1e-3)), Dense(3, kernel_regularizer=regularizers.l2(1e-3))',
    );
    expect(effectiveVariants({ file, training }, model, CLASSES).variants).toHaveLength(11);
  });
});

describe('a plan without the model as written says why', () => {
  test.each([
    ['a negative λ', 'Dense(8, kernel_regularizer=regularizers.l2(-0.1)), Dense(3)', 'Dense', 5],
    ['a rate that cannot be seen', 'Dense(8),\nDropout(units), Dense(3)', 'Dropout', 6],
  ])('%s', (_, layers, kind, line) => {
    const { variants, notes } = effectiveVariants({ file, training }, build(layers), CLASSES);
    expect(variants.map(({ family }) => family)).not.toContain('source');
    expect(notes).toEqual([expect.stringContaining(`what regularizes ${kind} in line ${line} cannot be`)]);
  });

  test('unless the experiment names its variants', () => {
    const variants = [variantOf(settings({ l2: 0.1 }))];
    const model = build('Dense(8), Dropout(units), Dense(3)');
    expect(effectiveVariants({ file, training, variants }, model, CLASSES).notes).toEqual([]);
  });
});

const IMAGE = 'Input((2, 2, 1)), Conv2D(2, 1), Flatten(), Dense(3)';

describe('what these data and this model do not allow is refused', () => {
  test.each<[string, Partial<Settings>, string, string]>([
    [
      'Dense(8), Dense(3)',
      { augmentation: { flip: true } },
      '“augmentation.flip” of the variant “Flip” does not go with this model and data',
      'It changes images: rows of height × width × channels. Here the model takes rows of the shape 4.',
    ],
    [
      'Embedding(9, 2), Flatten(), Dense(3)',
      { augmentation: { noise: 0.1 } },
      '“augmentation.noise” of the variant “Noise 0.1” does not go with this model and data',
      'Numbers of words cannot be changed a little. Here the inputs are numbers of words for an Embedding.',
    ],
    [
      'Dense(8), Dense(3)',
      { layers: { dens_1: { l2: 0.1 } } },
      'The variant “L2 0.1 in dens_1” names a layer “dens_1”, which the model does not have',
      'Did you mean “dense_1”? The model has dense, dense_1.',
    ],
  ])('%s with %j', (layers, change, title, explanation) => {
    const variants = [variantOf(settings(change))];
    const check = () => effectiveVariants({ file, training, variants }, build(layers), CLASSES);
    expect(check).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({ code: 'EXPERIMENT_VARIANT', title, explanation }),
      }),
    );
  });

  test('smoothed labels of a regression', () => {
    const variants = [variantOf(settings({ labelSmoothing: 0.1 }))];
    const check = () => effectiveVariants({ file, training, variants }, buildRegression('Dense(1)'), NUMBERS);
    expect(check).toThrow('“labelSmoothing” of the variant “Label smoothing 0.1” does not go with');
  });

  test('images may be changed', () => {
    const variants = [variantOf(settings({ augmentation: { flip: true, rotate: 10 } }))];
    expect(effectiveVariants({ file, training, variants }, build(IMAGE), CLASSES).variants).toHaveLength(2);
  });
});
