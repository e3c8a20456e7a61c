import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../src/diagnosis/candidate.ts';
import { recommend } from '../../src/diagnosis/recommend.ts';
import type { Difference } from '../../src/statistics/estimates.ts';
import { twoSidedQuantile } from '../../src/statistics/studentT.ts';

const estimate = (mean: number, standardError = 0.002) => ({ mean, standardError, seeds: 5 });
const difference = (mean: number, half: number, seeds = 5): Difference => ({
  mean,
  low: mean - half,
  high: mean + half,
  lowerIn: mean < 0 ? seeds : 0,
  seeds,
  seedError: half / twoSidedQuantile(0.05, seeds - 1),
  rowError: 0,
});

const none: Candidate = {
  id: 'none',
  name: 'No regularization',
  complexity: 0,
  validationLoss: estimate(0.2),
  testLoss: estimate(0.194),
};

function variant(
  name: string,
  complexity: number,
  validation: number,
  half = 0.01,
  test = validation,
): Candidate {
  return {
    id: name.toLowerCase().replaceAll(' ', '-'),
    name,
    complexity,
    validationLoss: estimate(validation),
    testLoss: estimate(test),
    difference: {
      trainLoss: difference(0.1, half),
      validationLoss: difference(validation - 0.2, half),
      testLoss: difference(test - 0.194, half),
    },
  };
}

const ROWS = { validation: 400, test: 600 };

const choose = (...variants: Candidate[]) =>
  recommend([none, ...variants], variants.length, 12, 5, ROWS, false);

describe('which variant is recommended', () => {
  test('the lowest validation loss, when no simpler variant is within one standard error', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.17), variant('Dropout 0.3 + L2 1e-3', 2, 0.14));
    expect(choice.variant).toBe('dropout-0.3-+-l2-1e-3');
    expect(choice.reason).toContain('no other variant is within one standard error');
  });

  test('the simpler one within one standard error of the lowest', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.1415), variant('Dropout 0.3 + L2 1e-3', 2, 0.14));
    expect(choice.variant).toBe('l2-1e-3');
    expect(choice.reason).toBe(
      'The simplest within one standard error of the lowest validation loss, which Dropout 0.3 + L2 1e-3 has.',
    );
  });

  test('not one whose interval includes 0, even with the lowest mean; said so', () => {
    const choice = choose(variant('Dropout 0.5', 1, 0.12, 0.09), variant('L2 1e-3', 1, 0.15));
    expect(choice.variant).toBe('l2-1e-3');
    expect(choice.reason).toContain('Dropout 0.5 has a lower mean, but is not surely better');
  });

  test('selected on validation, quoted on test', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.15, 0.01, 0.145));
    expect(choice.text).toBe('L2 1e-3 lowers its test loss by 25\u202f%, from 0.194 to 0.145.'); // 0.049 / 0.194
    expect(choice.support).toContain('Paired test difference −0.049, 95\u202f% interval −0.059 to −0.039');
    expect(choice.support).toContain(
      'corrected for 1 comparison. Lower in 5 of 5 seeds; standard error over the test rows 0.000.',
    );
  });

  test('a gain on validation that the test rows do not confirm is said so', () => {
    expect(choose(variant('L2 1e-3', 1, 0.15, 0.01, 0.19)).text).toContain(
      'on the test rows the interval includes 0',
    );
  });

  test('a gain on validation that the test rows contradict is no recommendation', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.15, 0.01, 0.23));
    expect(choice.variant).toBeNull();
    expect(choice.text).toContain('lowers the validation loss but raises the test loss');
    expect(choice.reason).toContain('Validation −0.050, test +0.036'); // 0.23 − 0.194
  });

  test('where a seed is missing on one side, the paired difference is quoted without the unpaired means', () => {
    const partial = variant('L2 1e-3', 1, 0.15);
    partial.testLoss.seeds = 4;
    expect(choose(partial).text).toBe(
      'L2 1e-3 lowers its test loss by 0.044 over the seeds that both finished.',
    );
  });
});

describe('when none is recommended', () => {
  test('all seeds agree, but on other rows the difference could be another', () => {
    const agreeing = variant('L2 1e-3', 1, 0.17, 0.001, 0.164);
    const withErrors = (error: number) => {
      agreeing.difference!.validationLoss.rowError = error;
      agreeing.difference!.testLoss.rowError = error;
      return choose(agreeing);
    };
    // Both parts −0.030; together √(0.4² + 0.6²) = 0.72 of the error, and t(0.975; 999) = 1.96: the limit is 0.0212.
    expect(withErrors(0.0211).variant).toBe('l2-1e-3');
    const choice = withErrors(0.0214);
    expect(choice).toMatchObject({
      variant: null,
      text: 'No recommendation: 400 validation rows and 600 test rows are too few to tell.',
    });
    expect(choice.reason).toContain('−0.030 validation loss, alike in the seeds');
  });

  test('one validation and one test row: how other rows differ is not known, however alike the seeds are', () => {
    const rows = { validation: 1, test: 1 };
    const choice = recommend([none, variant('L2 1e-3', 1, 0.1, 0.001)], 1, 12, 5, rows, false);
    expect(choice).toMatchObject({
      variant: null,
      text: 'No recommendation: 1 validation row and 1 test row are too few to tell.',
    });
    expect(choice.reason).toContain('one row does not show how much rows differ');
    expect(choice.reason).not.toMatch(/Infinity|∞|NaN/);
  });

  test('one that successive halving ended early is not chosen, and is named', () => {
    const dropped = { ...variant('L1 1e-2', 1, 0.1), dropped: 2 };
    const choice = choose(dropped, variant('L2 1e-3', 1, 0.15));
    expect(choice.variant).toBe('l2-1e-3');
    expect(choice.support).toMatch(/Ended early by successive halving, and so not in question: L1 1e-2\.$/);
  });

  test('every interval includes 0 and no number of seeds would help: no variant beats none', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.2001, 0.05), variant('Dropout 0.5', 1, 0.201, 0.05));
    expect(choice).toMatchObject({
      variant: null,
      text: 'No variant beats none: every interval includes 0.',
    });
  });

  test('all surely worse', () => {
    const choice = choose(variant('L1 1e-2', 1, 0.9), variant('L2 1e-2', 1, 0.3));
    expect(choice).toMatchObject({ variant: null, text: 'No variant beats none.' });
    expect(choice.reason).toBe('All 2 variants are worse.');
  });

  test('a difference that more seeds would show: cannot tell, with their number and time', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.18, 0.025));
    expect(choice).toMatchObject({
      variant: null,
      text: 'Cannot tell: 5 seeds span no difference in validation loss.',
    });
    // The interval's half-width is t(0.975; n−1)·s/√n: 0.025 at n = 5 gives s = 0.02013, below 0.02 first at n = 7.
    expect(choice.reason).toContain('7 seeds and about 24 s more would show it');
  });

  test('an underfitting model: that comes first', () => {
    const choice = recommend([none, variant('L2 1e-3', 1, 0.2001, 0.05)], 1, 12, 5, ROWS, true);
    expect(choice.variant).toBeNull();
    expect(choice.reason).toContain('Train longer or enlarge the model first');
    // Of what looks the same from its losses.
    expect(choice.reason).toContain('the inputs say little about the target');
    expect(recommend([none, variant('L2 1e-3', 1, 0.1)], 1, 12, 5, ROWS, true).variant).toBe('l2-1e-3');
  });

  test('one seed', () => {
    const single = { ...variant('L2 1e-3', 1, 0.1), difference: undefined };
    expect(choose(single)).toMatchObject({ variant: null });
    expect(choose(single).text).toContain('one seed gives no interval');
  });

  test('the unregularized model has no finished run', () => {
    const lost = { ...none, validationLoss: { mean: null, standardError: null, seeds: 0 } };
    expect(recommend([lost, variant('L2 1e-3', 1, 0.1)], 1, 1, 5, ROWS, false).variant).toBeNull();
  });

  test('“yet” only while other variants may still finish', () => {
    const lost = {
      ...variant('L1 10', 1, 0.1),
      validationLoss: { mean: null, standardError: null, seeds: 0 },
      difference: undefined,
    };
    expect(choose({ ...lost, stopped: 4 }).text).toMatch(/^No recommendation yet: /);
    const ended = choose({ ...lost, stopped: 5 });
    expect(ended.text).toBe('No recommendation: only the unregularized model has finished.');
    expect(ended.reason).toContain('The loss of L1 10 became infinite or NaN');
  });
});

describe('what a recommendation gains and costs', () => {
  const seconds = (mean: number) => ({ mean, standardError: 0, seeds: 5 });
  const first = { ...none, seconds: seconds(10) };
  const of = (change: Partial<Candidate>) =>
    recommend([first, { ...variant('L2 1e-3', 1, 0.15, 0.01, 0.145), ...change }], 1, 12, 5, ROWS, false);

  test('the gain is that of the test rows, with its share', () => {
    const { gain } = of({});
    expect(gain!.testLoss.mean).toBeCloseTo(-0.049, 12);
    expect(gain!.share).toBeCloseTo(0.049 / 0.194, 12);
  });

  test('the cost: training loss, time when it is noticeable, accuracy when it surely falls', () => {
    expect(of({ seconds: seconds(10.5) }).cost).toEqual({
      trainLoss: 0.1,
      seconds: 0.5,
      text: 'Training loss rises by 0.100: that is given up on the training rows.',
    });
    const { difference } = variant('L2 1e-3', 1, 0.15, 0.01, 0.145);
    const worse = {
      ...difference!,
      testAccuracy: { ...difference!.testLoss, mean: -0.02, low: -0.03, high: -0.01 },
    };
    const { cost } = of({ seconds: seconds(13), difference: worse });
    expect(cost!.text).toBe(
      'Training loss rises by 0.100: that is given up on the training rows. Test accuracy falls by 2.0 points. A run takes 30\u202f% longer.',
    );
    expect(cost!.testAccuracy!.high).toBe(-0.01);
  });

  test('neither without a choice', () => {
    const choice = choose(variant('L2 1e-3', 1, 0.2001, 0.05));
    expect(choice).not.toHaveProperty('gain');
    expect(choice).not.toHaveProperty('cost');
  });
});
